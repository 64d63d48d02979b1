"""Faults of a server, and their sentences."""
