"""A question to the author of a record, and its answer."""
