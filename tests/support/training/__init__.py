"""Learners, confirmers, practices and completions, below the web."""
