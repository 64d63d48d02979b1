"""A child's file by its pages: overview, concerns, family and home, plans and people, looks."""
