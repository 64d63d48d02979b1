"""Calls that were decided on, until one is recorded that was answered. Pure.

A decision to call the police or for medical help has no task with a day: it cannot wait. Another
decision next to it ends nothing, by any person. Only a call, no further action that was decided
later, or a closing in words does.
"""

from datetime import date

from msgspec import UNSET
from msgspec.structs import replace

from app.domain.deadlines.call_outcome import HEALTH, POLICE, find_services_reached_by_call
from app.domain.deadlines.concern_status import NumberedEntry
from app.domain.deadlines.decided_time import find_decided_day, follows_decisions
from app.domain.deadlines.outstanding_item import DONE, OutstandingItem, OutstandingKind
from app.domain.record.entry_schema import ClosingNote, Closure, Decision, Entry, EntryWithParts
from app.domain.record.part_lookup import find_day
from content.london_time import get_london_day

STOPS = "no_further_action"
DECIDED_CALLS = {
    "police": (OutstandingKind.POLICE, POLICE),
    "medical_help": (OutstandingKind.MEDICAL, HEALTH),
}
"""By the outcome of a decision: what it waits for, and the service that a call must reach."""


def find_decided_calls_not_made(entries: tuple[NumberedEntry, ...]) -> tuple[OutstandingItem, ...]:
    """Return one wait for each kind of call that was decided on and not made.

    A call of the day it was decided or later counts, even if it was written down before the
    decision was. One of an earlier day was of something else, whenever it was written down: so
    where the same was decided again, only a call since then counts.
    """
    found: dict[OutstandingKind, OutstandingItem] = {}
    for place, (number, said) in enumerate(entries):
        if isinstance(said, Decision):
            outcomes = {part.values.get("outcome") for part in said.parts}
            before = [one for _, one in entries[:place]]
            for outcome, (kind, _) in DECIDED_CALLS.items() if STOPS in outcomes else ():
                if follows_decisions(said, outcome, before):
                    found.pop(kind, None)
            for outcome in sorted(DECIDED_CALLS.keys() & outcomes):
                kind, service = DECIDED_CALLS[outcome]
                since = find_decided_day(said)
                if not any(_reached(one, service, since) for one in before):
                    found[kind] = _wait_since(found.get(kind), kind, number, said)
        else:
            found = {kind: one for kind, one in found.items() if not _ends(one, said)}
    return tuple(found.values())


def _wait_since(
    earlier: OutstandingItem | None, kind: OutstandingKind, number: int, said: Decision
) -> OutstandingItem:
    """Return the wait for a call after a decision: the one that was there, from the later day."""
    written, since = get_london_day(said.signed_at), find_decided_day(said)
    if earlier is None:
        return OutstandingItem(kind, written, number, since, who=said.by)
    return replace(earlier, since=since, who=said.by) if since > earlier.since else earlier


def _reached(said: Entry, service: str, since: date) -> bool:
    """Whether a call in this entry reached a service on that day or a later one."""
    parts = said.parts if isinstance(said, EntryWithParts) else ()
    signed = get_london_day(said.signed_at)
    return any(
        service in find_services_reached_by_call(part)
        and (find_day((part,), "when") or signed) >= since
        for part in parts
    )


def _ends(item: OutstandingItem, said: Entry) -> bool:
    if isinstance(said, Closure):
        return said.ended is not UNSET and item.key in said.ended
    if isinstance(said, ClosingNote):
        return any(one.key == item.key and one.how == DONE for one in said.items)
    return _reached(said, dict(DECIDED_CALLS.values())[item.kind], item.since)
