"""Pages for a signed concern: information, decisions, calls, referrals, and what each needs."""
