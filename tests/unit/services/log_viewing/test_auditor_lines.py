"""An auditor learns from the log what happened and when, and never who or about whom."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app.domain.log_words import LOG_WORDS
from app.domain.routing.actors import Role
from app.errors import ForbiddenError
from app.models.audit_log import Checkpoint, Leaf, Node
from app.services.concern_lists.inbox import load_inbox
from app.services.concerns import acknowledgements, additions, concern_reading
from app.services.concerns.additions import NewAddition
from app.services.log_viewing import auditor_lines, saved_checkpoints
from app.services.log_viewing.auditor_lines import LogLine
from app.services.unit_of_work import Action, UnitOfWork
from tests.support.club.newcomers import confirm_as
from tests.support.club.office import Office

pytestmark = pytest.mark.both_databases


@pytest.fixture
def auditor(office: Office) -> UnitOfWork:
    confirm_as(office.world, "gov", Role.AUDITOR, "Gwen Ode")
    return office.at("gov")


def read_all(uow: UnitOfWork) -> list[LogLine]:
    """Every line, by all pages, oldest first."""
    found: list[LogLine] = []
    before = None
    while True:
        page = auditor_lines.log_view_and_load_log_page(uow, before)
        found += page.lines
        if page.older is None:
            return found[::-1]
        before = page.older


def test_each_look_is_logged_and_pages_hold_every_line_once(office: Office, auditor):
    office.signed("sam")
    before = len(office.events())
    lines = read_all(auditor)
    assert office.events()[before].act is Action.LOG_VIEWED
    assert [line.number for line in lines] == list(range(before + 1))
    hashes = office.session.scalars(select(Leaf.hash).order_by(Leaf.i)).all()
    assert [line.short_hash for line in lines] == [h.hex()[:12] for h in hashes[: before + 1]]
    assert lines[-1].is_mine
    assert lines[-1].role == "auditor"


def test_a_concern_of_the_leads_is_told_in_words_without_a_name_or_an_id(office: Office, auditor):
    concern = office.signed("sam")
    concern_reading.open_concern(office.at("jo"), concern)
    lines = read_all(auditor)
    told = {(line.what, line.role) for line in lines if line.what}
    assert ("Signed a record", "practitioner") in told
    assert ("Opened part of a concern", "lead") in told
    shown = repr(lines)
    ids = {str(person.id) for person in office.world.people.values()} | {str(concern)}
    assert not [one for one in ids if one in shown]
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", shown)


def test_all_that_is_done_with_a_kept_concern_is_a_hash(office: Office, auditor):
    """Signed, read, added to and refused: nothing but their own look is told of it."""
    office.at("sam"), office.at("senior"), office.at("jo")
    start = len(office.events())
    kept = office.signed("sam", about="yes")
    load_inbox(office.at("senior"))
    concern_reading.open_concern(office.at("senior"), kept)
    acknowledgements.acknowledge_concern(office.at("senior"), kept)
    additions.add_words(office.at("sam"), kept, NewAddition(uuid4(), "more"))
    end = len(office.events())
    told = [line for line in read_all(auditor)[start:end] if line != _bare(line)]
    assert end - start > 5
    assert told == []
    sizes = {one.size for one in saved_checkpoints.log_view_and_load_checkpoint_page(auditor).found}
    made = set(office.session.scalars(select(Checkpoint.size).where(Checkpoint.size > start)))
    assert made & set(range(start + 1, end + 1))
    assert not sizes & set(range(start + 1, end + 1))


def _bare(line: LogLine) -> LogLine:
    return LogLine(line.number, line.short_hash)


def test_sign_ins_and_looks_at_lists_are_hashes(office: Office, auditor):
    start = len(office.events())
    office.world.token("senior")
    load_inbox(office.at("jo"))
    end = len(office.events())
    lines = read_all(auditor)
    assert [line for line in lines[start:end] if line != _bare(line)] == []
    assert not [line for line in lines if line.what == "Signed in"]


def test_only_an_auditor_reads_the_log_so(office: Office):
    before = len(office.events())
    for who in ("jo", "senior", "sam", "kit"):
        for load in (
            auditor_lines.log_view_and_load_log_page,
            saved_checkpoints.log_view_and_load_checkpoint_page,
        ):
            with pytest.raises(ForbiddenError):
                load(office.at(who))
    looks = [event for event in office.events()[before:] if event.act is Action.LOG_VIEWED]
    assert looks == []


def test_a_changed_line_and_a_changed_checkpoint_are_named(office: Office, auditor):
    view = auditor_lines.open_auditor_view(auditor)
    rows = office.session.execute(select(Leaf.i, Leaf.hash, Leaf.line).order_by(Leaf.i)).all()
    row = next(row for row in rows if view.is_shown(row.line))
    quiet = next(row.line for row in rows if not view.is_shown(row.line))
    other_line = row.line.replace(b'"v":1', b'"v":9')
    for spoiled in (other_line, rows[row.i + 1].line, quiet, b'"obj":"draft/', None):
        shown = auditor_lines._show(view, row.i, row.hash, spoiled)
        assert (shown.what, shown.is_changed) == ("", True), spoiled
    assert auditor_lines._show(view, row.i, row.hash, row.line).what
    saved_checkpoints.log_view_and_load_checkpoint_page(auditor)
    newest = saved_checkpoints.log_view_and_load_checkpoint_page(auditor).found[1]
    assert newest.is_sound
    other = office.session.scalars(select(Checkpoint.note).order_by(Checkpoint.size)).first()
    office.world.change(update(Checkpoint).where(Checkpoint.size == newest.size).values(note=other))
    again = saved_checkpoints.log_view_and_load_checkpoint_page(office.at("gov")).found
    assert [one.size for one in again if not one.is_sound] == [newest.size]


def test_saved_checkpoints_are_shown_while_the_log_is_broken(office: Office, auditor):
    before = saved_checkpoints.log_view_and_load_checkpoint_page(auditor)
    assert before.is_signed
    office.world.change(update(Node).values(hash=b"\0" * 32))
    broken = saved_checkpoints.log_view_and_load_checkpoint_page(office.at("gov"))
    assert not broken.is_signed
    assert [one.size for one in broken.found] == [one.size for one in before.found]
    assert office.events()[-1].act is Action.LOG_VIEWED


def test_what_only_readers_see_is_told_as_anything_else_that_is_added():
    assert LOG_WORDS[Action.ENTRY_WITHHELD] == LOG_WORDS[Action.ENTRY_ADDED]
