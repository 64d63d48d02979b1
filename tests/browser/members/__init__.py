"""What a lead does for members of the team, in a browser."""
