"""Numbers to call: whose they are, and when they were checked."""
