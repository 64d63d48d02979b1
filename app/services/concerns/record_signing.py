"""Sign a record: decide who can open it, seal it to them, log it and checkpoint it, at once.

One transaction: the record, its card, its clock, its log line and a signed checkpoint are committed
together or not at all. The same draft signed twice is one record. A record is never sealed to a key
that was not pinned or certified, and never to anybody whom its author ticked. Each reader's first
card is sealed to that reader; the log holds a hash of each card and one of the row, never who the
readers are. A reference is chosen by chance, is used once in an organisation, and says nothing
about the concern.
"""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import Table, Uuid, bindparam, insert, select, update

from app.domain.deadlines.outstanding import FOLLOWS, find_outstanding
from app.domain.private_struct import PrivateStruct
from app.domain.record.concern_card import is_urgent, make_card
from app.domain.record.conflicting_versions import ConflictingVersion, combine_parts
from app.domain.record.entry_schema import Card as CardWords
from app.domain.record.entry_schema import Details, Part, Record, encode_canonical
from app.domain.record.private_mentions import list_private_names
from app.domain.routing.recipients import Recipients, Route
from app.domain.times.answer_times import AnswerTime
from app.errors import KeyChangedError, NotFoundError, StaleError
from app.models.columns import is_unset
from app.models.concern import Card, Concern, Due
from app.models.draft import Draft
from app.services.audit_log import concern_commitment
from app.services.concerns import concern_deadlines, exclusions
from app.services.concerns.concern_access import FILEKIND
from app.services.concerns.concern_deadlines import find_first_child_area, load_deadline_limits
from app.services.concerns.entry_encryption import (
    EntrySlot,
    Recipient,
    build_signer,
    load_recipient_keys,
    store_entry,
)
from app.services.concerns.idempotency import log_and_verify_submission
from app.services.concerns.record_routing import (
    choose_route,
    compute_routes,
    demand_known_exclusions,
    find_members_to_mail,
    find_readers_to_ask_about,
    find_routes,
    list_excludable_readers,
    list_route_recipients,
)
from app.services.emails import mail_queue
from app.services.members import member_lookup
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public
from app.vault.sealed_cards import seal_first_card

__all__ = [
    "SigningRequest",
    "find_readers_to_ask_about",
    "find_routes",
    "sign_record",
    "list_excludable_readers",
]

UNREAD_STATE = "unread"
RECORD_MAIL, URGENT_RECORD_MAIL = "something_waits", "open_now"

# Statements of every signing are built once: building one costs more than running it.
_CONCERN, _DRAFT = cast(Table, Concern.__table__), cast(Table, Draft.__table__)
_NEW_CONCERN, _NEW_DUE = (insert(cast(Table, model.__table__)) for model in (Concern, Due))
_ORG, _ME = bindparam("org", type_=Uuid()), bindparam("me", type_=Uuid())
_MINE = select(_DRAFT.c.id).where(
    _DRAFT.c.id == bindparam("draft", type_=Uuid()),
    _DRAFT.c.org_id == _ORG,
    _DRAFT.c.user_id == _ME,
)
_HAS_MINE = _CONCERN.c.draft_id == _MINE.scalar_subquery()  # whatever organisation its row has
_SIGNED = select(_CONCERN.c.id).where(_HAS_MINE)
_FREED = update(_CONCERN).where(_HAS_MINE).values(draft_id=bindparam("nobodys", type_=Uuid()))
_TAKE = (
    update(_DRAFT)
    .where(
        _DRAFT.c.id == bindparam("draft", type_=Uuid()),
        _DRAFT.c.org_id == _ORG,
        _DRAFT.c.user_id == _ME,
        _DRAFT.c.concern_id.is_(None),
        is_unset(_DRAFT.c.discarded_at),
    )
    .values(signed_at=bindparam("signed_at"))
    .returning(_DRAFT.c.began_at, _DRAFT.c.saved_at)
)


class SigningRequest(PrivateStruct, frozen=True):
    """All that signing needs. `choice` is asked for only where two routes are open.

    `others`: other texts of the record's pages, each signed with it as an entry of its own.
    `touched_at`: that of the draft whose pages became `parts`; None for parts of no draft's pages.
    `shown`: the question pages that its author was shown; none where that is not known.
    `held_back`: keys of the answers that no document may print. `answered`: when the answers about
    now were given.
    """

    draft_id: UUID
    parts: tuple[Part, ...]
    not_for: frozenset[UUID]
    choice: Recipients | None = None
    touched_at: datetime | None = None
    others: tuple[ConflictingVersion, ...] = ()
    shown: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
    answered: tuple[AnswerTime, ...] = ()

    @property
    def every_part(self) -> tuple[Part, ...]:
        """What both texts of each page say: who may read it depends on all of it."""
        return combine_parts(self.parts, self.others)


