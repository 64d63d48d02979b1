"""Write an entry of a training once, however often its button is pressed.

Whoever writes to the database can put a row under the id that a press will use: so what is found
there is opened, and believed only when it names the same press. This module decides nothing.
"""

from collections.abc import Callable
from uuid import UUID, uuid4

from sqlalchemy import select

from app.domain.training import Entry
from app.errors import KeyChangedError
from app.models.training import TrainingEntry
from app.services import members, outbox
from app.services.desk import Act, Action, Desk
from app.services.sealing import person
from app.services.training_entries import Slot, digest_of, open_one, store
from app.vault.principals import Public

MAIL = "something_waits"


class _DoneBeforeError(Exception):
    """An entry has the id that this press would give: leaves the transaction, to be looked at."""


def write_once(
    desk: Desk, training_id: UUID, once: UUID, other: UUID, make: Callable[[Slot], Entry]
) -> UUID:
    """Write one entry, sealed to me and the other, and tell them; returns the training's id.

    `once`: the id of the form; a second press of it finds what the first one made. Raises what
    `make` raises, and KeyChangedError (logged) for a key that is not the known one.
    """
    entry_id = _entry_id(desk, training_id, once)
    try:
        try:
            _write(desk, training_id, entry_id, other, make)
        except _DoneBeforeError:
            if not _made(desk, entry_id, once):
                # Something else was put under this id: these words are signed all the same.
                _write(desk, training_id, uuid4(), other, make)
    except KeyChangedError:
        desk.refuse(Action.KEY_REFUSED, str(training_id))
        raise
    return training_id


def made(desk: Desk, training_id: UUID, once: UUID) -> bool:
    """Whether I signed under this form's id before: its button was pressed twice."""
    return _made(desk, _entry_id(desk, training_id, once), once)


def _entry_id(desk: Desk, training_id: UUID, once: UUID) -> UUID:
    return desk.server.place_id(str(training_id), f"entry {desk.me.id}/{once}")


def _write(
    desk: Desk, training_id: UUID, entry_id: UUID, other: UUID, make: Callable[[Slot], Entry]
) -> None:
    with desk.act() as act:
        if act.session.get(TrainingEntry, entry_id) is not None:
            raise _DoneBeforeError
        # Keys are looked up before anything is logged.
        recipients = (desk.keys.own.public, _public_of(desk, other))
        number = _next_number(desk, act, training_id)
        slot = Slot(act, training_id, entry_id, number, person(desk))
        store(desk, slot, make(slot), recipients)
        outbox.queue(act.session, desk.org, other, MAIL, None, act.now)


def _made(desk: Desk, entry_id: UUID, once: UUID) -> bool:
    """Whether what is stored under this id is what an earlier press of mine signed."""
    row = desk.session.scalars(
        select(TrainingEntry).where(
            TrainingEntry.id == entry_id,
            TrainingEntry.org_id == desk.org.id,
            TrainingEntry.author_id == desk.me.id,
        )
    ).one_or_none()
    if row is None:
        return False
    desk.look(Action.TRAINING_READ, f"{row.training_id}/{row.number}", h=digest_of(row))
    said = open_one(desk, row).said
    return said is not None and said.once == str(once)


def _public_of(desk: Desk, other: UUID) -> Public:
    """The other's key: certified, or the one they joined with, as the log vouches for it."""
    judge = members.trust(desk)
    return judge.joined(judge.key_of(other))


def _next_number(desk: Desk, act: Act, training_id: UUID) -> int:
    """The next place: after all that was ever signed, whatever rows were taken away since."""
    stored = select(TrainingEntry.number).where(TrainingEntry.training_id == training_id)
    taken = {one for one in act.session.scalars(stored) if isinstance(one, int)}
    number = desk.key_log.tally(act.session, desk.org, training_id).written + 1
    while number in taken:
        number += 1
    return number
