"""Lists of concerns for a person: inbox, dashboard and unsigned records."""
