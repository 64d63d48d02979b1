"""Lists of concerns: a reader's inbox, and each person's dashboard."""
