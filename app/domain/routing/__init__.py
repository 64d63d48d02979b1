"""Who acts, who is on duty, and to whom a signed record is sealed."""
