"""The housekeeper's jobs, and the mail that it sends."""
