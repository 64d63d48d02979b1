"""Somebody attacks, forges or floods practice."""
