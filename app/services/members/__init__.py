"""Invite and look up members, and decide which of their keys to believe."""
