"""Whether a phone, an email or a setting in a row is the one that people gave."""
