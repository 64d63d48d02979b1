"""Search the concerns that a reader holds: by what a list shows, and inside their records."""
