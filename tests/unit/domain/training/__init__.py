"""Where somebody stands with reading and training."""
