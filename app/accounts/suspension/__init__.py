"""Stopping a colleague's account, letting them sign in again, and removing them for good."""