class _SignedBeforeError(Exception):
    """A file has this draft's id: leaves the transaction, for the file to be looked at."""

    def __init__(self, concern_id: UUID) -> None:
        super().__init__(str(concern_id))
        self.concern_id = concern_id


def sign_record(uow: UnitOfWork, what: SigningRequest) -> UUID:
    """Sign the record of a draft; returns the concern's id, the same one however often asked.

    Raises NotFoundError for a draft that is not the signed-in person's, InvalidError when a choice
    between routes is missing or not open, StaleError when a page of the draft was kept after it was
    read: signing would leave those words out. KeyChangedError when a reader's key is not the known
    one: then nothing is sealed, and that is logged.
    """
    try:
        return _signed(uow, what)
    except _SignedBeforeError as found:
        if log_and_verify_submission(uow, what.draft_id, found.concern_id, 1):
            return found.concern_id
    # A database writer gave the id to another file, which must not stand for these words.
    return _signed(uow, what, free=True)


def _signed(uow: UnitOfWork, what: SigningRequest, *, free: bool = False) -> UUID:
    try:
        with uow.act() as act:
            if free:
                act.session.execute(_FREED, {**_name_draft(uow, what), "nobodys": uuid4()})
            return _sign(uow, act, what)
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, f"draft/{what.draft_id}")
        raise


def _sign(uow: UnitOfWork, act: LoggedTransaction, what: SigningRequest) -> UUID:
    began_at = _take_draft(uow, act, what)
    # Keys are looked up before anything is logged: the key log must never read a leaf that a
    # rolled-back transaction takes away again.
    known = member_lookup.list_leads_and_seniors(uow)
    demand_known_exclusions(uow, known, what.not_for)
    route = choose_route(compute_routes(uow, known, what.every_part, what.not_for), what.choice)
    sealed_to = load_recipient_keys(uow, route)
    to_mail = find_members_to_mail(known, route, uow.me.id)
    card = make_card(what.parts, what.every_part, what.answered)
    unread = (
        ()
        if not sealed_to
        else (concern_deadlines.compute_unread_deadline(uow.org, card, act.now),)
    )
    slot = _make_slot(uow, act, what, sealed_to)
    record = _record(uow, slot, what, route, began_at)
    _write_concern(uow, slot, what, route, record.reference)
    write_first_cards(uow, slot, card, sealed_to)
    recipients = [*slot.readers, uow.keys.own.public]
    follows = _follows(uow, record, what)
    due = (*unread, *follows)
    store_entry(
        uow, slot, record, recipients, action=Action.RECORD_SIGNED, state=UNREAD_STATE, due=due
    )
    _store_others(uow, slot, what.others, recipients)
    _write_due_times(uow, slot, unread, follows)
    _queue_mails(uow, slot, card, to_mail)
    act.checkpoint()
    return slot.concern_id


def _take_draft(uow: UnitOfWork, act: LoggedTransaction, what: SigningRequest) -> datetime:
    """Mark the draft signed, under the write lock, and give when it was begun.

    Leaves with _SignedBeforeError when a file has its id.
    """
    mine = _name_draft(uow, what)
    before: UUID | None = act.session.scalar(_SIGNED, mine)
    if before is not None:
        raise _SignedBeforeError(before)
    taken = act.session.execute(_TAKE, {**mine, "signed_at": act.now}).one_or_none()
    if taken is None:
        raise NotFoundError(f"draft {what.draft_id}")
    if what.touched_at not in {None, taken.saved_at}:
        raise StaleError(f"draft {what.draft_id}")
    began_at: datetime = taken.began_at
    return began_at


def _name_draft(uow: UnitOfWork, what: SigningRequest) -> dict[str, UUID]:
    return {"org": uow.org.id, "draft": what.draft_id, "me": uow.me.id}


def _make_slot(
    uow: UnitOfWork,
    act: LoggedTransaction,
    what: SigningRequest,
    sealed_to: tuple[Recipient, ...],
) -> EntrySlot:
    return EntrySlot(
        act,
        uuid4(),
        uuid4(),
        1,
        build_signer(uow),
        readers=[reader.public for reader in sealed_to],
        private=list_private_names(what.every_part),
    )


def _record(
    uow: UnitOfWork, slot: EntrySlot, what: SigningRequest, route: Route, began_at: datetime
) -> Record:
    return Record(
        by=slot.by,
        signed_at=slot.now,
        once=str(what.draft_id),
        reference=make_unused_reference(uow),
        began_at=began_at,
        parts=what.parts,
        not_for=tuple(sorted(map(str, what.not_for))),
        route=route.kind.value,
        recipients=list_route_recipients(route),
        pack=uow.org.pack,
        shown=what.shown or msgspec.UNSET,
        held_back=what.held_back or msgspec.UNSET,
        answered=what.answered or msgspec.UNSET,
    )


