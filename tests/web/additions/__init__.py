"""Additions to a signed record."""
