"""Comparisons made when a practice is looked back on."""
