"""Days, times and opening hours: read as people type them, counted and shown by London clocks."""
