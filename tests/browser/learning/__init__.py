"""Reading, training and practice in a real browser."""
