"""What a concern waits for, and by when."""
