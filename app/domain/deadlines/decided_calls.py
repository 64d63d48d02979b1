"""Calls that were decided on, until one is recorded that was answered. Pure.

A decision to call the police or for medical help has no task with a day: it cannot wait. Another
decision next to it ends nothing, whoever makes it. Only a call, no further action, or a closing in
words does.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import UNSET

from app.domain.deadlines.call_outcome import POLICE, find_reached_services
from app.domain.deadlines.concern_status import NumberedEntry
from app.domain.deadlines.outstanding_item import DONE, OutstandingItem, OutstandingKind
from app.domain.record.entry_schema import ClosingNote, Closure, Decision, Entry
from content.london_time import get_london_day

HEALTH = "health"
STOPS = "no_further_action"
DECIDED_CALLS = {
    "police": (OutstandingKind.POLICE, POLICE),
    "medical_help": (OutstandingKind.MEDICAL, HEALTH),
}
"""By the outcome of a decision: what it waits for, and the service that a call must reach."""


def find_decided_calls(entries: tuple[NumberedEntry, ...]) -> tuple[OutstandingItem, ...]:
    """Return one wait for each kind of call, of the first decision that still asks for it.

    A call of the same day counts, also where it was written down before the decision was.
    """
    found: dict[OutstandingKind, OutstandingItem] = {}
    for place, (number, said) in enumerate(entries):
        if isinstance(said, Decision):
            outcomes = {part.values.get("outcome") for part in said.parts}
            found = {} if STOPS in outcomes else found
            for outcome in sorted(DECIDED_CALLS.keys() & outcomes):
                kind, service = DECIDED_CALLS[outcome]
                day = get_london_day(said.signed_at)
                if kind not in found and not _was_called(entries[:place], service, day):
                    found[kind] = OutstandingItem(kind, day, number, day, who=said.by)
        else:
            found = {kind: one for kind, one in found.items() if not _ends(one, said)}
    return tuple(found.values())


def _was_called(before: Iterable[NumberedEntry], service: str, day: date) -> bool:
    return any(
        get_london_day(said.signed_at) == day and service in find_reached_services(said)
        for _, said in before
    )


def _ends(item: OutstandingItem, said: Entry) -> bool:
    if isinstance(said, Closure):
        return said.ended is not UNSET and item.key in said.ended
    if isinstance(said, ClosingNote):
        return any(one.key == item.key and one.how == DONE for one in said.items)
    return dict(DECIDED_CALLS.values())[item.kind] in find_reached_services(said)
