"""Phone numbers: who to call now, and who checked each number."""
