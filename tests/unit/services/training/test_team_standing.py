"""Who is trained, by notes that prove: the list for leads, its cost, and what no row makes so."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, event, insert, update

from app.domain.training.training_status import Standing
from app.models.member import Member
from app.models.training import Training, TrainingNote
from app.services.content import workbook_content
from app.services.training import paper_completions, team_standing
from app.services.training.team_list import team_training_page
from audit.events import Action
from content import pack_loader
from tests.support.club.office import Office
from tests.support.training.completions import complete, note


@pytest.fixture
def marks(office: Office) -> dict[str, str]:
    return dict(workbook_content.load_current_edition(office.org).marks)


def stands(office: Office, who: str, reader: str = "jo") -> team_standing.MemberStanding:
    everybody, _ = team_standing.list_team_status(office.at(reader))
    return next(one for one in everybody if one.id == office.id(who))


def test_everybody_who_joined_is_listed_by_name_with_where_they_stand(office: Office, marks):
    about = complete(office, "sam", "jo", marks=marks)
    note(office, about, "sam", "jo", "sent", date(2026, 11, 24))
    found = team_training_page.log_and_load_team_training_page(office.at("senior"), None, 1)
    assert [one.name for one in found.people] == sorted(one.name for one in found.people)
    assert {one.id for one in found.people} == {one.id for one in office.world.people.values()}
    sam = next(one for one in found.people if one.id == office.id("sam"))
    assert (sam.stands.standing, sam.stands.sent_on) == (Standing.CURRENT, date(2026, 11, 24))
    assert sam.stands.completion.confirmer.name == "Jo Smith"
    others = {one.stands.standing for one in found.people if one.id != sam.id}
    assert others == {Standing.NOT_YET}
    assert not found.renewed  # North Lincolnshire's board has not said how often


def test_a_look_at_the_list_is_logged_once_and_before_it(office: Office):
    jo = office.at("jo")
    before = len(office.events())
    team_training_page.log_and_load_team_training_page(jo, Standing.OVERDUE, 2)
    new = office.events()[before:]
    assert [(one.act, one.obj) for one in new] == [(Action.LIST_VIEWED, "trained/2")]


def test_one_standing_alone_can_be_listed(office: Office, marks):
    complete(office, "sam", "jo", marks=marks)
    complete(office, "pat", "jo", marks=marks | {"signs": "old"})
    for chosen, who in ((Standing.CURRENT, "sam"), (Standing.CHANGED, "pat")):
        found = team_training_page.log_and_load_team_training_page(office.at("jo"), chosen, 1)
        assert [one.id for one in found.people] == [office.id(who)]
    assert team_training_page.log_and_load_team_training_page(
        office.at("jo"), Standing.OVERDUE, 1
    ).is_empty
    assert stands(office, "pat").stands.changed == ("signs",)


def test_whose_answers_wait_is_seen_and_makes_nobody_trained(office: Office):
    row = {"org_id": office.org.id, "learner_id": office.id("sam"), "began_at": office.now}
    row |= {"id": uuid4(), "confirmer_id": office.id("pat"), "state": "sent", "entries": 1}
    office.world.change(insert(Training).values(row))
    assert stands(office, "sam").stands.standing is Standing.WAITING
    office.world.change(update(Training).values(state="confirmed"))
    assert stands(office, "sam").stands.standing is Standing.NOT_YET


def test_whoever_was_suspended_or_is_gone_stands_apart_and_last(office: Office, marks):
    complete(office, "sam", "jo", marks=marks)
    complete(office, "tess", "jo", marks=marks)
    suspended = update(Member).where(Member.id == office.id("tess"))
    office.world.change(suspended.values(suspended_at=office.now))
    found = team_training_page.log_and_load_team_training_page(office.at("jo"), None, 1)
    assert [one.id for one in found.apart] == [office.id("tess")]
    assert office.id("tess") not in {one.id for one in found.people}
    alone = team_standing.TrainingStatus(
        Standing.NOT_TRUSTED
    )  # as when a member's row is not there any more
    assert team_standing._describe_leaver(uuid4(), alone).apart


def test_no_row_makes_anybody_trained(office: Office, marks):
    about = complete(office, "sam", "jo", marks=marks)
    assert stands(office, "pat").stands.standing is Standing.NOT_YET
    # somebody else's completion under one's own id
    office.world.change(update(TrainingNote).values(learner_id=office.id("pat")))
    assert stands(office, "pat").stands.standing is Standing.NOT_TRUSTED
    assert stands(office, "sam").stands.standing is Standing.NOT_YET
    office.world.change(update(TrainingNote).values(learner_id=office.id("sam")))
    assert stands(office, "sam").stands.standing is Standing.CURRENT
    # a copy under another id, as a note about hers or as one of its own
    row = office.session.get_one(TrainingNote, about)
    copied = {c.name: getattr(row, c.name) for c in TrainingNote.__table__.columns}
    copied |= {"id": uuid4(), "code": "other", "learner_id": office.id("pat")}
    office.world.change(insert(TrainingNote).values(copied))
    assert stands(office, "sam").stands.standing is Standing.NOT_TRUSTED
    assert stands(office, "pat").stands.standing is Standing.NOT_YET
    copy = TrainingNote.id == copied["id"]
    office.world.change(update(TrainingNote).where(copy).values(about=copied["id"]))
    assert stands(office, "sam").stands.standing is Standing.CURRENT
    assert stands(office, "pat").stands.standing is Standing.NOT_TRUSTED


@pytest.mark.parametrize("spoiled", ["statement", "signature", "author_fpr"])
def test_one_byte_changed_is_not_trusted_and_says_nothing_more(office: Office, marks, spoiled: str):
    about = complete(office, "sam", "jo", marks=marks)
    row = office.session.get_one(TrainingNote, about)
    blob = bytearray(getattr(row, spoiled))
    blob[len(blob) // 2] ^= 1
    office.world.change(update(TrainingNote).values({spoiled: bytes(blob)}))
    found = stands(office, "sam").stands
    assert (found.standing, found.completion, found.due) == (Standing.NOT_TRUSTED, None, None)


def test_a_note_that_was_taken_away_is_said_and_trains_nobody(office: Office, marks):
    complete(office, "sam", "jo", marks=marks)
    office.world.change(delete(TrainingNote))
    found = team_training_page.log_and_load_team_training_page(office.at("jo"), None, 1)
    assert found.gone == 1
    assert stands(office, "sam").stands.standing is Standing.NOT_YET
    assert team_standing.get_own_training_status(office.at("sam")).standing is Standing.NOT_YET


def test_a_forged_note_about_a_true_completion_is_not_passed_over(office: Office, marks):
    about = complete(office, "sam", "jo", marks=marks)
    note(office, about, "sam", "jo", "sent", date(2026, 11, 24))
    later = TrainingNote.id != about
    office.world.change(update(TrainingNote).where(later).values(signature=bytes(64)))
    assert stands(office, "sam").stands.standing is Standing.NOT_TRUSTED


def test_a_name_that_was_changed_in_a_row_is_not_the_name_that_is_shown(office: Office, marks):
    complete(office, "sam", "jo", marks=marks)
    renamed = update(Member).where(Member.id == office.id("sam"))
    office.world.change(renamed.values(name="Somebody Else"))
    assert stands(office, "sam").name == "Sam Lee (name changed outside Heard)"


def test_i_see_where_i_stand_and_a_broken_log_stops_no_page(office: Office, marks, monkeypatch):
    complete(office, "sam", "jo", marks=marks)
    assert team_standing.get_own_training_status(office.at("sam")).standing is Standing.CURRENT
    assert team_standing.get_own_training_status(office.at("pat")).standing is Standing.NOT_YET

    def broken(*_of: object) -> None:
        raise team_standing.LogBrokenError("cut")

    monkeypatch.setattr(team_standing.statements, "list_member_completions", broken)
    assert team_standing.get_own_training_status(office.at("sam")).standing is Standing.NOT_TRUSTED


def test_it_falls_due_when_the_pack_says_how_often(office: Office, marks, monkeypatch):
    complete(office, "sam", "jo", marks=marks)
    example = pack_loader.load_pack("example_authority")
    monkeypatch.setattr(team_standing, "load_pack", lambda _name: example)
    assert stands(office, "sam").stands.due == date(2028, 11, 24)
    office.now += timedelta(days=750)
    assert stands(office, "sam").stands.standing is Standing.OVERDUE


def test_five_hundred_members_are_read_in_as_many_queries_as_five(office: Office, marks):
    complete(office, "sam", "jo", marks=marks)
    uow = office.at("jo")
    team_standing.list_team_status(uow)
    uow.session.rollback()
    few = _queries(uow, lambda: team_standing.list_team_status(uow))
    with office.world.session() as session:
        session.execute(insert(Member), [_member(office, number) for number in range(490)])
        session.commit()
    uow.session.rollback()
    many = _queries(uow, lambda: team_standing.list_team_status(uow))
    assert many == few <= 12
    first = team_training_page.log_and_load_team_training_page(uow, None, 1)
    assert len(first.people) == team_training_page.PAGE_SIZE
    assert first.pages == -(-first.total // team_training_page.PAGE_SIZE)
    last = team_training_page.log_and_load_team_training_page(uow, None, first.pages)
    before = (first.pages - 1) * team_training_page.PAGE_SIZE
    assert len(last.people) == 490 + len(office.world.people) - before


def _member(office: Office, number: int) -> dict:
    who = {"name": f"Member {number:03}", "email": f"m{number}@example.org", "job_title": "Coach"}
    when = {"invited_at": office.now, "joined_at": office.now}
    return {"id": uuid4(), "org_id": office.org.id, "roles": ["practitioner"], **who, **when}


def _queries(uow, run) -> int:
    seen = []

    def count(*_of: object) -> None:
        seen.append(1)

    engine = uow.session.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    try:
        run()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(seen)


def test_nothing_of_it_counts_or_compares():
    fields = {
        *team_standing.MemberStanding.__struct_fields__,
        *team_standing.TrainingStatus.__struct_fields__,
    }
    assert not [one for one in fields if re.search("score|right|rank|count|answered", one)]
    shown = team_standing.MemberStanding(
        uuid4(), "Sam Lee", "", "", apart=False, stands=team_standing.TrainingStatus("x")
    )
    assert "Sam" not in repr(shown)  # reprs reach log files


def test_a_signed_printed_copy_counts_for_the_chapters_of_its_edition(office: Office):
    name, edition = paper_completions.get_workbook_name_and_edition(office.at("jo"))
    typed = paper_completions.SignedPaper(
        learner=str(office.id("sam")),
        how="printed_copy",
        workbook=name,
        edition=edition,
        on="24/11/2026",
        confirmer="Al Poe",
        job_title="Head of care",
        seen=True,
        once=str(uuid4()),
        role="governing_body",
        talked="24/11/2026",
        understands=True,
    )
    paper_completions.sign_paper_completion(office.at("jo"), typed)
    found = stands(office, "sam").stands
    assert (found.standing, found.marks_known) == (Standing.CURRENT, True)
