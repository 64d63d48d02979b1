"""The tests' own tools can fail, and count what they ran."""
