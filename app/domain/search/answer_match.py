"""Say in which answers of a concern what is looked for was found. Never what they say."""

from collections.abc import Callable, Iterable

from app.domain.private_struct import PrivateStruct
from app.domain.search.search_query import (
    SearchQuery,
    find_codes_in_words,
    replace_lookalike_letters,
    split_search_words,
)

SHORTEST_BEGINNING = 4
"""A shorter word is looked for whole: "car" is neither "care" nor "Carol"."""
MOST_PLACES = 3
"""Answers that a result names; the concern itself shows the rest."""


class SearchedText(PrivateStruct, frozen=True):
    """One answer of a concern: the words that name it, and what it says."""

    place: str
    text: str


class AnswerMatch(PrivateStruct, frozen=True):
    """Answers in which it was found, by their labels. `missing`: words that are nowhere in it.

    `words`: those that were found in each of the places.
    """

    places: tuple[str, ...]
    missing: tuple[str, ...]
    words: tuple[tuple[str, ...], ...] = ()


def match_answers(query: SearchQuery, texts: Iterable[SearchedText]) -> AnswerMatch | None:
    """Return where the words, or the code, of a query were found; None for nothing.

    A word of four letters counts where another begins with it, a shorter one by itself. At least
    half of the words must be somewhere in the concern.
    """
    found = _match(query, texts, lambda text: _find_words(query, split_search_words(text)))
    return found if found and len(found.missing) <= len(query.words) // 2 else None


class WordMatcher:
    """One search for some of its words in short texts, of which there may be a million."""

    def __init__(self, query: SearchQuery) -> None:
        self._query = query

    def may_hold(self, text: str) -> bool:
        """Whether a text could hold a word: most do not, at a tenth of the cost of looking."""
        if not text.isascii():
            return True  # an accent counts for nothing
        lower = text.lower()
        for word in self._query.words:  # any() over a generator takes twice as long
            if word in lower:
                return True
        return bool(self._query.codes)

    def match(self, texts: Iterable[SearchedText]) -> AnswerMatch | None:
        """Return where any of the words was found, however many are missing; None for nothing."""
        query = self._query
        return _match(query, texts, lambda text: _find_words(query, split_search_words(text)))


def _match(
    query: SearchQuery, texts: Iterable[SearchedText], find: Callable[[str], set[str]]
) -> AnswerMatch | None:
    places: dict[str, set[str]] = {}
    missing = set(query.words)
    for searched in texts:
        if found := find(searched.text):
            missing -= found
            places[searched.place] = max(found, places.get(searched.place, set()), key=len)
    if not places:
        return None
    most = sorted(places, key=lambda place: -len(places[place]))[:MOST_PLACES]  # stable
    return AnswerMatch(
        tuple(most),
        tuple(word for word in query.words if word in missing),
        tuple(tuple(word for word in query.words if word in places[place]) for place in most),
    )


def _find_words(query: SearchQuery, words: list[str]) -> set[str]:
    """Return the words of a query that these begin with or hold; all of them for its whole code."""
    codes = find_codes_in_words(query, words)
    if codes and max(codes, key=len) == query.codes[0] == replace_lookalike_letters(
        "".join(query.words)
    ):
        return set(query.words)
    return {
        word
        for word in query.words
        if replace_lookalike_letters(word) in codes or any(_begins(word, other) for other in words)
    }


def _begins(word: str, other: str) -> bool:
    """Whether a word is looked for by this one: by its beginning, or by a part of a code."""
    if len(word) < SHORTEST_BEGINNING:
        return other in {word, f"{word}s"} or (len(word) > 2 and word in other and _is_code(other))
    return other.startswith(word) or (word in other and _is_code(other))


def _is_code(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
