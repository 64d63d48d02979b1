"""Bytes of format 1 that every later version must open, and the script that once made them."""
