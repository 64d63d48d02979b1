"""The workbook as an organisation reads it today, and the lines that it names, as they are now."""

from datetime import datetime
from functools import cache

from app.domain.record.entry_titles import LEAD_TITLE
from app.domain.routing.actors import Org
from app.domain.times.london_time import LONDON
from app.services.contacts import phone_numbers
from content.workbook import workbook_loader, workbook_text
from content.workbook.chapters import Chapter, Part
from content.workbook.workbook_text import Book as Book
from content.workbook.workbook_text import Place as Place

Lines = dict[str, tuple[phone_numbers.Line, ...]]


def book(org: Org | None, at: datetime) -> Book:
    """The edition at the aware instant `at`, with this organisation's names put in."""
    day = at.astimezone(LONDON).date()
    if org is None:
        return workbook_text.book(phone_numbers.FALLBACK_PACK, LEAD_TITLE, day)
    return workbook_text.book(org.pack, org.lead_title, day)


def marks(org: Org) -> dict[str, str]:
    """The mark of each chapter by its key, in order: what to read again in another edition.

    Taken before names are filled in, so that it is the same for everybody.
    """
    return dict(_marks(org.pack))


@cache
def _marks(pack: str) -> dict[str, str]:
    return {one.key: one.mark for one in workbook_loader.load(pack).chapters}


def lines(org: Org | None, page: Chapter, at: datetime, *, any_day: bool = False) -> Lines:
    """Lines to ring by the key of the part that names them: open now or not, as on every page.

    `any_day`: with their hours instead, for what is read on another day.
    """
    return {part.key: _of(org, part, at, any_day) for part in page.parts if part.contacts}


def _of(org: Org | None, part: Part, at: datetime, any_day: bool) -> tuple[phone_numbers.Line, ...]:
    if org is None:
        return ()
    found = [one for key in part.contacts if (one := phone_numbers.line(org, key, at)).number]
    return tuple(phone_numbers.copied_line(org, one) if any_day else one for one in found)
