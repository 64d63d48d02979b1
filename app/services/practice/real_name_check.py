"""Find names and numbers in a practice that look real: "use only the names in the scenario".

It blocks nothing, changes nothing and keeps nothing. It misses more than it finds
(`app.domain.real_names` says what), and is never used on a real record.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import msgspec

from app.domain import pages
from app.domain.practice import real_names
from app.domain.practice.real_names import EVERYDAY_WORDS, AllowedWords, RealDetail
from app.domain.routing.actors import Org
from app.services.contacts import phone_numbers
from content.scenarios import scenario_files
from content.scenarios.scenario import Scenario
from content.workbook import workbook_loader

MAX_CHARACTERS_READ: Final = 60_000
"""Characters of one look, three full answers: nobody's texts can hold up everybody's pages."""
MAX_NAMES_FOUND: Final = 100
"""Different things that one look names: each costs a reading of all that the pack says."""


def find_real_names(scenario: Scenario, texts: Iterable[str], org: Org) -> tuple[RealDetail, ...]:
    """What looks like somebody real in `texts` and is not of the scenario, each once, in order.

    `texts`: what was typed; tokens of the record are no names. What may be written: words and
    numbers of the scenario, the pack and its workbook, and the organisation's own. No more than
    `MAX_CHARACTERS_READ` characters are looked at, and no more than `MAX_NAMES_FOUND` things are
    named.
    """
    known = _known(scenario, org)
    found = (one for text in _first(texts) for one in real_names.find_real_details(text, known))
    return tuple(islice(_once(found), MAX_NAMES_FOUND))


def _first(texts: Iterable[str]) -> Iterator[str]:
    left = MAX_CHARACTERS_READ
    for text in texts:
        yield text[:left]
        left -= len(text[:left])
        if not left:
            return


def _once(found: Iterable[RealDetail]) -> Iterator[RealDetail]:
    done: set[RealDetail] = set()
    for one in found:
        if one not in done:
            done.add(one)
            yield one


def _known(scenario: Scenario, org: Org) -> AllowedWords:
    pack = _of_pack(org.pack)
    own = (org.name, org.lead_title, org.address, org.phone)
    said = _folded(_strings(scenario))
    of_org = _folded(own)
    text = "\n".join((pack.text, *_strings(scenario), *own)).casefold()
    found = _dialled((*_strings(scenario), *own))
    return AllowedWords(pack.words | said | of_org, said, text, pack.numbers | found)


@lru_cache(maxsize=16)
def _of_pack(name: str) -> AllowedWords:
    """What every scenario of a pack may have in it: nobody's name of another scenario."""
    asked = _strings(pages.PAGES_BY_NAME)
    found = [
        *_strings(phone_numbers.load_pack(name)),
        *_strings(workbook_loader.load_workbook(name)),
        *asked,
    ]
    small = (
        word
        for scenario in scenario_files.load_scenarios(name)
        for text in _strings(scenario)
        for word in real_names.split_words(text)
        if word[0].islower()
    )
    known = _folded(found) | {word.casefold() for word in small} | EVERYDAY_WORDS
    return AllowedWords(known, frozenset(), "\n".join(found), _dialled(found))


def _folded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for text in texts for word in real_names.split_words(text))


def _dialled(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(
        real_names.normalise_number(one)
        for text in texts
        for one in real_names.find_phone_numbers(text)
    )


def _strings(value: Any) -> Iterator[str]:
    """Yield every text of a shape of content, whatever holds it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _strings(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from _strings(one)
