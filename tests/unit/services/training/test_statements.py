"""Who may say that somebody completed their training, and what is believed when it is read."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from app.domain.training.statement_schema import ChaptersRead, CompletionMethod, NamedPerson
from app.errors import ForbiddenError, NotFoundError
from app.models.training import TrainingNote
from app.services.training import statements
from app.services.unit_of_work import Action
from tests.support.training.completions import complete, completion, named, note

DAY = date(2026, 11, 25)
OUTSIDER = NamedPerson(id="", name="Mel Fox", job_title="Head of care")


def listening(engine, seen: list[str]):
    def count(connection, cursor, statement, *more) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    return count


def test_what_a_confirmer_says_is_signed_logged_and_read_again(office):
    made = complete(office, "sam", "pat")
    (found,) = statements.list_member_completions(office.at("kit"), office.id("sam"))
    assert (found.id, found.learner_id, found.notes, found.refused) == (
        made,
        office.id("sam"),
        (),
        0,
    )
    assert (found.said.learner.name, found.said.confirmer.name) == ("Sam Lee", "Pat Jones")
    (line,) = [one for one in office.events() if one.act is Action.TRAINING_NOTED]
    statement = office.session.scalars(select(TrainingNote.statement)).one()
    assert (line.obj, line.h) == (f"training_note/{made}", sha256(statement).hexdigest())


@pytest.mark.parametrize("how", list(CompletionMethod))
def test_nobody_says_it_of_themself(office, how):
    for who in ("sam", "jo"):
        with pytest.raises(ForbiddenError):
            complete(office, who, who, how=how)
        with pytest.raises(ForbiddenError):
            complete(office, who, "deputy", how=how, confirmer=named(office, who))
    assert office.count(TrainingNote) == 0


@pytest.mark.parametrize("how", [CompletionMethod.PAPER_WORKBOOK, CompletionMethod.PRINTED_COPY])
def test_paper_is_recorded_by_a_lead_or_a_senior_alone(office, how):
    on_paper = {"how": how, "confirmer": OUTSIDER, "training": ""}
    for who in ("pat", "tess", "kit"):
        with pytest.raises(ForbiddenError):
            complete(office, "sam", who, **on_paper)
    for who in ("jo", "senior"):
        complete(office, "sam", who, **on_paper)
    found = statements.list_member_completions(office.at("sam"), office.id("sam"))
    assert [one.said.by.name for one in found] == ["Jo Smith", "Ash Grant"]


def test_somebody_whom_nobody_confirmed_confirms_nobody(office):
    with pytest.raises(ForbiddenError):
        complete(office, "sam", "kit")


def test_whoever_confirms_says_so_themself_and_of_answers(office):
    with pytest.raises(ForbiddenError):
        complete(office, "sam", "jo", confirmer=named(office, "pat"))
    with pytest.raises(ForbiddenError):
        complete(office, "sam", "jo", training="")


def test_a_statement_in_another_name_is_never_signed(office):
    with pytest.raises(ValueError, match="somebody else"):
        complete(office, "sam", "jo", by=(pat := named(office, "pat")), confirmer=pat)


def test_learner_confirmer_leads_and_seniors_note_what_the_board_was_told(office):
    made = complete(office, "sam", "pat")
    for day, who in enumerate(("sam", "pat", "jo", "senior"), 1):
        note(office, made, "sam", who, "sent", date(2026, 11, day))
    note(office, made, "sam", "sam", "received", DAY)
    with pytest.raises(ForbiddenError):
        note(office, made, "sam", "tess", "sent", DAY)
    (found,) = statements.list_member_completions(office.at("sam"), office.id("sam"))
    assert [one.by.name for one in found.notes] == [
        "Sam Lee", "Pat Jones", "Jo Smith", "Ash Grant", "Sam Lee",
    ]  # fmt: skip
    assert (found.sent_on, found.received_on, found.refused) == (date(2026, 11, 4), DAY, 0)


def test_only_the_learner_says_that_they_read_chapters(office):
    made = complete(office, "sam", "pat")
    for who in ("pat", "jo"):
        with pytest.raises(ForbiddenError):
            note(office, made, "sam", who, "read", DAY)
    note(office, made, "sam", "sam", "read", DAY)
    (found,) = statements.list_member_completions(office.at("sam"), office.id("sam"))
    assert [type(one) for one in found.notes] == [ChaptersRead]


def test_nothing_is_noted_about_what_is_not_there_or_another_learners(office):
    with pytest.raises(NotFoundError):
        note(office, uuid4(), "sam", "jo", "sent", DAY)
    made = complete(office, "sam", "pat")
    with pytest.raises(ForbiddenError):
        note(office, made, "tess", "jo", "sent", DAY)


def test_a_code_finds_its_completion_with_no_one_signed_in(office):
    said = completion(office, "sam", "pat")
    complete(office, "sam", "pat", code=said.code)
    uow = office.world.uow()
    typed = said.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert statements.find_completion_by_code(uow, typed).said.learner.name == "Sam Lee"
    assert statements.find_completion_by_code(uow, completion(office, "sam", "pat").code) is None
    assert statements.find_completion_by_code(uow, "") is None


def test_all_are_read_in_a_handful_of_queries(office):
    def asked() -> int:
        uow, seen = office.at("jo"), []
        uow.session.expunge_all()
        count = listening(office.world.engine, seen)
        assert all(one.said for one in statements.list_all_completions(uow))
        event.remove(office.world.engine, "before_cursor_execute", count)
        return len(seen)

    complete(office, "sam", "pat")
    few = asked()
    for learner in ("pat", "tess", "jo", "kit"):
        note(office, complete(office, learner, "deputy"), learner, "deputy", "sent", DAY)
    assert len(statements.list_all_completions(office.at("jo"))) == 5
    assert asked() <= few + 2  # the key of one more lead who certified somebody
