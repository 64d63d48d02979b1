"""Signing in: sessions, passphrases and limits on guessing."""
