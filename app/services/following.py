"""Entries after which a file waits for something: decisions, referrals, answers.

The due times in clear are worked out anew from all entries, opened and proved, each time that one
of these is signed; so a row that somebody changed is put right, and never believed. An unread
record keeps its own clock beside them. This module never asks whether somebody may refer.
"""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update

from app.domain import follow_up
from app.domain.actors import Org
from app.domain.entries import Call, Decision, Disagreement, Part, Referral, Reply
from app.domain.entries import Entry as Said
from app.domain.follow_up import FOLLOWS, Numbered, Wait
from app.errors import StaleError
from app.models.concern import Due
from app.services import dues
from app.services.acknowledging import acknowledge
from app.services.additions import sign_page
from app.services.desk import Desk
from app.services.files import File, open_file
from app.services.open_record import stored
from app.services.sealing import Slot
from content import library
from content.holidays import add_working_days

Parts = tuple[Part, ...]
MOST = 20
"""Due times of one file in clear: the earliest. The page of the file shows every one."""


def decide(
    desk: Desk,
    concern_id: UUID,
    draft_id: UUID,
    parts: Parts,
    touched_at: datetime | None = None,
    seen: int | None = None,
) -> int:
    """Sign a decision as an entry; returns its number. Signing the same draft twice makes one.

    A decision says that its record was read, so it acknowledges what nobody has, up to the entry
    `seen`. Raises NotFoundError, logged as a refusal, for whoever is none of the record's readers,
    and StaleError when the draft was kept after `touched_at`.
    """
    acknowledge(desk, concern_id, seen)
    return _sign(desk, concern_id, draft_id, Decision, parts, touched_at)


def disagree(
    desk: Desk,
    concern_id: UUID,
    draft_id: UUID,
    parts: Parts,
    touched_at: datetime | None = None,
) -> int:
    """Sign a disagreement, as anybody may who can open the file; returns its entry's number."""

    def said(slot: Slot) -> Said:
        return Disagreement(by=slot.by, signed_at=slot.now, once=str(draft_id), parts=parts)

    return sign_page(desk, concern_id, draft_id, said, touched_at)


def refer(
    desk: Desk,
    concern_id: UUID,
    draft_id: UUID,
    parts: Parts,
    touched_at: datetime | None = None,
) -> int:
    """Sign how it was referred, as anybody may who can open the file; the entry's number."""
    return _sign(desk, concern_id, draft_id, Referral, parts, touched_at)


def reply(
    desk: Desk,
    concern_id: UUID,
    draft_id: UUID,
    parts: Parts,
    touched_at: datetime | None = None,
) -> int:
    """Sign what was answered, or that nothing was; the entry's number."""
    return _sign(desk, concern_id, draft_id, Reply, parts, touched_at)


def call(
    desk: Desk,
    concern_id: UUID,
    draft_id: UUID,
    parts: Parts,
    touched_at: datetime | None = None,
) -> int:
    """Sign a call that was made, as anybody may who can open the file; the entry's number."""
    return _sign(desk, concern_id, draft_id, Call, parts, touched_at)


def waits(org: Org, file: File) -> tuple[Wait, ...]:
    """What a file waits for, by what is sealed in it. An entry that is refused says nothing."""
    said = tuple((one.number, one.entry) for one in file.entries if one.entry is not None)
    return follow_up.waits(said, answer_by(org))


def answer_by(org: Org) -> Callable[[date], date]:
    """By which day a referral should be acknowledged: the pack's working days, less closures."""
    pack = library.load(org.pack)
    days = pack.settings.clocks.acknowledgement.working_days or 1
    calendar = pack.calendar.closed_on(org.closures)

    def by(day: date) -> date:
        try:
            return add_working_days(day, days, calendar)
        except ValueError:  # closed for more than a year: the council is not
            return add_working_days(day, days, pack.calendar)

    return by


def _sign(
    desk: Desk,
    concern_id: UUID,
    draft_id: UUID,
    kind: type[Call | Decision | Referral | Reply],
    parts: Parts,
    touched_at: datetime | None,
) -> int:
    """Sign an entry and set the file's due times by it. Raises StaleError when somebody else
    added to the file after it was opened here: the caller tries again."""
    seen = stored(desk, concern_id)
    known = [(one.number, one.entry) for one in open_file(desk, concern_id).entries if one.entry]

    def said(slot: Slot) -> Said:
        made = kind(by=slot.by, signed_at=slot.now, once=str(draft_id), parts=parts)
        if stored(desk, concern_id) != seen:
            raise StaleError(f"concern {concern_id}")
        _set_due(desk, slot, [*known, (slot.number, made)])
        return made

    return sign_page(desk, concern_id, draft_id, said, touched_at)


def _set_due(desk: Desk, slot: Slot, entries: list[Numbered]) -> None:
    """Write the due times that follow from these entries, and repeat them in the log."""
    session, concern_id = slot.act.session, slot.concern_id
    wanted = set(sorted({one.at for one in follow_up.waits(entries, answer_by(desk.org))})[:MOST])
    ours = (Due.concern_id == concern_id, Due.done.is_(False), Due.level >= FOLLOWS)
    known = set(session.scalars(select(Due.at).where(*ours)))
    if wanted == known:
        return
    session.execute(update(Due).where(*ours, Due.at.not_in(wanted)).values(done=True))
    session.add_all(
        Due(org_id=desk.org.id, concern_id=concern_id, at=at, level=FOLLOWS)
        for at in sorted(wanted - known)
    )
    dues.say(slot.act, concern_id)
