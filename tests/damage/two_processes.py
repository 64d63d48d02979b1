"""Two processes that do something at once, each with its own engine, log and unit of work.

Both come as far as the write lock, having read what they read before it. Then one of them takes it
and the other waits for it, in an order that the test chooses or in none. The processes are started
once for all tests, and end with the run.
"""

from __future__ import annotations

import copyreg
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.errors import HeardError
from app.services.unit_of_work import UnitOfWork
from app.web_server.worker_processes import die_with_parent
from tests.support.club.club_setup import Made
from tests.support.club.world import World

PATIENCE = 120
"""Seconds after which a process counts as hung: a busy machine takes 80 to import the app."""
_gates: dict[str, Any] = {}


def _freeze(hours: dict[str, Any]) -> MappingProxyType[str, Any]:
    return MappingProxyType(hours)


copyreg.pickle(MappingProxyType, lambda hours: (_freeze, (dict(hours),)))


@dataclass(frozen=True)
class Task:
    """The work of one process: `work(uow, *given)` as `who`. `door`: the transaction to meet at."""

    who: str | None
    work: Callable[..., Any]
    given: tuple[Any, ...] = ()
    door: str = "act"


@dataclass(frozen=True)
class _Order:
    """A task on one copy of the club. `place`: 1 takes the lock first, 2 second, 0 as it comes."""

    task: Task
    made: Made
    data: Path
    url: str
    now: datetime
    place: int


class TwoProcesses:
    """Two processes that wait for work."""

    def __init__(self) -> None:
        spawning = multiprocessing.get_context("spawn")
        self._ready, self._held = spawning.Barrier(2), spawning.Event()
        gates = {"ready": self._ready, "held": self._held}
        self._pool = ProcessPoolExecutor(2, spawning, _become_worker, (gates,))

    def run(self, world: World, *tasks: Task, ordered: bool = False) -> list[str]:
        """Do both tasks at once; return what each answered, or the class of its error.

        `ordered`: the first task takes the lock first.
        """
        self._ready.reset()
        self._held.clear()
        made = Made(world.org, world.people, world.recovery_seed)
        orders = [
            _Order(task, made, world.data, world.url, world.now(), place if ordered else 0)
            for place, task in enumerate(tasks, 1)
        ]
        return list(self._pool.map(_work, orders, timeout=2 * PATIENCE))

    def close(self) -> None:
        """End both processes."""
        self._pool.shutdown()


def _become_worker(gates: dict[str, Any]) -> None:
    die_with_parent()
    _gates.update(gates)


def _work(order: _Order) -> str:
    world = World(order.made, order.data, order.url)
    world.now = lambda: order.now
    try:
        uow, task = world.uow(order.task.who), order.task
        _meet_at(uow, task.door, order.place)
        return str(task.work(uow, *task.given))
    except HeardError as error:
        return type(error).__name__
    finally:
        world.close()


def _meet_at(uow: UnitOfWork, door: str, place: int) -> None:
    """Let the first transaction of this shape wait until the other process comes to its own."""
    enter: Callable[[], AbstractContextManager[Any]] = getattr(uow, door)

    @contextmanager
    def enter_together() -> Iterator[Any]:
        delattr(uow, door)  # what comes after it meets no one
        _gates["ready"].wait(PATIENCE)
        if place == 2:
            assert _gates["held"].wait(PATIENCE)
        with enter() as transaction:
            _gates["held"].set()
            yield transaction

    setattr(uow, door, enter_together)
