"""Whose number is rung, when, and in which order."""
