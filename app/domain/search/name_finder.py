"""Find the names that may fit a name, among many: all that do, and few of the others. Pure.

Each word that stands in any of them is compared once, however many names have it. Whether a name
fits, and why, `name_match.py` says. So too much costs time, and too little would lose a child: a
name that it would take is always among those that are found here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from app.domain.search.close_words import find_close_words
from app.domain.search.name_forms import list_other_forms
from app.domain.search.name_match import INITIALS
from app.domain.search.search_query import (
    COMMON_WORDS,
    MAX_CHARACTERS,
    MAX_WORDS,
    SearchQuery,
    parse_query,
    split_search_words,
)

Words = Mapping[str, Sequence[str]]
"""Names, each with its words."""
_LONGEST_INITIALS = INITIALS[-1]


def split_names(names: Iterable[str]) -> Words:
    """Return each of these names, once, with its words as they are compared."""
    return {name: split_search_words(name) for name in dict.fromkeys(names)}


def find_fitting_names(query: SearchQuery, names: Words) -> set[str]:
    """Return the names that `match_name` may find by this query."""
    every = _list_vocabulary(names)
    found = list(names)
    for word in sorted(query.words, key=len, reverse=True):  # mostly nothing has the longest
        misses = _list_words_found_by(word, every).isdisjoint
        found = [name for name in found if not misses(names[name])]
    return {*found, *_find_by_initials("".join(query.words), names)}


def find_like_names(name: str, names: Words) -> set[str]:
    """Return the names that fit this one, or that this one fits: in whichever `match_name` finds
    the other."""
    if len(name) > MAX_CHARACTERS:
        return set(names)  # a search is cut there, in the middle of a word
    query, mine = parse_query(name), split_search_words(name)
    if not query:
        return {one for one, words in names.items() if not words}
    return find_fitting_names(query, names) | _find_parts(mine, names)


def _find_parts(mine: Sequence[str], names: Words) -> set[str]:
    """Return the names by which a search would find the name of these words."""
    every = _list_vocabulary(names)
    finding = COMMON_WORDS.union(*(_list_words_that_find(word, every) for word in mine))
    covers = finding.issuperset
    short = frozenset(word for word in every if len(word) <= _LONGEST_INITIALS)
    initials = "".join(word[0] for word in mine)
    return {
        name
        for name, words in names.items()
        if covers(words[:MAX_WORDS])
        or len(name) > MAX_CHARACTERS
        or (not short.isdisjoint(words) and "".join(parse_query(name).words) == initials)
    }


def _list_vocabulary(names: Words) -> frozenset[str]:
    return frozenset().union(*names.values())


def _list_words_found_by(word: str, every: Collection[str]) -> frozenset[str]:
    """Return the words by which a name fits one that is looked for."""
    longer = [one for one in every if one.startswith(word)] if len(word) > 1 else []
    return frozenset([word, *longer]) | _list_alike(word, every)


def _list_words_that_find(word: str, every: Collection[str]) -> frozenset[str]:
    """Return the words that find this one, if they are looked for."""
    beginnings = frozenset(word[:size] for size in range(2, len(word)))
    return frozenset([word]) | beginnings | _list_alike(word, every)


def _list_alike(word: str, every: Collection[str]) -> frozenset[str]:
    return list_other_forms(word).union(find_close_words(word, every))


def _find_by_initials(typed: str, names: Words) -> list[str]:
    if len(typed) not in INITIALS:
        return []
    size = len(typed)
    return [
        name
        for name, words in names.items()
        if len(words) == size and typed == "".join([word[0] for word in words])
    ]
