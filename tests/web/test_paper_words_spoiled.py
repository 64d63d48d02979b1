"""Words for a paper that somebody spoiled in the database: the paper is made without them."""

from __future__ import annotations

from sqlalchemy import update

from app.models.draft import DraftPage
from tests.support.world import World
from tests.web.test_paper_words import Office, a_file, add, make, office

__all__ = ["office"]


def test_spoiled_words_for_a_paper_stop_no_referral(world: World, office: Office):
    path = a_file(office)
    sam = world.client("sam")
    add(sam, path, "Ring the club first.")
    world.change(update(DraftPage).where(DraftPage.page == "for_council").values(box=b"spoiled"))
    assert "cannot be opened" in sam.page(f"{path}/referral/pdf").text
    assert make(sam, path, protect="no").mimetype == "application/pdf"
