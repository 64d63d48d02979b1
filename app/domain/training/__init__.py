"""Training: what learner and confirmer exchange, the signed statements, and who is due again."""
