"""Words for a paper that were spoiled, or that have no paper yet: they stop and lose nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from app.models.draft import DraftPage
from tests.support.club.office_today import office
from tests.support.club.world import World
from tests.support.web.record_client import fill
from tests.web.referrals.test_extra_text import Office, a_file, add, make, papers_of

__all__ = ["office"]


def test_spoiled_words_for_a_paper_stop_no_referral(world: World, office: Office):
    path = a_file(office)
    sam = world.client("sam")
    add(sam, path, "Ring the club first.")
    world.change(update(DraftPage).where(DraftPage.page == "for_council").values(box=b"spoiled"))
    assert "we cannot open them" in sam.page(f"{path}/referral/pdf").text
    assert make(sam, path, protect="no").mimetype == "application/pdf"


@pytest.mark.parametrize(("page", "paper"), [("for_lado", "LADO"), ("for_police", "police")])
def test_words_for_a_document_not_there_yet_are_told_to_wait_first(
    office: Office, page: str, paper: str
):
    path, sam = a_file(office), office.world.client("sam")
    said = f"This concern has no {paper} document yet."
    assert said in sam.page(f"{path}/more/{page}").text
    before = len(papers_of(office, path))
    back = sam.page(add(sam, path, "Rings at night.", page=page))
    assert said in back.text
    assert "Rings at night." in back.text
    assert len(papers_of(office, path)) == before
    assert said not in sam.page(f"{path}/more/for_council").text


def test_words_that_waited_go_on_to_their_paper_when_there_is_one(office: Office):
    path, sam = a_file(office), office.world.client("sam")
    add(sam, path, "Rings at night.", page="for_police")
    fill(sam, f"{path}/more/people", {"people-0-name_or_nickname": ["Dex"]})
    page = sam.page(f"{path}/more/for_police")
    assert "no police document" not in page.text
    assert "Rings at night." in sam.page(f"{path}/referral/pdf?form=police").text
