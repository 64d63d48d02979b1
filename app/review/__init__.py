"""Reading and answering: the readers' list, a concern's page, acknowledging and adding."""

from app.review import adding, after_signing, concern, lists
from app.review.blueprint import bp

__all__ = ["adding", "after_signing", "bp", "concern", "lists"]
