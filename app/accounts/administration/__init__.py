"""Pages about the team for an administrator, to read only."""
