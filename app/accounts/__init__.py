"""Accounts: sign in and out, hide and lock, join, one's own account, members."""

from app.accounts import account, cards, confirm, doors, join, members, naming
from app.accounts.blueprint import bp

__all__ = ["account", "bp", "cards", "confirm", "doors", "join", "members", "naming"]
