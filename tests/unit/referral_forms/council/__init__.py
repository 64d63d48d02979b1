"""A council's own PDF form, filled in."""
