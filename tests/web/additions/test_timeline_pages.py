"""The timeline of a concern with many entries is read page by page, and nothing is passed over."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select

from app.models.concern import Entry, Wrap
from app.review.concern_page import timeline_page
from app.services.concern_tasks import reader_notes, task_entries
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.additions import NewAddition, add_words
from app.services.concerns.concern_reading import open_concern
from tests.support.club.office import Office
from tests.support.club.office_today import office
from tests.support.web.checking_client import Page
from tests.support.web.html_forms import form_to

__all__ = ["office"]

THREE = 3


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three entries on a page, so that a test needs few."""
    monkeypatch.setattr(timeline_page, "MOST_ENTRIES", THREE)


def add_notes(office: Office, concern_id: UUID, *words: str) -> None:
    for one in words:
        file = task_entries.open_concern_as_reader(office.at("jo"), concern_id)
        reader_notes.add_reader_note(office.at("jo"), file, one, uuid4())


def add(office: Office, concern_id: UUID, words: str, corrects: int | None = None) -> int:
    reason = "I wrote the wrong hour." if corrects else ""
    new = NewAddition(uuid4(), words, corrects=corrects, reason=reason)
    return add_words(office.at("sam"), concern_id, new)


def list_shown(page: Page) -> list[int]:
    return [int(one.removeprefix("entry-")) for one in page.ids if re.fullmatch(r"entry-\d+", one)]


def find_link(page: Page, part: str) -> str:
    return next(link for link in page.links if part in link)


def walk(office: Office, address: str, rel: str = "next") -> list[list[int]]:
    """What each page shows, from this one on, as somebody reads who follows the links."""
    jo, found = office.world.client("jo"), []
    while address:
        html = jo.get(address).get_data(as_text=True)
        found.append([int(one) for one in re.findall(r'id="entry-(\d+)"', html)])
        link = re.search(rf'rel="{rel}" href="([^"]+)"', html)
        address = link[1].replace("&amp;", "&") if link else ""
    return found


def test_every_entry_is_on_one_page_in_both_orders_and_both_ways(office: Office):
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    add_notes(office, concern_id, *"abcde")
    path = f"/concerns/{concern_id}"
    assert walk(office, path) == [[1, 2, 3], [4, 5, 6], [7]]
    assert walk(office, f"{path}?entry=7", "prev") == [[7], [4, 5, 6], [1, 2, 3]]
    assert walk(office, f"{path}?order=newest") == [[7, 6, 5], [4, 3, 2], [1]]
    for wanted, shown in [("5", [4, 5, 6]), ("99", [7]), ("0", [1, 2, 3]), ("x", [1, 2, 3])]:
        assert list_shown(office.world.client("jo").page(f"{path}?entry={wanted}")) == shown
    middle = office.world.client("jo").page(f"{path}?entry=5")
    assert "Entries 4 to 6 of 7. Oldest first." in middle.text


def test_one_page_has_no_links_to_others(office: Office):
    page = office.world.client("jo").page(f"/concerns/{office.signed('sam')}")
    assert "More of the timeline" not in page.text
    assert " of 1" not in page.text


@pytest.mark.parametrize("order", ["", "&order=newest"])
def test_a_link_to_an_entry_leads_to_the_page_that_shows_it(office: Office, order: str):
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    last = add(office, concern_id, "Not at six, at five.", corrects=1)
    acknowledge_concern(office.at("jo"), concern_id)
    add_notes(office, concern_id, *"abc")
    path, jo = f"/concerns/{concern_id}", office.world.client("jo")
    followed = set()
    for wanted in (1, last, 7):
        page = jo.page(f"{path}?entry={wanted}{order}")
        for link in page.links:
            address, _, place = link.partition("#entry-")
            if place:
                there = jo.page(path + address) if address else page
                assert int(place) in list_shown(there), link
                followed.add(int(place))
    assert followed >= {1, last}


