"""Sign a record: decide who can open it, seal it to them, log it and checkpoint it, at once.

One transaction: the record, its card, its clock, its log line and a signed checkpoint are
committed together or not at all. The same draft signed twice is one record. A record is never
sealed to a key that was not pinned or certified, and never to anybody whom its author ticked.
"""

from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import Table, Uuid, bindparam, insert, select, update

from app.domain.deadlines.follow_up import FOLLOWS
from app.domain.deadlines.waits import waits
from app.domain.record.concern_card import card_of, is_urgent
from app.domain.record.conflicting_versions import OtherText, all_parts
from app.domain.record.entry_schema import Details, Part, Record
from app.domain.routing.recipients import Recipients, Route
from app.errors import KeyChangedError, NotFoundError, StaleError
from app.models.columns import unset
from app.models.concern import Concern, Due
from app.models.draft import Draft
from app.services.concerns import clocks, exclusions, first_cards, references
from app.services.concerns.entry_encryption import Slot, person, readers, store
from app.services.concerns.idempotency import made_from
from app.services.concerns.limits import area_in, limits
from app.services.concerns.record_routing import (
    all_known,
    chosen,
    named_in,
    recipients_of,
    routes,
    routes_among,
    told,
    who_could_open,
)
from app.services.jobs import mail_queue
from app.services.members import member_lookup
from app.services.unit_of_work import Act, Action, Desk
from app.vault.principals import Public

__all__ = ["ToSign", "named_in", "routes", "sign", "who_could_open"]

UNREAD = "unread"
MAIL, URGENT_MAIL = "something_waits", "open_now"

# Statements of every signing are built once: building one costs more than running it.
_CONCERN, _DRAFT = cast(Table, Concern.__table__), cast(Table, Draft.__table__)
_NEW_CONCERN, _NEW_DUE = (insert(cast(Table, model.__table__)) for model in (Concern, Due))
_ORG, _ME = bindparam("org", type_=Uuid()), bindparam("me", type_=Uuid())
_SIGNED = select(_CONCERN.c.id).where(_CONCERN.c.draft_id == bindparam("draft", type_=Uuid()))
_FREED = (
    update(_CONCERN)
    .where(_CONCERN.c.draft_id == bindparam("draft", type_=Uuid()))
    .values(draft_id=bindparam("nobodys", type_=Uuid()))
)
_TAKE = (
    update(_DRAFT)
    .where(
        _DRAFT.c.id == bindparam("draft", type_=Uuid()),
        _DRAFT.c.org_id == _ORG,
        _DRAFT.c.user_id == _ME,
        _DRAFT.c.concern_id.is_(None),
        unset(_DRAFT.c.discarded_at),
    )
    .values(signed_at=bindparam("signed_at"))
    .returning(_DRAFT.c.began_at, _DRAFT.c.saved_at)
)


class ToSign(msgspec.Struct, frozen=True):
    """All that signing needs. `choice` is asked for only where two routes are open.

    `others`: other texts of the record's pages, each signed with it as an entry of its own.
    `touched_at`: that of the draft whose pages became `parts`; None for parts of no draft's pages.
    """

    draft_id: UUID
    parts: tuple[Part, ...]
    not_for: frozenset[UUID]
    choice: Recipients | None = None
    touched_at: datetime | None = None
    others: tuple[OtherText, ...] = ()

    @property
    def every_part(self) -> tuple[Part, ...]:
        """What both texts of each page say: who may read it depends on all of it."""
        return all_parts(self.parts, self.others)

    def __repr__(self) -> str:
        return f"<ToSign {self.draft_id}>"


class _SignedBeforeError(Exception):
    """A file has this draft's id: leaves the transaction, for the file to be looked at."""

    def __init__(self, concern_id: UUID) -> None:
        super().__init__(str(concern_id))
        self.concern_id = concern_id


def sign(desk: Desk, what: ToSign) -> UUID:
    """Sign the record of a draft; returns the concern's id, the same one however often asked.

    Raises NotFoundError for a draft that is not the signed-in person's, InvalidError when a choice
    between routes is missing or not open, StaleError when a page of the draft was kept after it was
    read: signing would leave those words out. KeyChangedError when a reader's key is not the known
    one: then nothing is sealed, and that is logged.
    """
    try:
        return _signed(desk, what)
    except _SignedBeforeError as found:
        if made_from(desk, what.draft_id, found.concern_id, 1):
            return found.concern_id
    # A database writer gave the id to another file, which must not stand for these words.
    return _signed(desk, what, free=True)


