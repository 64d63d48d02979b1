"""Members: invited, confirmed and trusted."""
