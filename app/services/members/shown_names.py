"""The names under which members are shown: confirmed ones, or a note that says they are not.

A row's name can be changed by whoever writes the database. So a name counts only when the log
vouches for it; any other is marked wherever it is shown. This module writes nothing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from app.database import read_flushed_rows
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import NAME_NOT_CHECKED
from app.models.member import Member
from app.services.audit_log.writer import UNCOMMITTED_LEAVES
from app.services.members.called_names import CalledStanding, judge_called_name
from app.services.members.confirmed_names import confirmed_name_log_id
from app.services.members.member_status import build_members_condition
from app.services.unit_of_work import UnitOfWork

CHANGED = "name changed outside Heard"
CALLED_CHANGED = "what they call themself was changed outside Heard"
CHUNK_SIZE = 500
_READ, _OWN = "log read for names", "own name as read"
_NAMES = select(
    Member.id, Member.name, Member.called, Member.called_salt, Member.confirmed_as
).where(
    build_members_condition(bindparam("org", type_=Uuid()), bindparam("members", expanding=True))
)


class ShownName(PrivateStruct, frozen=True):
    """A member's name. `called`: what they call themself since. `note`: why not to rely on it.

    `vouched`: the log vouches for the name, whatever the note says about the row.
    """

    name: str
    called: str = ""
    note: str = ""
    vouched: bool = False

    @property
    def text(self) -> str:
        """The name with all that must be said about it."""
        more = f"now calls themself {self.called}" if self.called else ""
        notes = ", ".join(filter(None, (more, self.note)))
        return f"{self.name} ({notes})" if notes else self.name


class NameColumns(PrivateStruct, frozen=True):
    """The columns of a member's row that say what their name is."""

    id: UUID
    name: str
    called: str | None
    called_salt: str | None
    confirmed_as: str | None


def load_shown_names(uow: UnitOfWork, members: Iterable[UUID]) -> Mapping[UUID, ShownName]:
    """Return the names of these members. Someone who is not in the table is left out."""
    ids = tuple(dict.fromkeys(members))
    names: dict[UUID, ShownName] = {}
    if ids:
        _read_log(uow)
    for start in range(0, len(ids), CHUNK_SIZE):
        some = ids[start : start + CHUNK_SIZE]
        rows = read_flushed_rows(uow.session, _NAMES, {"org": uow.org.id, "members": some})
        names.update((row.id, judge_shown_name(uow, row)) for row in rows)
    return names


def load_name_texts(uow: UnitOfWork, members: Iterable[UUID | None]) -> Mapping[UUID | None, str]:
    """Return what to show for each of these members; "" for someone who is not in the table."""
    ids = tuple(dict.fromkeys(members))
    names = load_shown_names(uow, filter(None, ids))
    texts: dict[UUID | None, str] = dict.fromkeys(ids, "")
    texts.update((member_id, name.text) for member_id, name in names.items())
    return texts


def keep_own_name(uow: UnitOfWork, row: NameColumns) -> None:
    """Keep what the row of the signed-in member says of their name, while this transaction lasts.

    It was read with their session, and what they sign asks for it again.
    """
    uow.session.info[_OWN] = (uow.session.get_transaction(), row)


def load_own_signed_name(uow: UnitOfWork) -> str:
    """Return the name that the signed-in member signs and prints with."""
    transaction, row = uow.session.info.get(_OWN, (None, None))
    is_now = transaction is not None and transaction is uow.session.get_transaction()
    if row is not None and row.id == uow.me.id and is_now:
        _read_log(uow)
        found = judge_shown_name(uow, row)
    else:
        found = load_shown_names(uow, (uow.me.id,))[uow.me.id]
    if found.vouched or found.note != CHANGED:
        return found.name
    # What is signed must say who it is: a row that lies is named as such, and stops nobody.
    return f"{uow.me.name} ({CHANGED})"


def judge_shown_name(uow: UnitOfWork, row: Any) -> ShownName:
    """Return the name of one row, by the log as far as it was read. `row`: a Member, or columns."""
    logged = uow.key_log.index_of(uow.org, confirmed_name_log_id(row.id)) is not None
    if not logged:
        return ShownName(row.name, note=NAME_NOT_CHECKED)
    name = next(iter(read_vouched_names(uow, row)), "")
    if not name:
        return ShownName(f"Member {row.id.hex[:8]}", note=CHANGED)
    called, note = row.called or "", CHANGED if row.name != name else ""
    if judge_called_name(uow.key_log, uow.org, row) is CalledStanding.CHANGED:
        called, note = "", note or CALLED_CHANGED
    return ShownName(name, called, note, vouched=True)


def read_vouched_names(uow: UnitOfWork, row: Any) -> Iterator[str]:
    """Yield the confirmed names of one row, the present one first; none that the log denies."""
    stored = row.confirmed_as
    if stored is None:
        return
    blob = stored.encode("utf-8", "surrogatepass")
    if uow.key_log.vouches(uow.org, confirmed_name_log_id(row.id), blob):
        yield from json.loads(stored)["names"]


def _read_log(uow: UnitOfWork) -> None:
    """Read the log on, once in a transaction: a page has several lists of names."""
    info, place = uow.session.info, (uow.session.get_transaction(), uow.org.id)
    # After a line was written in this transaction the log is not read on: it was read before.
    if info.get(_READ) == place or info.get(UNCOMMITTED_LEAVES):
        return
    uow.key_log.refresh(uow.session, uow.org)
    info[_READ] = (uow.session.get_transaction(), uow.org.id)
