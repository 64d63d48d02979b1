"""Make the whole workbook as a PDF once for an organisation and a day, and keep it in memory.

The address is public, so asking for it must cost nothing but the first time. The file is kept until
it is another day or the words change, and only a few requests at once may wait for one that is
being made. It holds nothing about a person.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from app.domain.routing.actors import Org
from app.errors import NotMadeError
from app.services.content import workbook_content
from content.contacts.phone_lines import PhoneLine
from content.london_time import get_london_day
from content.workbook.workbook_text import WorkbookText
from referral_forms.workbook.block_types import WorkbookToPrint
from referral_forms.workbook.workbook_pdf import render_workbook_pdf

MAX_CACHED = 16
"""Files kept by a process, one for an organisation and a day: a third of a megabyte at most."""
MAX_WAITING = 3
"""Threads of a process that may make one or wait for it: the rest serve other pages."""

CacheKey = tuple[str, ...]


class WorkbookPdf(NamedTuple):
    """A finished file, and what to call it."""

    data: bytes
    name: str


class WorkbookPdfCache:
    """Files made so far, newest last. Safe to use from many threads."""

    def __init__(self) -> None:
        self._made: OrderedDict[CacheKey, bytes] = OrderedDict()
        self._room = threading.BoundedSemaphore(MAX_WAITING)
        self._making = threading.Lock()

    def get(self, key: CacheKey, make: Callable[[], bytes]) -> bytes:
        """Return the file of this key, made when there is none yet.

        Raises NotMadeError at once where too many wait for one.
        """
        if (found := self._made.get(key)) is not None:
            return found
        if not self._room.acquire(blocking=False):
            raise NotMadeError("workbook")
        try:
            with self._making:
                if key not in self._made:
                    self._made[key] = make()
                while len(self._made) > MAX_CACHED:
                    self._made.popitem(last=False)
                return self._made[key]
        finally:
            self._room.release()


def get_workbook_pdf(papers: WorkbookPdfCache, org: Org, at: datetime) -> WorkbookPdf:
    """Return the file for this organisation on the day of the aware instant `at`.

    Raises NotMadeError when too many ask for one that is not made yet.
    """
    book = workbook_content.load_org_workbook(org, at)
    lines = _lines(org, book, at)
    paper = WorkbookToPrint(book, lines, org.name, get_london_day(at))
    key = (org.pack, org.name, org.lead_title, book.mark, f"{book.day}", repr(lines))
    data = papers.get(key, lambda: render_workbook_pdf(paper))
    return WorkbookPdf(data, f"workbook-{book.edition.edition.version}.pdf")


def _lines(
    org: Org, book: WorkbookText, at: datetime
) -> dict[str, dict[str, tuple[PhoneLine, ...]]]:
    """Return lines to call of every page, with their hours: paper is read on another day."""
    edition = book.edition
    pages = {
        **{one.key: one for one in edition.chapters},
        **{f"roles/{one.key}": one for one in edition.roles},
    }
    return {
        place: found
        for place, one in pages.items()
        if (found := workbook_content.find_chapter_phone_lines(org, one, at, any_day=True))
    }
