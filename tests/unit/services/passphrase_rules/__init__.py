"""Refused passphrases, and the words that are offered."""
