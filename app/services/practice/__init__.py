"""Let a trainee practise a conversation and its record, see feedback, and send it to someone.

Nothing here is a real concern. Nothing is scored.
"""
