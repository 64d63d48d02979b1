"""A concern that was read, and in which nobody has recorded a decision since. Pure.

To mark as read decides nothing: until somebody decides, or closes the concern, it waits.
"""

from collections.abc import Iterable

from app.domain.deadlines.concern_status import ConcernState, ConcernStatus, NumberedEntry
from app.domain.deadlines.decided_time import may_predate_entry
from app.domain.deadlines.outstanding_item import OutstandingItem, OutstandingKind
from app.domain.record.entry_schema import Acknowledgement, Decision, Reopening
from app.domain.record.part_lookup import find_day
from content.london_time import get_london_day


def find_missing_decision(
    entries: tuple[NumberedEntry, ...], status: ConcernStatus, *, has_other: bool
) -> tuple[OutstandingItem, ...]:
    """Return one wait, due on the day on which the record was read, or was opened again.

    None while it is unread or closed: it has a clock of its own, or somebody gave a reason. Nor
    where the reopening set the day of its review, or one decided earlier has something else to do
    (`has_other`).
    """
    if status.state is not ConcernState.OPEN or is_decided_since_reopening(entries, status):
        return ()
    if has_other and is_decided_since_reopening(entries, ConcernStatus()):
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


def is_decided_since_reopening(entries: Iterable[NumberedEntry], status: ConcernStatus) -> bool:
    """Whether anyone has decided what happens, since the last reopening if there was one.

    One that was only written down since, and may have been made before, was of what was known then.
    """
    decided = ((number, said) for number, said in entries if isinstance(said, Decision))
    if not status.opened:
        return any(True for _ in decided)
    first, opened = status.opened
    return any(
        number == first or (number > first and not may_predate_entry(said, opened))
        for number, said in decided
    )
