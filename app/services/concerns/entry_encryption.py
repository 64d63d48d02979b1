"""Seal one entry to the readers of its file and store it: the only way that an entry is made.

Every key is one that was pinned or certified; a changed one stops the whole transaction. This
module never decides a route and never commits.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import Table, insert

from app.domain.record.entry_schema import Entry as Said
from app.domain.record.entry_schema import Person, encode_canonical
from app.domain.routing.actors import Team
from app.domain.routing.recipients import Recipients, Route
from app.domain.values.entry_values import PrivateNames, make_slip
from app.models.concern import Document, Entry, Wrap
from app.services.concerns.concern_access import FILEKIND, NAMED_EPOCH, NAMED_TEAM
from app.services.members import member_lookup
from app.services.members.shown_names import load_own_signed_name
from app.services.sealed_index.slips import write_slips
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public
from app.vault.sealed_entries import SealedEntry, seal_entry

# Built once: building a statement costs more than running it.
_NEW_ENTRY, _NEW_WRAP, _NEW_DOCUMENT = (
    insert(cast(Table, model.__table__)) for model in (Entry, Wrap, Document)
)
TEAM_ROUTES = {Recipients.LEADS: Team.LEADS, Recipients.SENIORS: Team.SENIORS}


@dataclass(frozen=True)
class Recipient:
    """A principal that an entry is sealed to, and where its card says it belongs."""

    public: Public
    team: str
    epoch: int


@dataclass
class EntrySlot:
    """The place an entry is about to take; `documents` are sealed parts that go with it.

    `readers`: who searches in it: its recipients, but for an author who only wrote it.
    `private`, `held`: names that the concern's record keeps private, and keys of the answers that
    it holds back, which no slip holds.
    """

    act: LoggedTransaction = field(repr=False)
    concern_id: UUID
    entry_id: UUID
    number: int
    by: Person
    documents: list[bytes] = field(default_factory=list, repr=False)
    readers: list[Public] = field(default_factory=list, repr=False)
    private: PrivateNames = field(default_factory=dict, repr=False)
    held: frozenset[str] = field(default_factory=frozenset, repr=False)

    @property
    def now(self) -> datetime:
        """The time of the transaction: the same in the entry, the row and the log."""
        return self.act.now


def build_signer(uow: UnitOfWork) -> Person:
    """Return the signed-in person as an entry names them, under the name that was confirmed."""
    me = uow.me
    return Person(
        id=str(me.id),
        name=load_own_signed_name(uow),
        job_title=me.job_title,
        phone=me.phone,
        email=me.email,
        roles=tuple(str(role) for role in me.roles),
        confirmed=me.confirmed,
    )


def load_recipient_keys(uow: UnitOfWork, route: Route) -> tuple[Recipient, ...]:
    """Return the principals behind a route.

    Raises KeyChangedError when any is not the known one.
    """
    if route.kind in TEAM_ROUTES:
        team = TEAM_ROUTES[route.kind]
        epoch, public = uow.keys.team_public(uow.session, team)
        return (Recipient(public, team.value, epoch),)
    return tuple(
        Recipient(member_lookup.load_verified_key(uow, member), NAMED_TEAM, NAMED_EPOCH)
        for member in route.named
    )


def store_entry(
    uow: UnitOfWork,
    slot: EntrySlot,
    said: Said,
    recipients: list[Public],
    *,
    action: Action = Action.ENTRY_ADDED,
    state: str | None = None,
    due: tuple[datetime, ...] | None = None,
) -> int:
    """Seal, sign, log and write an entry; returns its log index.

    `state` and `due` are what holds for the file afterwards, for actions that change them.
    """
    sealed = seal_entry(
        encode_canonical(said),
        org=str(uow.org.id),
        filekind=FILEKIND,
        file=str(slot.concern_id),
        number=slot.number,
        author=uow.keys.own,
        recipients=_once(recipients),
    )
    slip = make_slip(str(slot.concern_id), slot.number, said, slot.private, slot.held)
    write_slips(uow, slot.act, slip, slot.readers)
    h = hashlib.sha256(sealed.ciphertext).digest()
    place = f"{slot.concern_id}/{slot.number}"
    index = slot.act.log(action, place, h=h, state=state, due=due)
    _write(uow, slot, sealed, index)
    return index


def _write(uow: UnitOfWork, slot: EntrySlot, sealed: SealedEntry, index: int) -> None:
    session, org_id = slot.act.session, uow.org.id
    row = {
        "id": slot.entry_id,
        "org_id": org_id,
        "concern_id": slot.concern_id,
        "number": slot.number,
        "author_id": uow.me.id,
        "author_fpr": sealed.author_fpr,
        "signed_at": slot.now,
        "ciphertext": sealed.ciphertext,
        "signature": sealed.signature,
        "leaf_index": index,
    }
    session.execute(_NEW_ENTRY, row)
    wraps = [
        {"id": uuid4(), "org_id": org_id, "entry_id": slot.entry_id, "recipient_fpr": f, "blob": b}
        for f, b in sealed.wraps
    ]
    session.execute(_NEW_WRAP, wraps)
    documents = [
        {"id": uuid4(), "org_id": org_id, "entry_id": slot.entry_id, "part": n, "blob": blob}
        for n, blob in enumerate(slot.documents)
    ]
    if documents:
        session.execute(_NEW_DOCUMENT, documents)


def _once(recipients: list[Public]) -> list[Public]:
    """Return each principal once, in order: an author may also be a named reader."""
    return list({public.fingerprint: public for public in recipients}.values())
