"""The time by which a record is read: sooner in danger, and always before the child leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from app.domain.record.concern_card import make_card
from app.domain.record.entry_schema import Part
from app.domain.routing.actors import Org
from app.services.concerns.concern_deadlines import compute_unread_deadline

HOURS = {"0": ["09:00-17:00"]}
ORG = Org(uuid4(), "", "", "Club", "lead", "", "", "england", HOURS, (), False, False)
SIGNED = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # a Monday


def due(danger: str = "no", leaves: str = "", tonight: str = "") -> str:
    parts = (
        Part("now", (), {"danger_now": danger, "leaves_at": leaves}),
        Part("wishes", ("c1",), {"safe_tonight": "yes"}),
        Part("wishes", ("c2",), {"safe_tonight": tonight}),
    )
    return f"{compute_unread_deadline(ORG, make_card(parts), SIGNED):%H:%M}"


@pytest.mark.parametrize("danger", ["yes", "unsure", ""])
def test_a_quarter_of_an_hour_unless_danger_is_ruled_out(danger: str):
    assert due(danger) == "14:15"


@pytest.mark.parametrize(
    ("tonight", "by"), [("no", "14:15"), ("unsure", "14:15"), ("yes", "15:00")]
)
def test_a_child_who_may_not_be_safe_tonight_is_as_urgent(tonight: str, by: str):
    assert due(tonight=tonight) == by


@pytest.mark.parametrize(
    ("leaves", "by"),
    [
        ("16:00", "15:00"),
        ("15:00", "14:45"),
        ("14:10", "14:00"),
        ("13:00", "14:00"),
        ("3ish", "15:00"),
    ],
)
def test_a_quarter_of_an_hour_before_the_child_leaves_or_at_once(leaves: str, by: str):
    assert due(leaves=leaves) == by


def test_in_danger_the_child_may_leave_sooner_still():
    assert due("yes", "14:20") == "14:05"
