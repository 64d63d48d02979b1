"""Someone who writes the database, or sits at an open screen, and would not be noticed."""
