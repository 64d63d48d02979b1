"""Planted faults: what could go wrong with a child's words, and the test that would notice it."""
