"""A long command says what is done, of how much, and about how long it still takes."""

from __future__ import annotations

import io

import pytest

from app.services.backup import progress
from audit import __main__ as verify_command


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    for module in (progress, verify_command):
        monkeypatch.setattr(module, "time", clock)
    return clock


def test_rows_done_and_time_left_are_said_every_two_seconds(clock: Clock):
    said = io.StringIO()
    lines = progress.ProgressLines("Comparing", said)
    for second in range(1, 11):
        clock.now += 1
        lines.note(second * 12_000, 1_200_000)
    assert said.getvalue().splitlines() == [
        "Comparing: 12,000 of 1,200,000 rows, about 2 min left",
        "Comparing: 36,000 of 1,200,000 rows, about 2 min left",
        "Comparing: 60,000 of 1,200,000 rows, about 2 min left",
        "Comparing: 84,000 of 1,200,000 rows, about 2 min left",
        "Comparing: 108,000 of 1,200,000 rows, about 2 min left",
    ]


def test_work_that_takes_no_time_says_nothing(clock: Clock):
    said = io.StringIO()
    lines, check = progress.ProgressLines("Comparing", said), verify_command.CheckProgress(9, said)
    lines.note(0, 10)
    clock.now += 0.5
    lines.note(10, 10)
    check.note(9, 10)
    clock.now += 5
    lines.note(0, 10)  # nothing is done, so nothing is known of the rest
    check.note(0, 0)
    assert said.getvalue() == ""


def test_a_check_of_an_export_says_rows_and_time_left(clock: Clock):
    said = io.StringIO()
    lines = verify_command.CheckProgress(1_000, said)
    clock.now += 10
    lines.note(250, 12_345)
    clock.now += 1
    lines.note(500, 20_000)
    clock.now += 9
    lines.note(1_024, 50_000)
    assert said.getvalue().splitlines() == [
        "Checking: 12,345 rows done, about 30 s left",
        "Checking: 50,000 rows done, about 1 s left",
    ]
