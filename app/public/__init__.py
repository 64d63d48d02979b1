"""Pages for anyone: home, the companion, the blank form, numbers, help. Nothing is typed here."""

from app.public.views import bp

__all__ = ["bp"]
