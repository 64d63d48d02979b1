"""States of the pages before, and after, someone leaves."""
