"""In these tests service workers keep copies of pages."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _copies(keeps_copies: None) -> None:
    """Let service workers keep copies in these tests."""
