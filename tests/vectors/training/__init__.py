"""Frozen things of training: a learner's box, and what passes to whoever confirms."""
