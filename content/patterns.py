"""Find phrases by whole words: a small pattern language that cannot run away.

A pattern is words in order: `put/puts at risk` (either word), `the?` (may be missing),
`~3` (up to three words between), `{self}` (a list of words of the pack). Text is cut
into words once and each pattern is tried only where its first word stands, so time grows
with the length of the text. No regular expression ever comes from a pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

STOP = "."
ASKED = "?"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[.!;:]|\?|\n")
_ITEM = re.compile(r"[^\W_]+(?:'[^\W_]+)*(?:/[^\W_]+(?:'[^\W_]+)*)*\??|\{[a-z_]+\}\??|~[1-9]")
Words = Mapping[str, Sequence[str]]


class PatternError(ValueError):
    """A pattern of a pack that cannot be read, or that matches nothing or everything."""


class Token(NamedTuple):
    """A word of a text: folded, as written, and where it stands. STOP ends a sentence."""

    word: str
    written: str
    start: int
    end: int


class Slot(NamedTuple):
    """One place of a pattern: words that fit, whether it may be missing, or a gap."""

    words: frozenset[str]
    optional: bool
    gap: int


class Pattern(NamedTuple):
    """A compiled pattern: its places, the first of which is never a gap or optional."""

    slots: tuple[Slot, ...]

    def needs(self, word: str) -> bool:
        """Say whether `word` may stand at a place of its own in this pattern."""
        return any(word in slot.words for slot in self.slots)

    def match(self, words: Sequence[str], at: int) -> int | None:
        """Return the index after the match that begins at word `at`, or None.

        Sets of positions, one place after the other: no going back, so no blow-up.
        """
        places = {at}
        for slot in self.slots:
            places = _step(words, places, slot)
            if not places:
                return None
        return min(places)


def _step(words: Sequence[str], places: set[int], slot: Slot) -> set[int]:
    reached = {p + 1 for p in places if p < len(words) and words[p] in slot.words}
    if slot.optional:
        reached |= places
    if slot.gap:
        for place in places:
            for step in range(slot.gap + 1):
                reached.add(place + step)
                if place + step >= len(words) or words[place + step] in (STOP, ASKED):
                    break
    return reached


def cut(text: str) -> list[Token]:
    """Return the words of `text`, folded, with STOP or ASKED where a sentence ends."""
    found = []
    for match in _WORD.finditer(text):
        written = match[0]
        if written == ASKED:
            word = ASKED
        elif written[0].isalnum():
            word = written.replace("’", "'").casefold()
        else:
            word = STOP
        found.append(Token(word, written, match.start(), match.end()))
    return found


def tokens(text: str) -> list[str]:
    """Return only the folded words of `text`, without sentence ends."""
    return [token.word for token in cut(text) if token.word not in (STOP, ASKED)]


def compile_all(patterns: Iterable[str], words: Words, *, cased: bool = False) -> list[Pattern]:
    """Return compiled patterns. Raises PatternError naming the pattern that is wrong."""
    return [_compile(pattern, words, cased=cased) for pattern in patterns]


def _compile(text: str, words: Words, *, cased: bool) -> Pattern:
    slots = []
    for item in text.split():
        if _ITEM.fullmatch(item) is None:
            raise PatternError(f"{text!r}: cannot read {item!r}")
        slots.append(_slot(text, item, words, cased=cased))
    if not slots or slots[0].gap or slots[0].optional:
        raise PatternError(f"{text!r}: must begin with a word")
    return Pattern(tuple(slots))


def _slot(text: str, item: str, words: Words, *, cased: bool) -> Slot:
    if item.startswith("~"):
        return Slot(frozenset(), optional=False, gap=int(item[1:]))
    optional, item = item.endswith("?"), item.removesuffix("?")
    if item.startswith("{"):
        name = item[1:-1]
        if name not in words:
            raise PatternError(f"{text!r}: there is no list of words {name!r}")
        return Slot(frozenset(words[name]), optional, 0)
    options = item.split("/")
    return Slot(frozenset(o if cased else o.casefold() for o in options), optional, 0)


class Finder:
    """Patterns by first word, to find all of them in one walk over a text."""

    def __init__(self, named: Iterable[tuple[str, Sequence[Pattern]]]) -> None:
        self._first: dict[str, list[tuple[str, Pattern]]] = {}
        for name, patterns in named:
            for pattern in patterns:
                for word in pattern.slots[0].words:
                    self._first.setdefault(word, []).append((name, pattern))

    def find(self, words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """Yield (name, first word, word after the last) for each match, in text order."""
        for at, word in enumerate(words):
            for name, pattern in self._first.get(word, ()):
                end = pattern.match(words, at)
                if end is not None:
                    yield name, at, end
