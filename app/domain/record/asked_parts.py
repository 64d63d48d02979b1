"""Give the answers of a page to where they are stored. Pure.

Those of the page before a referral go to other pages. Those of an escalation go to its entry, and
the way that it goes up to a field of it. Those of a decision go to its entry, which the author of
the record reads, or to the note next to it, which they do not.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec import structs

from app.domain.pages.decision import FOR_AUTHOR, OUTCOME, SHARED_WITH_AUTHOR
from app.domain.pages.details_record import HOUSEHOLD
from app.domain.pages.referral import LEVEL, STORED_PAGE
from app.domain.record.entry_schema import ForAuthor, Part


def split_into_stored_parts(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return the answers of that page as parts of the pages that store them."""
    return tuple(found for part in parts for found in _split(part))


def _split(part: Part) -> Iterator[Part]:
    if part.item:
        yield structs.replace(part, page=HOUSEHOLD.part_name)
        return
    for page, names in groupby(part.values, key=STORED_PAGE.__getitem__):
        yield structs.replace(part, page=page, values={name: part.values[name] for name in names})


def split_off_escalation_level(parts: Iterable[Part]) -> tuple[tuple[Part, ...], str]:
    """Return the answers of an escalation without the way that it goes up, and that way."""
    level, rest = "", []
    for part in parts:
        level = str(part.values.get(LEVEL.name, level))
        values = {name: value for name, value in part.values.items() if name != LEVEL.name}
        rest += [structs.replace(part, values=values)] if values else []
    return tuple(rest), level


def split_outcomes(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return a part for each outcome that was ticked: the first has all the other answers."""
    found: list[Part] = []
    for part in parts:
        tokens = part.values.get(OUTCOME, ())
        if isinstance(tokens, str) or not tokens:
            found.append(part)
            continue
        first, *rest = tokens
        found.append(structs.replace(part, values=part.values | {OUTCOME: first}))
        found += [
            structs.replace(part, values={OUTCOME: token}, item=f"{part.item}-{place}")
            for place, token in enumerate(rest, 2)
        ]
    return tuple(found)


def split_decision_by_reader(
    parts: Iterable[Part],
) -> tuple[tuple[Part, ...], tuple[ForAuthor, ...], tuple[Part, ...]]:
    """Return what its author reads of a decision, their words of it, and what only readers see."""
    shared, words, withheld = [], [], []
    for part in split_outcomes(parts):
        values = dict(part.values)
        if text := values.pop(FOR_AUTHOR, ""):
            words.append(ForAuthor(part.item, text))
        own = {name: value for name, value in values.items() if name in SHARED_WITH_AUTHOR}
        rest = {name: value for name, value in values.items() if name not in SHARED_WITH_AUTHOR}
        shared += [structs.replace(part, values=own)] if own else []
        withheld += [structs.replace(part, values=rest)] if rest else []
    return tuple(shared), tuple(words), tuple(withheld)
