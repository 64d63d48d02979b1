"""The check page links to each question as its store would."""

from __future__ import annotations

import pytest

from app.domain.journey.journey_pages import QUESTION_PAGES
from app.recording.editor.record_store import RecordStore
from app.recording.signing.review_page import _make_addresses
from tests.support.club.world import World

DRAFT, RUN = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
IDS = {"": {"draft_id": DRAFT}, "practice_": {"run_id": RUN}}


@pytest.mark.parametrize("prefix", IDS)
def test_each_address_is_the_one_that_flask_builds(world: World, prefix: str):
    store = RecordStore(*(lambda *_: None,) * 5, ids=IDS[prefix], prefix=prefix)  # type: ignore[arg-type]
    with world.app.test_request_context("/"):
        address = _make_addresses(store)
        for page in QUESTION_PAGES:
            for control in ("", "c1.name", "calls-1-when-time", "about_our_team-unknown"):
                for whole in (False, True):
                    values = {"whole": 1} if whole else {}
                    anchor = {"_anchor": control} if control else {}
                    built = store.url("page", page=page.name, **values, **anchor)
                    assert address(page.name, control, whole) == built
