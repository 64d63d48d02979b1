"""Show an auditor the signed checkpoints of the log, newest first.

Each visit signs a fresh one, whose last line is that visit. Those that were signed at a line which
the auditor sees as a hash only are left out: they would say when it was written. This module never
believes a row: a signature that does not fit is named.
"""

import base64
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import select

from app.models.audit_log import Checkpoint, Leaf
from app.services.audit_log.checkpoints import read_checkpoint_note
from app.services.audit_log.log_export import log_and_sign
from app.services.audit_log.record_receipts import derive_public_log_key
from app.services.log_viewing.auditor_lines import AuditorView, open_auditor_view
from app.services.unit_of_work import Action, UnitOfWork
from audit import notes

PAGE_SIZE = 20
READ_AT_ONCE = 200


class SavedCheckpoint(msgspec.Struct, frozen=True):
    """One checkpoint. `root`: the hash of all lines up to it, as the note has it.

    `is_sound`: the log's key signed it, for as many lines as its row says.
    """

    size: int
    made_at: datetime
    note: str
    root: str
    is_sound: bool


class CheckpointPage(msgspec.Struct, frozen=True):
    """Checkpoints, newest first. `older`: the size before which the next page starts.

    `is_signed`: whether this visit could sign one.
    """

    found: tuple[SavedCheckpoint, ...]
    older: int | None
    log_key: str
    is_signed: bool


def load_checkpoint_page(uow: UnitOfWork, before: int | None = None) -> CheckpointPage:
    """Return checkpoints of fewer lines than `before`. Logs the visit and signs the log first.

    A log that is broken cannot be signed. Then the saved ones are shown without a new one.
    """
    open_auditor_view(uow)
    size, is_signed = log_and_sign(uow, Action.LOG_VIEWED)
    end = size + 1 if before is None else min(before, size + 1)
    key = derive_public_log_key(uow)
    rows = list(islice(_list_shown(uow, open_auditor_view(uow), end), PAGE_SIZE + 1))
    found = tuple(_read(row, key) for row in rows[:PAGE_SIZE])
    older = found[-1].size if len(rows) > PAGE_SIZE else None
    return CheckpointPage(found, older, key, is_signed)


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


def _read(row: Any, key: str) -> SavedCheckpoint:
    if not isinstance(row.note, str):  # SQLite keeps anything there
        return SavedCheckpoint(row.size, row.made_at, "", "", is_sound=False)
    try:
        size, root = read_checkpoint_note(row.note)
        _, names = notes.open_note(row.note, [key])
        sound = bool(names) and size == row.size
    except (ValueError, notes.NoteError):
        return SavedCheckpoint(row.size, row.made_at, row.note, "", is_sound=False)
    text = base64.b64encode(root).decode()
    return SavedCheckpoint(row.size, row.made_at, row.note, text, is_sound=sound)
