"""Compare the audit log with every stored row and name what differs. Mend nothing."""
