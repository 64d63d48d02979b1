"""Set the gaps of a paper together, so that what is known can be found among them.

A gap is named and printed as not known, never dropped: three or more under one heading stand in
one row below its answers. In the first block, of urgency, each keeps a row of its own. What a
worker said instead of an answer ("Not asked") is an answer. The words of the gap stay as they are.
"""

from collections.abc import Iterable

from msgspec import structs

from referral_forms.filled_form import UNKNOWN, Block, Paper, Part, Printed, Row

URGENT = 0
"""The block in which a gap is news: whether anybody is in danger is not known."""
FEW = 3
"""Fewer gaps than this stay where the form asks."""


def gathered(paper: Paper) -> Paper:
    """`paper` as it is read: the gaps under each heading in one row, after its answers."""
    return structs.replace(paper, blocks=tuple(map(_block, paper.blocks)))


def _block(block: Block) -> Block:
    if block.number == URGENT:
        return block
    return structs.replace(block, parts=tuple(map(_part, block.parts)))


def _part(part: Part) -> Part:
    gaps: dict[str, list[Row]] = {}
    for row in part.rows:
        if words := _gap(row):
            gaps.setdefault(words, []).append(row)
    many = {words: rows for words, rows in gaps.items() if len(rows) >= FEW}
    together = [_together(words, rows) for words, rows in many.items()]
    return structs.replace(part, rows=(*(r for r in part.rows if _gap(r) not in many), *together))


def _together(words: str, rows: Iterable[Row]) -> Row:
    return Row("paper.gaps", words, (Printed("\u00a0· ".join(row.label for row in rows)),))


def is_gap(row: Row) -> bool:
    """Whether a row holds nothing but a gap: nobody said anything of it."""
    return bool(_gap(row))


def _gap(row: Row) -> str:
    """The words of a row that holds nothing but a gap; "" for every other row."""
    words = {answer.text for answer in row.answers if answer.blank and not answer.said}
    told = len(row.answers) > 1 or words & set(UNKNOWN.values())
    return "" if told else "".join(words)
