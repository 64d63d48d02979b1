"""A real server that is killed, filled, cut off or kept waiting."""
