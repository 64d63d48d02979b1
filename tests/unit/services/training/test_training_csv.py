"""Tables of training: what an inspection gets, what the board gets, and that none runs."""

from __future__ import annotations

import csv
import io
import threading
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from app.domain.training.statement_schema import NamedPerson
from app.errors import InvalidError
from app.models.member import Member
from app.models.training import TrainingNote
from app.services.content import workbook_content
from app.services.training import board_report, team_standing, training_csv
from audit.events import Action
from tests.support.club.office import Office
from tests.support.training.completions import complete, note

TODAY = date(2026, 11, 24)
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "\uff1d1", "\n-2"]


def read(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def marks(office: Office) -> dict[str, str]:
    return dict(workbook_content.load_current_edition(office.org).marks)


@pytest.mark.parametrize("typed", FORMULAS)
def test_what_a_spreadsheet_would_run_is_text(typed: str):
    assert training_csv.escape_csv_cell(typed).startswith("'")
    assert read(training_csv.build_csv(("a",), [(typed,)]))[1][0][0] == "'"


@pytest.mark.parametrize("typed", ["Zoë O’Neill", "Anne-Marie", "a=b", "Łukasz", "王 芳", "", "7"])
def test_a_name_stays_as_it_is(typed: str):
    assert read(training_csv.build_csv(("name",), [(typed,)]))[1] == [typed]


def test_one_person_is_one_line_whatever_was_typed():
    data = training_csv.build_csv(("name", "job"), [('a\r\nb","c', "x\u2028y\x00z")])
    assert read(data)[1:] == [['a  b","c', "x y z"]]


def test_an_inspection_gets_every_column_of_everybody(office: Office):
    about = complete(office, "sam", "jo", marks=marks(office) | {"signs": "old"})
    note(office, about, "sam", "jo", "sent", TODAY)
    note(office, about, "sam", "jo", "received", TODAY)
    suspended = update(Member).where(Member.id == office.id("pat"))
    office.world.change(suspended.values(suspended_at=office.now))
    jo, before = office.at("jo"), len(office.events())
    head, *lines = read(training_csv.export_team_csv(jo))
    assert [(one.act, one.obj) for one in office.events()[before:]] == [
        (Action.EXPORTED, "trained/inspection")
    ]
    assert head == [
        *("name", "job_title", "email", "member", "standing", "workbook", "edition"),
        *("completed_on", "how", "confirmed_by", "due_by", "chapters_to_read"),
        *("sent_to_board_on", "board_certificate_on", "practised_on"),
    ]
    assert len(lines) == len(office.world.people)
    by_name = {line[0]: dict(zip(head, line, strict=True)) for line in lines}
    assert by_name["Pat Jones"]["member"] == "no"
    sam = by_name["Sam Lee"]
    assert (sam["standing"], sam["chapters_to_read"]) == ("changed", "Spotting the signs")
    assert (sam["confirmed_by"], sam["how"]) == ("Jo Smith", "confirmed")
    days = [sam[one] for one in ("completed_on", "sent_to_board_on", "board_certificate_on")]
    assert days == ["2026-11-24"] * 3
    assert sam["due_by"] == ""


def test_a_formula_in_a_name_reaches_no_table(office: Office):
    sly = NamedPerson(str(office.id("sam")), "=HYPERLINK(1)", "@boss", "+a@example.org")
    complete(office, "sam", "jo", marks=marks(office), learner=sly)
    job = update(Member).where(Member.id == office.id("sam"))
    office.world.change(job.values(job_title="=1+1", email="-x@example.org"))
    found, _ = board_report.log_and_list_members_awaiting_board(office.at("jo"))
    tables = (
        training_csv.export_team_csv(office.at("jo")),
        board_report.export_board_csv(office.at("jo"), [_about(one) for one in found]),
    )
    for data in tables:
        assert not [c for line in read(data) for c in line if c[:1] in {"=", "+", "-", "@"}]


def _about(one: team_standing.MemberStanding) -> UUID:
    return UUID(one.stands.about)


def test_the_board_gets_five_details_of_those_who_wait_and_of_nobody_else(office: Office):
    waits = complete(office, "sam", "jo", marks=marks(office))
    sent = complete(office, "tess", "jo", marks=marks(office))
    note(office, sent, "tess", "jo", "sent", TODAY)
    spoiled = complete(office, "pat", "jo", marks=marks(office))
    row = TrainingNote.id == spoiled
    office.world.change(update(TrainingNote).where(row).values(signature=bytes(64)))
    jo = office.at("jo")
    found, more = board_report.log_and_list_members_awaiting_board(jo)
    assert ([one.stands.about for one in found], more) == ([str(waits)], False)
    before = len(office.events())
    head, *lines = read(board_report.export_board_csv(jo, [waits, sent, spoiled]))
    assert len(head) == 5
    assert lines == [
        [
            "Child sexual exploitation: awareness workbook, edition 1",
            "Sam Lee, sam@example.org",
            "Youth worker",
            "Riverside Youth Club",
            "24 November 2026",
        ]
    ]
    assert [(one.act, one.obj) for one in office.events()[before:]] == [
        (Action.EXPORTED, "trained/board")
    ]
    assert office.events()[-1].h


def test_nothing_leaves_when_nobody_waits(office: Office):
    jo, before = office.at("jo"), len(office.events())
    with pytest.raises(InvalidError):
        board_report.export_board_csv(jo, [])
    assert len(office.events()) == before


def test_what_went_is_noted_once_each_with_who_says_so(office: Office):
    both = [complete(office, who, "jo", marks=marks(office)) for who in ("sam", "tess")]
    left = complete(office, "pat", "jo", marks=marks(office))
    office.now += timedelta(days=3)
    board_report.note_details_sent(office.at("senior"), both, date(2026, 11, 26))
    board_report.note_details_sent(
        office.at("jo"), both, date(2026, 11, 27)
    )  # pressed again, by another
    assert office.count(TrainingNote) == 5
    everybody, _ = team_standing.list_team_status(office.at("jo"))
    days = {str(one.id): one.stands.sent_on for one in everybody if one.stands.completion}
    assert days == {
        str(office.id("sam")): date(2026, 11, 26),
        str(office.id("tess")): date(2026, 11, 26),
        str(office.id("pat")): None,
    }
    assert [str(left)] == [
        one.stands.about
        for one in board_report.log_and_list_members_awaiting_board(office.at("jo"))[0]
    ]


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 25)])
def test_a_day_that_cannot_be_notes_nothing(office: Office, day: date):
    about = complete(office, "sam", "jo", marks=marks(office))
    with pytest.raises(InvalidError) as told:
        board_report.note_details_sent(office.at("jo"), [about], day)
    assert "on" in told.value.problems
    assert office.count(TrainingNote) == 1


def test_two_presses_at_once_note_it_once(office: Office):
    about = complete(office, "sam", "jo", marks=marks(office))
    uows = [office.at("jo"), office.at("senior")]
    gate, failed = threading.Barrier(2), []

    def press(uow) -> None:
        gate.wait()
        try:
            board_report.note_details_sent(uow, [about], TODAY)
        except Exception as error:  # noqa: BLE001 - a thread's error must be seen here
            failed.append(error)

    threads = [threading.Thread(target=press, args=(uow,)) for uow in uows]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert office.count(TrainingNote) == 2
