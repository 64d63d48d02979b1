"""States of the pages of concerns that are closed."""
