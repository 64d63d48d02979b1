"""Answers, confirmation, completion records and the team list."""
