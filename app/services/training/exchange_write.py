"""Write an entry that passes between two once, however often its button is pressed.

Whoever writes to the database can put a row under the id that a press will use: so what is found
there is opened, and believed only when it names the same press. This module decides nothing.
"""

from collections.abc import Callable
from typing import Any, Generic
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import select

from app.errors import KeyChangedError, StaleError
from app.models.training import ExchangeFile
from app.services.concerns.entry_encryption import describe_signer
from app.services.emails import mail_queue
from app.services.members import member_lookup
from app.services.training.exchange import (
    EntryContent,
    EntryStore,
    ExchangeSlot,
    hash_entry,
    open_stored_entry,
    store_entry,
)
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public

MAIL_TEMPLATE = "something_waits"


class ButtonPress(msgspec.Struct, Generic[EntryContent], frozen=True):
    """One press of a button. `once`: the id of the form; `other`: who it is sealed to besides me.

    A second press of the same form finds what the first one made.
    """

    shelf: EntryStore[EntryContent]
    training_id: UUID
    once: UUID
    other: UUID


class _DoneBeforeError(Exception):
    """An entry has the id that this press would give: leaves the transaction, to be looked at."""


def write_entry_once(
    uow: UnitOfWork, press: ButtonPress[EntryContent], make: Callable[[ExchangeSlot], EntryContent]
) -> UUID:
    """Write one entry, sealed to me and the other, and tell them; returns the training's id.

    Raises what `make` raises, and KeyChangedError (logged) for a key that is not the known one.
    """
    entry_id = _entry_id(uow, press.training_id, press.once)
    try:
        try:
            _write(uow, press, entry_id, make)
        except _DoneBeforeError:
            if not _made(uow, press.shelf, entry_id, press.once):
                # Something else was put under this id: these words are signed all the same.
                _write(uow, press, uuid4(), make)
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, str(press.training_id))
        raise
    return press.training_id


def was_written(
    uow: UnitOfWork, shelf: EntryStore[EntryContent], training_id: UUID, once: UUID
) -> bool:
    """Whether I signed under this form's id before: its button was pressed twice."""
    return _made(uow, shelf, _entry_id(uow, training_id, once), once)


def take_exchange(
    uow: UnitOfWork,
    shelf: EntryStore[EntryContent],
    slot: ExchangeSlot,
    confirmer: UUID,
    **new: Any,
) -> Any:
    """Return the row of what I send to this confirmer, locked; begun with `new` where it is none.

    Raises StaleError where it is between others.
    """
    session, me = slot.act.session, uow.me.id
    row = session.get(shelf.file, slot.training_id, with_for_update=True, populate_existing=True)
    if row is None:
        place = {"id": slot.training_id, "org_id": uow.org.id, "began_at": slot.now}
        make: Callable[..., ExchangeFile] = shelf.file
        row = make(**place, learner_id=me, confirmer_id=confirmer, **new)
        session.add(row)
        session.flush()
    elif (row.learner_id, row.confirmer_id) != (me, confirmer):
        raise StaleError(f"{shelf.filekind} {slot.training_id}")
    row.entries = slot.number
    return row


def _entry_id(uow: UnitOfWork, training_id: UUID, once: UUID) -> UUID:
    return uow.server.place_id(str(training_id), f"entry {uow.me.id}/{once}")


def _write(
    uow: UnitOfWork,
    press: ButtonPress[EntryContent],
    entry_id: UUID,
    make: Callable[[ExchangeSlot], EntryContent],
) -> None:
    shelf, training_id = press.shelf, press.training_id
    with uow.act() as act:
        if act.session.get(shelf.entry, entry_id) is not None:
            raise _DoneBeforeError
        # Keys are looked up before anything is logged.
        recipients = (uow.keys.own.public, _public_of(uow, press.other))
        number = _next_number(uow, act, shelf, training_id)
        slot = ExchangeSlot(act, training_id, entry_id, number, describe_signer(uow))
        store_entry(uow, shelf, slot, make(slot), recipients)
        mail_queue.queue_mail_once(act.session, uow.org, press.other, MAIL_TEMPLATE, act.now)


def _made(uow: UnitOfWork, shelf: EntryStore[EntryContent], entry_id: UUID, once: UUID) -> bool:
    """Whether what is stored under this id is what an earlier press of mine signed."""
    entry = shelf.entry
    row = uow.session.scalars(
        select(entry).where(
            entry.id == entry_id,
            entry.org_id == uow.org.id,
            entry.author_id == uow.me.id,
        )
    ).one_or_none()
    if row is None:
        return False
    uow.look(Action.TRAINING_READ, f"{row.training_id}/{row.number}", h=hash_entry(row))
    said = open_stored_entry(uow, shelf, row).said
    return said is not None and said.once == str(once)


def _public_of(uow: UnitOfWork, other: UUID) -> Public:
    """Return the other's key: certified, or the one they joined with, as the log vouches for it."""
    judge = member_lookup.load_key_trust(uow)
    return judge.joined(judge.key_of(other))


def _next_number(
    uow: UnitOfWork, act: LoggedTransaction, shelf: EntryStore[EntryContent], training_id: UUID
) -> int:
    """Return the next place: after all that was ever signed, whatever rows are gone."""
    stored = select(shelf.entry.number).where(shelf.entry.training_id == training_id)
    taken = {one for one in act.session.scalars(stored) if isinstance(one, int)}
    number = uow.key_log.tally(act.session, uow.org, training_id).written + 1
    while number in taken:
        number += 1
    return number
