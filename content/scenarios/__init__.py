"""Read, check and walk the practice conversations. No reply has points and none is counted."""
