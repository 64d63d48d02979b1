"""Every page of details is offered after signing, once."""

from __future__ import annotations

from app.domain.journey.detail_groups import DETAIL_GROUPS
from app.domain.pages import DETAIL_PAGES


def test_every_page_of_details_is_in_one_group():
    lines = [line.page for group in DETAIL_GROUPS for line in group.lines]
    assert len(lines) == len(set(lines))
    assert {page.name for page in DETAIL_PAGES} <= set(lines)
