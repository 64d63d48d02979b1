"""Whether a phone, email, setting, role or name in a row is the one that the log vouches for."""
