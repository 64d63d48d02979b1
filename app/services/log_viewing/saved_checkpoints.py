"""Show an auditor the signed checkpoints of the log, newest first.

Each visit signs a fresh one, whose last line is that visit. Those that were signed at a line which
the auditor sees as a hash only are left out: they would say when it was written. This module never
believes a row: a signature that does not fit is named.
"""

import base64
from collections.abc import Iterator
from datetime import datetime
from itertools import islice, pairwise
from typing import Any, Final

import msgspec
from sqlalchemy import select

from app.models.audit_log import Checkpoint, Leaf
from app.services.audit_log.checkpoints import read_checkpoint_note
from app.services.audit_log.database_check import LOG_KEY_KIND
from app.services.audit_log.log_export import log_action_and_sign_checkpoint
from app.services.audit_log.record_receipts import list_public_log_keys
from app.services.log_viewing.auditor_lines import AuditorView, open_auditor_view
from app.services.unit_of_work import Action, UnitOfWork
from audit import notes

PAGE_SIZE = 20
READ_AT_ONCE = 200
KeyEnds = tuple[tuple[str, int], ...]
"""The log's keys, the newest first, each with the most lines that it may have signed."""
_AT_A_CHANGE: Final = (
    select(Checkpoint.note)
    .join(Leaf, (Leaf.org_id == Checkpoint.org_id) & (Leaf.i == Checkpoint.size - 1))
    .where(Leaf.obj.startswith(f"{LOG_KEY_KIND}/"))
)


class SavedCheckpoint(msgspec.Struct, frozen=True):
    """One checkpoint. `root`: the hash of all lines up to it, as the note has it.

    `is_sound`: a key of the log signed it while it was in use, for as many lines as its row says.
    """

    size: int
    made_at: datetime
    note: str
    root: str
    is_sound: bool


class CheckpointPage(msgspec.Struct, frozen=True):
    """Checkpoints, newest first. `older`: the size before which the next page starts.

    `is_signed`: whether this visit could sign one. `keys`: every key of the log, the newest first.
    """

    found: tuple[SavedCheckpoint, ...]
    older: int | None
    keys: tuple[str, ...]
    is_signed: bool


def log_view_and_load_checkpoint_page(uow: UnitOfWork, before: int | None = None) -> CheckpointPage:
    """Return checkpoints of fewer lines than `before`. Logs the visit and signs the log first.

    A log that is broken cannot be signed. Then the saved ones are shown without a new one.
    """
    open_auditor_view(uow)
    size, is_signed = log_action_and_sign_checkpoint(uow, Action.LOG_VIEWED)
    end = size + 1 if before is None else min(before, size + 1)
    ends = _list_key_ends(uow)
    rows = list(islice(_list_shown(uow, open_auditor_view(uow), end), PAGE_SIZE + 1))
    found = tuple(_read(row, ends) for row in rows[:PAGE_SIZE])
    older = found[-1].size if len(rows) > PAGE_SIZE else None
    return CheckpointPage(found, older, tuple(key for key, _ in ends), is_signed)


def _list_shown(uow: UnitOfWork, view: AuditorView, end: int) -> Iterator[Any]:
    query = (
        select(Checkpoint.size, Checkpoint.made_at, Checkpoint.note, Leaf.line)
        .outerjoin(Leaf, (Leaf.org_id == Checkpoint.org_id) & (Leaf.i == Checkpoint.size - 1))
        .where(Checkpoint.org_id == uow.org.id)
        .order_by(Checkpoint.size.desc())
        .limit(READ_AT_ONCE)
    )
    while rows := uow.session.execute(query.where(Checkpoint.size < end)).all():
        yield from (row for row in rows if row.line is None or view.is_shown(row.line))
        end = rows[-1].size


def _list_key_ends(uow: UnitOfWork) -> KeyEnds:
    """Return where each key of the log ended, by the checkpoint that it signed with the next one.

    A thief of an older secret can sign any note with its key, and not with the next key. So this is
    true also while the log is broken. A key whose last checkpoint is gone has signed nothing.
    """
    keys = list_public_log_keys(uow)
    ends = [(keys[0], notes.MAX_SIZE)]
    query = _AT_A_CHANGE.where(Checkpoint.org_id == uow.org.id)
    found = [one for one in uow.session.scalars(query) if isinstance(one, str)] if keys[1:] else []
    for newer, older in pairwise(keys):
        both = [one for one in found if _is_signed(one, newer) and _is_signed(one, older)]
        sizes = [read_checkpoint_note(one)[0] for one in both]
        ends.append((older, min([ends[-1][1], *sizes]) if sizes else -1))
    return tuple(ends)


def _is_signed(note: str, key: str) -> bool:
    try:
        notes.open_note(note, [key])
    except ValueError:
        return False
    return True


def _read(row: Any, ends: KeyEnds) -> SavedCheckpoint:
    if not isinstance(row.note, str):  # SQLite keeps anything there
        return SavedCheckpoint(row.size, row.made_at, "", "", is_sound=False)
    try:
        size, root = read_checkpoint_note(row.note)
    except ValueError:
        return SavedCheckpoint(row.size, row.made_at, row.note, "", is_sound=False)
    sound = size == row.size and any(
        size <= most and _is_signed(row.note, key) for key, most in ends
    )
    text = base64.b64encode(root).decode()
    return SavedCheckpoint(row.size, row.made_at, row.note, text, is_sound=sound)
