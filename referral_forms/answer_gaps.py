"""Gather the unanswered questions of a paper, so that what is known can be found among them.

A gap is named and printed as not known, never dropped: three or more under one heading stand in one
row below its answers. In the first block, of urgency, each keeps a row of its own. What a worker
said instead of an answer ("Not asked") is an answer. The words of the gap stay as they are.
"""

from collections.abc import Iterable

from msgspec import structs

from referral_forms.filled_form import (
    UNKNOWN_WORDS,
    FilledBlock,
    FilledPaper,
    FilledPart,
    FilledRow,
    PrintedAnswer,
)

URGENT_BLOCK = 0
"""The block in which a gap is news: whether anybody is in danger is not known."""
MIN_GAPS_TOGETHER = 3
"""Fewer gaps than this stay where the form asks."""


def gather_gaps(paper: FilledPaper) -> FilledPaper:
    """Return `paper` as it is read: the gaps under each heading in one row, after its answers."""
    return structs.replace(paper, blocks=tuple(map(_block, paper.blocks)))


def _block(block: FilledBlock) -> FilledBlock:
    if block.number == URGENT_BLOCK:
        return block
    return structs.replace(block, parts=tuple(map(_part, block.parts)))


def _part(part: FilledPart) -> FilledPart:
    gaps: dict[str, list[FilledRow]] = {}
    for row in part.rows:
        if words := _gap(row):
            gaps.setdefault(words, []).append(row)
    many = {words: rows for words, rows in gaps.items() if len(rows) >= MIN_GAPS_TOGETHER}
    together = [_together(words, rows) for words, rows in many.items()]
    return structs.replace(part, rows=(*(r for r in part.rows if _gap(r) not in many), *together))


def _together(words: str, rows: Iterable[FilledRow]) -> FilledRow:
    return FilledRow(
        "paper.gaps", words, (PrintedAnswer("\u00a0· ".join(row.label for row in rows)),)
    )


def is_gap(row: FilledRow) -> bool:
    """Whether a row holds nothing but a gap: nobody said anything of it."""
    return bool(_gap(row))


def _gap(row: FilledRow) -> str:
    """Return the words of a row that holds nothing but a gap; "" for every other row."""
    words = {answer.text for answer in row.answers if answer.blank and not answer.said}
    told = len(row.answers) > 1 or words & set(UNKNOWN_WORDS.values())
    return "" if told else "".join(words)
