"""The recovery sheet: its state, a new one, and the yearly check that it opens."""
