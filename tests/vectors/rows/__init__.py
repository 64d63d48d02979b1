"""Rows in clear that the log vouches for by a hash: the text that a version wrote, and the hash."""
