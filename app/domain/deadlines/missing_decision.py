"""A concern that was read, and in which nobody has recorded a decision since. Pure.

To mark as read decides nothing: until somebody decides, or closes the concern, it waits.
"""

from app.domain.deadlines.concern_status import ConcernState, ConcernStatus, NumberedEntry
from app.domain.deadlines.outstanding_item import OutstandingItem, OutstandingKind
from app.domain.record.entry_schema import Acknowledgement, Decision, Reopening
from app.domain.record.part_lookup import find_day
from content.london_time import get_london_day


def find_missing_decision(
    entries: tuple[NumberedEntry, ...], status: ConcernStatus
) -> tuple[OutstandingItem, ...]:
    """Return one wait, due on the day on which the record was read, or was opened again.

    None while it is unread or closed: it has a clock of its own, or somebody gave a reason.
    Nor where the reopening set the day of its review.
    """
    if status.state is not ConcernState.OPEN or has_decision(entries):
        return ()
    read = ((number, said) for number, said in entries if isinstance(said, Acknowledgement))
    start = status.opened or next(read, None)
    if start is None:
        return ()
    number, said = start
    if isinstance(said, Reopening) and find_day(said.parts, "review_on") is not None:
        return ()
    day = get_london_day(said.signed_at)
    return (OutstandingItem(OutstandingKind.DECIDE, day, number, day, who=said.by),)


def has_decision(entries: tuple[NumberedEntry, ...]) -> bool:
    """Whether anybody has decided what happens, whatever it was."""
    return any(isinstance(said, Decision) for _, said in entries)
