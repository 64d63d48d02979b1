"""Other texts of pages that were saved in two versions: read as their page is, and kept beside it.

Nobody chooses between two texts but their writer; a record that is signed without a choice holds
both (docs/decisions/0015). What either says of danger or of whom it is about counts. Pure.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from app.domain.pages import PAGES_BY_NAME
from app.domain.private_struct import PrivateStruct
from app.domain.record.answer_parsing import Choices
from app.domain.record.collected_record import (
    CollectedRecord,
    has_words_of_what_happened,
    parse_draft_page,
)
from app.domain.record.entry_schema import Part
from app.domain.record.form_data import FormData, list_children

_DECIDES = {"child": ("account",)}
"""What the text of a page decides of another: whose each account is, by the ticks under it."""


class ConflictingVersion(PrivateStruct, frozen=True):
    """One such text: its page, when it was saved, its parts. `problems`: what cannot be kept."""

    page: str
    saved_at: datetime
    parts: tuple[Part, ...]
    problems: dict[str, str]


def read_conflicting_versions(
    texts: Iterable[tuple[str, datetime, FormData]],
    pages: Mapping[str, FormData],
    whole: CollectedRecord,
    today: date,
    choices: Choices,
) -> tuple[ConflictingVersion, ...]:
    """Read (page, when saved, text) beside a whole draft. One that says what its page says is left
    out: nothing of it would be lost.
    """
    found = []
    for name, saved_at, raw in texts:
        beside = {**pages, name: raw}
        children = list_children(beside)
        parts: list[Part] = []
        problems: dict[str, str] = {}
        for page in map(PAGES_BY_NAME.__getitem__, (name, *_DECIDES.get(name, ()))):
            answers = parse_draft_page(page, beside, children, today, choices)
            own = tuple(part for part in whole.parts if part.page == page.part_name)
            parts += answers.parts if answers.parts != own else ()
            problems |= answers.problems if page.name == name else {}
        if problems or parts:
            found.append(ConflictingVersion(name, saved_at, tuple(parts), problems))
    return tuple(found)


def does_version_say_what_happened(other: ConflictingVersion) -> bool:
    """Whether this text says what happened, so that a record can stand on it."""
    return has_words_of_what_happened(other.parts)


def combine_parts(
    parts: tuple[Part, ...], others: Iterable[ConflictingVersion]
) -> tuple[Part, ...]:
    """Return the parts of a record, then those of the other texts of its pages."""
    return (*parts, *(part for other in others for part in other.parts))
