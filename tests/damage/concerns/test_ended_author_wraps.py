"""An author whose time to read was over opens nothing, whatever rows come back or are changed.

Someone who writes to the database has it from before and after. They do not have the server secret.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert, select, update

from app.errors import KeyChangedError, LogBrokenError, ReadingEndedError
from app.models.audit_log import Leaf
from app.models.concern import Concern, Due, Entry, Wrap
from app.services.concerns.author_access import author_grants
from app.services.concerns.concern_access import find_my_reading_end
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.entry_decryption import EntryOpener, load_entry_rows
from app.services.integrity.integrity_check import find_all_differences
from app.services.jobs import author_reading_ends, scheduler
from audit.actions import Action
from tests.support.club.closed_concerns import (
    close_and_end,
    close_counted,
    keep_house,
    list_wraps,
    pass_days,
)
from tests.support.club.office import Office
from tests.unit.services.jobs.test_scheduler import tools

pytestmark = pytest.mark.both_databases


def copy_wraps(office: Office) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in office.session.execute(select(Wrap.__table__))]


def put_back(office: Office, before: list[dict[str, Any]]) -> None:
    """Put rows back as they were, as someone does who has an older copy."""
    there = set(office.session.scalars(select(Wrap.id)))
    office.world.change(insert(Wrap).values([row for row in before if row["id"] not in there]))


def close_end_and_restore(office: Office) -> UUID:
    concern_id = close_counted(office)
    before = copy_wraps(office)
    pass_days(office)
    keep_house(office)
    assert list_wraps(office, concern_id, "sam") == []
    put_back(office, before)
    assert list_wraps(office, concern_id, "sam") == [1, 2, 3]
    return concern_id


def opens(office: Office, concern_id: UUID, who: str = "sam") -> bool:
    try:
        return any(one.entry for one in open_concern(office.at(who), concern_id).entries)
    except ReadingEndedError:
        return False


def opens_below(office: Office, concern_id: UUID) -> bool:
    """Whether Sam's keys open an entry where no one asked whose concern it is."""
    uow = office.at("sam")
    find_my_reading_end(uow, concern_id)
    rows = load_entry_rows(uow, concern_id)
    return any(EntryOpener(uow, rows).open(row).entry for row in rows)


def test_keys_that_come_back_open_nothing_and_are_named(office: Office):
    concern_id = close_end_and_restore(office)
    assert not opens(office, concern_id)
    assert not opens_below(office, concern_id)
    found = find_all_differences(office.world.uow())
    assert found == tuple(
        f"Entry {concern_id}/{number} has a key of its author, who no longer reads it."
        for number in (1, 2, 3)
    )
    assert opens(office, concern_id, "jo")


@pytest.mark.parametrize("days", [-2, -40, -400])
def test_a_clock_that_is_set_back_opens_nothing_again(office: Office, days: int):
    concern_id = close_end_and_restore(office)
    office.now += timedelta(days=days)
    assert not opens(office, concern_id)
    assert not opens_below(office, concern_id)


CHANGES = {
    "its state open": lambda one: update(Concern).where(Concern.id == one).values(state="open"),
    "its route nobody": lambda one: update(Concern).where(Concern.id == one).values(route="nobody"),
    "read later": lambda one: update(Concern).where(Concern.id == one).values(acknowledged_at=None),
    "named": lambda one: update(Concern).where(Concern.id == one).values(named=["x"]),
    "its due times later": lambda one: update(Due).values(done=False),
}


@pytest.mark.parametrize("how", CHANGES)
@pytest.mark.parametrize("is_before", [True, False])
def test_no_column_makes_the_end_later(office: Office, how: str, is_before: bool):
    concern_id = close_counted(office)
    if is_before:
        office.world.change(CHANGES[how](concern_id))
    pass_days(office)
    if not is_before:
        office.world.change(CHANGES[how](concern_id))
    assert not opens(office, concern_id)
    keep_house(office)
    assert list_wraps(office, concern_id, "sam") == []


@pytest.mark.parametrize("action", [Action.SHARED, Action.STATE_CHANGED])
def test_a_forged_line_that_lets_them_read_is_not_believed(office: Office, action: Action):
    close_end_and_restore(office)
    line = next(event for event in office.events() if event.act is Action.SHARE_ENDED)
    old = office.session.scalars(select(Leaf.line).where(Leaf.i == line.i)).one()
    forged = old.replace(Action.SHARE_ENDED.value.encode(), action.value.encode())
    office.world.change(update(Leaf).where(Leaf.i == line.i).values(line=forged))
    with pytest.raises(LogBrokenError):
        office.world.uow("sam")  # another process, which reads every line


def test_a_row_that_names_the_teams_key_has_nothing_of_the_team_deleted(office: Office):
    concern_id = close_counted(office)
    uow = office.at("jo")
    team = uow.keys.team_fingerprints(uow.session, uow.me.team)[0]
    office.world.change(
        update(Entry)
        .where(Entry.concern_id == concern_id, Entry.number == 1)
        .values(author_fpr=team)
    )
    pass_days(office)
    before = office.count(Wrap)
    with pytest.raises(KeyChangedError):
        author_reading_ends.end_author_reading(office.world.uow(), concern_id)
    scheduler.run_jobs_once(tools(office))
    assert office.count(Wrap) == before


def test_a_row_that_names_another_members_key_has_nothing_deleted(office: Office):
    concern_id = close_counted(office)
    pat = office.at("pat").keys.own.public.fingerprint
    office.world.change(
        update(Entry)
        .where(Entry.concern_id == concern_id, Entry.number == 1)
        .values(author_fpr=pat)
    )
    pass_days(office)
    before = office.count(Wrap)
    with pytest.raises(KeyChangedError):
        author_reading_ends.end_author_reading(office.world.uow(), concern_id)
    assert office.count(Wrap) == before


def test_keys_that_are_in_the_way_do_not_stop_a_reader_from_letting_them(office: Office):
    concern_id = close_end_and_restore(office)
    office.world.change(update(Wrap).where(Wrap.recipient_fpr == own(office)).values(blob=b"x"))
    author_grants.restore_author_access(office.at("jo"), concern_id)
    assert opens(office, concern_id)
    assert find_all_differences(office.world.uow()) == ()


def own(office: Office) -> bytes:
    return office.at("sam").keys.own.public.fingerprint


def test_keys_that_are_taken_away_before_the_end_are_named(office: Office):
    concern_id = close_counted(office)
    office.world.change(delete(Wrap).where(Wrap.recipient_fpr == own(office)))
    assert f"Entry {concern_id}/1 cannot be opened by its file's author." in find_all_differences(
        office.world.uow()
    )


def test_a_key_of_another_entry_put_in_place_opens_nothing(office: Office):
    ended = close_and_end(office)
    other = office.signed("sam")
    blob = office.session.scalar(
        select(Wrap.blob)
        .join(Entry, Entry.id == Wrap.entry_id)
        .where(Entry.concern_id == other, Wrap.recipient_fpr == own(office))
    )
    entry = office.session.scalar(
        select(Entry.id).where(Entry.concern_id == ended, Entry.number == 1)
    )
    row = {"id": uuid4(), "org_id": office.org.id, "entry_id": entry, "blob": blob}
    office.world.change(insert(Wrap).values(recipient_fpr=own(office), **row))
    assert not opens(office, ended)
    assert find_all_differences(office.world.uow()) == (
        f"Entry {ended}/1 has a key of its author, who no longer reads it.",
    )
