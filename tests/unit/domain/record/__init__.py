"""From typed answers to stored and read ones."""
