"""Values in, paper out: the pre-filled summary that supports a referral.

This library never reads a database, a key, a setting or the clock, never sends anything, and
never changes a word that it is given. Same values in, same paper out.
"""
