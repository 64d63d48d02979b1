"""Confirming people, and leads made by two."""
