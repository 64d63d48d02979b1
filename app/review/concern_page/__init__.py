"""The parts of a concern's page."""
