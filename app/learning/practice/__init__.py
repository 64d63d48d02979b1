"""Practise a conversation turn by turn, read the feedback, and send the practice to someone."""
