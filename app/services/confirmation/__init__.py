"""Confirm that a key belongs to a person, and make a lead by two people."""
