"""Backups that older versions made."""
