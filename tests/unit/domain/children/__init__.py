"""A child's file: its card, and why a child may be the same."""
