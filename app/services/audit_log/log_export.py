"""Write the log of an organisation as a zip that `python -m audit verify` reads.

Lines about files that were kept from somebody are given to them as a hash only. So are those of
what others do by themselves (sign in, look at a list, search, write a draft, dismiss a notice), and
checkpoints signed at any such line are left out: else whoever a record is about would see that this
person signed in and then did something that is kept from them. The newest checkpoint covers every
leaf. A line is never read to decide whether it is well formed: an altered one leaves as it is
stored, because the export is the evidence.
"""

import re
from collections.abc import Iterator
from typing import IO

import msgspec
from sqlalchemy import select

from app.errors import LogBrokenError
from app.models.audit_log import Checkpoint, Leaf
from app.models.concern import Concern
from app.services.audit_log.record_receipts import list_public_log_keys
from app.services.audit_log.writer import load_leaves
from app.services.concerns.concern_access import build_access_condition
from app.services.unit_of_work import SERVER, Action, UnitOfWork
from audit import export

BATCH = 1_000
_FILE = re.compile(rb'"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[/"]')
"""Any id in a line: a file may be one of many that it names."""
_BY_THEMSELVES = re.compile(rb'"obj":"(?:children|closed|draft|inbox|index|notice|search|sign_in)/')
_LIST = re.compile(rb'"list\.viewed".*"obj":"(?:added|everyone|mine|referred|today|waiting)[/"]')
_SESSION = re.compile(rb'"obj":"sign_in/([0-9a-f-]{36})(?:/[0-9a-f]{16})?"')
_REFUSED = (b'{"act":"sign_in.failed"', b'{"act":"key.refused"')
"""Somebody at the door who was not let in: everybody who reads the log may know."""


def log_and_write_export(uow: UnitOfWork, target: IO[bytes]) -> int:
    """Write the export to a binary stream; returns how many leaves it holds. Logged first.

    A log that is broken is written out as it is, without a new checkpoint: that is the evidence.
    With no one signed in, only what every lead may see is written out. Raises LogBrokenError
    when a stored line is none that the format can hold.
    """
    size, _ = log_action_and_sign_checkpoint(uow, Action.EXPORTED)
    kept = load_withheld_lines(uow)
    notes = _notes(uow, size, kept)
    try:
        return export.write_export(
            target,
            leaves=_leaves(uow, size, kept),
            checkpoints=notes,
            keys=list_public_log_keys(uow),
        )
    except export.ExportError as error:
        raise LogBrokenError(str(error)) from None


def log_action_and_sign_checkpoint(uow: UnitOfWork, action: Action) -> tuple[int, bool]:
    """Log what is done with the whole log, and sign a checkpoint that covers that line.

    Returns how many lines there are, and whether it was signed: a log that is broken cannot be.
    """
    try:
        return _log_about_all(uow, action, sign=True), True
    except LogBrokenError:
        return _log_about_all(uow, action, sign=False), False


def _log_about_all(uow: UnitOfWork, action: Action, *, sign: bool) -> int:
    with uow.act() as act:
        act.log(action, f"organisation/{uow.org.id}")
        if sign:
            act.checkpoint()
        return act.log_size


class WithheldLines(msgspec.Struct, frozen=True):
    """What one person's export must not speak of. Never parses a line."""

    files: frozenset[bytes]
    me: bytes

    def __contains__(self, line: bytes) -> bool:
        if any(found in self.files for found in _FILE.findall(line)):
            return True
        by_themselves = _BY_THEMSELVES.search(line) or _LIST.search(line)
        if by_themselves is None or line.startswith(_REFUSED):
            return False
        if self.me == SERVER.encode():
            return True
        # A lead who ended a colleague's sessions is not told how many there were.
        if (session := _SESSION.search(line)) is not None:
            return session[1] != self.me
        return b'"who":"%s"' % self.me not in line


def load_withheld_lines(uow: UnitOfWork) -> WithheldLines:
    """Return what is kept from whoever is signed in."""
    return WithheldLines(_kept_files(uow), uow.who.encode())


def _kept_files(uow: UnitOfWork) -> frozenset[bytes]:
    """Return concerns that were routed past the leads, but those that I can open myself."""
    query = select(Concern.id).where(Concern.org_id == uow.org.id, Concern.route != "leads")
    if uow.actor is not None:
        query = query.where(~build_access_condition(uow))
    return frozenset(str(found).encode() for found in uow.session.scalars(query))


def _notes(uow: UnitOfWork, size: int, kept: WithheldLines) -> Iterator[str]:
    """Yield checkpoints, but for those that were signed at a line that is kept back."""
    rows = uow.session.execute(
        select(Checkpoint.note, Leaf.line)
        .outerjoin(Leaf, (Leaf.org_id == Checkpoint.org_id) & (Leaf.i == Checkpoint.size - 1))
        .where(Checkpoint.org_id == uow.org.id, Checkpoint.size <= size)
        .order_by(Checkpoint.size)
    )
    yield from (row.note for row in rows if row.line is None or row.line not in kept)


def _leaves(
    uow: UnitOfWork, size: int, kept: WithheldLines
) -> Iterator[tuple[bytes, bytes | None]]:
    start = 0
    while start < size:
        batch = load_leaves(uow.session, uow.org.id, start, min(BATCH, size - start))
        if not batch:
            return
        for _, digest, line in batch:
            yield digest, None if line is None or line in kept else line
        start += len(batch)
