"""Which organisation answers."""
