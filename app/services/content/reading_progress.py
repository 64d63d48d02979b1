"""Keep how someone reads the workbook: chapters marked as read, where they were, page settings.

Kept in the reader's own box. Each change is made to what is there at that moment, so what two tabs
say is joined and neither is lost. Nobody else opens it. Which chapters were opened and read, and
when, goes to whoever confirms with the answers; nothing else of it does.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
from msgspec.structs import replace

from app.domain.private_struct import PrivateStruct
from app.domain.training.exchange_schema import ChapterReading
from app.domain.training.reading_state import ReadChapter, ReadingSettings, ReadingState
from app.errors import DatabaseAwayError, DiskFullError, NotFoundError, StaleError
from app.services.content import workbook_content
from app.services.drafts import private_store
from app.services.unit_of_work import UnitOfWork

DOCUMENT = "reading"
_TRIES = 8
"""Times that a change is made anew because another tab was quicker."""


class SavedReading(PrivateStruct, frozen=True):
    """What is kept now. `spoiled`: it does not open; then it is empty and can be kept again."""

    version: int
    reading: ReadingState
    spoiled: bool = False


def load_reading_progress(uow: UnitOfWork) -> SavedReading:
    """Return what the signed-in member has read and set."""
    kept = private_store.load_private_document(uow, DOCUMENT)
    try:
        return SavedReading(kept.version, msgspec.convert(kept.values, ReadingState), kept.spoiled)
    except msgspec.ValidationError:
        return SavedReading(kept.version, ReadingState(), spoiled=True)


def save_opened_chapter(uow: UnitOfWork, now: SavedReading, chapter: str) -> None:
    """Remember that a chapter was opened. `now`: what this request found kept.

    A page is read also when that cannot be kept, and what does not open is left as it is until
    its reader was told.
    """
    if now.spoiled or (now.reading.here == chapter and chapter in now.reading.opened):
        return
    first = {chapter: uow.today}
    with suppress(StaleError, DiskFullError, DatabaseAwayError):
        _change(
            uow, lambda reading: replace(reading, here=chapter, opened=first | dict(reading.opened))
        )


def list_chapter_readings(uow: UnitOfWork) -> tuple[ChapterReading, ...]:
    """Return every chapter of the edition in order, and when the member opened and read it."""
    reading, edition = (
        load_reading_progress(uow).reading,
        workbook_content.load_current_edition(uow.org),
    )
    return tuple(
        ChapterReading(
            key, edition.titles[key], reading.first_opened(key), reading.read_day(key, mark)
        )
        for key, mark in edition.marks.items()
    )


def mark_chapter_read(uow: UnitOfWork, chapter: str) -> None:
    """Save that the reader read a chapter, as its words are today.

    Raises NotFoundError for a key that is no chapter's.
    """
    mark = _mark(uow, chapter)
    read = ReadChapter(mark, uow.today)

    def add(reading: ReadingState) -> ReadingState:
        before = reading.read.get(chapter)
        if before is not None and before.mark == mark:
            return reading  # the day on which it was read first stays
        return replace(reading, read={**reading.read, chapter: read})

    _change(uow, add)


def mark_chapter_not_read(uow: UnitOfWork, chapter: str) -> None:
    """Take the reader's mark off a chapter. Raises NotFoundError for a key that is no chapter's."""
    _mark(uow, chapter)

    def take_off(reading: ReadingState) -> ReadingState:
        return replace(reading, read={k: v for k, v in reading.read.items() if k != chapter})

    _change(uow, take_off)


def save_page_settings(uow: UnitOfWork, settings: ReadingSettings) -> None:
    """Keep how the reader wants pages set."""
    _change(uow, lambda reading: replace(reading, settings=settings))


def _change(uow: UnitOfWork, change: Callable[[ReadingState], ReadingState]) -> None:
    """Change what is there now, whatever a page was built from."""
    for _ in range(_TRIES):
        now = load_reading_progress(uow)
        values: dict[str, Any] = msgspec.to_builtins(change(now.reading))
        with suppress(StaleError):
            private_store.save_private_document(uow, DOCUMENT, values, now.version)
            return
    raise StaleError("reading")


def _mark(uow: UnitOfWork, chapter: str) -> str:
    found = workbook_content.hash_chapters(uow.org).get(chapter)
    if found is None:
        raise NotFoundError("chapter")
    return found
