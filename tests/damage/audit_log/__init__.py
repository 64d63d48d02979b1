"""Somebody rewrites the log, its tree, its export or what is read from it."""
