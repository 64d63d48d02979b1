"""Say what is to be looked at in a pack that loads: what it claims, and where that is written."""
