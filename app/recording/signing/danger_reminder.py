"""Whether to ask again if anyone is in danger: “no” was said, and other answers may say otherwise.

Only repeats the worker's own answers. It weighs nothing and stops nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from app.domain.pages.indicators import INDICATORS
from app.domain.record.form_data import FormData, get_text, list_children

DANGER_STORED = "now"
HARM_NOW = "A"
"""The group of signs that harm may already be happening."""


class DangerReminder(msgspec.Struct, frozen=True):
    """`answered_at`: when the answer was last given, None where that is not known.

    `tonight`, `signs`: which other answers it is asked for.
    """

    answered_at: datetime | None
    tonight: str
    signs: bool


def make_danger_reminder(
    pages: Mapping[str, FormData], answered_at: datetime | None
) -> DangerReminder | None:
    """Return the reminder, or None where danger was not answered “no”, or nothing else differs."""
    if get_text(pages.get(DANGER_STORED, {}), "danger_now") != "no":
        return None
    tonight = _find_tonight(pages.get("wishes", {}), list_children(pages))
    signs = any(
        name.endswith("indicators-pick") and any(texts)
        for page in INDICATORS
        if page.pick_group == HARM_NOW
        for name, texts in pages.get(page.name, {}).items()
    )
    if tonight == "yes" and not signs:
        return None
    return DangerReminder(answered_at, tonight, signs)


def _find_tonight(wishes: FormData, children: Sequence[str]) -> str:
    """Return the answer that asks for most care, of every child; "" where one has none."""
    names = [f"{child}.safe_tonight" for child in children]
    said = {get_text(wishes, name) for name in names}
    return next((answer for answer in ("no", "unsure", "") if answer in said), "yes")
