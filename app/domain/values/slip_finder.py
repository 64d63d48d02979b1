"""Find the packed slips that a search has to look at: all that may fit, and few of the others.

What is found here is only looked at. Whether it fits, and why, `value_search_match.py` and
`answer_match.py` say. So too much costs time, and too little would lose a child: a slip that they
would find is always among those that are found here.
"""

from collections.abc import Collection, Iterable, Iterator

from app.domain.search.close_words import MOST_APART, find_close_words
from app.domain.search.name_forms import list_other_forms
from app.domain.search.name_match import INITIALS, LONG_WORD
from app.domain.search.search_query import SearchQuery, replace_lookalike_letters
from app.domain.values.normalised import (
    LONGEST_PLATE,
    SHORTEST_ONLINE_NAME,
    SHORTEST_PLATE_PART,
)
from app.domain.values.packed_slips import INITIALS_MARK, PackedSlips
from app.domain.values.value_search_match import SHORTEST_DIGITS

WHOLE_ALONE = 2
"""A word of so many letters is looked for whole where only some words need be found."""
Pattern = str
"""A part of a line that is looked for, with the space before or after it if that must be there."""


class SlipFinder:
    """A search in packed slips, with what it looks for in their columns."""

    def __init__(self, query: SearchQuery) -> None:
        self._query = query
        self._typed = "".join(query.words)
        # The longest word first: mostly nothing has it, and then the others need no look.
        self._words = sorted(query.words, key=len, reverse=True)
        self._codes = tuple(dict.fromkeys(self._list_code_patterns()))

    def find(self, packed: PackedSlips) -> set[int]:
        """Return the places of slips in which one value may be what is looked for."""
        found = _find_lines(packed.codes, self._codes)
        read = replace_lookalike_letters(self._typed)
        found |= _find_lines(packed.codes, (f" {one} " for one in _list_close(packed, read)))
        if len(self._typed) in INITIALS:
            found |= _find_lines(packed.words, (f" {INITIALS_MARK}{self._typed} ",))
        return found | self._find_all_words(packed)

    def find_some(self, packed: PackedSlips) -> Collection[int]:
        """Return the places of slips that may have one word of several, or a part of a code."""
        if self._query.codes:
            return range(len(packed.slips))  # a code may be written in several pieces
        patterns = [one for word in self._words for one in _list_some_patterns(word)]
        return _find_lines(packed.words, patterns)

    def _find_all_words(self, packed: PackedSlips) -> set[int]:
        found: set[int] | None = None
        for word in self._words:
            lines = _find_lines(packed.words, _list_word_patterns(packed, word))
            found = lines if found is None else found & lines
            if not found:
                break
        return found or set()

    def _list_code_patterns(self) -> Iterator[Pattern]:
        """Yield what stands in a line with a plate, a phone number or a user name that fits."""
        read = replace_lookalike_letters(self._typed)
        if len(read) >= SHORTEST_ONLINE_NAME:
            yield read
        digits = "".join(letter for letter in self._typed if letter.isdigit())
        if len(digits) >= SHORTEST_DIGITS:
            yield digits
        for plate in (read, *self._query.codes):
            if SHORTEST_PLATE_PART <= len(plate) <= LONGEST_PLATE:
                yield plate
                yield from (f" {part} " for part in _list_parts(plate))


def _list_parts(plate: str) -> Iterator[str]:
    """Yield the parts of a plate that can stand in a record by themselves."""
    for size in range(SHORTEST_PLATE_PART, len(plate)):
        yield from (plate[start : start + size] for start in range(len(plate) - size + 1))


def _list_word_patterns(packed: PackedSlips, word: str) -> Iterator[Pattern]:
    """Yield what stands in a line with this word, its beginning, a near spelling or a form."""
    yield f" {word}" if len(word) > 1 else f" {word} "
    for other in (*list_other_forms(word), *_list_close(packed, word)):
        if not other.startswith(word):
            yield f" {other} "


def _list_some_patterns(word: str) -> tuple[Pattern, ...]:
    return (word,) if len(word) > WHOLE_ALONE else (f" {word} ", f" {word}s ")


def _find_lines(column: str, patterns: Iterable[Pattern]) -> set[int]:
    """Return the number of each line in which one of these stands."""
    found: set[int] = set()
    for pattern in patterns:
        line = counted = 0
        at = column.find(pattern)
        while at >= 0:
            line += column.count("\n", counted, at)
            found.add(line)
            counted = column.index("\n", at)
            at = column.find(pattern, counted)
    return found


def _list_close(packed: PackedSlips, word: str) -> list[str]:
    """Return the words of names that `is_close_word` takes for this one."""
    names: list[str] = []
    if len(word) < LONG_WORD:
        names += _list_beginning(packed.names, word[0])
    elif len(word) < LONG_WORD + MOST_APART:
        names += packed.names.split()
    if len(word) >= LONG_WORD - MOST_APART:
        names += packed.long_names.split()
    return find_close_words(word, names)


def _list_beginning(names: str, letter: str) -> list[str]:
    """Return the words that begin with a letter, of a column in order of the alphabet."""
    start = names.find(f"\n{letter}")
    if start < 0:
        return []
    return names[start : names.index("\n", names.rfind(f"\n{letter}") + 1)].split()
