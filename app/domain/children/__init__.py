"""A child's file: what is in it, and whether a child of a concern may be the same. Pure."""
