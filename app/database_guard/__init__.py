"""Whether this database may be served or changed now: its version lock, and marks of a move."""
