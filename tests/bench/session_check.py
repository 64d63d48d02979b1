"""The cost, for each request, of asking the log whether the session ended."""

from __future__ import annotations

from collections.abc import Callable
from unittest import mock

from sqlalchemy import Engine, event

from app.services.audit_log.session_index import SessionIndex
from app.services.audit_log.verified_log import VerifiedLog
from app.services.auth import sessions
from tests.bench.figures import Figure, p50, timed
from tests.support.club.world import World

RUNS = 1_000
ROUNDS = 10


def compare(world: World) -> list[Figure]:
    """Open a session with the look at the log and without it, turn about."""
    uow, token = world.uow("sam"), world.token("sam")

    def open_once() -> None:
        uow.session.rollback()  # the next request
        assert sessions.open_session(uow, token)

    skipped = mock.patch.object(VerifiedLog, "read_sessions", return_value=SessionIndex())
    without, asking = [], []
    for _ in range(ROUNDS):
        with skipped:
            without += timed(open_once, RUNS // ROUNDS)
        asking += timed(open_once, RUNS // ROUNDS)
    with skipped:
        fewer = _count_selects(open_once, world.engine)
    more = _count_selects(open_once, world.engine) - fewer
    cost = p50(asking) - p50(without)
    return [
        Figure(
            "a signed-in request asks the log whether its session ended, p50",
            "≤ 0.3 ms and ≤ 1 SELECT more",
            f"{p50(without):.2f} ms",
            f"{p50(asking):.2f} ms",
            f"{p50(asking) / p50(without):.2f}",
            cost <= 0.3 and more <= 1,
            f"{RUNS} sessions opened below the web with the look, in turns with as many without. "
            f"It costs {cost:.2f} ms and {more} SELECT more. Both read the log's head and its tag",
        )
    ]


def _count_selects(work: Callable[[], None], engine: Engine) -> int:
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sum(statement.lstrip().startswith("SELECT") for statement in found)
