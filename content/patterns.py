"""Find phrases by whole words: a small pattern language that cannot run away.

A pattern is words in order: `put/puts at risk` (either word), `the?` (may be missing),
`~3` (up to three words between), `{self}` (a list of words of the pack), `.` (the sentence
ends here; at the end of a text only where a caller adds a stop). Text is cut into words
once and each pattern is tried only where its first word stands, so time grows with the
length of the text. No regular expression ever comes from a pack.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

SENTENCE_STOP = "."
QUESTION_STOP = "?"
ANY_WORD = ""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[.!;:]|\?|\n")
_ENDS = {**dict.fromkeys(".!;:\n", SENTENCE_STOP), "?": QUESTION_STOP}
_OPTION = r"(?:[^\W_]+(?:'[^\W_]+)*|\{[a-z_]+\})"
_ITEM = re.compile(rf"{_OPTION}(?:/{_OPTION})*\??|~[1-9]|\.")
_LIST = re.compile(r"\{([a-z_]+)\}")
_MOST_KEPT = 8_192  # compiled patterns; all packs have 2,200 between them
WordLists = Mapping[str, Sequence[str]]


class PatternError(ValueError):
    """A pattern of a pack that cannot be read, or that matches nothing or everything."""


class CutText(NamedTuple):
    """A text in words: folded, as written, and where each starts and ends, list by list.

    Among the folded words STOP or ASKED stands where a sentence ends.
    """

    folded: list[str]
    written: list[str]
    starts: list[int]
    ends: list[int]


class PatternSlot(NamedTuple):
    """One place of a pattern: words that fit, whether it may be missing, or a gap."""

    words: frozenset[str]
    optional: bool
    gap: int


class Pattern(NamedTuple):
    """A compiled pattern: its places, the first of which is never a gap or optional.

    `later`: the words of each place after the first that cannot be missing.
    """

    slots: tuple[PatternSlot, ...]
    fixed: bool
    later: tuple[frozenset[str], ...]

    def needs(self, word: str) -> bool:
        """Say whether `word` may stand at a place of its own in this pattern."""
        return any(word in slot.words for slot in self.slots)

    def seconds(self) -> Iterable[str]:
        """Return the words that may follow the first, or ANY when that is not certain."""
        after = self.slots[1:2]
        sure = after and not after[0].optional and not after[0].gap
        return after[0].words if sure else (ANY_WORD,)

    def match(self, words: Sequence[str], at: int) -> int | None:
        """Return the index after the match that begins at word `at`, or None.

        Sets of positions, one place after the other: no going back, so no blow-up.
        """
        if self.fixed:
            return self._match_fixed(words, at)
        places = {at}
        for slot in self.slots:
            places = _step(words, places, slot)
            if not places:
                return None
        return min(places)

    def _match_fixed(self, words: Sequence[str], at: int) -> int | None:
        end = at + len(self.slots)
        if end > len(words):
            return None
        for slot in self.slots:
            if words[at] not in slot.words:
                return None
            at += 1
        return end


def _step(words: Sequence[str], places: set[int], slot: PatternSlot) -> set[int]:
    reached = {p + 1 for p in places if p < len(words) and words[p] in slot.words}
    if slot.optional:
        reached |= places
    if slot.gap:
        for place in places:
            for step in range(slot.gap + 1):
                reached.add(place + step)
                if place + step >= len(words) or words[place + step] in (
                    SENTENCE_STOP,
                    QUESTION_STOP,
                ):
                    break
    return reached


def cut_into_words(text: str) -> CutText:
    """Return the words of `text`, folded, with STOP or ASKED where a sentence ends."""
    found = list(_WORD.finditer(text))
    written = [match[0] for match in found]
    straight = [word.replace("’", "'") for word in written] if "’" in text else written
    return CutText(
        [_ENDS.get(word) or word.casefold() for word in straight],
        written,
        [match.start() for match in found],
        [match.end() for match in found],
    )


def list_folded_words(text: str) -> list[str]:
    """Return only the folded words of `text`, without sentence ends."""
    return [
        word for word in cut_into_words(text).folded if word not in (SENTENCE_STOP, QUESTION_STOP)
    ]


def compile_patterns(
    patterns: Iterable[str], words: WordLists, *, cased: bool = False
) -> list[Pattern]:
    """Return compiled patterns. Raises PatternError naming the pattern that is wrong."""
    return [_compile(pattern, words, cased=cased) for pattern in patterns]


def _compile(text: str, words: WordLists, *, cased: bool) -> Pattern:
    lists = tuple((name, tuple(words[name])) for name in _LIST.findall(text) if name in words)
    return _compile_once(text, lists, cased)


@lru_cache(maxsize=_MOST_KEPT)  # every council's pack has the patterns of the pack below it
def _compile_once(
    text: str, lists: tuple[tuple[str, tuple[str, ...]], ...], cased: bool
) -> Pattern:
    words, slots = dict(lists), []
    for item in text.split():
        if _ITEM.fullmatch(item) is None:
            raise PatternError(f"{text!r}: cannot read {item!r}")
        slots.append(_slot(text, item, words, cased=cased))
    if not slots or slots[0].gap or slots[0].optional:
        raise PatternError(f"{text!r}: must start with a word")
    fixed = not any(slot.optional or slot.gap for slot in slots)
    later = tuple(slot.words for slot in slots[1:] if not (slot.optional or slot.gap))
    return Pattern(tuple(slots), fixed, later)


def _slot(text: str, item: str, words: WordLists, *, cased: bool) -> PatternSlot:
    if item.startswith("~"):
        return PatternSlot(frozenset(), optional=False, gap=int(item[1:]))
    optional, options = item.endswith("?"), item.removesuffix("?").split("/")
    fit: set[str] = set()
    for option in options:
        if option.startswith("{") and option[1:-1] not in words:
            raise PatternError(f"{text!r}: there is no list of words {option!r}")
        listed = words[option[1:-1]] if option.startswith("{") else (option,)
        fit.update(listed if cased else (word.casefold() for word in listed))
    return PatternSlot(frozenset(fit), optional, 0)


class PatternFinder:
    """Patterns by first word and, where it is certain, the second: one walk finds them all."""

    def __init__(self, named: Iterable[tuple[str, Sequence[Pattern]]]) -> None:
        self._first: dict[str, dict[str, list[tuple[str, Pattern]]]] = {}
        for name, patterns in named:
            for pattern in patterns:
                for word in pattern.slots[0].words:
                    second = self._first.setdefault(word, {})
                    for after in pattern.seconds():
                        second.setdefault(after, []).append((name, pattern))

    def find(
        self, words: Sequence[str], done: Container[str] = ()
    ) -> Iterator[tuple[str, int, int]]:
        """Yield (name, first word, word after the last) for each match, in text order.

        A name in `done` is no longer looked for; the caller may add to it while walking.
        """
        present = set(words)
        for at, word in enumerate(words):
            second = self._first.get(word)
            if second is None:
                continue
            after = words[at + 1] if at + 1 < len(words) else SENTENCE_STOP
            for name, pattern in (*second.get(ANY_WORD, ()), *second.get(after, ())):
                if name in done or any(map(present.isdisjoint, pattern.later)):
                    continue
                if (end := pattern.match(words, at)) is not None:
                    yield name, at, end
