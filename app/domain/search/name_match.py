"""Say whether a name is the one looked for, and why, in words. Never a score."""

from collections.abc import Callable, Sequence
from enum import Enum
from functools import cache
from itertools import takewhile

from app.domain.search.name_forms import list_other_forms
from app.domain.search.search_query import SearchQuery, split_search_words

SHORTEST_MISSPELLED = 4
"""In a shorter word one letter makes another name: Ali and Alf, Mia and Mya."""
LONG_WORD = 8
"""A word as long as this can be two letters out."""
INITIALS = range(2, 4)


class NameMatch(Enum):
    """Why a name was found. The closest first."""

    SAME = "The name is the same"
    STARTS = "The name starts with what you typed"
    INITIALS = "The same initials"
    CLOSE = "Close to what you typed: check the spelling"
    OTHER_FORM = "A short form, or another spelling, of what you typed"


_ORDER = tuple(NameMatch)


def match_name(query: SearchQuery, name: str) -> NameMatch | None:
    """Return why a name was found, by its least close word; None where it was not.

    Every word looked for must be in the name, in any order. A query without a word finds none.
    """
    words = split_search_words(name)
    if not words or not query:
        return None
    found = list(takewhile(bool, (_match_word(word, words) for word in query.words)))
    if len(found) == len(query.words):
        return max((one for one in found if one), key=_ORDER.index)
    if _are_initials(query, words):
        return NameMatch.INITIALS
    return None


def is_close_word(word: str, other: str) -> bool:
    """Whether two words differ by one letter, or two swapped; long words by two of these."""
    length = max(len(word), len(other))
    if length < SHORTEST_MISSPELLED:
        return False
    if length < LONG_WORD and word[0] != other[0]:
        return False  # the first letter of a short name is the one that people are sure of
    most = 2 if length >= LONG_WORD else 1
    if abs(len(word) - len(other)) > most:
        return False
    return _find_distance()(word, other, score_cutoff=most) <= most


@cache
def _find_distance() -> Callable[..., int]:
    from rapidfuzz.distance import OSA  # five megabytes that no other page needs

    return OSA.distance


def _match_word(word: str, words: Sequence[str]) -> NameMatch | None:
    if word in words:
        return NameMatch.SAME
    if len(word) > 1 and any(one.startswith(word) for one in words):
        return NameMatch.STARTS
    if any(is_close_word(word, one) for one in words):
        return NameMatch.CLOSE
    return None if list_other_forms(word).isdisjoint(words) else NameMatch.OTHER_FORM


def _are_initials(query: SearchQuery, words: Sequence[str]) -> bool:
    typed = "".join(query.words)
    short = all(len(word) == 1 for word in query.words) or len(query.words) == 1
    return short and len(typed) in INITIALS and typed == "".join(word[0] for word in words)
