"""Fill a fictional club and school, through the same services as real work."""
