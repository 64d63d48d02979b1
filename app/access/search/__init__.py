"""What was typed to search a list for: kept in the session, out of every address."""
