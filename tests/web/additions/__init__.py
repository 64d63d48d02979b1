"""What is added to a signed record."""
