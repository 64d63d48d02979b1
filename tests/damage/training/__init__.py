"""Somebody forges training, or presses a button twice."""
