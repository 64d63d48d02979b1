"""Signing a record, and whatever is typed meanwhile."""
