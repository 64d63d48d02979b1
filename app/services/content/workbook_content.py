"""Give the workbook as an organisation reads it today, and the mark of each chapter.

The phone lines that a part names are those of now. Marks are taken before names are put in, so that
they are the same for everyone.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

import msgspec

from app.domain.record.entry_titles import LEAD_TITLE
from app.domain.routing.actors import Org
from app.services.contacts import phone_numbers
from app.services.contacts.phone_numbers import load_pack
from content.london_time import get_london_day
from content.workbook import workbook_loader, workbook_text
from content.workbook.chapters import Chapter, ChapterPart
from content.workbook.workbook_text import WorkbookPlace as WorkbookPlace
from content.workbook.workbook_text import WorkbookText as WorkbookText

LinesByPart = dict[str, tuple[phone_numbers.PhoneLine, ...]]


def load_org_workbook(org: Org | None, at: datetime) -> WorkbookText:
    """Return the edition at the aware instant `at`, with this organisation's names put in."""
    day = get_london_day(at)
    if org is None:
        return workbook_text.load_workbook_text(phone_numbers.FALLBACK_PACK, LEAD_TITLE, day)
    return workbook_text.load_workbook_text(org.pack, org.lead_title, day)


def hash_chapters(org: Org) -> dict[str, str]:
    """Return the mark of each chapter by its key, in order: what to read again in another edition.

    Taken before names are filled in, so that it is the same for everybody.
    """
    return dict(_marks(org.pack))


@cache
def _marks(pack: str) -> dict[str, str]:
    return {one.key: one.mark for one in workbook_loader.load_workbook(pack).chapters}


def find_chapter_phone_lines(
    org: Org | None, page: Chapter, at: datetime, *, any_day: bool = False
) -> LinesByPart:
    """Return lines to call by the key of the part that names them: open or not, as on every page.

    `any_day`: with their hours instead, for what is read on another day.
    """
    return {part.key: _of(org, part, at, any_day) for part in page.parts if part.contacts}


def _of(
    org: Org | None, part: ChapterPart, at: datetime, any_day: bool
) -> tuple[phone_numbers.PhoneLine, ...]:
    if org is None:
        return ()
    found = [one for key in part.contacts if (one := phone_numbers.find_line(org, key, at)).number]
    return tuple(phone_numbers.make_offline_line(org, one) if any_day else one for one in found)


class CurrentEdition(msgspec.Struct, frozen=True):
    """An edition. `marks` and `titles` by the chapter's key, in the order in which one reads."""

    version: str
    marks: Mapping[str, str]
    titles: Mapping[str, str]
    minutes: Mapping[str, int]


def load_current_edition(org: Org) -> CurrentEdition:
    """Return the edition that this organisation's people read.

    Raises ContentError as loading does.
    """
    pack = load_pack(org.pack)
    book = workbook_loader.load_workbook(pack.name)
    titles = {
        one.key: workbook_loader.fill_words(one.title, pack, org.lead_title)
        for one in book.chapters
    }
    return CurrentEdition(
        version=book.edition.version,
        marks=hash_chapters(org),
        titles=titles,
        minutes={one.key: one.minutes for one in book.chapters},
    )
