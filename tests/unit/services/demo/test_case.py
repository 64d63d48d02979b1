"""The case: twelve concerns about three children in four months, of which links show the shape.

Loaded as on a day of summer time, so that it begins and ends where clocks do not tell UTC.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import make_engine
from app.domain.pages import PAGES_BY_NAME
from app.domain.record.collected_record import collect_record
from app.domain.search.search_query import parse_query
from app.models.concern import Concern
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.children import child_files, file_links
from app.services.children.printed_copies import list_prints
from app.services.concern_lists import inbox
from app.services.concerns import concern_reading, follow_up_entries
from app.services.demo import demo_loader, form_input
from app.services.integrity import integrity_check
from app.services.organisations import organisation_lookup
from app.services.unit_of_work import UnitOfWork
from tests.support.club.club_setup import uow_on

CONCERNS = tomllib.loads(demo_loader.CASE_FILE.read_text(encoding="utf-8"))["concern"]
LOADED_AT = datetime(2026, 7, 21, 19, 45, tzinfo=UTC)


Open = Callable[[], UnitOfWork]


@pytest.fixture(scope="module")
def open_case(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Open]:
    """Load the case when a test first asks; give the club's lead, signed in at that moment."""
    data = tmp_path_factory.mktemp("case")
    engine = make_engine(f"sqlite:///{shutil.copy(migrated_file, data / 'heard.sqlite3')}")
    with Session(engine, expire_on_commit=False) as session:

        @cache
        def load() -> UnitOfWork:
            return _load(session, data)

        yield load
    engine.dispose()


def _load(session: Session, data: Path) -> UnitOfWork:
    def make_uow(org, clock):
        return uow_on(session, org, data, clock=clock)

    slots = KdfSlots(data)
    demo_loader.load_demo(make_uow, slots, LOADED_AT, with_case=True)
    every = organisation_lookup.list_organisations(session)
    uow = make_uow(next(org for org in every if org.host == "localhost"), lambda: LOADED_AT)
    token = sign_ins.sign_in(
        uow, slots, "jo@club.example", demo_loader.DEMO_PASSPHRASE, "127.0.0.1"
    )
    sessions.open_session(uow, token)
    return uow


def test_three_children_have_twelve_concerns_of_which_one_is_unread(open_case: Open):
    lead = open_case()
    listed = child_files.open_child_file_list(lead, parse_query("")).children
    assert [(one.card.name, one.concerns) for one in listed] == [
        ("Casey Marsh", 5),
        ("Maya Ellis", 3),
        ("Robin Archer", 5),
    ]
    linked = {link.concern for one in listed for link in one.card.links}
    unread = [one for one in inbox.load_inbox(lead).unread if one.card.children == ("Casey Marsh",)]
    assert (len(linked), len(unread)) == (11, 1)
    (printed,) = list_prints(child_files.open_child_file(lead, listed[0].id).entries)
    assert printed.for_whom == "Priya Nair, children’s services"


def test_links_show_the_white_car_the_silver_one_and_the_user_name(open_case: Open):
    lead = open_case()
    links = file_links.open_all_file_links(lead)
    found = {one.name: (len(one.files), len(one.concerns)) for one in links.groups}
    assert found["Small white car, plate begins YJ21"] == (3, 3), "two parts of one plate, written"
    assert found["Silver estate car, FN99 KXB"] == (3, 4)
    assert found["jay_runs_it"] == (3, 3)


def test_what_leads_did_of_it_can_be_trusted_and_one_task_is_moved(open_case: Open):
    lead = open_case()
    mine = select(Concern.id).where(Concern.org_id == lead.org.id, Concern.route == "leads")
    files = [concern_reading.open_concern(lead, one) for one in lead.session.scalars(mine).all()]
    assert not any(entry.refused for file in files for entry in file.entries)
    kinds = {type(said).__name__ for file in files for _, said in file.said}
    assert kinds >= {"Referral", "Reply", "Call", "Closure", "ClosingNote", "Reopening"}
    assert kinds >= {"AssignedTask", "TaskOutcome", "Decision", "LeadsNote"}
    closed = [file for file in files if file.life.is_closed]
    (moved,) = (
        one for f in closed for one in follow_up_entries.find_outstanding_of_concern(lead.org, f)
    )
    assert (len(closed), moved.is_moved, moved.kind) == (3, True, "task")
    assert integrity_check.find_all_differences(lead) == ()


@pytest.mark.parametrize("concern", CONCERNS)
def test_what_is_typed_in_the_case_needs_no_mending(concern):
    pages = {
        name: form_input.build_form_input(PAGES_BY_NAME[name], answers, date(2026, 11, 24))
        for name, answers in concern["pages"].items()
    }
    choices = demo_loader.load_pack_options("north_lincolnshire")
    whole = collect_record(pages, date(2026, 11, 24), choices)
    assert (whole.problems, whole.unread, whole.has_account) == ({}, {}, True)
