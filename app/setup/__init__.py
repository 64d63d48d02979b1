"""Set-up, once: an organisation, its first lead, its recovery sheet printed and proved."""

from app.setup.views import bp

__all__ = ["bp"]
