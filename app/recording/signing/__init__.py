"""Checking a record before it is signed, and signing it."""
