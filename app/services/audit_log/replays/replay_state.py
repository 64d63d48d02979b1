"""Turn what a replay arrived at into plain values and back, each index with all of its attributes.

An index that gets one more attribute cannot be saved until its state here has it too: TypeError
says so in every test that saves. This module decides nothing and reads nothing.
"""

from array import array
from collections import deque
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from app.domain.notices.notice_model import TRIES_PER_HOUR
from app.services.audit_log.concern_index import (
    BookIndex,
    ChildIndex,
    ConcernIndex,
    UnreadRecord,
)
from app.services.audit_log.member_index import (
    LeadChange,
    LeaverIndex,
    LoggedLeaving,
    LoggedProposal,
    LoggedStanding,
    MemberIndex,
    SheetIndex,
    SheetRequest,
    SheetStep,
)
from app.services.audit_log.notice_index import (
    Dismissal,
    DismissedKey,
    FailedTries,
    LoggedNotice,
    NoticeIndex,
)
from app.services.audit_log.number_index import (
    ContactIndex,
    LoggedCorrection,
    LoggedNumberCheck,
    NumberIndex,
)
from app.services.audit_log.replay import LogReplay
from app.services.audit_log.replays.author_reading_index import ClosedConcern, ReadingIndex
from app.services.audit_log.session_index import (
    EndedSession,
    OpenSession,
    SessionIndex,
    Suspension,
    SuspensionIndex,
    TeamKeyIndex,
    TryCount,
    TryIndex,
)
from app.services.audit_log.training_index import LoggedLink, LoggedTrainingNote, TrainingIndex

_ID_SIZE, _TALLY_SIZE, _MARK_SIZE = 16, 13, 16


class _Concerns(msgspec.Struct, frozen=True):
    """A `ConcernIndex`. Numbers of more than 64 bits are bytes, and equal parts are in a row."""

    tallies: bytes
    opened_in: dict[bytes, bytes]
    listed_in: dict[bytes, bytes]
    sealed: dict[str, dict[str, str]]
    waiting: dict[str, UnreadRecord]
    read: dict[bytes, bytes]
    open: bytes
    for_readers: bytes
    sealed_marks: bytes
    changes: int


# Each has the attributes of its index by their own names: one that is forgotten raises TypeError.
class _Children(msgspec.Struct, frozen=True):
    changes: int
    _cards: dict[str, str]
    _files: dict[str, tuple[str, ...]]
    _last: str
    _with_facts: set[str]
    _told_apart: set[str]


class _Reading(msgspec.Struct, frozen=True):
    counted_from: datetime | None
    _closed: dict[str, ClosedConcern]


class _Books(msgspec.Struct, frozen=True):
    _books: dict[str, dict[int, str]]


class _Numbers(msgspec.Struct, frozen=True):
    _corrected: tuple[LoggedCorrection, ...]
    _newest: dict[str, LoggedNumberCheck]
    _by_name: dict[str, tuple[LoggedNumberCheck, ...]]


class _Contacts(msgspec.Struct, frozen=True):
    lines: int
    _newest: dict[str, str]
    _grants: set[tuple[int, str]]


class _Training(msgspec.Struct, frozen=True):
    _noted: dict[str, LoggedTrainingNote]
    _links: dict[str, LoggedLink]


class _Sheet(msgspec.Struct, frozen=True):
    request: SheetRequest | None
    made_at: datetime | None
    made_by: str
    appointed_at: datetime | None
    proved: SheetStep | None
    proved_both: bool
    newest: SheetStep | None
    replaced: dict[bytes, datetime]
    fingerprints: frozenset[bytes]
    _newest: dict[str, str]


class _Leavers(msgspec.Struct, frozen=True):
    _days: dict[str, LoggedLeaving]


class _Members(msgspec.Struct, frozen=True):
    first_role_index: int | None
    first_senior_index: int | None
    access_cut_at: datetime | None
    _roles: dict[str, frozenset[str]]
    _proposals: dict[str, LoggedProposal]
    _changes: tuple[LeadChange, ...]
    _earlier: dict[str, str]
    _standings: dict[str, LoggedStanding]
    _waiting: dict[str, None]
    _other_names: set[str]
    sheet: _Sheet
    leavers: _Leavers


class _Notices(msgspec.Struct, frozen=True):
    _account: dict[str, list[LoggedNotice]]
    _team: dict[tuple[str, str, date], list[LoggedNotice]]
    _dismissed: dict[DismissedKey, list[Dismissal]]
    _certified: dict[str, int]
    _invited_as: dict[str, frozenset[str]]
    _tries: dict[str, list[FailedTries]]
    _recent: dict[str, list[datetime]]


class _Tries(msgspec.Struct, frozen=True):
    _counts: dict[str, TryCount]


class _Suspensions(msgspec.Struct, frozen=True):
    _stopped: dict[str, Suspension]


class _TeamKeys(msgspec.Struct, frozen=True):
    _certified: dict[str, tuple[str, ...]]


class _Sessions(msgspec.Struct, frozen=True):
    _open: dict[str, OpenSession]
    _ended: dict[str, EndedSession]
    tries: _Tries
    suspensions: _Suspensions
    team_keys: _TeamKeys


