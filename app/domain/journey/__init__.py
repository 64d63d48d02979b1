"""The question pages of a record: which answers each shows, in which order, and how it is saved."""
