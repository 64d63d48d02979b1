"""Replays of logs: each under its own lock, dropped when unused, and saved for the next process."""
