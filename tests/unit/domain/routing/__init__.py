"""Who is given a record, and who is on duty."""
