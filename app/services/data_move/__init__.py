"""Move every row to another database, and close the old one."""
