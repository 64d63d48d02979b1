"""The list of who is trained, as a lead reads it: a page at a time, however large the team."""
