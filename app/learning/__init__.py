"""The workbook, to read: public, kept nowhere, and nothing in it is counted."""

from app.learning.views import bp

__all__ = ["bp"]
