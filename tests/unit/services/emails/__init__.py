"""The email that is queued, grouped and sent."""
