"""One signed concern: sign its record, open it, add to it, and remind people about it."""
