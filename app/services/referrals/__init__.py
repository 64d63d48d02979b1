"""Everything made from a concern for people outside.

Referral summaries, council forms, encrypted copies and call scripts.
"""
