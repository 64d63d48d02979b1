"""A lead’s pages with many concerns."""
