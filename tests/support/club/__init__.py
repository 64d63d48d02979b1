"""The fictional club that tests act in: made once, copied for each test."""
