"""Training: answers, confirmations, lists and reminders."""
