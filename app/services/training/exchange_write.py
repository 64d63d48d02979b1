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
from app.services.concerns.entry_encryption import build_signer
from app.services.emails import mail_queue
from app.services.members import member_lookup
from app.services.training.exchange import (
    EntryContent,
    EntryStore,
    ExchangeSlot,
    hash_entry,
    open_stored_entry,
    sign_and_store_exchange_entry,
)
from app.services.unit_of_work import Action, AlreadyDoneError, LoggedTransaction, UnitOfWork
from app.vault.principals import Public

MAIL_TEMPLATE = "something_waits"


class ButtonPress(msgspec.Struct, Generic[EntryContent], frozen=True):
    """One press of a button. `once`: the id of the form; `other`: who it is sealed to besides me.

    A second press of the same form finds what the first one made.
    """

    store: EntryStore[EntryContent]
    exchange_id: UUID
    once: UUID
    other: UUID


def write_entry_once(
    uow: UnitOfWork, press: ButtonPress[EntryContent], make: Callable[[ExchangeSlot], EntryContent]
) -> UUID:
    """Write one entry, sealed to me and the other, and tell them; returns the training's id.

    Raises what `make` raises, and KeyChangedError (logged) for a key that is not the known one.
    """
    entry_id = _derive_entry_id(uow, press.exchange_id, press.once)
    try:
        try:
            _write_entry(uow, press, entry_id, make)
        except AlreadyDoneError:
            if not _is_written_already(uow, press.store, entry_id, press.once):
                # Something else was put under this id: these words are signed all the same.
                _write_entry(uow, press, uuid4(), make)
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, str(press.exchange_id))
        raise
    return press.exchange_id


def is_form_signed_already(
    uow: UnitOfWork, store: EntryStore[EntryContent], exchange_id: UUID, once: UUID
) -> bool:
    """Whether I signed under this form's id before: its button was pressed twice."""
    return _is_written_already(uow, store, _derive_entry_id(uow, exchange_id, once), once)


def lock_or_start_exchange(
    uow: UnitOfWork,
    store: EntryStore[EntryContent],
    slot: ExchangeSlot,
    confirmer: UUID,
    **new: Any,
) -> Any:
    """Return the row of what I send to this confirmer, locked; begun with `new` where it is none.

    Raises StaleError where it is between others.
    """
    session, me = slot.act.session, uow.me.id
    row = session.get(store.file, slot.exchange_id, with_for_update=True, populate_existing=True)
    if row is None:
        place = {"id": slot.exchange_id, "org_id": uow.org.id, "began_at": slot.now}
        make: Callable[..., ExchangeFile] = store.file
        row = make(**place, learner_id=me, confirmer_id=confirmer, **new)
        session.add(row)
        session.flush()
    elif (row.learner_id, row.confirmer_id) != (me, confirmer):
        raise StaleError(f"{store.filekind} {slot.exchange_id}")
    row.entries = slot.number
    return row


def _derive_entry_id(uow: UnitOfWork, exchange_id: UUID, once: UUID) -> UUID:
    return uow.server.place_id(str(exchange_id), f"entry {uow.me.id}/{once}")


def _write_entry(
    uow: UnitOfWork,
    press: ButtonPress[EntryContent],
    entry_id: UUID,
    make: Callable[[ExchangeSlot], EntryContent],
) -> None:
    store, exchange_id = press.store, press.exchange_id
    with uow.act() as act:
        if act.session.get(store.entry, entry_id) is not None:
            raise AlreadyDoneError
        # Keys are looked up before anything is logged.
        recipients = (uow.keys.own.public, _find_public_key(uow, press.other))
        number = _find_next_number(uow, act, store, exchange_id)
        slot = ExchangeSlot(act, exchange_id, entry_id, number, build_signer(uow))
        sign_and_store_exchange_entry(uow, store, slot, make(slot), recipients)
        mail_queue.queue_mail_once(act.session, uow.org, press.other, MAIL_TEMPLATE, act.now)


def _is_written_already(
    uow: UnitOfWork, store: EntryStore[EntryContent], entry_id: UUID, once: UUID
) -> bool:
    """Whether what is stored under this id is what an earlier press of mine signed."""
    entry = store.entry
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
    said = open_stored_entry(uow, store, row).said
    return said is not None and said.once == str(once)


def _find_public_key(uow: UnitOfWork, other: UUID) -> Public:
    """Return the other's key: certified, or the one they joined with, as the log vouches for it."""
    judge = member_lookup.load_key_trust(uow)
    return judge.joined(judge.key_of(other))


def _find_next_number(
    uow: UnitOfWork, act: LoggedTransaction, store: EntryStore[EntryContent], exchange_id: UUID
) -> int:
    """Return the next place: after all that was ever signed, whatever rows are gone."""
    stored = select(store.entry.number).where(store.entry.training_id == exchange_id)
    taken = {one for one in act.session.scalars(stored) if isinstance(one, int)}
    number = uow.key_log.tally(act.session, uow.org, exchange_id).written + 1
    while number in taken:
        number += 1
    return number
