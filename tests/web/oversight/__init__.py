"""Pages of the log, for auditors, and of accounts, for administrators."""
