"""Two texts beside each other, with the words marked that only one of them has.

Both stay word for word: the pieces of a text, put together, are that text again. Words are
compared; capitals, apostrophes, hyphens, marks between words, where lines end and the number of a
question, "(1)", are not. Which words are the same: `word_pairs`. The work is bounded. Nothing here
judges a difference or proposes other words. Pure.
"""

from collections.abc import Iterator, Sequence

import msgspec

from app.domain.practice.compared_words import ComparedWord, cut_into_clauses, list_compared_words
from app.domain.practice.word_pairs import list_unbroken_runs, pair_words
from app.domain.private_struct import PrivateStruct

MAX_WORDS = 8_000
"""More words than this in one text are shown, and not compared: a tenth of a second at most."""


class TextPiece(PrivateStruct, frozen=True):
    """Some of a text, word for word. `only`: the other text does not have these words."""

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


def compare_texts(said: str, written: str, also: str = "") -> TextComparison:
    """Mark the words of each text that the other does not have.

    `also`: other words that are not marked in `written`, where they are there as they were said.
    """
    first, second, third = (list_compared_words(text) for text in (said, written, also))
    if max(len(first), len(second), len(third)) > MAX_WORDS:
        return TextComparison(_whole(said), _whole(written), compared=False)
    pairs, known = pair_words(
        cut_into_clauses(said, first),
        cut_into_clauses(written, second),
        cut_into_clauses(also, third),
    )
    places = [place for _, place in sorted(pairs.items())]
    return TextComparison(
        _marked(said, first, set(places)),
        _marked(written, second, pairs.keys() | known),
        reordered=places != sorted(places),
    )


def _marked(text: str, words: Sequence[ComparedWord], both: set[int]) -> tuple[TextPiece, ...]:
    """Cut the text where marking starts or ends; what is between two marked words is marked."""
    found: list[TextPiece] = []
    done = 0
    for run in _runs(len(words), _from_lines(text, words, both)):
        start, end = words[run[0]].start, words[run[-1]].end
        found += [TextPiece(text[done:start]), TextPiece(text[start:end], only=True)]
        done = end
    return tuple(one for one in (*found, TextPiece(text[done:])) if one.text)


def _from_lines(text: str, words: Sequence[ComparedWord], both: set[int]) -> set[int]:
    """Return the same places, with each run moved to the start of its line where it fits as well.

    Of "He stops. He waits", beside "He waits", either "He" could be the one that both have.
    """
    found = set(both)
    for run in _runs(len(words), both):
        first, last = run[0], run[-1]
        step = 0
        while not _begins(text, words, first - step) and first - step - 1 in found:
            if words[first - step - 1].key != words[last - step].key:
                break
            step += 1
        if step and _begins(text, words, first - step):
            found -= set(range(first - step, first))
            found |= set(range(last - step + 1, last + 1))
    return found


def _begins(text: str, words: Sequence[ComparedWord], place: int) -> bool:
    return place == 0 or "\n" in text[words[place - 1].end : words[place].start]


def _runs(count: int, both: set[int]) -> Iterator[range]:
    """Yield each run of places that are not in both."""
    return list_unbroken_runs([place for place in range(count) if place not in both])


def _whole(text: str) -> tuple[TextPiece, ...]:
    return (TextPiece(text),) if text else ()
