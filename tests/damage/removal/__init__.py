"""Someone who was removed tries to read on, and writes to the database."""