def test_what_is_unread_is_shown_first_and_only_that_is_marked_as_read(office: Office):
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    words = ("She rang.", "She rang again.", "He is outside.")
    numbers = [add(office, concern_id, one) for one in words]
    assert numbers == [3, 4, 5]
    path, jo = f"/concerns/{concern_id}", office.world.client("jo")
    first = jo.get(path).get_data(as_text=True)  # entry 3 is the last of its page
    form = form_to(first, "/acknowledge")
    assert form.sent()["seen"] == ["3"]
    jo.post(form.action, data=form.sent())
    assert [one.number for one in open_concern(office.at("jo"), concern_id).added_since] == [4, 5]
    assert list_shown(jo.page(path)) == [4, 5, 6]
    elsewhere = jo.get(f"{path}?entry=1").get_data(as_text=True)
    assert "/acknowledge" not in elsewhere
    assert '?entry=4#entry-4">Read what was added</a>' in elsewhere
    form = form_to(jo.get(path).get_data(as_text=True), "/acknowledge")
    jo.post(form.action, data=form.sent())
    assert open_concern(office.at("jo"), concern_id).added_since == ()


def test_who_marked_a_part_is_told_so_and_where_to_read_on(office: Office):
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("deputy"), concern_id)
    assert [add(office, concern_id, one) for one in "abc"] == [3, 4, 5]
    path, jo = f"/concerns/{concern_id}", office.world.client("jo")
    part, whole = "You’ve marked part of this as read", "You’ve marked this as read"
    for expected, absent in ((part, whole), (whole, part)):
        form = form_to(jo.get(path).get_data(as_text=True), "/acknowledge")
        page = jo.page(jo.post(form.action, data=form.sent()).location)
        assert expected in page.text
        assert absent not in page.text
        assert ("#entry-4" in page.links) == ("Read on from entry 4" in page.text)
    assert "Read on from" not in page.text
    other = office.world.client("deputy").page(f"{path}?read=1").text
    assert not {one for one in (part, whole) if one in other}, "Jo marked it last"


def test_newest_first_shows_the_newest_also_while_something_is_unread(office: Office):
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    for one in "abcdef":
        add(office, concern_id, one)
    jo = office.world.client("jo")
    first = jo.page(f"/concerns/{concern_id}")
    assert list_shown(first) == [1, 2, 3]
    newest = jo.page(find_link(first, "order=newest"))
    assert list_shown(newest) == [8, 7, 6]
    assert list_shown(jo.page(find_link(newest, "entry=1#chronology"))) == [1, 2, 3]


def test_a_run_that_is_not_there_is_counted_to_its_end(office: Office):
    concern_id = office.signed("sam")
    assert [add(office, concern_id, one) for one in "abcd"] == [2, 3, 4, 5]
    with office.world.session() as session:
        gone = select(Entry.id).where(Entry.concern_id == concern_id, Entry.number > 2)
        session.execute(delete(Wrap).where(Wrap.entry_id.in_(gone)))
        session.execute(delete(Entry).where(Entry.id.in_(gone)))
        session.commit()
    page = office.world.client("jo").page(f"/concerns/{concern_id}?entry=4")
    assert list_shown(page) == [1, 2, 3]
    assert "#entry-3" in page.links
    file = open_concern(office.at("jo"), concern_id)
    assert file.last == 5
    shown = timeline_page.find_timeline_page(file, 4, newest_first=False)
    assert [shown.address(number) for number in (2, 4)] == ["#entry-2", "#entry-3"]


def test_a_record_is_marked_with_no_more_than_its_page_shows(office: Office):
    concern_id = office.signed("sam")
    assert [add(office, concern_id, one) for one in "abc"] == [2, 3, 4]
    path, jo = f"/concerns/{concern_id}", office.world.client("jo")
    form = form_to(jo.get(path).get_data(as_text=True), "/acknowledge")
    assert form.sent()["seen"] == ["3"]
    jo.post(form.action, data=form.sent())
    assert [one.number for one in open_concern(office.at("jo"), concern_id).added_since] == [4]
