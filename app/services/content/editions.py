"""The edition of the workbook that an organisation reads now, and the mark of each chapter."""

from collections.abc import Mapping

import msgspec

from app.domain.routing.actors import Org
from app.services.contacts.phone_numbers import pack_of
from app.services.content import workbook_words
from content.workbook import workbook_loader


class Read(msgspec.Struct, frozen=True):
    """An edition. `marks` and `titles` by the chapter's key, in the order in which one reads."""

    version: str
    marks: Mapping[str, str]
    titles: Mapping[str, str]
    minutes: Mapping[str, int]


def now(org: Org) -> Read:
    """The edition that this organisation's people read. Raises ContentError as loading does."""
    pack = pack_of(org.pack)
    book = workbook_loader.load(pack.name)
    titles = {
        one.key: workbook_loader.fill(one.title, pack, org.lead_title) for one in book.chapters
    }
    return Read(
        version=book.edition.version,
        marks=workbook_words.marks(org),
        titles=titles,
        minutes={one.key: one.minutes for one in book.chapters},
    )
