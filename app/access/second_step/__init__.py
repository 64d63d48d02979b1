"""The way to a second step, for someone whose role needs one that is not set up."""
