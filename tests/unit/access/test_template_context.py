"""The context of every page, whoever reads it."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("who", "path"), [("sam", "/account"), ("jo", "/members"), (None, "/help")]
)
def test_every_page_rings_999_with_one_tap(world, who, path):
    assert "tel:999" in world.client(who).page(path).links
