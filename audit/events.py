"""What the log says: one canonical line for each event, ids and a closed set of actions only.

A line is JSON with sorted keys, no spaces, UTF-8; its leaf is SHA-256(0x00 || line). Every value
that enters a line is checked against the shape of an id, a hash or a time, so a name, an e-mail
address or a sentence is refused before it could become permanent. Nothing here is ever sealed
and nothing here is ever deleted: what must not be known for ever must not be passed in.

There are two versions of a line. One of version 1 names one object. One of version 2 names another
one and, in `objs`, up to MAX_OBJS that it showed, each once and in order. A line has the version
that it needs, so what version 1 can say is written as it always was.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

from audit.actions import KEY_EVENTS, RESULTING, SHOWING, Action

__all__ = [
    "KEY_EVENTS",
    "MAX_OBJS",
    "RESULTING",
    "SHOWING",
    "Action",
    "Event",
    "EventError",
    "encode_event",
    "hash_digests",
    "parse_event",
    "parse_event_cached",
]

VERSION, VERSION_OF_MANY = 1, 2
MAX_DUE = 64
MAX_OBJS, MAX_OBJS_CHARACTERS = 500, 60_000
"""Limits of one line: an export takes lines of 65,536 bytes (`audit/export.py`)."""
# One segment: a UUID, a hash in hex, a number or a short slug. No capitals, dots, spaces or "@".
_SEGMENT = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+){0,4}")
_SEGMENT_MAX, _SEGMENTS = 64, 6
_SHORT = rf"(?=[^/]{{1,{_SEGMENT_MAX}}}(?:/|\Z)){_SEGMENT.pattern}"
_PATH = re.compile(rf"{_SHORT}(?:/{_SHORT}){{0,{_SEGMENTS - 1}}}")
_HASH = re.compile(r"[0-9a-f]{64}")
_SALT = re.compile(r"[0-9a-f]{32}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_ACTIONS = frozenset(Action)  # made once: for each line, it took 40 of 92 µs
_ALWAYS = {"act", "as", "i", "obj", "org", "salt", "t", "v", "who"}
_SOMETIMES = {VERSION: {"h", "state", "due"}, VERSION_OF_MANY: {"h"}}
_OF_MANY = {VERSION: frozenset[str](), VERSION_OF_MANY: frozenset({"objs"})}


KEPT_LINES, KEPT_LINE_BYTES = 2_048, 1_000
"""Lines that are kept parsed, so that who reads the same ones again need not parse them again."""
KEPT_LONG_LINES, KEPT_LONG_LINE_BYTES = 64, 24_000
"""Fewer of those that name many objects: one that names 500 entries of a concern has 21,000."""


class EventError(ValueError):
    """A value that may not enter the log. The message names the field, never the value."""


def _is_id(text: object) -> bool:
    return (
        isinstance(text, str) and len(text) <= _SEGMENT_MAX and _SEGMENT.fullmatch(text) is not None
    )


def _is_path(text: object) -> bool:
    return isinstance(text, str) and _PATH.fullmatch(text) is not None


def _need(fine: bool, name: str) -> None:
    if not fine:
        raise EventError(f"{name} is not of the shape that the log allows")


@dataclass(frozen=True, slots=True)
class Event:
    """One event. Times are aware datetimes, kept to the millisecond in UTC.

    `who`: a user id, a throttle tag or `server`. `role`: the role in which they acted (`as` in the
    line). `org`, `obj`: ids, `obj` with "/" between parts (`<concern>/2`). `i`: the leaf's index.
    `h`: SHA-256 in hex of the ciphertext or row concerned, or None. `state` and `due`: what holds
    after the event; both or neither; actions in RESULTING need them. `due` is sorted.
    `objs`: what `obj` showed, in ascending order and none twice; only actions in SHOWING have any,
    and then `h` is that of `hash_digests` or None. Raises EventError for anything else.
    """

    act: Action
    who: str
    role: str
    org: str
    obj: str
    i: int
    t: datetime
    h: str | None = None
    state: str | None = None
    due: tuple[datetime, ...] | None = None
    objs: tuple[str, ...] = ()
    salt: bytes = field(default_factory=lambda: os.urandom(16), repr=False)

    def __post_init__(self) -> None:
        _need(isinstance(self.act, Action), "act")
        for name in ("who", "role", "org"):
            _need(_is_id(getattr(self, name)), name)
        _need(_is_path(self.obj), "obj")
        _need(type(self.i) is int and 0 <= self.i < 1 << 63, "i")
        _need(self.h is None or _matches(_HASH, self.h), "h")
        _need(isinstance(self.salt, bytes) and len(self.salt) == 16, "salt")
        object.__setattr__(self, "t", _utc(self.t, "t"))
        self._check_results()
        self._check_objs()

    def _check_objs(self) -> None:
        _need(isinstance(self.objs, tuple) and len(self.objs) <= MAX_OBJS, "objs")
        if not self.objs:
            return
        _need(self.act in SHOWING and self.state is None, "objs")
        _need(all(map(_is_path, self.objs)), "objs")
        _need(sum(map(len, self.objs)) <= MAX_OBJS_CHARACTERS, "objs")
        ascending = all(one < other for one, other in pairwise(self.objs))
        _need(ascending and self.obj not in self.objs, "objs")

    def _check_results(self) -> None:
        _need((self.state is None) == (self.due is None), "state and due")
        _need(self.state is not None or self.act not in RESULTING, "state and due")
        if self.state is None or self.due is None:
            return
        _need(_is_id(self.state), "state")
        _need(isinstance(self.due, tuple) and len(self.due) <= MAX_DUE, "due")
        object.__setattr__(self, "due", tuple(sorted(_utc(at, "due") for at in self.due)))


def hash_digests(digests: Iterable[bytes]) -> bytes:
    """Return the `h` of a line that names many: SHA-256 of all their digests, in `objs` order."""
    return hashlib.sha256(b"".join(digests)).digest()


def truncate_to_millisecond(when: datetime) -> datetime:
    """Cut a time to the millisecond, as the log keeps times."""
    return when.replace(microsecond=when.microsecond // 1000 * 1000)


def _matches(shape: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and shape.fullmatch(value) is not None


def _utc(when: datetime, name: str) -> datetime:
    _need(isinstance(when, datetime) and when.tzinfo is not None, name)
    return truncate_to_millisecond(when.astimezone(UTC))


def _time_text(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.").rjust(20, "0") + f"{when.microsecond // 1000:03d}Z"


def encode_event(event: Event) -> bytes:
    """Return the canonical line of `event`, without a line end: the bytes that are hashed."""
    values: dict[str, Any] = {
        "act": str(event.act),
        "as": event.role,
        "i": event.i,
        "obj": event.obj,
        "org": event.org,
        "salt": event.salt.hex(),
        "t": _time_text(event.t),
        "v": VERSION_OF_MANY if event.objs else VERSION,
        "who": event.who,
    }
    if event.objs:
        values["objs"] = list(event.objs)
    if event.h is not None:
        values["h"] = event.h
    if event.state is not None and event.due is not None:
        values["state"] = event.state
        values["due"] = [_time_text(at) for at in event.due]
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()


def parse_event(raw: bytes) -> Event:
    """Return the event in a line.

    Raises EventError unless `raw` is, to the byte, what `encode_event` writes.
    """
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError):
        raise EventError("the line is not JSON") from None
    if not isinstance(values, dict) or not _has_fields(values):
        raise EventError("the line does not have the fields of an event")
    event = _build(values)
    if encode_event(event) != raw:
        raise EventError("the line is not in canonical form")
    return event


def parse_event_cached(raw: bytes) -> Event:
    """Return the event in a line, as `parse_event` does, and keep lines parsed but the longest.

    The same bytes make the same event, so nothing is believed that would not be otherwise.
    """
    if len(raw) <= KEPT_LINE_BYTES:
        return _parse_kept(raw)
    return _parse_long(raw) if len(raw) <= KEPT_LONG_LINE_BYTES else parse_event(raw)


_parse_kept = lru_cache(maxsize=KEPT_LINES)(parse_event)
_parse_long = lru_cache(maxsize=KEPT_LONG_LINES)(parse_event)


def _has_fields(values: dict[str, Any]) -> bool:
    version = values.get("v")
    if type(version) is not int or version not in _OF_MANY:
        return False
    needed = _ALWAYS | _OF_MANY[version]
    return needed <= set(values) <= needed | _SOMETIMES[version]


def _build(values: dict[str, Any]) -> Event:
    _need(_matches(_SALT, values["salt"]), "salt")
    _need(isinstance(values["act"], str) and values["act"] in _ACTIONS, "act")
    due = values.get("due")
    _need(due is None or isinstance(due, list), "due")
    objs = values.get("objs")
    _need(objs is None or isinstance(objs, list), "objs")
    return Event(
        act=Action(values["act"]),
        who=values["who"],
        role=values["as"],
        org=values["org"],
        obj=values["obj"],
        i=values["i"],
        t=_read_time(values["t"], "t"),
        h=values.get("h"),
        state=values.get("state"),
        due=None if due is None else tuple(_read_time(at, "due") for at in due),
        objs=tuple(objs or ()),
        salt=bytes.fromhex(values["salt"]),
    )


def _read_time(value: object, name: str) -> datetime:
    _need(_matches(_TIME, value), name)
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        raise EventError(f"{name} is not a time") from None