def _follows(uow: UnitOfWork, record: Record, what: SigningRequest) -> tuple[datetime, ...]:
    """Return due times of what the record itself asks for, as any text of its pages says."""
    whole = msgspec.structs.replace(record, parts=what.every_part)
    found = find_outstanding(
        [(1, whole)], load_deadline_limits(uow.org, find_first_child_area(record))
    )
    return tuple(sorted({one.at for one in found}))


def _store_others(
    uow: UnitOfWork,
    slot: EntrySlot,
    others: tuple[ConflictingVersion, ...],
    recipients: list[Public],
) -> None:
    """Sign each other text of a page as the next entry, to the same readers, in the same moment."""
    for number, other in enumerate(others, slot.number + 1):
        place = replace(slot, entry_id=uuid4(), number=number, documents=[])
        said = Details(
            by=slot.by,
            signed_at=slot.now,
            page=other.page,
            parts=other.parts,
            saved_at=other.saved_at,
        )
        store_entry(uow, place, said, recipients)


def _write_concern(
    uow: UnitOfWork, slot: EntrySlot, what: SigningRequest, route: Route, reference: str
) -> None:
    row = {
        "id": slot.concern_id,
        "org_id": uow.org.id,
        "reference": reference,
        "author_id": uow.me.id,
        "draft_id": what.draft_id,
        "route": route.kind.value,
        "named": [str(member_id) for member_id in route.named],
        "kept_from": exclusions.make_exclusion_tags(uow.server, slot.concern_id, what.not_for),
        "state": UNREAD_STATE,
        "signed_at": slot.now,
        "entries": slot.number + len(what.others),
    }
    slot.act.session.execute(_NEW_CONCERN, row)


def _write_due_times(
    uow: UnitOfWork,
    slot: EntrySlot,
    unread: tuple[datetime, ...],
    follows: tuple[datetime, ...],
) -> None:
    for at, level in (*((at, 0) for at in unread), *((at, FOLLOWS) for at in follows)):
        row = {"org_id": uow.org.id, "concern_id": slot.concern_id, "at": at, "level": level}
        slot.act.session.execute(_NEW_DUE, row)


def _queue_mails(
    uow: UnitOfWork, slot: EntrySlot, card: CardWords, members: Iterable[UUID]
) -> None:
    template = URGENT_RECORD_MAIL if is_urgent(card) else RECORD_MAIL
    session, concern_id = slot.act.session, slot.concern_id
    for member_id in members:
        mail_queue.queue_mail(session, uow.org, member_id, template, concern_id, slot.now)


_NEW_CARD = insert(cast(Table, Card.__table__))  # built once: building costs more than running


def write_first_cards(
    uow: UnitOfWork, slot: EntrySlot, card: CardWords, sealed_to: tuple[Recipient, ...]
) -> None:
    """Write the first card of each reader, in the transaction that wrote the concern's row."""
    cards = {reader.public.fingerprint: _seal_card(uow, slot, card, reader) for reader in sealed_to}
    for fingerprint, blob in cards.items():
        row = {
            "org_id": uow.org.id,
            "concern_id": slot.concern_id,
            "recipient_fpr": fingerprint,
            "revision": 0,
            "blob": blob,
        }
        slot.act.session.execute(_NEW_CARD, row)
    said = concern_commitment.hash_concern_row(slot.act.session.get_one(Concern, slot.concern_id))
    for place in concern_commitment.concern_readers_log_ids(slot.concern_id, cards):
        slot.act.log(Action.FILE_SEALED, place, h=said)


def _seal_card(uow: UnitOfWork, slot: EntrySlot, card: CardWords, reader: Recipient) -> bytes:
    return seal_first_card(
        encode_canonical(card),
        org=str(uow.org.id),
        team=reader.team,
        epoch=reader.epoch,
        filekind=FILEKIND,
        file=str(slot.concern_id),
        reader=reader.public,
    )


# No vowels, so no words arise; none that look or sound alike on a bad telephone line.
REFERENCE_LETTERS = "CFHKMRWXY2346789"
REFERENCE_LENGTH = 8
_TAKEN = select(_CONCERN.c.id).where(
    _CONCERN.c.org_id == bindparam("org", type_=Uuid()),
    _CONCERN.c.reference == bindparam("reference"),
)


def make_unused_reference(uow: UnitOfWork) -> str:
    """Return a reference that no concern of this organisation has.

    The caller holds the write lock.
    """
    while True:
        text = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH))
        if uow.session.scalar(_TAKEN, {"org": uow.org.id, "reference": text}) is None:
            return text
