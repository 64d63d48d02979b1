"""Whole jobs and pages by keyboard, on a small screen and out of hours."""
