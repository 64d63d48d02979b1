"""Read a trainee's own words."""
