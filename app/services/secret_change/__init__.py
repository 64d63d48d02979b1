"""A new server secret over a full database: its file, and what the database changes with it."""
