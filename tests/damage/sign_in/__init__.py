"""Somebody swaps keys, locks, names, invites or sign-ins."""
