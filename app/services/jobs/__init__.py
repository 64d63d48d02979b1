"""Run what has to happen automatically: reminders, mail, expiries and checkpoints."""
