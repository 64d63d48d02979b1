"""The end of what the author of a closed concern reads, and how a reader lets them again."""
