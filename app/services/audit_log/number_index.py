"""Index what one organisation's log says of phone numbers, and of other details that people gave.

Filled line by line by the replay (`verified_log.py`), so it is believed as far as the log is: who
called which digits of the content pack when, and whether they were right, is told by lines alone.
Rows only add words. Of the numbers that people gave for themselves it has hashes and no digits, and
of the names next to them no name.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from app.domain.routing.actors import Team
from audit import events

RIGHT, WRONG = events.Action.NUMBER_RIGHT, events.Action.NUMBER_WRONG
CORRECTED = events.Action.NUMBER_CORRECTED
NO_DIGITS = "none"
"""Stands for the digits of a line that has no number."""


def number_check_log_id(name: str, mark: str) -> str:
    """Log id of one line ("<area>/<key>") with the digits and hours that `mark` stands for."""
    return f"number/{name}/{mark}"


def number_correction_log_id(name: str, old: str, new: str) -> str:
    """Log id of a correction: the digits themselves, so that no row can say others."""
    return f"number/{name}/{old or NO_DIGITS}/{new}"


class LoggedCorrection(msgspec.Struct, frozen=True):
    """One person corrected one line. `old`: the content pack's digits; `new`: what to call."""

    name: str
    old: str
    new: str
    who: str
    role: str
    at: datetime
    h: str


class LoggedNumberCheck(msgspec.Struct, frozen=True):
    """One person rang one line. `name` is "<area>/<key>", `h` the hash of the row with words."""

    name: str
    mark: str
    right: bool
    who: str
    role: str
    at: datetime
    h: str


class NumberIndex:
    """Findings, oldest first. Not safe by itself between threads: the replay's gate is."""

    def __init__(
        self,
        found: Iterable[LoggedNumberCheck] = (),
        corrected: Iterable[LoggedCorrection] = (),
    ) -> None:
        """`found` and `corrected`: what was read before, oldest first."""
        self._corrected = tuple(corrected)
        self._newest: dict[str, LoggedNumberCheck] = {}
        self._by_name: dict[str, tuple[LoggedNumberCheck, ...]] = {}
        for one in found:
            self._add(one)

    def take(self, event: events.Event) -> None:
        """Take in one more event of the log."""
        if event.act is CORRECTED and event.h is not None:
            _, area, key, old, new = event.obj.split("/")
            old = "" if old == NO_DIGITS else old
            line = f"{area}/{key}"
            one = LoggedCorrection(line, old, new, event.who, event.role, event.t, event.h)
            self._corrected = (*self._corrected, one)
            return
        if event.act not in (RIGHT, WRONG) or event.h is None:
            return
        _, area, key, mark = event.obj.split("/")
        name, right = f"{area}/{key}", event.act is RIGHT
        self._add(LoggedNumberCheck(name, mark, right, event.who, event.role, event.t, event.h))

    def _add(self, one: LoggedNumberCheck) -> None:
        self._newest[one.mark] = one
        self._by_name[one.name] = (*self._by_name.get(one.name, ()), one)

    def every(self) -> tuple[LoggedNumberCheck, ...]:
        """Return every finding, those about one line oldest first."""
        return tuple(one for found in self._by_name.values() for one in found)

    def corrections(self) -> tuple[LoggedCorrection, ...]:
        """Return every correction, oldest first."""
        return self._corrected

    def newest(self) -> dict[str, LoggedNumberCheck]:
        """Return a copy of the newest finding about each line, by its mark."""
        return self._newest.copy()

    def of(self, name: str) -> tuple[LoggedNumberCheck, ...]:
        """Return every finding about one line, whatever digits it had, oldest first."""
        return self._by_name.get(name, ())

    def copy(self) -> "NumberIndex":
        """Return what it has now, which no later line changes."""
        made = NumberIndex(corrected=self._corrected)
        made._newest, made._by_name = self._newest.copy(), self._by_name.copy()
        return made


def contact_log_id(owner: UUID, part: str) -> str:
    """Log id of one number or setting. `owner`: a member, or the organisation itself."""
    return f"contact/{owner}/{part}"


_KEPT_IN_CONTACTS = (
    events.Action.CONTACT_SET,
    events.Action.MEMBER_JOINED,
    events.Action.MEMBER_NAMED,
)
_LEAD_GRANT = f"grant/{Team.LEADS.value}/"


class ContactIndex:
    """The newest hash of each number, setting, confirmed name and key that someone joined with, by
    its log id, and the keys that may lead.
    """

    def __init__(
        self,
        newest: Iterable[tuple[str, str]] = (),
        lines: int = 0,
        grants: Iterable[tuple[int, str]] = (),
    ) -> None:
        """`newest`: what was read before, from `lines` lines. `grants`: epoch and fingerprint in
        hex of each key that the leads' key was granted to.
        """
        self._newest = dict(newest)
        self.lines = lines
        self._grants = set(grants)

    def take(self, event: events.Event) -> None:
        """Take in one more event of the log."""
        if event.act in _KEPT_IN_CONTACTS and event.h is not None:
            self._newest[event.obj] = event.h
            self.lines += 1
        elif event.obj.startswith(_LEAD_GRANT):
            epoch, _, fingerprint = event.obj.removeprefix(_LEAD_GRANT).partition("/")
            change = self._grants.discard if event.h is None else self._grants.add
            change((int(epoch), fingerprint))
            self.lines += 1

    def list_lead_keys(self) -> frozenset[str]:
        """Return the fingerprints, in hex, that the newest key of the leads was granted to."""
        newest = max((epoch for epoch, _ in self._grants), default=0)
        return frozenset(key for epoch, key in self._grants if epoch == newest)

    def every_grant(self) -> tuple[tuple[int, str], ...]:
        """Return every grant of a key of the leads that was not removed."""
        return tuple(sorted(self._grants))

    def find(self, log_id: str) -> str | None:
        """Return the newest hash in hex; None where no line has told one yet."""
        return self._newest.get(log_id)

    def every(self) -> tuple[tuple[str, str], ...]:
        """Return every newest hash, by its log id."""
        return tuple(self._newest.items())

    def copy(self) -> "ContactIndex":
        """Return what it has now, which no later line changes."""
        return ContactIndex(self._newest.items(), self.lines, self._grants)
