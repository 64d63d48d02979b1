"""The one next step of a reader, and what comes first and is not recorded."""

from __future__ import annotations

from uuid import UUID

from app.domain.record.entry_schema import Closure, Decision, Part
from app.review.first_tasks import CALL_NOW, NextStep, find_reader_next_step, list_first_tasks
from app.services.concerns import follow_up_entries
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.concern_reading import open_concern
from tests.support.club.office import Office
from tests.unit.services.concern_lists.test_today import follow

CALL = (Part("call", (), {"who": "Sam", "answered": "Sam"}, item="1"),)


def step(office: Office, concern_id: UUID) -> NextStep:
    file = open_concern(office.at("jo"), concern_id)
    return find_reader_next_step(
        file, follow_up_entries.find_outstanding_of_concern(office.org, file)
    )


def first(office: Office, concern_id: UUID) -> list[str]:
    file = open_concern(office.at("jo"), concern_id)
    return [task.words for task in list_first_tasks(office.org, file, office.now)]


def call(office: Office, concern_id: UUID) -> None:
    follow_up_entries.sign_details_and_set_due(
        office.at("jo"), concern_id, office.draft("jo", concern_id), "call", CALL
    )


def test_the_step_goes_from_the_call_to_reading_deciding_and_referring(office: Office):
    concern_id = office.signed("sam", danger="unsure")
    assert step(office, concern_id) is NextStep.CALL
    call(office, concern_id)
    assert step(office, concern_id) is NextStep.READ
    acknowledge_concern(office.at("jo"), concern_id)
    assert step(office, concern_id) is NextStep.DECIDE
    follow(office, concern_id, Decision, outcome="refer", reason="Threats.")
    assert step(office, concern_id) is NextStep.REFER


def test_without_danger_reading_is_first_and_a_closed_one_has_no_step(office: Office):
    concern_id = office.signed("sam", danger="no")
    assert step(office, concern_id) is NextStep.READ
    follow(office, concern_id, Closure, reason="Known.", child_told="All of it.")
    assert step(office, concern_id) is NextStep.NONE
    assert first(office, concern_id) == []


def test_what_comes_first_is_named_until_it_is_recorded(office: Office):
    concern_id = office.signed("sam", danger="yes")
    assert first(office, concern_id) == [
        "Read it and mark it as read",
        "Decide what happens next",
        "Call children’s services or the police. No answered call is recorded",
        "Decide how the child gets home",
    ]
    call(office, concern_id)
    acknowledge_concern(office.at("jo"), concern_id)
    assert first(office, concern_id) == [
        "Decide what happens next",
        "Decide how the child gets home",
    ]
    follow(office, concern_id, Decision, outcome="refer", reason="Threats.")
    assert first(office, concern_id) == []


def test_a_decision_does_not_hide_that_no_call_is_recorded(office: Office):
    concern_id = office.signed("sam", danger="yes")
    acknowledge_concern(office.at("jo"), concern_id)
    follow(office, concern_id, Decision, outcome="police", reason="Threats.")
    assert first(office, concern_id) == [CALL_NOW]
    call(office, concern_id)
    assert first(office, concern_id) == []


def test_no_danger_asks_for_no_call_and_no_way_home(office: Office):
    assert first(office, office.signed("sam", danger="no")) == [
        "Read it and mark it as read",
        "Decide what happens next",
    ]
    read = office.signed("sam", danger="no")
    acknowledge_concern(office.at("jo"), read)
    assert first(office, read) == ["Decide what happens next"]
