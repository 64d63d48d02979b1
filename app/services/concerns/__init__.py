"""One signed concern: sign its record, open it and add to it."""
