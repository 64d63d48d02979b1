"""What the housekeeper does, and the mail that it sends."""
