"""What anybody else is told of a practice is that there was one, and when: nothing about how.

Every column that lies in clear, the log, mail, lists and tables are searched for which scenario it
was, what was said in it and what was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.models.audit_log import Leaf
from app.models.tables import METADATA
from app.services.emails.mail_texts import SUBJECTS
from app.services.practice import practice_days, practice_runs
from app.services.training import training_csv
from tests.policy.security.test_clear_columns import SEALED
from tests.support.club.office import Office
from tests.support.training.debrief_steps import (
    NEXT,
    NOTE,
    OWN,
    WORDS,
    scenario_texts,
    send_practice,
    write_talk_note,
)
from tests.support.training.debrief_steps import finish_practice as run_of
from tests.support.web.practice_client import begin, play, run_id


def in_clear(office: Office) -> Iterator[tuple[str, bytes]]:
    """Every column and value in the database that is not sealed."""
    with office.world.engine.connect() as connection:
        for table in METADATA.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                for name, value in row.items():
                    if f"{table.name}.{name}" not in SEALED and value is not None:
                        held = value if isinstance(value, bytes) else str(value).encode()
                        yield f"{table.name}.{name}", held


@pytest.fixture
def done(now: Office) -> list[str]:
    """Practised, finished, sent and talked about. What nobody else may read of it."""
    run = run_of(now, "tess")
    practice_runs.finish_practice_record(now.at("tess"), run)
    practice_days.sign_practised_today(now.at("tess"))
    write_talk_note(now, "sam", send_practice(now, "tess", run, "sam"))
    return [WORDS, OWN, NOTE, NEXT, *scenario_texts(now)]


def test_no_column_in_clear_and_no_line_of_the_log_tells_how(now: Office, done: list[str]):
    seen = 0
    for column, held in in_clear(now):
        seen += 1
        for words in done:
            assert words.encode() not in held, f"{column}: {words}"
    assert seen > 500, "the columns were looked at"


def test_the_log_tells_that_and_when_with_ids_alone(now: Office, done: list[str]):
    lines = now.session.scalars(select(Leaf.line).order_by(Leaf.i)).all()
    own = [line for line in lines if line and b'"act":"training.' in line]
    assert own
    for words in done:
        assert all(words.encode() not in line for line in own)
    assert all("practice" not in line.decode() for line in own)


def test_leads_see_the_day_and_no_more(now: Office, done: list[str]):
    """On the list, in the table, in their file of mail, and nowhere in what waits for them."""
    jo, senior = now.world.client("jo"), now.world.client("senior")
    day = now.at("jo").today
    today = f"{day.day} {day:%B %Y}"
    for client in (jo, senior):
        shown = client.page("/learn/trained").text
        assert today in shown
        pages = [shown, client.page("/").text, client.page("/learn/practice/sent").text]
        table = training_csv.export_team_csv(now.at("jo")).decode("utf-8")
        for text in (*pages, table):
            for words in done:
                assert words not in text
        assert "Tess Bell sent" not in pages[1]
        assert "Tess Bell" not in pages[2]


def test_no_mail_has_a_word_of_it(done: list[str]):
    for subject in SUBJECTS.values():
        assert all(words.casefold() not in subject.casefold() for words in done)
        assert "practi" not in subject.casefold()


def test_two_practices_on_one_day_look_like_one(now: Office):
    """However often, however long, whichever: the same one line."""
    tess = now.world.client("tess")
    play(tess, begin(tess), 0)
    before = {column: held for column, held in in_clear(now) if "training_note" in column}
    play(tess, begin(tess, "/learn/practice/blue_car"), -1)
    after = {column: held for column, held in in_clear(now) if "training_note" in column}
    assert before == after
    assert before


def test_what_is_noted_is_the_end_of_a_conversation_and_not_its_beginning(now: Office):
    tess = now.world.client("tess")
    run = begin(tess)
    tess.page(f"{run}/turn/0")
    assert not [one for one, _ in in_clear(now) if "training_note" in one]
    play(tess, run, 0)
    day = datetime.now(UTC).date().isoformat().encode()
    [said] = [held for one, held in in_clear(now) if one == "training_note.statement"]
    assert b'"kind":"practised"' in said
    assert day in said
    assert str(run_id(run)).encode() not in said
