"""A signed concern: read, acknowledged, decided, referred and closed."""
