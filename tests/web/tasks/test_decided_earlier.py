"""A lead writes down what was decided earlier: both times stand, and neither can be untrue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain.record.entry_schema import Decision
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.concern_reading import open_concern
from app.services.integrity.integrity_check import find_all_differences
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.web.record_client import fill, look, to_mend
from tests.web.review.test_lead_decisions import REFER, decide, typed


@pytest.fixture
def office(world: World) -> Office:
    """The club with one clock for its pages too, which a test can set."""
    made = Office(world)
    app = world.app.extensions
    app["heard"] = replace(app["heard"], clock=lambda: made.now)
    return made


@pytest.fixture
def concern_id(office: Office) -> UUID:
    """A concern that Sam signed on Tuesday at 14:02, and Jo read. It is Thursday, 12:10."""
    found = office.signed("sam")
    acknowledge_concern(office.at("jo"), found)
    office.now = datetime(2026, 11, 26, 12, 10, tzinfo=UTC)
    return found


def read_decision(office: Office, concern_id: UUID, who: str) -> Decision:
    (found,) = [e for _, e in open_concern(office.at(who), concern_id).said if type(e) is Decision]
    return found


def test_both_times_are_stored_and_shown_to_lead_and_author(office: Office, concern_id: UUID):
    earlier = {"decided_at": ["yesterday"], "decided_at-time": ["half past four in the afternoon"]}
    path = f"/concerns/{concern_id}"
    fill(office.world.client("jo"), f"{path}/decide", typed(REFER) | earlier)
    said = read_decision(office, concern_id, "sam")
    (value,) = [part.values["decided_at"] for part in said.parts if "decided_at" in part.values]
    assert value == {"date": "2026-11-25", "time": "16:30", "zone": "Europe/London"}
    assert all(part.item for part in said.parts if "decided_at" not in part.values)
    words = "25 November 2026, 16:30"
    for who in ("jo", "sam"):
        text = " ".join(office.world.client(who).page(path).text.split())
        assert f"Decided by Jo Smith, {words}: " in text, who
        assert "Written down today at 12:10." in text, who
        assert "Happened 25 November, 16:30" in text, who
        assert "Record a decision" not in text.partition("16:30")[2] or who == "jo"
    assert find_all_differences(office.at("jo")) == ()


def test_a_decision_without_a_time_was_made_when_it_was_signed(office: Office, concern_id: UUID):
    decide(office, concern_id, REFER)
    said = read_decision(office, concern_id, "jo")
    assert not any("decided_at" in part.values for part in said.parts)
    text = office.world.client("jo").page(f"/concerns/{concern_id}").text
    assert "Decided by Jo Smith, today" in text
    assert "Written down" not in text


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        ("tomorrow", "", "This day has not come yet."),
        ("today", "12:11", "Enter a time that has passed. It’s 12:10 now."),
        ("1/1/2026", "", "This concern was signed on 24 November 2026, 14:02."),
        ("24/11/2026", "14:01", "This concern was signed on 24 November 2026, 14:02."),
        ("", "14:00", "Enter the day too."),
        ("some day", "", "We could not read this day."),
    ],
)
def test_a_time_that_cannot_be_is_asked_about_and_nothing_is_lost(
    office: Office, concern_id: UUID, day: str, clock: str, words: str
):
    jo, path = office.world.client("jo"), f"/concerns/{concern_id}/decide"
    form = look(jo, path)
    for name, texts in (typed(REFER) | {"decided_at": [day], "decided_at-time": [clock]}).items():
        form.set(name, texts)
    page = to_mend(jo, jo.post(form.action, data=form.sent()))
    assert words in page
    assert REFER["for_author"].partition("\n")[0] in page
    again = look(jo, path)
    assert again.controls["outcomes-0-reason"].value == REFER["reason"]
    assert len(open_concern(office.at("jo"), concern_id).entries) == 2


def test_another_lead_is_told_of_both_times(office: Office, concern_id: UUID):
    decide(office, concern_id, REFER, who="deputy")
    earlier = typed(REFER) | {"decided_at": ["yesterday"]}
    fill(office.world.client("deputy"), f"/concerns/{concern_id}/decide", earlier)
    jo = office.world.client("jo")
    page = jo.get(f"/concerns/{concern_id}/decide", follow_redirects=True).get_data(as_text=True)
    text = " ".join(page.split())
    assert "on 25 November 2026 and recorded it today at 12:10" in text


def test_one_that_was_made_earlier_is_below_the_newest(office: Office, concern_id: UUID):
    police = {"outcome": "police", "reason": "Threats.", "for_author": "Stay with her."}
    decide(office, concern_id, police)
    none = police | {"outcome": "no_further_action", "review_on": "1/12/2026"}
    earlier = typed(none) | {"decided_at": ["yesterday"]}
    path, jo = f"/concerns/{concern_id}", office.world.client("jo")
    saved = fill(jo, f"{path}/decide", earlier)
    text = " ".join(jo.page(path).text.split())
    assert "Also decided by Jo Smith, 25 November 2026" in text
    assert "Decided by Jo Smith, today" in text
    assert "Decided: call 999 or the police." in text
    assert "The reasons are in entry" in jo.page(saved).text
