"""What to say on the phone, who to call, and recording the call."""
