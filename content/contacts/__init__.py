"""Decide which phone numbers to show, in which order, and whether each line is open.

A number that is not known is said to be unknown, never guessed.
"""
