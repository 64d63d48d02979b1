"""A deleted practice stays away, whatever another tab was about to keep in that very moment."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.record import text_limits
from app.errors import NotFoundError
from app.models.training import LearningBox
from app.services.practice import free_text, practice_record, practice_runs
from app.services.training import private_drafts
from content.scenarios.scenario_paths import ReplyChoice
from tests.support.club.office import Office
from tests.support.training.finished_practice import finish_model_conversation, write_model_record

ACCOUNT = {"worry": ["He is quiet."]}


@pytest.fixture
def office(world) -> Office:
    return Office.today(world)


def thrown_between(office: Office, run_id: UUID, monkeypatch, module, name: str) -> None:
    """The other tab throws it away after this one has looked that it is there."""
    real = getattr(module, name)

    def after(*given, **named):
        monkeypatch.setattr(module, name, real)
        practice_runs.delete_run(office.at("tess"), run_id)
        return real(*given, **named)

    monkeypatch.setattr(module, name, after)


def kept(office: Office) -> list[str]:
    return list(office.session.scalars(select(LearningBox.document)))


def page(office: Office, run_id: UUID) -> None:
    version = practice_record.load_practice_draft(
        office.at("tess"), run_of(office, run_id)
    ).versions.get("now", 0)
    practice_record.save_record_page(office.at("tess"), run_id, "now", ACCOUNT, version)


def own_words(office: Office, run_id: UUID) -> None:
    name = free_text.build_own_words_box_name(run_id, 0)
    private_drafts.save_learning_page(
        office.at("tess"), name, free_text.build_own_words_page("I am here.", "x"), 0
    )


def run_of(office: Office, run_id: UUID) -> practice_runs.PracticeRun:
    return practice_runs.load_run(office.at("tess"), run_id)


@pytest.mark.parametrize("keep", [page, own_words])
@pytest.mark.parametrize("make", [finish_model_conversation, write_model_record])
def test_no_page_and_no_words_are_left_behind(
    office: Office, monkeypatch, keep: Callable[[Office, UUID], None], make
):
    run_id = make(office.at("tess"))
    thrown_between(office, run_id, monkeypatch, private_drafts, "demand_page_fits")
    with pytest.raises(NotFoundError):
        keep(office, run_id)
    assert private_drafts.demand_page_fits is text_limits.demand_page_fits
    assert kept(office) == []


def reply(office: Office, run: practice_runs.PracticeRun) -> None:
    assert run.state.turn is not None
    practice_runs.give_reply(
        office.at("tess"), run.id, 0, ReplyChoice(run.state.turn.replies[0].key)
    )


def finish(office: Office, run: practice_runs.PracticeRun) -> None:
    practice_runs.finish_practice_record(office.at("tess"), run.id)


def back(office: Office, run: practice_runs.PracticeRun) -> None:
    practice_runs.go_back_to_turn(office.at("tess"), run.id, 0, run.version)


@pytest.mark.parametrize("go_on", [reply, finish, back])
def test_a_conversation_that_was_read_before_is_not_written_again(
    office: Office, monkeypatch, go_on: Callable[[Office, practice_runs.PracticeRun], None]
):
    uow = office.at("tess")
    run_id = (
        practice_runs.start_run(uow, "blue_car")
        if go_on is reply
        else finish_model_conversation(uow)
    )
    run = run_of(office, run_id)
    thrown_between(office, run_id, monkeypatch, practice_runs, "_save_run")
    with pytest.raises(NotFoundError):
        go_on(office, run)
    assert kept(office) == []


def test_others_of_mine_and_of_others_are_kept_as_before(office: Office):
    run_id, other = (
        finish_model_conversation(office.at("tess")),
        finish_model_conversation(office.at("tess")),
    )
    theirs = finish_model_conversation(office.at("sam"))
    practice_runs.delete_run(office.at("tess"), run_id)
    for who, left in (("tess", other), ("sam", theirs)):
        practice_record.save_record_page(office.at(who), left, "now", ACCOUNT, 0)
        assert practice_runs.load_run(office.at(who), left).ended
    with pytest.raises(NotFoundError):  # a practice of somebody else is none to keep a page of
        practice_record.save_record_page(office.at("sam"), other, "now", ACCOUNT, 0)
    assert len(kept(office)) == 4
