"""Tasks about a concern: who does what by when, and that it is done."""
