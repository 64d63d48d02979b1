"""Answer the questions, send them, confirm someone's training, and list the team's training."""
