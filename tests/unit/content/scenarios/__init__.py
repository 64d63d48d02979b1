"""Scenarios of practice: their files, their paths and their words."""
