"""Show the lines of the log to an auditor: when, what and by whom as a role.

Who did it and what it was about never leave this module. A line that could tell of a concern the
auditor is kept from, or of what others do by themselves, is a number and a hash. This module opens
nothing sealed, and asks first whether the reader is an auditor.
"""

from datetime import datetime

import msgspec

from app.domain.log_words import LOG_WORDS
from app.domain.routing.actors import Role
from app.errors import ForbiddenError
from app.services.audit_log.log_export import WithheldLines, load_withheld_lines
from app.services.audit_log.writer import load_leaves
from app.services.unit_of_work import SERVER, Action, UnitOfWork
from audit import events, merkle

PAGE_SIZE = 50
HASH_CHARACTERS = 12
"""Characters of a line's hash that are shown: enough to find it in an export."""
QUIET_ACTIONS = frozenset(
    {
        Action.LIST_VIEWED,
        Action.TASKS_SHOWN,
        Action.SEARCHED,
        Action.LINKS_SHOWN,
        Action.INDEXED,
        Action.SLIP_SEALED,
        Action.BOOK_SEALED,
        Action.NOTICE_DISMISSED,
        Action.SIGNED_IN,
        Action.SIGNED_OUT,
        Action.SIGN_IN_EXPIRED,
        Action.STEPPED_UP,
        Action.STEP_UP_FAILED,
        Action.FACTOR_USED,
        Action.FACTOR_CODE_USED,
        Action.FACTOR_PASSKEY_USED,
    }
)
"""Others' work that is a hash: it would say when a head or chair is at a kept concern."""


class LogLine(msgspec.Struct, frozen=True):
    """One line. `at`, `what` and `role` are empty of one that is shown as a hash only.

    `role`: the stored name of a role, "server" or "unconfirmed". `is_changed`: the line does not
    fit its hash, was emptied, or is none that Heard writes.
    """

    number: int
    short_hash: str
    at: datetime | None = None
    what: str = ""
    role: str = ""
    is_mine: bool = False
    is_changed: bool = False


class LogPage(msgspec.Struct, frozen=True):
    """Lines, newest first. `size`: all lines there are; `older`: where the next page starts."""

    lines: tuple[LogLine, ...]
    size: int
    older: int | None


class AuditorView(msgspec.Struct, frozen=True):
    """The limits of what one auditor may read of the log."""

    withheld: WithheldLines
    me: str

    def is_shown(self, line: bytes) -> bool:
        """Whether more of this line than its number and hash is shown."""
        if line in self.withheld:
            return False
        event = _read(line)
        return event is None or event.who == self.me or event.act not in QUIET_ACTIONS


def open_auditor_view(uow: UnitOfWork) -> AuditorView:
    """Return what the signed-in auditor may read. Raises ForbiddenError for anyone else."""
    if not uow.me.is_a(Role.AUDITOR):
        raise ForbiddenError("not an auditor")
    return AuditorView(load_withheld_lines(uow), str(uow.me.id))


def log_view_and_load_log_page(uow: UnitOfWork, before: int | None = None) -> LogPage:
    """Return the lines before a number, or the newest ones. Logs one LOG_VIEWED first."""
    open_auditor_view(uow)
    with uow.act() as act:
        act.log(Action.LOG_VIEWED, f"organisation/{uow.org.id}")
        size = act.log_size
    end = size if before is None else min(max(1, before), size)
    start = max(0, end - PAGE_SIZE)
    view = open_auditor_view(uow)
    leaves = load_leaves(uow.session, uow.org.id, start, end - start)
    lines = tuple(_show(view, *leaf) for leaf in reversed(leaves))
    return LogPage(lines, size, start or None)


def _show(view: AuditorView, index: int, digest: bytes, line: bytes | None) -> LogLine:
    blank = LogLine(index, digest.hex()[:HASH_CHARACTERS])
    changed = msgspec.structs.replace(blank, is_changed=True)
    if line is None or merkle.leaf_hash(line) != digest:
        return changed  # first of all: a changed line could call itself one of those kept back
    if not view.is_shown(line):
        return blank
    event = _read(line)
    if event is None or event.i != index:
        return changed
    return msgspec.structs.replace(
        blank,
        at=event.t,
        what=LOG_WORDS[event.act],
        role=SERVER if event.who == SERVER else event.role,
        is_mine=event.who == view.me,
    )


def _read(line: bytes) -> events.Event | None:
    """Return the event in a line; None for one that was changed."""
    try:
        return events.parse_event_cached(line)
    except events.EventError:
        return None
