"""A page of a draft that a database writer has spoiled is named, written again, and stops no other.

Its words are gone: nothing is signed in silence without them, and nobody may learn of the draft who
might not have before.
"""

import pytest

from app.models.draft import Draft, DraftPage, DraftPageConflict
from app.services.drafts import draft_store
from audit.events import Action
from tests.support.club.office import Office
from tests.support.web.record_client import begin, fill, look, sign

TITLE = "changed outside Heard and cannot be opened"


@pytest.fixture
def draft(world):
    """A draft of Sam's about staff with two pages; its address and its id."""
    sam = world.client("sam")
    path = begin(sam)
    fill(sam, f"{path}/now", {"about_our_team": ["yes"]})
    fill(sam, f"{path}/account", {"child_words": ["He hits me."], "worry": ["He is afraid."]})
    return path, draft_store.list_own_drafts(world.uow("sam"))[0].id


def spoil(world, model, draft_id, page: str) -> None:
    session = world.session()
    row = session.query(model).filter_by(draft_id=draft_id, page=page).one()
    row.box = bytes(len(row.box))
    session.commit()


def test_the_page_says_so_and_is_written_again(world, draft):
    path, draft_id = draft
    spoil(world, DraftPage, draft_id, "account")
    sam = world.client("sam")
    page = sam.page(f"{path}/account")
    assert TITLE in page.text
    assert "He hits me." not in page.text
    refused = [event.obj for event in Office(world).events() if event.act is Action.KEY_REFUSED]
    assert refused == [f"draft/{draft_id}/account"]
    sam.page(f"{path}/child")
    fill(sam, f"{path}/account", {"child_words": ["He hits me with a belt."]})
    again = sam.page(f"{path}/account")
    assert "He hits me with a belt." in again.text
    assert TITLE not in again.text


def test_it_saves_itself_as_any_page_does(world, draft):
    path, draft_id = draft
    spoil(world, DraftPage, draft_id, "account")
    sam = world.client("sam")
    form = look(sam, f"{path}/account")
    form.set("worry", ["He would not go home."])
    assert sam.post(f"{form.action}/autosave", data=form.sent()).status_code == 200
    assert "He would not go home." in sam.page(f"{path}/account").text


def test_nothing_is_signed_without_it_in_silence(world, draft):
    path, draft_id = draft
    fill(world.client("sam"), f"{path}/told", {"told_lead": ["yes"]})
    spoil(world, DraftPage, draft_id, "told")
    sam = world.client("sam")
    with pytest.raises(AssertionError, match=TITLE):
        sign(sam, path, [])
    fill(sam, f"{path}/told", {})  # left empty on purpose: one press of Continue
    sign(sam, path, [])


def test_who_may_know_of_it_stays_as_careful(world, draft):
    _, draft_id = draft
    spoil(world, DraftPage, draft_id, "now")
    draft_store.save_page(world.uow("sam"), draft_id, "sign", {"not_for": ["none"]}, 0)
    row = world.session().get(Draft, draft_id)
    assert row.told == "seniors"
    assert row.urgent


def test_spoiled_ticks_count_as_everybody_ticked(world, draft):
    path, draft_id = draft
    sam = world.client("sam")
    fill(sam, f"{path}/now", {"about_our_team": ["no"]})
    draft_store.save_page(
        world.uow("sam"), draft_id, "sign", {"not_for": [str(world.people["jo"].id)]}, 0
    )
    spoil(world, DraftPage, draft_id, "sign")
    fill(sam, f"{path}/now", {"about_our_team": ["no"], "where_now": ["In the hall."]})
    assert world.session().get(Draft, draft_id).told == "nobody"


def test_a_spoiled_second_text_is_named_and_put_away(world, draft):
    path, draft_id = draft
    draft_store.save_conflict(world.uow("sam"), draft_id, "account", {"worry": ["He ran away."]})
    spoil(world, DraftPageConflict, draft_id, "account")
    sam = world.client("sam")
    page = sam.page(f"{path}/account")
    assert "Another version of this page was changed outside Heard" in page.text
    assert "He is afraid." in page.text
    assert "Another version of" in sam.page(f"{path}/sign?check=1").text
    form = look(sam, f"{path}/account")
    (waits,) = draft_store.load_conflicts(world.uow("sam"), draft_id, "account")
    sam.post(form.action, data={**form.sent(), "away": str(waits.id)})
    assert draft_store.load_conflicts(world.uow("sam"), draft_id, "account") == ()
