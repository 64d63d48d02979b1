"""A child's file on paper."""
