"""Summaries, council forms, receipts and encrypted copies."""
