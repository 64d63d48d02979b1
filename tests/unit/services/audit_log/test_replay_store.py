"""Logs are read one organisation at a time each, and what nobody uses does not stay in memory."""

from __future__ import annotations

import threading
from uuid import uuid4

from app.services.audit_log.replay import LogReplay
from app.services.audit_log.replays.replay_store import (
    SWEEP_SECONDS,
    UNUSED_SECONDS,
    ReplayStore,
)

ONE, OTHER = uuid4(), uuid4()


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def held(store: ReplayStore, org_id) -> None:
    with store.lock(org_id):
        store.whole[org_id] = LogReplay()
        store.read_to[org_id] = (0, b"")


def test_a_long_reading_of_one_log_holds_up_no_other():
    store, done = ReplayStore(), threading.Event()

    def read_other() -> None:
        with store.lock(OTHER):
            done.set()

    with store.lock(ONE):
        thread = threading.Thread(target=read_other)
        thread.start()
        assert done.wait(10)
    thread.join()


def test_one_log_is_read_by_one_thread_at_a_time():
    store, done = ReplayStore(), threading.Event()

    def read_too() -> None:
        with store.lock(ONE):
            done.set()

    with store.lock(ONE):
        thread = threading.Thread(target=read_too)
        thread.start()
        assert not done.wait(0.05)
    assert done.wait(10)
    thread.join()


def test_what_nobody_used_for_long_is_dropped_when_another_is_used():
    clock = Clock()
    store = ReplayStore(clock)
    for org_id in (ONE, OTHER):
        held(store, org_id)
    clock.now += UNUSED_SECONDS - 1
    store.note_use(OTHER)
    clock.now += SWEEP_SECONDS
    held(store, OTHER)
    assert (list(store.whole), list(store.read_to)) == ([OTHER], [OTHER])
    assert store.find(ONE) is None


def test_what_is_read_now_is_not_dropped():
    clock = Clock()
    store = ReplayStore(clock)
    held(store, ONE)
    with store.lock(ONE):
        clock.now += 2 * UNUSED_SECONDS
        store.drop_unused()
        assert ONE in store.whole


def test_a_use_between_both_looks_saves_it():
    clock = Clock()
    store = ReplayStore(clock)
    held(store, ONE)
    clock.now += 2 * UNUSED_SECONDS

    class Used(dict):
        def pop(self, *what):
            store.note_use(ONE)
            return super().pop(*what)

    store.read_to = Used(store.read_to)
    store.drop_unused()
    assert (ONE in store.whole, ONE in store.read_to) == (True, False)
