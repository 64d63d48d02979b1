"""The app on somebody's phone: it reads the key from the page of a set-up, and shows six digits."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from app.services.auth.second_step import step_codes

KEY = re.compile(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})")


def read_key(text: str) -> bytes:
    """Return the key that a page shows to type into an app."""
    found = KEY.search(text)
    assert found is not None, text
    return step_codes.decode_secret(found[1])


def show_code(key: bytes, later: int = 0) -> str:
    """Return the six digits, some steps of 30 seconds from now by the true clock."""
    step = int(datetime.now(UTC).timestamp()) // step_codes.STEP_SECONDS
    return step_codes.compute_app_code(key, step + later)
