"""Show the log and its checkpoints to an auditor, without a name or a reference."""
