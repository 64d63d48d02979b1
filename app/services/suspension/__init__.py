"""Stop a member's account, let them sign in again, and say what the log says about it."""
