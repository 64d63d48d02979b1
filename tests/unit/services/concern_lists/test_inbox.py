"""The readers' list: unread first, then by clocks; opening only cards, each reader their own."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, insert, select, update

from app.domain.routing.recipients import Recipients
from app.models.concern import Card, Concern, Due
from app.models.draft import Draft
from app.services.concern_lists import inbox as service
from app.services.concern_lists import inbox_queries
from app.services.concern_lists.inbox import PAGE_SIZE, load_inbox
from app.services.concerns.acknowledgements import acknowledge_concern
from audit.events import Action
from tests.support.club.office import CHILD, Office


def at(office: Office, hour: int, minute: int = 0) -> None:
    office.now = office.now.replace(hour=hour, minute=minute)


def test_unread_come_by_danger_then_leaving_then_age(office: Office):
    at(office, 10)
    old = office.signed("sam")
    at(office, 11)
    unsure = office.signed("sam", danger="unsure")
    at(office, 12)
    danger = office.signed("pat", danger="yes")
    shown = load_inbox(office.at("jo"))
    assert [one.id for one in shown.unread] == [danger, unsure, old]
    assert shown.unread[0].card.children == (CHILD,)
    assert [one.overdue for one in shown.unread] == [False, True, True]


def test_then_overdue_then_open_by_due_time_then_the_rest_newest_first(office: Office):
    ids = []
    for hour in (9, 10, 11, 12):
        at(office, hour)
        ids.append(office.signed("sam"))
        acknowledge_concern(office.at("jo"), ids[-1])
    office.world.change(update(Due).values(done=True))  # a decision is to be made of each
    at(office, 13)
    unread = office.signed("pat")
    with office.at("jo").keep() as session:
        for concern_id, hours in ((ids[0], 2), (ids[2], -1), (ids[2], 5)):
            due = {"org_id": office.org.id, "concern_id": concern_id}
            session.execute(insert(Due).values(due | {"at": office.now + timedelta(hours=hours)}))
    shown = load_inbox(office.at("deputy"))
    assert [one.id for one in shown.unread] == [unread]
    assert [one.id for one in shown.overdue] == [ids[2]]
    assert [one.id for one in shown.open] == [ids[0], ids[3], ids[1]]
    assert not shown.more


def test_a_file_is_overdue_from_the_very_moment_it_is_due(office: Office):
    office.signed("sam")
    (listed,) = load_inbox(office.at("jo")).unread
    assert not listed.overdue
    office.now = listed.due - timedelta(microseconds=1)
    assert [one.overdue for one in load_inbox(office.at("jo")).unread] == [False]
    office.now = listed.due
    assert [one.overdue for one in load_inbox(office.at("jo")).unread] == [True]


def test_pages_follow_one_another_without_a_gap_or_a_repeat(office: Office):
    ids = [office.signed("sam") for _ in range(4)]
    for concern_id in ids[:3]:
        acknowledge_concern(office.at("jo"), concern_id)
    pages, size = [], 2
    service.PAGE_SIZE, before = size, service.PAGE_SIZE
    try:
        for number in (1, 2, 3):
            shown = load_inbox(office.at("jo"), number)
            pages.append(([x.id for x in (*shown.unread, *shown.overdue, *shown.open)], shown.more))
    finally:
        service.PAGE_SIZE = before
    assert [len(found) for found, _ in pages] == [2, 2, 0]
    assert [more for _, more in pages] == [True, False, False]
    assert sorted(pages[0][0] + pages[1][0]) == sorted(ids)


def test_of_the_unread_that_are_not_opened_a_spoiled_one_is_named(office: Office, monkeypatch):
    ids = [office.signed("sam") for _ in range(5)]
    monkeypatch.setattr(inbox_queries, "MAX_UNREAD", 2)
    shown = load_inbox(office.at("jo"))
    assert len(shown.unread) == 2
    assert shown.unseen == ()
    (spoiled, *_) = [one for one in ids if one not in {item.id for item in shown.unread}]
    change = update(Concern).where(Concern.id == spoiled).values(author_id=office.id("pat"))
    office.world.change(change)
    assert [one.id for one in load_inbox(office.at("jo")).unseen] == [spoiled]


def test_the_viewing_is_logged_once_before_any_card_is_opened(office: Office, monkeypatch):
    office.signed("sam")
    jo, since = office.at("jo"), len(office.events())

    def closed(*_, **__):
        raise AssertionError("opened")

    monkeypatch.setattr(service, "open_card", closed)
    with pytest.raises(AssertionError):
        load_inbox(jo)
    found = [(e.act, e.obj) for e in office.events()[since:] if e.act is not Action.SIGNED_IN]
    assert found == [(Action.LIST_VIEWED, "inbox/1")]


def test_each_reader_sees_only_what_was_sealed_to_them(office: Office):
    for_leads = office.signed("sam")
    for_seniors = office.signed("sam", about="yes")
    assert [one.id for one in load_inbox(office.at("jo")).unread] == [for_leads]
    assert [one.id for one in load_inbox(office.at("senior")).unread] == [for_seniors]
    assert load_inbox(office.at("pat")).is_empty


def test_a_named_reader_finds_their_file_in_the_list(office: Office):
    choice = Recipients.NAMED_LEADS
    concern_id = office.signed("sam", not_for=["senior", "deputy"], choice=choice)
    assert [one.id for one in load_inbox(office.at("jo")).unread] == [concern_id]
    acknowledge_concern(office.at("jo"), concern_id)
    assert [one.id for one in load_inbox(office.at("jo")).open] == [concern_id]
    assert load_inbox(office.at("deputy")).is_empty


def test_a_route_column_changed_by_a_thief_lists_nothing_more(office: Office):
    concern_id = office.signed("sam", about="yes")
    with office.at("pat").keep() as session:
        session.execute(update(Concern).where(Concern.id == concern_id).values(route="leads"))
    assert load_inbox(office.at("jo")).is_empty


def test_a_damaged_card_is_shown_as_such_in_front_and_logged(office: Office):
    damaged, whole = office.signed("sam"), office.signed("sam")
    with office.at("pat").keep() as session:
        card = select(Card.blob).where(Card.concern_id == damaged)
        blob = session.scalars(card).one()
        changed = {"blob": blob[:-1] + bytes([blob[-1] ^ 1])}
        session.execute(update(Card).where(Card.concern_id == damaged).values(changed))
    shown = load_inbox(office.at("jo")).unread
    assert [one.id for one in shown] == [damaged, whole]
    assert shown[0].card is None
    last = office.events()[-1]
    assert (last.act, last.obj) == (Action.ENTRY_REFUSED, str(damaged))


def test_drafts_are_spoken_of_after_an_hour_or_a_quarter_when_urgent(office: Office):
    kinds = [("sam", 61, False, "leads"), ("pat", 16, True, "leads"), ("kit", 59, False, "leads")]
    kinds += [
        ("tess", 14, True, "leads"),
        ("tess", 90, False, "seniors"),
        ("jo", 90, True, "leads"),
    ]
    with office.at("deputy").keep() as session:
        for who, minutes, urgent, told in kinds:
            began = office.now - timedelta(minutes=minutes)
            values = {"id": uuid4(), "org_id": office.org.id, "user_id": office.id(who)}
            values |= {"began_at": began, "saved_at": began, "urgent": urgent, "told": told}
            session.execute(insert(Draft).values(values))
    begun = load_inbox(office.at("jo")).begun_not_signed
    assert [(one.name, one.phone) for one in begun] == [
        ("Pat Jones", "07700 900457"),
        ("Sam Lee", "07700 900456"),
    ]
    assert [one.name for one in load_inbox(office.at("senior")).begun_not_signed] == ["Tess Bell"]


def test_a_page_asks_the_database_as_often_for_many_files_as_for_few(office: Office):
    office.signed("sam")
    load_inbox(office.at("jo"))  # the grant is opened once a sign-in
    few = _queries(office)
    for _ in range(PAGE_SIZE // 2):
        office.signed("sam")
    assert _queries(office) == few


def _queries(office: Office) -> int:
    jo, asked = office.at("jo"), []

    def count(*args):
        asked.append(args[2])

    event.listen(office.world.engine, "before_cursor_execute", count)
    load_inbox(jo)
    event.remove(office.world.engine, "before_cursor_execute", count)
    log = ("FROM node", "FROM leaf")  # lines are read once a process, not once a file
    queries = (text for text in asked if text.startswith("SELECT"))
    return sum(not any(table in text for table in log) for text in queries)
