"""Send a practice to someone, and note what the two talked about.

Each entry is sealed to these two, and the one who writes it signs it. People cannot send a practice
to themselves, or to someone who is not confirmed. The same press twice makes one entry. The mail
has no word of it. A practice does not count as training, and no one passes or fails it.
"""

from typing import Literal, cast
from uuid import UUID

import msgspec

from app.domain.practice.debrief_form import DebriefInput
from app.domain.practice.debrief_schema import OpenDebriefEntry, PracticeEntry, TalkEntry
from app.domain.private_struct import PrivateStruct
from app.domain.record.text_limits import MAX_PAGE_CHARACTERS
from app.errors import InvalidError, SealedError, StaleError
from app.models.debrief import Debrief
from app.services.members.member_lookup import MemberView
from app.services.practice import debriefs, practice_snapshot
from app.services.practice.debriefs import DEBRIEF_STORE
from app.services.practice.practice_snapshot import PracticeSnapshot
from app.services.training import review_actions
from app.services.training.exchange import ExchangeSlot
from app.services.training.exchange_write import (
    ButtonPress,
    lock_or_start_exchange,
    write_entry_once,
)
from app.services.unit_of_work import UnitOfWork

RECIPIENT_MISSING = "Choose who to send it to."
CONVERSATION_NOT_ENDED = "This conversation has not come to its end yet."
REAL_NAMES_UNRESOLVED = "Change anything about a real person, or tick that no one in it is real."

PRACTICE_TOO_LONG = (
    f"{MAX_PAGE_CHARACTERS:,} characters can be sent at most, and your practice has more. "
    "Nothing was sent. Change the practice record, and write less on its longest pages."
)
"""Whoever reads it opens all that was sent: as much as one page of a record holds is enough."""


class PracticeToSend(msgspec.Struct, frozen=True):
    """A trainee's choice. `once`: of the form; `seen`: which words stood on it.

    `made_up`: they say that nobody in it is real.
    """

    once: UUID
    confirmer: UUID | None
    seen: str
    made_up: bool = False


class TalkToSign(PrivateStruct, frozen=True):
    """What somebody signs of a talk. `number`, `digest`: of the practice that stood on the page."""

    once: UUID
    noted: DebriefInput
    number: int
    digest: str


def send_practice(uow: UnitOfWork, run_id: UUID, what: PracticeToSend) -> UUID:
    """Sign and seal my practice to whoever is chosen; returns the id of the debrief.

    Sent again to the same person it lies beside what they have. Raises NotFoundError: it is not
    mine; InvalidError for a choice that is not open, or a conversation that goes on; StaleError
    when the words are not those that were shown; KeyChangedError (logged).
    """
    snapshot = practice_snapshot.load_practice_snapshot(uow, run_id)
    chosen = review_actions.find_colleague(uow, what.confirmer)
    wrong = find_sending_problems(snapshot, chosen, what)
    if chosen is None or wrong:
        raise InvalidError(wrong)
    if snapshot.seen != what.seen:
        raise StaleError(f"practice {run_id}")
    debrief_id = _choose_debrief_id(uow, run_id, chosen.id, what.once)

    def make(slot: ExchangeSlot) -> OpenDebriefEntry:
        lock_or_start_exchange(uow, DEBRIEF_STORE, slot, chosen.id).waits_for = chosen.id
        return _build_practice_entry(slot, what, chosen, snapshot)

    return write_entry_once(uow, ButtonPress(DEBRIEF_STORE, debrief_id, what.once, chosen.id), make)


def find_sending_problems(
    snapshot: PracticeSnapshot, chosen: MemberView | None, what: PracticeToSend
) -> dict[str, str]:
    """Return what stands in the way of sending, by the name of its control.

    `chosen`: the colleague of this choice, or None for a choice that is not open.
    """
    wrong = {} if snapshot.run.ended else {"": CONVERSATION_NOT_ENDED}
    if snapshot.size > MAX_PAGE_CHARACTERS:
        wrong[""] = PRACTICE_TOO_LONG
    if chosen is None:
        wrong["confirmer"] = RECIPIENT_MISSING
    if snapshot.strange and not what.made_up:
        wrong["made_up"] = REAL_NAMES_UNRESOLVED
    return wrong


def sign_talk_note(uow: UnitOfWork, debrief_id: UUID, what: TalkToSign) -> None:
    """Sign a note of what the two talked about.

    Raises NotFoundError (logged) if the practice is not between me and someone, SealedError if it
    cannot be trusted, StaleError if a newer one was sent.
    """
    file = debriefs.open_debrief_and_mark_read(uow, debrief_id)
    if file.newest is None or not file.whole:
        raise SealedError(f"practice {debrief_id}")
    if file.was_signed(what.once):
        return  # pressed twice
    if not file.is_newest(what.number, what.digest):
        raise StaleError(f"practice {debrief_id}")

    def make(slot: ExchangeSlot) -> OpenDebriefEntry:
        row = slot.act.session.get_one(
            Debrief, debrief_id, with_for_update=True, populate_existing=True
        )
        row.waits_for, row.entries = file.other_id, slot.number
        return _build_talk_entry(slot, what)

    write_entry_once(uow, ButtonPress(DEBRIEF_STORE, debrief_id, what.once, file.other_id), make)


def _choose_debrief_id(uow: UnitOfWork, run_id: UUID, to: UUID, once: UUID) -> UUID:
    """Return the debrief with this person, or a new one if that is damaged."""
    known = debriefs.derive_debrief_id(uow, run_id, to)
    if (
        not debriefs.is_debrief_participant(uow, uow.me.id, known)
        or debriefs.open_debrief_and_mark_read(uow, known).whole
    ):
        return known
    return uow.server.place_id(str(uow.me.id), f"debrief {run_id}/{to}/{once}")


def _build_practice_entry(
    slot: ExchangeSlot, what: PracticeToSend, chosen: MemberView, snapshot: PracticeSnapshot
) -> PracticeEntry:
    run = snapshot.run
    return PracticeEntry(
        by=slot.by,
        signed_at=slot.now,
        once=str(what.once),
        scenario=run.scenario.key,
        title=run.scenario.title,
        speaks=run.scenario.setting.speaks,
        began_at=run.began_at,
        turns=snapshot.turns,
        ending=snapshot.ending,
        record=snapshot.record,
        summary=snapshot.summary,
        confirmer=str(chosen.id),
        confirmer_name=chosen.name,
    )


def _build_talk_entry(slot: ExchangeSlot, what: TalkToSign) -> TalkEntry:
    said = what.noted
    return TalkEntry(
        by=slot.by,
        signed_at=slot.now,
        once=str(what.once),
        on=said.on,
        how=cast(Literal["together", "video", "phone", "writing"], said.how),
        note=said.note,
        try_next=said.try_next,
        practice=what.number,
        digest=what.digest,
    )
