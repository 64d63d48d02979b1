"""Entries after which a file waits for something, or for nothing more: decisions to closures.

The due times and the state in clear are worked out anew from all entries, opened and proved, each
time that one of these is signed; so a row that somebody changed is put right, and never believed.
An unread record keeps its own clock beside them. This module never asks whether somebody may refer.
"""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select, update

from app.domain.deadlines import waits as follow
from app.domain.deadlines.concern_status import Numbered, State, life_of
from app.domain.deadlines.follow_up import FOLLOWS, Wait
from app.domain.record.entry_schema import Closure, Decision, Details, OfFile, Part, Reopening
from app.domain.record.entry_schema import Entry as Said
from app.domain.routing.actors import Org
from app.errors import InvalidError, StaleError
from app.models.concern import Due
from app.services.concerns import additions, dues, states
from app.services.concerns.acknowledgements import acknowledge
from app.services.concerns.additions import NewWords, Settle, sign_page
from app.services.concerns.concern_reading import File, open_file
from app.services.concerns.entry_append import Make, stored
from app.services.concerns.entry_encryption import Slot
from app.services.concerns.limits import area_in, limits
from app.services.unit_of_work import Desk

Parts = tuple[Part, ...]
MOST = 20
"""Due times of one file in clear: the earliest. The page of the file shows every one."""
READ_FIRST = (Decision, Closure)
UNREAD = "Words were added to this file while you wrote. Read them first. Your text is kept."


def sign(
    desk: Desk,
    concern_id: UUID,
    draft_id: UUID,
    kind: type[OfFile],
    parts: Parts,
    touched_at: datetime | None = None,
    seen: int | None = None,
) -> int:
    """Sign an entry of this kind, as anybody may who can open the file; returns its number.

    Signing the same draft twice makes one. A decision and a closure say that the record was read:
    they acknowledge what nobody has, up to the entry `seen`, and are for the record's readers. A
    closure ends every due time, and the record's author is mailed. Raises NotFoundError, logged as
    a refusal, for whoever may not; StaleError when the draft was kept after `touched_at`;
    InvalidError for a closure where words wait that its reader had not seen: they would lie unread
    in a closed file.
    """
    if kind in READ_FIRST:
        acknowledge(desk, concern_id, seen)

    def made(slot: Slot) -> Said:
        return kind(by=slot.by, signed_at=slot.now, once=str(draft_id), parts=parts)

    return _signed(desk, concern_id, draft_id, made, touched_at, closing=kind is Closure)


def sign_details(
    desk: Desk,
    concern_id: UUID,
    draft_id: UUID,
    page: str,
    parts: Parts,
    touched_at: datetime | None = None,
) -> int:
    """As `additions.sign_details`, and set what the file waits for by its answers."""
    made = partial(_details, str(draft_id), page, parts)
    return _signed(desk, concern_id, draft_id, made, touched_at)


def add_words(
    desk: Desk, concern_id: UUID, new: NewWords, touched_at: datetime | None = None
) -> int:
    """As `additions.add_words`; a closed file that they open again has its clocks back."""
    settle = _settling(desk, concern_id)
    return additions.add_words(desk, concern_id, new, touched_at, settle)


def waits(org: Org, file: File) -> tuple[Wait, ...]:
    """What a file waits for, by what is sealed in it. An entry that is refused says nothing."""
    return follow.waits(file.said, limits(org, area_in(file.record)))


def left_open(org: Org, file: File) -> tuple[Wait, ...]:
    """What was not written of a file when it was closed; nothing while it is open."""
    if not file.life.is_closed:
        return ()
    return follow.unanswered(file.said, limits(org, area_in(file.record)))


def _details(once: str, page: str, parts: Parts, slot: Slot) -> Said:
    return Details(by=slot.by, signed_at=slot.now, once=once, page=page, parts=parts)


def _signed(
    desk: Desk,
    concern_id: UUID,
    draft_id: UUID,
    made: Make,
    touched_at: datetime | None,
    *,
    closing: bool = False,
) -> int:
    """Sign an entry and set the file's due times and state by it. Raises StaleError when somebody
    else added to the file after it was opened here: the caller tries again."""
    settle = _settling(desk, concern_id, closing=closing)

    def said(slot: Slot) -> Said:
        entry = made(slot)
        settle(slot, entry)
        return entry

    return sign_page(desk, concern_id, draft_id, said, touched_at)


def _settling(desk: Desk, concern_id: UUID, *, closing: bool = False) -> Settle:
    """Open the file, and give what is written in clear together with one more entry of it."""
    seen = stored(desk, concern_id)
    file = open_file(desk, concern_id)
    if closing and file.added_since:
        raise InvalidError({"": UNREAD})

    def settle(slot: Slot, said: Said) -> None:
        if stored(desk, concern_id) != seen:
            raise StaleError(f"concern {concern_id}")
        entries = (*file.said, (slot.number, said))
        if (state := life_of(entries).state) is not State.UNREAD:
            states.turn(desk, slot.act, concern_id, state)
        _set_due(desk, slot, entries)
        if isinstance(said, Closure | Reopening):
            states.tell_author(desk, slot)

    return settle


def _set_due(desk: Desk, slot: Slot, entries: tuple[Numbered, ...]) -> None:
    """Write the due times that follow from these entries, and repeat them in the log."""
    session, concern_id = slot.act.session, slot.concern_id
    found = follow.waits(entries, limits(desk.org, area_in(entries[0][1])))
    wanted = set(sorted({one.at for one in found})[:MOST])
    least = 0 if life_of(entries).is_closed else FOLLOWS  # closed: nothing of it waits at all
    ours = (Due.concern_id == concern_id, Due.done.is_(False), Due.level >= least)
    known = set(session.scalars(select(Due.at).where(*ours)))
    if wanted == known:
        return
    session.execute(update(Due).where(*ours, Due.at.not_in(wanted)).values(done=True))
    session.add_all(
        Due(org_id=desk.org.id, concern_id=concern_id, at=at, level=FOLLOWS)
        for at in sorted(wanted - known)
    )
    dues.say(slot.act, concern_id)
