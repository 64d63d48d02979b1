"""A page of who is trained costs the same in a large team, and says what the whole list says.

The rows that are loaded, of people and of what was signed about them, are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import delete, event, insert, select, update

from app.domain.training.training_status import Standing
from app.models.member import Member, make_search_text
from app.models.training import TrainingGroupMember, TrainingNote
from app.services.content import workbook_content
from app.services.members import training_groups
from app.services.members.training_groups import GroupDetails
from app.services.training import board_report, statements, team_standing
from app.services.training.team_list import team_training_page
from app.services.training.team_list.team_training_page import (
    PAGE_SIZE,
    log_and_load_team_training_page,
)
from content import pack_loader
from tests.support.club.many_members import add_confirmed_staff
from tests.support.club.office import Office
from tests.support.machine.prepared_clubs import PreparedClubs
from tests.support.training.completions import complete, completion, note

pytestmark = pytest.mark.both_databases
STAFF = 2 * PAGE_SIZE + 20
LOADED = PAGE_SIZE + 10
"""Members on a page, and leads: their certificates are proved."""


@pytest.fixture
def marks(office: Office) -> dict[str, str]:
    return dict(workbook_content.load_current_edition(office.org).marks)


@pytest.fixture
def trained(office: Office, prepared_clubs: PreparedClubs) -> Office:
    """The club with more than two pages of staff, each of whom completed the workbook."""
    prepared_clubs.prepare(office.world, "trained", partial(train_staff, office))
    return office


def train_staff(office: Office) -> None:
    add_confirmed_staff(office.world, STAFF)
    uow = office.at("jo")
    staff = select(Member).where(Member.email.startswith("staff"))
    marks = dict(workbook_content.load_current_edition(office.org).marks)
    base = completion(office, "sam", "jo", marks=marks)
    with uow.act() as act:
        for row in office.session.scalars(staff):
            learner = msgspec.structs.replace(base.learner, id=str(row.id), name=row.name)
            said = msgspec.structs.replace(
                base, learner=learner, made_at=act.now, training=str(uuid4()), code=str(uuid4())
            )
            statements.sign_completion(uow, act, said)


@contextmanager
def counting_rows() -> Iterator[dict[str, int]]:
    """Count the members and statements that are loaded and proved."""
    loaded = {"Member": 0, "TrainingNote": 0}

    def count(target: object, context: object) -> None:
        loaded[type(target).__name__] += 1

    for model in (Member, TrainingNote):
        event.listen(model, "load", count)
    yield loaded
    for model in (Member, TrainingNote):
        event.remove(model, "load", count)


def everyone(office: Office) -> dict[UUID, team_standing.MemberStanding]:
    people, _ = team_standing.list_team_status(office.at("jo"))
    return {one.id: one for one in people}


def test_a_page_proves_no_more_than_the_people_on_it(trained: Office):
    for page, words in ((1, ""), (2, ""), (1, "abbott"), (1, "staff1")):
        jo = trained.at("jo")
        with counting_rows() as loaded:
            found = log_and_load_team_training_page(jo, None, page, words)
        assert found.people
        assert loaded["Member"] <= LOADED, (page, words)
        assert loaded["TrainingNote"] <= PAGE_SIZE, (page, words)


def test_a_page_of_one_standing_proves_no_more_either(trained: Office):
    jo = trained.at("jo")
    with counting_rows() as loaded:
        found = log_and_load_team_training_page(jo, Standing.CURRENT, 2)
    assert (len(found.people), found.total, found.pages) == (PAGE_SIZE, STAFF, 3)
    assert loaded["Member"] <= LOADED
    assert loaded["TrainingNote"] <= PAGE_SIZE


def test_pages_hold_everyone_once_in_one_order_as_the_whole_list_says(trained: Office):
    complete(trained, "pat", "jo", marks={"what": "older"})
    whole = everyone(trained)
    for chosen in (None, *Standing):
        first = log_and_load_team_training_page(trained.at("jo"), chosen, 1)
        pages = [
            log_and_load_team_training_page(trained.at("jo"), chosen, one + 1)
            for one in range(first.pages)
        ]
        shown = [one for page in pages for one in (*page.people, *page.apart)]
        wanted = [one for one in whole.values() if chosen in (None, one.stands.standing)]
        assert len(shown) == len(wanted) == first.total
        assert {one.id: one for one in shown} == {one.id: one for one in wanted}
        again = [
            log_and_load_team_training_page(trained.at("jo"), chosen, one + 1)
            for one in range(first.pages)
        ]
        assert [page.people for page in again] == [page.people for page in pages]


def test_a_page_beyond_the_last_is_the_last(trained: Office):
    found = log_and_load_team_training_page(trained.at("jo"), None, 99)
    assert found.page == found.pages == 3
    assert found.people


def test_a_search_and_a_standing_are_asked_together(trained: Office):
    sam = complete(trained, "sam", "jo", marks={"what": "older"})
    for chosen in (None, Standing.CHANGED):
        found = log_and_load_team_training_page(trained.at("jo"), chosen, 1, "sám lee")
        assert [one.stands.about for one in found.people] == [str(sam)]
    assert log_and_load_team_training_page(
        trained.at("jo"), Standing.CURRENT, 1, "sam lee"
    ).is_empty
    assert log_and_load_team_training_page(trained.at("jo"), None, 1, "sam@example").total == 1


@pytest.mark.parametrize("days", [700, 750])
def test_days_to_come_are_found_by_standing(office: Office, marks, monkeypatch, days: int):
    example = pack_loader.load_pack("example_authority")
    monkeypatch.setattr(team_standing, "load_pack", lambda _name: example)
    complete(office, "sam", "jo", marks=marks)
    office.now += timedelta(days=days)
    wanted = Standing.OVERDUE if days > 730 else Standing.DUE_SOON
    found = log_and_load_team_training_page(office.at("jo"), wanted, 1)
    assert [one.id for one in found.people] == [office.id("sam")]


def test_a_forged_row_moves_no_one_into_a_standing(office: Office, marks):
    about = complete(office, "sam", "jo", marks=marks)
    row = office.session.get_one(TrainingNote, about)
    copied = {c.name: getattr(row, c.name) for c in TrainingNote.__table__.columns}
    copied |= {"id": uuid4(), "code": "other", "learner_id": office.id("pat")}
    office.world.change(insert(TrainingNote).values(copied | {"about": copied["id"]}))
    current = log_and_load_team_training_page(office.at("jo"), Standing.CURRENT, 1)
    assert [one.id for one in current.people] == [office.id("sam")]
    doubted = log_and_load_team_training_page(office.at("jo"), Standing.NOT_TRUSTED, 1)
    assert [one.id for one in doubted.people] == [office.id("pat")]


def test_a_signature_that_does_not_prove_is_said_where_it_is_found(office: Office, marks):
    complete(office, "sam", "jo", marks=marks)
    office.world.change(update(TrainingNote).values(signature=bytes(64)))
    (sam,) = log_and_load_team_training_page(office.at("jo"), Standing.CURRENT, 1).people
    assert sam.stands.standing is Standing.NOT_TRUSTED, "never shown as what it says it is"


def test_a_note_taken_away_is_missed_and_one_put_in_its_place_too(office: Office, marks):
    about = complete(office, "sam", "jo", marks=marks)
    row = office.session.get_one(TrainingNote, about)
    copied = {c.name: getattr(row, c.name) for c in TrainingNote.__table__.columns}
    office.world.change(delete(TrainingNote))
    assert log_and_load_team_training_page(office.at("jo"), None, 1).gone == 1
    copied |= {"id": uuid4(), "learner_id": office.id("pat")}
    office.world.change(insert(TrainingNote).values(copied | {"about": copied["id"]}))
    found = log_and_load_team_training_page(office.at("jo"), None, 1)
    pat = next(one for one in found.people if one.id == office.id("pat"))
    assert pat.stands.standing is Standing.NOT_TRUSTED


def test_a_group_is_whole_and_reads_no_one_else(trained: Office):
    jo = trained.at("jo")
    group_id = training_groups.create_training_group(jo, GroupDetails("Summer volunteers", None))
    staff = trained.session.scalars(select(Member.id).where(Member.email.startswith("staff")))
    inside = [*staff][: PAGE_SIZE + 25]
    training_groups.add_group_members(jo, group_id, inside)
    group = training_groups.load_group(trained.at("jo"), group_id)
    jo = trained.at("jo")
    with counting_rows() as loaded:
        people = team_standing.log_and_list_group_status(jo, group)
    assert {one.id for one in people} == set(inside)
    assert {one.stands.standing for one in people} == {Standing.CURRENT}
    assert loaded["TrainingNote"] == len(inside)
    assert loaded["Member"] <= len(inside) + 10
    assert [one.name for one in people] == sorted(one.name for one in people)


def test_someone_invited_who_is_in_a_group_is_on_its_page(office: Office):
    name, email = "Al Fox", "fox@example.org"
    row = {"id": uuid4(), "org_id": office.org.id, "name": name, "email": email, "job_title": ""}
    row |= {"roles": ["practitioner"], "invited_at": office.now}
    searched = make_search_text(name, None, email)
    office.world.change(insert(Member).values(row | {"search_text": searched}))
    group_id = training_groups.create_training_group(office.at("jo"), GroupDetails("New", None))
    office.world.change(
        insert(TrainingGroupMember).values(
            id=uuid4(), org_id=office.org.id, group_id=group_id, member_id=row["id"]
        )
    )
    group = training_groups.load_group(office.at("jo"), group_id)
    (fox,) = team_standing.log_and_list_group_status(office.at("jo"), group)
    assert fox.name.startswith(name), "the group counts them, so its page shows them"


def test_the_table_for_the_board_proves_those_in_it_and_one_more(trained: Office, monkeypatch):
    monkeypatch.setattr(board_report, "MAX_ROWS", 20)
    jo = trained.at("jo")
    with counting_rows() as loaded:
        people, more = board_report.log_and_list_members_awaiting_board(jo)
    assert (len(people), more) == (20, True)
    assert loaded["TrainingNote"] <= 21
    assert loaded["Member"] <= 21 + 10
    with counting_rows() as loaded:
        board_report.export_board_csv(trained.at("jo"), [UUID(p.stands.about) for p in people])
    assert loaded["TrainingNote"] <= 20


def test_those_who_went_make_way_for_those_who_wait(trained: Office, monkeypatch, marks):
    monkeypatch.setattr(board_report, "MAX_ROWS", 20)
    first, _ = board_report.log_and_list_members_awaiting_board(trained.at("jo"))
    about = [UUID(one.stands.about) for one in first]
    board_report.note_details_sent(trained.at("jo"), about, trained.now.date())
    following, more = board_report.log_and_list_members_awaiting_board(trained.at("jo"))
    assert not {one.id for one in first} & {one.id for one in following}
    assert (len(following), more) == (20, True)


def test_who_sent_their_own_details_waits_no_more(office: Office, marks):
    about = complete(office, "sam", "jo", marks=marks)
    note(office, about, "sam", "sam", "read", office.now.date())
    waiting, _ = board_report.log_and_list_members_awaiting_board(office.at("jo"))
    assert [one.id for one in waiting] == [office.id("sam")], "reading a chapter sends nothing"
    note(office, about, "sam", "sam", "sent", office.now.date())
    assert board_report.log_and_list_members_awaiting_board(office.at("jo")) == ((), False)


def test_signatures_that_do_not_prove_take_no_ones_place_in_the_table(trained: Office, monkeypatch):
    """Else a page of them would say that no one waits, while others do."""
    monkeypatch.setattr(board_report, "MAX_ROWS", 10)
    likely = team_training_page.find_likely_learners(trained.at("jo"), lambda one: True)
    spoiled = TrainingNote.learner_id.in_(likely[:11])
    trained.world.change(update(TrainingNote).where(spoiled).values(signature=bytes(64)))
    people, more = board_report.log_and_list_members_awaiting_board(trained.at("jo"))
    assert (len(people), more) == (10, True)
    assert not {one.id for one in people} & set(likely[:11])
