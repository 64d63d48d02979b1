"""Two texts beside each other, with the words marked that only one of them has.

Both stay to the letter: the pieces of a text, put together, are that text again. Words are
compared; capitals, the kind of apostrophe, marks between words, where lines end and the number of
a question, "(1)", are not. A sentence that both have is not marked, wherever it is. Of the rest,
the words that both have are as many as can be, in the same order (the longest common subsequence),
and the work is bounded. Nothing here judges a difference or proposes other words. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from app.domain.private_struct import PrivateStruct

MAX_WORDS = 8_000
"""More words than this in one text are shown, and not compared: a tenth of a second at most."""

_ALONE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese and Japanese signs, which are written without spaces: each is a word."""
_WORD = re.compile(rf"[{_ALONE}]|[^\s{_ALONE}/\u2013\u2014\u2026]+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_NUMBER = re.compile(r"[(\[]\d{1,2}[)\]]")
"""The mark that the form asks for where the child answers a question."""
_SENTENCE_END = re.compile(r"\n|[.!?\u2026][\"'\u201d\u2019)]*\s+$")
_APOSTROPHES = str.maketrans("\u2019\u2018\u02bc\u0060\u00b4", "'''''")


class TextPiece(PrivateStruct, frozen=True):
    """Some of a text, to the letter. `only`: the other text does not have these words."""

    text: str
    only: bool = False


class TextComparison(msgspec.Struct, frozen=True):
    """Two texts: what was said and what was written, each whole.

    `compared`: false for texts too long. `reordered`: what both have is not in the same order.
    """

    said: tuple[TextPiece, ...]
    written: tuple[TextPiece, ...]
    compared: bool = True
    reordered: bool = False

    @property
    def differs(self) -> bool:
        """Whether a word stands in one of them alone."""
        return any(one.only for one in (*self.said, *self.written))


class _Word(NamedTuple):
    """Where a word stands in its text, and what it is compared by."""

    start: int
    end: int
    key: str


def compare_texts(said: str, written: str) -> TextComparison:
    """Mark the words of each text that the other does not have."""
    first, second = list(_words(said)), list(_words(written))
    if max(len(first), len(second)) > MAX_WORDS:
        return TextComparison(_whole(said), _whole(written), compared=False)
    same = list(_pair_sentences(_sentences(said, first), _sentences(written, second)))
    ours, theirs = {one for one, _ in same}, {other for _, other in same}
    both = sorted([*same, *_in_rest(first, second, ours, theirs)])
    ours, theirs = {one for one, _ in both}, {other for _, other in both}
    places = [place for _, place in both]
    return TextComparison(
        _marked(said, first, ours),
        _marked(written, second, theirs),
        reordered=places != sorted(places),
    )


def _words(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        written = _NUMBER.sub("", found.group())
        # What has no letter and no digit is a word only where it says something: a heart does.
        key = _EDGES.sub("", written) or _signs(written)
        if key:
            yield _Word(*found.span(), key.casefold().translate(_APOSTROPHES))


def _signs(text: str) -> str:
    return "".join(sign for sign in text if ord(sign) > 0x2190)


def _sentences(text: str, words: Sequence[_Word]) -> dict[tuple[str, ...], list[int]]:
    """Return where each sentence starts, by its words: the places of its first words."""
    found: dict[tuple[str, ...], list[int]] = {}
    start = 0
    for end in range(1, len(words) + 1):
        between = text[words[end - 1].start : words[end].start] if end < len(words) else "\n"
        if _SENTENCE_END.search(between):
            found.setdefault(tuple(one.key for one in words[start:end]), []).append(start)
            start = end
    return found


def _pair_sentences(
    first: Mapping[tuple[str, ...], Sequence[int]], second: Mapping[tuple[str, ...], Sequence[int]]
) -> Iterator[tuple[int, int]]:
    """Yield the places of the words of each sentence that both have, as often as both do."""
    for keys, starts in first.items():
        for ours, theirs in zip(starts, second.get(keys, ()), strict=False):
            yield from ((ours + step, theirs + step) for step in range(len(keys)))


def _in_rest(
    first: Sequence[_Word], second: Sequence[_Word], ours: set[int], theirs: set[int]
) -> Iterator[tuple[int, int]]:
    """Yield the places of the words that both have outside the sentences that both have."""
    left = [place for place in range(len(first)) if place not in ours]
    right = [place for place in range(len(second)) if place not in theirs]
    for one, other in _in_both([first[at].key for at in left], [second[at].key for at in right]):
        yield left[one], right[other]


def _in_both(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of the words that both have, in order."""
    from rapidfuzz.distance import LCSseq  # five megabytes that no other page needs

    numbers = {key: number for number, key in enumerate(dict.fromkeys((*first, *second)))}
    found = LCSseq.opcodes([numbers[one] for one in first], [numbers[one] for one in second])
    return [
        (op.src_start + step, op.dest_start + step)
        for op in found
        if op.tag == "equal"
        for step in range(op.src_end - op.src_start)
    ]


def _marked(text: str, words: Sequence[_Word], both: set[int]) -> tuple[TextPiece, ...]:
    """Cut the text where marking starts or ends; what is between two marked words is marked."""
    found: list[TextPiece] = []
    done = 0
    for first, last in _runs(len(words), _from_lines(text, words, both)):
        start, end = words[first].start, words[last].end
        found += [TextPiece(text[done:start]), TextPiece(text[start:end], only=True)]
        done = end
    return tuple(one for one in (*found, TextPiece(text[done:])) if one.text)


def _from_lines(text: str, words: Sequence[_Word], both: set[int]) -> set[int]:
    """Return the same places, with each run moved to the start of its line where it fits as well.

    Of "He stops. He waits", beside "He waits", either "He" could be the one that both have.
    """
    found = set(both)
    for first, last in _runs(len(words), both):
        step = 0
        while not _begins(text, words, first - step) and first - step - 1 in found:
            if words[first - step - 1].key != words[last - step].key:
                break
            step += 1
        if step and _begins(text, words, first - step):
            found -= set(range(first - step, first))
            found |= set(range(last - step + 1, last + 1))
    return found


def _begins(text: str, words: Sequence[_Word], place: int) -> bool:
    return place == 0 or "\n" in text[words[place - 1].end : words[place].start]


def _runs(count: int, both: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last place of each run of words that are not in both."""
    place = 0
    while place < count:
        first = place
        while place < count and place not in both:
            place += 1
        if place > first:
            yield first, place - 1
        place += 1


def _whole(text: str) -> tuple[TextPiece, ...]:
    return (TextPiece(text),) if text else ()
