"""Outstanding steps of a concern, and their deadlines."""
