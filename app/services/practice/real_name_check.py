"""Find names and numbers in a practice that look real: "use only the names in the scenario".

It blocks nothing, changes nothing and keeps nothing. It misses more than it finds
(`app.domain.practice.real_names` says what), and is never used on a real record.
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
"""Characters read in one check, about three full answers: long texts slow no one else's pages."""
MAX_NAMES_FOUND: Final = 100
"""Most details that one check names: for each, all texts of the pack are read."""


def find_real_names(scenario: Scenario, texts: Iterable[str], org: Org) -> tuple[RealDetail, ...]:
    """Return the details in `texts` that look real and are not in the scenario, each once.

    `texts`: what was typed; tokens of the record are no names. What may be written: words and
    numbers of the scenario, the pack and its workbook, and the organisation's own. No more than
    `MAX_CHARACTERS_READ` characters are looked at, and no more than `MAX_NAMES_FOUND` things are
    named.
    """
    known = _collect_allowed(scenario, org)
    found = (
        one for text in _cut_to_limit(texts) for one in real_names.find_real_details(text, known)
    )
    return tuple(islice(_drop_repeats(found), MAX_NAMES_FOUND))


def _cut_to_limit(texts: Iterable[str]) -> Iterator[str]:
    left = MAX_CHARACTERS_READ
    for text in texts:
        yield text[:left]
        left -= len(text[:left])
        if not left:
            return


def _drop_repeats(found: Iterable[RealDetail]) -> Iterator[RealDetail]:
    done: set[RealDetail] = set()
    for one in found:
        if one not in done:
            done.add(one)
            yield one


def _collect_allowed(scenario: Scenario, org: Org) -> AllowedWords:
    pack = _collect_pack_words(org.pack)
    own = (org.name, org.lead_title, org.address, org.phone)
    said = _fold_words(_list_texts(scenario))
    of_org = _fold_words(own)
    text = "\n".join((pack.text, *_list_texts(scenario), *own)).casefold()
    found = _find_numbers((*_list_texts(scenario), *own))
    return AllowedWords(pack.words | said | of_org, said, text, pack.numbers | found)


@lru_cache(maxsize=16)
def _collect_pack_words(name: str) -> AllowedWords:
    """Return the words that any scenario of a pack may have, without names of other scenarios."""
    asked = _list_texts(pages.PAGES_BY_NAME)
    found = [
        *_list_texts(phone_numbers.load_pack(name)),
        *_list_texts(workbook_loader.load_workbook(name)),
        *asked,
    ]
    small = (
        word
        for scenario in scenario_files.load_scenarios(name)
        for text in _list_texts(scenario)
        for word in real_names.split_words(text)
        if word[0].islower()
    )
    known = _fold_words(found) | {word.casefold() for word in small} | EVERYDAY_WORDS
    return AllowedWords(known, frozenset(), "\n".join(found), _find_numbers(found))


def _fold_words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for text in texts for word in real_names.split_words(text))


def _find_numbers(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(
        real_names.normalise_number(one)
        for text in texts
        for one in real_names.find_phone_numbers(text)
    )


def _list_texts(value: Any) -> Iterator[str]:
    """Yield every text of a shape of content, whatever holds it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _list_texts(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _list_texts(one)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from _list_texts(one)
