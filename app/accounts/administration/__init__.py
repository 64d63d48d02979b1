"""What an administrator sees of the team."""