def _signed(desk: Desk, what: ToSign, *, free: bool = False) -> UUID:
    try:
        with desk.act() as act:
            if free:
                act.session.execute(_FREED, {"draft": what.draft_id, "nobodys": uuid4()})
            return _sign(desk, act, what)
    except KeyChangedError:
        desk.refuse(Action.KEY_REFUSED, f"draft/{what.draft_id}")
        raise


def _sign(desk: Desk, act: Act, what: ToSign) -> UUID:
    began_at = _take_draft(desk, act, what)
    # Keys are looked up before anything is logged: the key log must never read a leaf that a
    # rolled-back transaction takes away again.
    known = member_lookup.confirmed(desk)
    all_known(desk, known, what.not_for)
    route = chosen(routes_among(desk, known, what.every_part, what.not_for), what.choice)
    sealed_to = readers(desk, route)
    to_mail = told(known, route, desk.me.id)
    card = card_of(what.parts, what.every_part)
    unread = () if not sealed_to else (clocks.unread_due(desk.org, card, act.now),)
    slot = Slot(act, uuid4(), uuid4(), 1, person(desk))
    record = _record(desk, slot, what, route, began_at)
    _write_concern(desk, slot, what, route, record.reference)
    first_cards.write(desk, slot, card, sealed_to)
    recipients = [reader.public for reader in sealed_to] + [desk.keys.own.public]
    follows = _follows(desk, record, what)
    due = (*unread, *follows)
    store(desk, slot, record, recipients, action=Action.RECORD_SIGNED, state=UNREAD, due=due)
    _store_others(desk, slot, what.others, recipients)
    for at, level in (*((at, 0) for at in unread), *((at, FOLLOWS) for at in follows)):
        row = {"org_id": desk.org.id, "concern_id": slot.concern_id, "at": at, "level": level}
        act.session.execute(_NEW_DUE, row)
    template = URGENT_MAIL if is_urgent(card) else MAIL
    for member_id in to_mail:
        mail_queue.queue(act.session, desk.org, member_id, template, slot.concern_id, act.now)
    act.checkpoint()
    return slot.concern_id


def _take_draft(desk: Desk, act: Act, what: ToSign) -> datetime:
    """Mark the draft signed, under the write lock, and give when it was begun.

    Leaves with _SignedBeforeError when a file has its id.
    """
    before: UUID | None = act.session.scalar(_SIGNED, {"draft": what.draft_id})
    if before is not None:
        raise _SignedBeforeError(before)
    mine = {"org": desk.org.id, "draft": what.draft_id, "me": desk.me.id}
    taken = act.session.execute(_TAKE, {**mine, "signed_at": act.now}).one_or_none()
    if taken is None:
        raise NotFoundError(f"draft {what.draft_id}")
    if what.touched_at not in {None, taken.saved_at}:
        raise StaleError(f"draft {what.draft_id}")
    began_at: datetime = taken.began_at
    return began_at


def _record(desk: Desk, slot: Slot, what: ToSign, route: Route, began_at: datetime) -> Record:
    return Record(
        by=slot.by,
        signed_at=slot.now,
        once=str(what.draft_id),
        reference=references.fresh(desk),
        began_at=began_at,
        parts=what.parts,
        not_for=tuple(sorted(map(str, what.not_for))),
        route=route.kind.value,
        recipients=recipients_of(route),
        pack=desk.org.pack,
    )


def _follows(desk: Desk, record: Record, what: ToSign) -> tuple[datetime, ...]:
    """Due times of what the record itself asks for, as any text of its pages says."""
    whole = msgspec.structs.replace(record, parts=what.every_part)
    found = waits([(1, whole)], limits(desk.org, area_in(record)))
    return tuple(sorted({one.at for one in found}))


def _store_others(
    desk: Desk, slot: Slot, others: tuple[OtherText, ...], recipients: list[Public]
) -> None:
    """Sign each other text of a page as the next entry, to the same readers, in the same moment."""
    for number, other in enumerate(others, slot.number + 1):
        place = Slot(slot.act, slot.concern_id, uuid4(), number, slot.by)
        said = Details(
            by=slot.by,
            signed_at=slot.now,
            page=other.page,
            parts=other.parts,
            saved_at=other.saved_at,
        )
        store(desk, place, said, recipients)


def _write_concern(desk: Desk, slot: Slot, what: ToSign, route: Route, reference: str) -> None:
    row = {
        "id": slot.concern_id,
        "org_id": desk.org.id,
        "reference": reference,
        "author_id": desk.me.id,
        "draft_id": what.draft_id,
        "route": route.kind.value,
        "named": [str(member_id) for member_id in route.named],
        "kept_from": exclusions.tags(desk.server, slot.concern_id, what.not_for),
        "state": UNREAD,
        "signed_at": slot.now,
        "entries": slot.number + len(what.others),
    }
    slot.act.session.execute(_NEW_CONCERN, row)
