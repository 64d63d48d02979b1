"""Backups, and what is restored of them."""
