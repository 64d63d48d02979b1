"""Who looked at what: the log's export for those who check it."""

from app.oversight.views import bp

__all__ = ["bp"]
