"""Judge a trainee's own words clause by clause."""
