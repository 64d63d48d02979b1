"""Housekeeping that is repeated notices a clock that was set back while it sleeps."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from app.upkeep_cli import tend_commands
from app.upkeep_cli.tend_commands import RoundResult
from tests.support.club.world import World

pytestmark = pytest.mark.sqlite


class TimeSource:
    """Stands in for the module `time`. The clock is set back by so much in each sleep."""

    def __init__(self, *steps: float) -> None:
        self._steps, self._wall, self._since_start = list(steps), 1_000_000.0, 500.0

    def time(self) -> float:
        return self._wall

    def monotonic(self) -> float:
        return self._since_start

    def sleep(self, seconds: float) -> None:
        if not self._steps:
            raise SystemExit(0)
        self._since_start += seconds
        self._wall += seconds - self._steps.pop(0)


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((0.0, 60.0, -7_200.0), []),
        ((0.0, 61.0), ["clock: it was set back by 61 seconds: times are evidence"]),
        ((7_200.0, 0.0), ["clock: it was set back by 7200 seconds: times are evidence"]),
    ],
    ids=["slack", "a minute", "hours"],
)
def test_a_step_back_while_housekeeping_sleeps_is_logged(
    world: World, monkeypatch, caplog, steps: tuple[float, ...], said: list[str]
):
    done: Callable[..., tuple[RoundResult, str]] = lambda *_, **__: (RoundResult.DONE, "")  # noqa: E731
    monkeypatch.setattr(tend_commands, "_tend", done)
    monkeypatch.setattr(tend_commands, "time", TimeSource(*steps))
    with caplog.at_level(logging.ERROR, logger="heard.tend"):
        result = world.app.test_cli_runner().invoke(args=["tend", "--every", "60"])
    assert result.exit_code == 0, result.output
    assert caplog.messages == said


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_a_file_is_read_whole_at_the_start_and_once_a_day(world: World, monkeypatch):
    clock, looks = TimeSource(*[0.0] * 25), []
    monkeypatch.setattr(tend_commands, "_tend", lambda *_, **__: (RoundResult.DONE, ""))
    monkeypatch.setattr(
        tend_commands, "mark_database_if_damaged", lambda: looks.append(clock.monotonic())
    )
    monkeypatch.setattr(tend_commands, "time", clock)
    world.app.test_cli_runner().invoke(args=["tend", "--every", "3600"])
    assert looks == [500.0, 500.0 + 24 * 3600]
