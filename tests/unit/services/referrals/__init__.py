"""Summaries and forms made from a concern."""
