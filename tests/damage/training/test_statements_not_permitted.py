"""Signed, logged and stored as it should be, and yet said by somebody who may not say it.

A fault in a page, or a program of somebody's own, could get so far: whoever reads it asks again.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import text

from app.domain.training.statement_schema import ChaptersRead, CompletionMethod, SentToBoard
from app.services.integrity import integrity_check
from app.services.training import statements
from tests.support.club.office import Office
from tests.support.machine.databases import BOTH
from tests.support.training.completions import complete, completion, named

DAY = date(2026, 11, 25)


def said_past_the_check(office: Office, by: str, said, about: UUID | None = None) -> UUID:
    """Signed by them, logged and stored, without being asked whether they may."""
    uow, note_id = office.at(by), uuid4()
    with uow.act() as act:
        whole = msgspec.structs.replace(said, made_at=act.now)
        return statements._store_statement(uow, act, note_id, about or note_id, whole)


@pytest.mark.parametrize(
    ("by", "more"),
    [
        ("sam", {}),
        ("jo", {"learner": "jo"}),
        ("kit", {}),
        ("pat", {"how": CompletionMethod.PAPER_WORKBOOK}),
        ("pat", {"how": CompletionMethod.PRINTED_COPY}),
        ("jo", {"how": CompletionMethod.PAPER_WORKBOOK, "confirmer": "sam"}),
        ("jo", {"confirmer": "pat"}),
        ("pat", {"training": ""}),
    ],
)
def test_a_completion_is_not_believed_of_whoever_may_not_say_it(office: Office, by: str, more):
    people = {name: named(office, more[name]) for name in ("confirmer", "learner") if name in more}
    said = completion(office, "sam", by, **(more | people))
    made = said_past_the_check(office, by, said)
    (found,) = statements.list_all_completions(office.at("deputy"))
    assert (found.id, found.said) == (made, None)
    assert statements.find_completion_by_code(office.world.uow(), said.code) is None


@pytest.mark.parametrize(
    ("by", "kind"), [("tess", SentToBoard), ("pat", ChaptersRead), ("jo", ChaptersRead)]
)
def test_a_later_note_is_not_believed_of_whoever_may_not_say_it(office: Office, by: str, kind):
    made = complete(office, "sam", "pat")
    who = {"learner": named(office, "sam"), "by": named(office, by), "about": str(made), "on": DAY}
    more = {"edition": "2", "marks": {}} if kind is ChaptersRead else {}
    said_past_the_check(office, by, kind(**who, made_at=office.now, **more), made)
    (found,) = statements.list_all_completions(office.at("deputy"))
    assert (found.notes, found.refused, found.sent_on) == ((), 1, None)


def test_a_note_that_names_another_learner_is_not_believed(office: Office):
    made = complete(office, "sam", "pat")
    who = {"learner": named(office, "tess"), "by": named(office, "jo"), "about": str(made)}
    said = SentToBoard(**who, made_at=office.now, on=DAY)
    said_past_the_check(office, "jo", said, made)
    assert statements.find_completion_history(office.at("deputy"), made).refused == 1


@pytest.mark.parametrize("value", ["'x'", "7", "x'ff'", "''", "2.5"])
@pytest.mark.parametrize(
    "column",
    ["statement", "signature", "author_fpr", "leaf_index", "made_at", "code", "about"],
)
@pytest.mark.parametrize("world", BOTH[:1], indirect=True)
def test_nonsense_in_a_column_is_refused_and_named_and_stops_nobody(
    office: Office, column: str, value: str
):
    """SQLite keeps anything in any column."""
    made, other = complete(office, "sam", "pat"), complete(office, "tess", "pat")
    mine = f"WHERE id = '{made.hex}'"
    office.world.change(text(f"UPDATE training_note SET {column} = {value} {mine}"))  # noqa: S608
    found = statements.list_all_completions(office.at("jo"))
    assert {one.id for one in found if one.said} == {other}
    assert len(found) == 2
    findings = integrity_check.find_all_differences(office.world.uow())
    assert any(f"raining note {made} " in one for one in findings)
    assert not any(str(other) in one for one in findings)
