"""Signing in with a passkey alone."""
