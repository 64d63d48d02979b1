"""Run what has to happen automatically: reminders, email, expiries and checkpoints."""
