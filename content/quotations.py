"""Find quotations in a text, so that a quotation is never commented on.

In doubt it takes more for quoted, not less: an opening mark without a closing one quotes the rest
of its paragraph. One walk over the text, whatever it holds.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

DOUBLE = {'"': '"', "“": "”", "«": "»", "„": "“"}
# A single mark opens after a gap and before a letter, and closes the other way round:
# within a word it is an apostrophe.
_OPENS = re.compile(r"""["“«„]|(?<![^\W_])['‘](?=\S)""")
_CLOSES = re.compile(r"(?<=\S)['’](?![^\W_])")
TextRange = tuple[int, int]


class TextRanges:
    """Half-open ranges, joined where they touch, that answer in logarithmic time."""

    def __init__(self, ranges: Iterable[TextRange]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touch(self, start: int, end: int) -> bool:
        """Say whether any part of `start` to `end` lies in one of the ranges."""
        at = bisect_right(self._ends, start)
        return at < len(self._starts) and self._starts[at] < end


def find_quotations(text: str) -> list[TextRange]:
    """Return half-open character ranges of quotations in `text`, marks included."""
    ranges: list[TextRange] = []
    start = 0
    for paragraph in text.split("\n"):
        ranges.extend((start + low, start + high) for low, high in _in_paragraph(paragraph))
        start += len(paragraph) + 1
    return ranges


def _in_paragraph(text: str) -> Iterator[TextRange]:
    closers = [match.start() for match in _CLOSES.finditer(text)]
    at = 0
    while (opening := _OPENS.search(text, at)) is not None:
        start = opening.start()
        end = _end(text, start, closers)
        if end is not None:
            yield start, end
        at = end or start + 1


def _end(text: str, at: int, closers: list[int]) -> int | None:
    """Return the end of the quotation that opens at `at`, or None when nothing closes it."""
    if text[at] in DOUBLE:
        close = text.find(DOUBLE[text[at]], at + 1)
        return len(text) if close < 0 else close + 1
    after = bisect_left(closers, at + 2)
    return closers[after] + 1 if after < len(closers) else None
