"""That somebody practised, and when: signed once a day, and nothing else is told of it."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import delete, update

from app.domain.training.statement_schema import PracticeDay, encode_statement
from app.domain.training.training_status import Standing
from app.errors import ForbiddenError
from app.models.training import TrainingNote
from app.services.content import workbook_content
from app.services.integrity import integrity_check
from app.services.practice import practice_days
from app.services.training import completion_records, statements, team_standing, training_csv
from audit.events import Action
from tests.support.club.office import Office
from tests.support.training.completions import complete, named, signed_anew

DAY = date(2026, 11, 24)


def person(office: Office, who: str) -> team_standing.MemberStanding:
    everybody, _ = team_standing.list_team_status(office.at("jo"))
    return next(one for one in everybody if one.id == office.id(who))


def stored(office: Office) -> dict:
    """The only note there is, as its columns are."""
    row = office.session.query(TrainingNote).one()
    return {one.name: getattr(row, one.name) for one in TrainingNote.__table__.columns}


def say(uow, said: PracticeDay) -> None:
    with uow.act() as act:
        statements.sign_practice_day(uow, act, said, uuid4())


def test_a_day_is_signed_once_however_often_it_is_said(office: Office):
    office.at("kit")  # made once: its keys are looked up, and logged, then
    before = len(office.events())
    practice_days.sign_practised_today(office.at("kit"))  # not confirmed: every member may practise
    office.now += timedelta(hours=3)
    practice_days.sign_practised_today(office.at("kit"))
    [line] = office.events()[before:]
    assert (line.act, line.who) == (Action.TRAINING_NOTED, str(office.id("kit")))
    assert person(office, "kit").practised_on == DAY
    office.now += timedelta(days=1)
    practice_days.sign_practised_today(office.at("kit"))
    assert office.count(TrainingNote) == 2
    assert person(office, "kit").practised_on == DAY + timedelta(days=1)
    assert person(office, "sam").practised_on is None


def test_the_statement_holds_a_name_and_a_day_alone(office: Office):
    practice_days.sign_practised_today(office.at("sam"))
    said = json.loads(stored(office)["statement"])
    assert set(said) == {"by", "kind", "learner", "made_at", "on", "schema"}
    assert (said["kind"], said["on"]) == ("practised", DAY.isoformat())
    assert said["by"] == said["learner"] == msgspec.to_builtins(named(office, "sam"))


def test_the_day_is_that_of_london(office: Office):
    office.now = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    practice_days.sign_practised_today(office.at("sam"))
    assert person(office, "sam").practised_on == date(2026, 7, 1)


def test_it_moves_nobodys_standing(office: Office):
    about = complete(
        office, "sam", "jo", marks=dict(workbook_content.load_current_edition(office.org).marks)
    )
    before = {who: person(office, who).stands for who in ("sam", "pat")}
    practice_days.sign_practised_today(office.at("sam"))
    practice_days.sign_practised_today(office.at("pat"))
    for who, stood in before.items():
        assert person(office, who).stands == stood
    assert team_standing.get_own_training_status(office.at("sam")).standing is Standing.CURRENT
    assert team_standing.get_own_training_status(office.at("pat")).standing is Standing.NOT_YET
    assert [
        one.id for one in completion_records.list_completions_involving_me(office.at("sam"))
    ] == [about]
    assert [one.id for one in statements.list_all_completions(office.at("jo"))] == [about]
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def test_nobody_says_it_of_somebody_else_or_of_another_day(office: Office):
    uow = office.at("jo")
    for learner, on in (("sam", DAY), ("jo", DAY - timedelta(days=1))):
        who, by = named(office, learner), named(office, "jo")
        said = PracticeDay(learner=who, by=by, made_at=office.now, on=on)
        with pytest.raises(ForbiddenError):
            say(uow, said)
    assert office.count(TrainingNote) == 0


@pytest.mark.parametrize("column", ["learner_id", "about", "statement", "signature", "made_at"])
def test_one_that_was_altered_is_not_trusted_and_says_nothing(office: Office, column: str):
    practice_days.sign_practised_today(office.at("sam"))
    value = {
        "learner_id": office.id("pat"),
        "about": uuid4(),
        "statement": stored(office)["statement"].replace(b"2026-11-24", b"2026-11-23"),
        "signature": bytes(64),
        "made_at": office.now - timedelta(days=9),
    }[column]
    office.world.change(update(TrainingNote).values({column: value}))
    found = person(office, "pat" if column == "learner_id" else "sam")
    assert (found.stands.standing, found.practised_on) == (Standing.NOT_TRUSTED, None)
    [said] = integrity_check.find_all_differences(office.world.uow())
    assert str(stored(office)["id"]) in said


def test_one_that_no_line_of_the_log_names_is_not_trusted(office: Office):
    """Signed by a key that Sam has, and put there without the log."""
    uow, sam = office.at("sam"), named(office, "sam")
    said = PracticeDay(learner=sam, by=sam, made_at=office.now, on=DAY)
    row = signed_anew(office, uuid4(), said, uow.keys.own)
    office.world.change(TrainingNote.__table__.insert().values(**row))
    assert person(office, "sam").practised_on is None


def test_one_that_is_gone_is_said_above_the_list(office: Office):
    practice_days.sign_practised_today(office.at("sam"))
    office.world.change(delete(TrainingNote))
    people, gone = team_standing.list_team_status(office.at("jo"))
    assert gone == 1
    assert all(one.practised_on is None for one in people)


def test_a_completion_cannot_be_made_of_it(office: Office):
    """Nor is it about a completion, whatever its row says."""
    about = complete(office, "sam", "jo")
    practice_days.sign_practised_today(office.at("sam"))
    note = TrainingNote.about == office.id("sam")
    office.world.change(update(TrainingNote).where(note).values(about=about))
    found = statements.find_completion_history(office.at("jo"), about)
    assert (found.notes, found.refused) == ((), 1)
    assert UUID(found.said.learner.id) == office.id("sam") if found.said else False


def test_the_table_for_an_inspection_has_the_day_alone(office: Office):
    practice_days.sign_practised_today(office.at("sam"))
    text = training_csv.export_team_csv(office.at("jo")).decode("utf-8-sig")
    by_name = {one["name"]: one for one in csv.DictReader(io.StringIO(text))}
    assert by_name["Sam Lee"]["practised_on"] == "2026-11-24"
    assert by_name["Pat Jones"]["practised_on"] == ""
    assert {one for one in by_name["Sam Lee"] if "practis" in one} == {"practised_on"}


def test_the_words_of_a_day_are_the_same_bytes_each_time(office: Office):
    practice_days.sign_practised_today(office.at("sam"))
    held = stored(office)
    assert (
        encode_statement(msgspec.json.decode(held["statement"], type=PracticeDay))
        == held["statement"]
    )
