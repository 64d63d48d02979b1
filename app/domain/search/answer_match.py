"""Say in which answers of a concern what is looked for was found. Never what they say."""

from collections.abc import Iterable

from app.domain.private_struct import PrivateStruct
from app.domain.search.search_query import SearchQuery, find_codes, read_alike, split_words

SHORTEST_BEGINNING = 4
"""A shorter word is looked for whole: "car" is neither "care" nor "Carol"."""
MOST_PLACES = 3
"""Answers that a result names; the concern itself shows the rest."""


class SearchedText(PrivateStruct, frozen=True):
    """One answer of a concern: the words that name it, and what it says."""

    place: str
    text: str


class AnswerMatch(PrivateStruct, frozen=True):
    """Answers in which it was found, by their labels. `missing`: words that are nowhere in it."""

    places: tuple[str, ...]
    missing: tuple[str, ...]


def match_answers(query: SearchQuery, texts: Iterable[SearchedText]) -> AnswerMatch | None:
    """Return where the words, or the code, of a query were found; None for nothing.

    A word of four letters counts where another begins with it, a shorter one by itself. At least
    half of the words must be somewhere in the concern.
    """
    places: dict[str, int] = {}
    missing = set(query.words)
    for searched in texts:
        found = _find_words(query, split_words(searched.text))
        missing -= found
        if found:
            places[searched.place] = max(len(found), places.get(searched.place, 0))
    if not places or len(missing) > len(query.words) // 2:
        return None
    most = sorted(places, key=lambda place: -places[place])  # stable: else in the order of the file
    left = tuple(word for word in query.words if word in missing)
    return AnswerMatch(tuple(most[:MOST_PLACES]), left)


def _find_words(query: SearchQuery, words: list[str]) -> set[str]:
    """Return the words of a query that these begin with or hold; all of them for its whole code."""
    codes = find_codes(query, words)
    if codes and max(codes, key=len) == query.codes[0] == read_alike("".join(query.words)):
        return set(query.words)
    return {
        word
        for word in query.words
        if read_alike(word) in codes or any(_begins(word, other) for other in words)
    }


def _begins(word: str, other: str) -> bool:
    """Whether a word is looked for by this one: by its beginning, or by a part of a code."""
    if len(word) < SHORTEST_BEGINNING:
        return other in {word, f"{word}s"} or (len(word) > 2 and word in other and _is_code(other))
    return other.startswith(word) or (word in other and _is_code(other))


def _is_code(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
