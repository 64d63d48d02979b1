"""Other web servers than Heard's own, to compare with it."""
