"""The state of somebody's reading and training."""
