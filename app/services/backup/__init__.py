"""Copy every row out of the database, and put such a copy into an empty one."""
