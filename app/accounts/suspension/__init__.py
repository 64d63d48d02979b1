"""Stopping a colleague's account, and letting them sign in again."""
