"""The outcomes of a concern so far, in words for the person who recorded it. Pure.

Taken from the entries that they can open. Never a reason, nor what anyone said in a reply.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from app.domain.deadlines.concern_status import NumberedEntry
from app.domain.deadlines.decided_time import find_decided_day
from app.domain.deadlines.sent_documents import is_sent_to_lado
from app.domain.pages import find_field
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Addition, Decision, Entry, Referral, Reply
from app.domain.record.part_lookup import find_day, find_value
from content.london_time import get_london_day

CORRECTED = " (corrected since: open it)"
MOST_DECISIONS = 3
"""Decisions that a list shows: a later one ends no earlier one."""
DECIDED = "Decided: "
REFERRED = "Referred to children’s services"
SENT_TO_LADO = "Sent the LADO’s document"
REPLY_WORDS = {
    "acknowledged": "Children’s services said that they have the referral",
    "decided": "Children’s services said what they decided",
    "outcome": "Children’s services said what the outcome is",
    "no_answer": "Children’s services were asked again and did not reply",
}


class OutcomeLine(PrivateStruct, frozen=True):
    """One thing that came of a concern: what, and its day."""

    what: str
    on: date

    @property
    def brief(self) -> str:
        """Return the kind of what came, and not which one: others may see the screen."""
        kinds = {DECIDED: "Decided", REFERRED: "Referred", SENT_TO_LADO: "Sent"}
        kind = next((word for start, word in kinds.items() if self.what.startswith(start)), "Reply")
        return kind + (CORRECTED if self.what.endswith(CORRECTED) else "")


def list_outcomes_so_far(entries: Iterable[NumberedEntry], me: str) -> tuple[OutcomeLine, ...]:
    """Return what came of a concern, the newest first: decisions, the referral and the reply.

    `me`: the id of the reader, for the words of what they decided themselves.
    """
    found: list[OutcomeLine] = []
    shown = {Decision: MOST_DECISIONS, Referral: 1, Reply: 1}
    every = tuple(entries)
    numbers = dict(every)
    corrected = {said.corrects for _, said in every if isinstance(said, Addition)}
    for number, said in reversed(every):
        kind = type(said)
        if shown.get(kind, 0):
            shown[kind] -= 1
            end = CORRECTED if number in corrected else ""
            found += (OutcomeLine(one.what + end, one.on) for one in _describe(said, me, numbers))
    return tuple(found)


def _describe(said: Entry, me: str, every: Mapping[int, Entry]) -> Iterator[OutcomeLine]:
    if isinstance(said, Decision):
        if what := "; ".join(_list_decided(said, third=said.by.id != me)):
            yield OutcomeLine(f"{DECIDED}{what}", find_decided_day(said))
    elif isinstance(said, Referral):
        day = find_day(said.parts, "referred_at") or get_london_day(said.signed_at)
        yield OutcomeLine(SENT_TO_LADO if is_sent_to_lado(said, every) else REFERRED, day)
    elif isinstance(said, Reply):
        what = REPLY_WORDS.get(find_value(said.parts, "answer"), "Reply from children’s services")
        day = find_day(said.parts, "answered_at") or get_london_day(said.signed_at)
        yield OutcomeLine(what, day)


def _list_decided(said: Decision, *, third: bool) -> Iterator[str]:
    for part in said.parts:
        if isinstance(chosen := part.values.get("outcome"), str):
            field = find_field("decision", "outcome", part.form_number)
            yield field.label_of(chosen, third=third) if field else chosen
