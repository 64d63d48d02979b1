"""Set-up, once: an organisation, its first lead, its recovery sheet printed and proved.

Then, for as long as it lives: its own details, the rota of its leads, and the phone numbers that it
relies on, checked by people who call them.
"""

from app.setup import (
    number_check_views,
    number_correction_views,
    organisation_views,
    pack_preview_views,
    rota_views,
    step_views,
    views,
)
from app.setup.blueprint import bp

__all__ = [
    "bp",
    "number_check_views",
    "number_correction_views",
    "organisation_views",
    "pack_preview_views",
    "rota_views",
    "step_views",
    "views",
]