class ReplayState(msgspec.Struct, frozen=True):
    """The state of a `LogReplay`, with that of each of its indexes."""

    size: int
    salt: bytes
    chain: bytes
    frontier: list[tuple[int, bytes]]
    newest: dict[str, tuple[int, str | None]]
    granted: dict[str, dict[int, frozenset[bytes]]]
    first_member: str
    files: _Concerns
    reading: _Reading
    children: _Children
    books: _Books
    numbers: _Numbers
    contacts: _Contacts
    training: _Training
    members: _Members
    notices: _Notices
    sessions: _Sessions
    empty: set[str]


_STATES: dict[type, type[msgspec.Struct]] = {
    ReadingIndex: _Reading,
    ChildIndex: _Children,
    BookIndex: _Books,
    NumberIndex: _Numbers,
    ContactIndex: _Contacts,
    TrainingIndex: _Training,
    SheetIndex: _Sheet,
    LeaverIndex: _Leavers,
    MemberIndex: _Members,
    NoticeIndex: _Notices,
    TryIndex: _Tries,
    SuspensionIndex: _Suspensions,
    TeamKeyIndex: _TeamKeys,
    SessionIndex: _Sessions,
    LogReplay: ReplayState,
}
_INDEXES = {state: index for index, state in _STATES.items()}
_CONCERN_NAMES = {f"_{name}" for name in _Concerns.__struct_fields__}
_NOT_SAVED = {"blanked", "doubted", "_key", "_in_order"}
"""Attributes that are empty, that one process noticed by itself, or that are made again."""


def dump_index_state(index: Any) -> Any:
    """Return the state of an index. Raises TypeError for an attribute that no state has."""
    if isinstance(index, ConcernIndex):
        return _dump_concerns(index)
    held = {
        name: dump_index_state(value) if isinstance(value, (ConcernIndex, *_STATES)) else value
        for name, value in vars(index).items()
    }
    return _STATES[type(index)](**held)


def load_index_state(state: Any, key: bytes) -> Any:
    """Return the index of a state. `key`: of the marks of concerns."""
    if isinstance(state, _Concerns):
        return _load_concerns(state, key)
    index = _INDEXES[type(state)]()
    for name in state.__struct_fields__:
        value = getattr(state, name)
        is_state = isinstance(value, (_Concerns, *_INDEXES))
        setattr(index, name, load_index_state(value, key) if is_state else value)
    if isinstance(index, NoticeIndex):
        recent = {who: deque(at, TRIES_PER_HOUR) for who, at in state._recent.items()}
        index._recent = recent
    return index


def _dump_concerns(index: ConcernIndex) -> _Concerns:
    if vars(index).keys() != _CONCERN_NAMES | _NOT_SAVED:
        raise TypeError("an attribute of ConcernIndex is in no snapshot")
    tallies = index._tallies.items()
    return _Concerns(
        tallies=b"".join(_pack_id(one) + it.to_bytes(_TALLY_SIZE, "big") for one, it in tallies),
        opened_in=_pack_places(index._opened_in),
        listed_in=_pack_places(index._listed_in),
        sealed=index._sealed,
        waiting=index._waiting,
        read={_pack_id(one): packed for one, packed in index._read.items()},
        open=b"".join(one.bytes for one in index._open),
        for_readers=b"".join(index._for_readers),
        sealed_marks=array("Q", index._sealed_marks).tobytes(),
        changes=index._changes,
    )


def _load_concerns(state: _Concerns, key: bytes) -> ConcernIndex:
    index, read = ConcernIndex(key), int.from_bytes
    one = _ID_SIZE + _TALLY_SIZE
    tallies = (state.tallies[at : at + one] for at in range(0, len(state.tallies), one))
    index._tallies = {read(it[:_ID_SIZE], "big"): read(it[_ID_SIZE:], "big") for it in tallies}
    index._opened_in = _unpack_places(state.opened_in)
    index._listed_in = _unpack_places(state.listed_in)
    index._sealed, index._waiting = state.sealed, state.waiting
    index._read = {read(one, "big"): packed for one, packed in state.read.items()}
    index._open = {UUID(bytes=one) for one in _cut(state.open, _ID_SIZE)}
    index._for_readers = set(_cut(state.for_readers, _MARK_SIZE))
    index._sealed_marks = set(_read_numbers(state.sealed_marks))
    index._changes = state.changes
    return index


def _pack_id(concern: int) -> bytes:
    return concern.to_bytes(_ID_SIZE, "big")


def _pack_places(places: dict[int, "array[int]"]) -> dict[bytes, bytes]:
    return {_pack_id(concern): lines.tobytes() for concern, lines in places.items()}


def _unpack_places(packed: dict[bytes, bytes]) -> dict[int, "array[int]"]:
    return {int.from_bytes(one, "big"): _read_numbers(lines) for one, lines in packed.items()}


def _read_numbers(packed: bytes) -> "array[int]":
    numbers = array("Q")
    numbers.frombytes(packed)
    return numbers


def _cut(packed: bytes, size: int) -> list[bytes]:
    return [packed[at : at + size] for at in range(0, len(packed), size)]
