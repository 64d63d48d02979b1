"""A kept page that a database writer has spoiled takes no other one with it."""

import pytest

from app.models.draft import LateDraftPage
from app.services.drafts import draft_store, late_page_store
from audit.events import Action
from tests.support.club.office import Office

FIRST, LATER = {"seen": ["He was by the gate"]}, {"seen": ["He was by the gate with a bag."]}


@pytest.fixture
def kept(world):
    """Two kept texts of one page of Sam's; the first was spoiled. Their ids, and the draft's."""
    draft = draft_store.start_draft(world.uow("sam"))
    sam = world.people["sam"].id
    ids = [
        late_page_store.store_late_page(world.uow("sam"), sam, draft, "account", one)
        for one in (FIRST, FIRST)
    ]
    session = world.session()
    row = session.get(LateDraftPage, ids[0])
    row.sealed = bytes(len(row.sealed))
    session.commit()
    return (*ids, draft)


def test_the_others_are_listed_shown_and_can_be_settled(world, kept):
    spoiled, sound, _ = kept
    client = world.client("sam")
    page = client.page("/record/kept")
    assert {f"/record/kept/{spoiled}", f"/record/kept/{sound}"} <= set(page.links)
    assert "He was by the gate" in client.page(f"/record/kept/{sound}").text
    assert client.send(f"/record/kept/{sound}", {"choice": "away"}).status_code == 303
    assert [one.id for one in late_page_store.list_late_record_pages(world.uow("sam"))] == [spoiled]


def test_what_comes_late_is_kept_all_the_same(world, kept):
    spoiled, sound, draft = kept
    later = late_page_store.store_late_page_once(world.uow("sam"), draft, "account", LATER)
    assert later not in {spoiled, sound}
    assert {one.id for one in late_page_store.list_late_record_pages(world.uow("sam"))} == {
        spoiled,
        later,
    }


def test_the_spoiled_one_says_so_and_can_be_put_away(world, kept):
    spoiled, sound, draft = kept
    client = world.client("sam")
    client.page(f"/record/kept/{spoiled}", 500)
    via = f"/record/kept/{sound}"
    assert client.send(f"/record/kept/{spoiled}", {"choice": "away"}, via=via).status_code == 303
    assert [one.id for one in late_page_store.list_late_record_pages(world.uow("sam"))] == [sound]
    refused = [event.obj for event in Office(world).events() if event.act is Action.KEY_REFUSED]
    assert refused == [f"draft/{draft}/account"]
