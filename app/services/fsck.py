"""Compare the stored log with stored entries, states and due times, and name what differs.

The log says what was written and what held afterwards; rows that were removed, added or altered
behind its back are named by id, in words. Nothing is opened and nothing is mended.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

import msgspec
from sqlalchemy import select

from app.errors import LogBrokenError
from app.models.concern import Concern, Due, Entry
from app.models.log import LogHead
from app.services.desk import Action, Desk
from app.services.log import lines_after
from audit import events, merkle

BATCH = 2_000
WROTE = {Action.RECORD_SIGNED, Action.ENTRY_ADDED, Action.ACKNOWLEDGED}


class _Said(msgspec.Struct):
    """What the log says should be stored."""

    entries: dict[str, tuple[str, int]]
    states: dict[str, str]
    due: dict[str, tuple[datetime, ...]]


def findings(desk: Desk) -> tuple[str, ...]:
    """Every difference, in words; empty when log and rows agree.

    Raises LogBrokenError when the log itself was cut or altered: then nothing else can be judged.
    """
    desk.key_log.refresh(desk.session, desk.org)
    said = _Said({}, {}, {})
    for event in _events(desk):
        _take(said, event)
    return (*_entries(desk, said), *_states(desk, said), *_dues(desk, said))


def _events(desk: Desk) -> Iterator[events.Event]:
    query = select(LogHead.size).where(LogHead.org_id == desk.org.id)
    size, start = desk.session.scalar(query) or 0, 0
    while start < size:
        batch = lines_after(desk.session, desk.org.id, start, min(BATCH, size - start))
        if not batch:
            raise LogBrokenError(f"leaf {start} is missing")
        for index, digest, line in batch:
            if line is not None and merkle.leaf_hash(line) != digest:
                raise LogBrokenError(f"leaf {index} does not match its hash")
            if line is not None:
                yield events.parse(line)
        start += len(batch)


def _take(said: _Said, event: events.Event) -> None:
    concern = event.obj.split("/", 1)[0]
    if event.act in WROTE and event.h is not None:
        said.entries[event.obj] = (event.h, event.i)
    if event.state is not None and event.due is not None:
        said.states[concern] = event.state
        said.due[concern] = event.due


def _entries(desk: Desk, said: _Said) -> Iterator[str]:
    stored = set()
    rows = desk.session.execute(
        select(Entry.concern_id, Entry.number, Entry.ciphertext, Entry.leaf_index).where(
            Entry.org_id == desk.org.id
        )
    ).yield_per(200)
    for concern, number, ciphertext, index in rows:
        obj = f"{concern}/{number}"
        stored.add(obj)
        if obj not in said.entries:
            yield f"Entry {obj} is stored, but the log never saw it."
        elif said.entries[obj] != (hashlib.sha256(ciphertext).hexdigest(), index):
            yield f"Entry {obj} is not what the log saw."
    for obj in sorted(said.entries.keys() - stored):
        yield f"Entry {obj} is in the log, but is not stored any more."


def _states(desk: Desk, said: _Said) -> Iterator[str]:
    rows = desk.session.execute(
        select(Concern.id, Concern.state).where(Concern.org_id == desk.org.id)
    )
    for concern, state in rows:
        logged = said.states.get(str(concern))
        if logged != state:
            yield f"Concern {concern} is stored as {state}; the log says {logged or 'nothing'}."


def _dues(desk: Desk, said: _Said) -> Iterator[str]:
    found: dict[str, list[datetime]] = {}
    rows = desk.session.execute(
        select(Due.concern_id, Due.at).where(Due.org_id == desk.org.id, Due.done.is_(False))
    )
    for concern, at in rows:
        found.setdefault(str(concern), []).append(_exact(at))
    for concern in sorted(said.due.keys() | found.keys()):
        if sorted(found.get(concern, [])) != list(said.due.get(concern, ())):
            yield f"Due times of concern {concern} are not those in the log."


def _exact(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
