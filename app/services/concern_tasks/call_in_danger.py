"""Whether danger is not ruled out in a concern, and no one outside is recorded as told."""

from app.domain.deadlines.call_outcome import CALL_PAGES, was_call_answered
from app.domain.record.concern_card import make_card
from app.domain.record.entry_schema import Card, Details, Entry, EntryWithParts, Referral
from app.services.concerns.concern_reading import OpenConcern


def is_danger_call_missing(file: OpenConcern) -> bool:
    """Return whether someone may be in danger, and no answered call and no referral is recorded.

    It repeats the worker's answer and what is recorded. A call that nobody wrote down is not known.
    """
    if file.record is None or make_card_from_all_versions(file).danger == "no":
        return False
    return not any(
        isinstance(entry, Referral) or _has_answered_call(entry) for _, entry in file.said
    )


def make_card_from_all_versions(file: OpenConcern) -> Card:
    """Return the card of a concern, with the other texts of its pages."""
    parts = file.record.parts if file.record else ()
    others = (one.entry for one in file.entries if isinstance(one.entry, Details))
    other_texts = [part for entry in others if entry.other_text_of for part in entry.parts]
    return make_card(parts, [*parts, *other_texts])


def _has_answered_call(entry: Entry) -> bool:
    parts = entry.parts if isinstance(entry, EntryWithParts) else ()
    return any(part.page in CALL_PAGES and part.item and was_call_answered(part) for part in parts)
