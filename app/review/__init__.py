"""Reading and answering: the readers' list, a concern's page, acknowledging."""

from app.review import after_signing, concern, lists
from app.review.blueprint import bp

__all__ = ["after_signing", "bp", "concern", "lists"]
