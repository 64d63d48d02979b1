"""Give the answers of the page before a referral to the pages that store them. Pure."""

from collections.abc import Iterator
from itertools import groupby

from msgspec import structs

from app.domain.pages.details_record import HOUSEHOLD
from app.domain.pages.referral import STORED_PAGE
from app.domain.record.entry_schema import Part


def split_asked_parts(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return the answers of that page as parts of the pages that store them."""
    return tuple(found for part in parts for found in _split(part))


def _split(part: Part) -> Iterator[Part]:
    if part.item:
        yield structs.replace(part, page=HOUSEHOLD.part_name)
        return
    for page, names in groupby(part.values, key=STORED_PAGE.__getitem__):
        yield structs.replace(part, page=page, values={name: part.values[name] for name in names})
