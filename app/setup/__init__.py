"""Set-up, once: an organisation, its first lead, its recovery sheet printed and proved.

Then, for as long as it lives: its own details, the rota of its leads, and the numbers that it
relies on, rung by people.
"""

from app.setup import directory, organisation, rota, views
from app.setup.blueprint import bp

__all__ = ["bp", "directory", "organisation", "rota", "views"]
