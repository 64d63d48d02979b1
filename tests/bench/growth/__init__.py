"""Growing logs, and many organisations on one server."""
