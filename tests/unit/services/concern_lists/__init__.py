"""What waits for a person: inbox, dashboard and unsigned records."""
