"""Question pages: one thing at a time, for a record and for a practice of one."""
