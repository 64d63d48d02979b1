"""Whom to call, what to say, and numbers that can be tapped."""
