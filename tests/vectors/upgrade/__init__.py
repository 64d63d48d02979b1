"""Databases that older versions left, brought up to date."""
