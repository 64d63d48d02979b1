"""Set texts in their styles: break them into lines that fit a column, and say how high they are.

Knows how a text is set, and nothing of where on a sheet it goes.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from referral_forms.filled_form import FilledRow, PrintedAnswer, RowStyle, StripCell
from referral_forms.line_wrap import WrappedLine, wrap_lines
from referral_forms.sheets import GREY, LEFT, RIGHT, TextStyle
from referral_forms.visible_text import is_mostly_other_script

TITLE = TextStyle(17, 21, bold=True, heading=True)
HEADING = TextStyle(11.5, 14, bold=True, heading=True)
SUB = {
    3: TextStyle(9.5, 13, bold=True, heading=True),
    4: TextStyle(9, 12.5, bold=True, colour=GREY, heading=True),
}
LABEL = TextStyle(8.5, 12, bold=True)
LEAD = TextStyle(8.5, 11.5, colour=GREY)
BODY = TextStyle(9, 12)
NAMED = TextStyle(9, 12, heading=True)
BLANK = TextStyle(9, 12, colour=GREY)
QUOTE = TextStyle(10.5, 14.5)
CELL = TextStyle(10.5, 13.5, bold=True, heading=True)
FACT = TextStyle(9, 12, bold=True, heading=True)
SMALL = TextStyle(7.5, 11, colour=GREY)
GAPS = TextStyle(7.5, 9)
AGAIN = TextStyle(7.5, 11, bold=True, colour=GREY, heading=True)
EXACT = TextStyle(7.5, 10)  # a hash of 64 digits on one line
EXACT_LABEL = TextStyle(7.5, 10, bold=True)

GUTTER = 14
BETWEEN = 4.0
ABREAST = 3
SHORT = (RIGHT - LEFT) / ABREAST
MOST_LINES = 2
"""Short answers stand in columns of this width, when question and answer take no more lines."""

SHARES = {(4, False): (9, 15, 9, 11), (2, True): (1, 2)}
"""How wide cells are, by their number and whether they stand below the first line; else alike."""

StyledLines = tuple[list[WrappedLine], TextStyle]


class AnswerLines(NamedTuple):
    """The lines of an answer or of who added it. `foreign`: they are not in English."""

    lines: list[WrappedLine]
    style: TextStyle
    foreign: bool = False


def break_styled_lines(text: str, style: TextStyle, width: float) -> list[WrappedLine]:
    """Return `text` broken to `width` points in `style`."""
    return wrap_lines(text, width / style.size, style.bold)


def typeset_short_row(row: FilledRow) -> list[StyledLines]:
    """Return a question and its one answer as they stand in a column."""
    width = SHORT - GUTTER
    (answer,) = row.answers
    return [
        (break_styled_lines(row.label, SMALL, width), SMALL),
        (break_styled_lines(answer.text, NAMED, width), NAMED),
    ]


def is_short_row(row: FilledRow) -> bool:
    """Whether question and answer fit in a column, two lines each; nobody's words do."""
    if row.style is not RowStyle.BESIDE or len(row.answers) != 1:
        return False
    (answer,) = row.answers
    if answer.quote or answer.said or answer.blank or "\n" in answer.text:
        return False
    pieces = typeset_short_row(row)
    return all(len(found) <= MOST_LINES and not _parts_number(found) for found, _ in pieces)


def _parts_number(lines: list[WrappedLine]) -> bool:
    """Whether a number goes on in the next line: half of a phone number can be dialled."""
    return any(
        before.text.rstrip()[-1:].isdigit() and after.text[:1].isdigit()
        for before, after in pairwise(lines)
    )


def divide_strip_width(cells: Sequence[StripCell], width: float) -> list[float]:
    """Return the widths of cells side by side: where the child is, and what was done, say most."""
    shares = SHARES.get((len(cells), cells[0].row > 0), (1,) * len(cells))
    return [width * share / sum(shares) for share in shares]


def typeset_strip_cell(cell: StripCell, width: float) -> list[StyledLines]:
    """Return the texts of a cell, from top to bottom."""
    texts = ((cell.label, SMALL), (cell.text, FACT if cell.row else CELL), (cell.note, SMALL))
    return [(break_styled_lines(text, style, width), style) for text, style in texts if text]


def measure_answers(pieces: list[AnswerLines]) -> float:
    """Return the points that the answers take when nothing parts them."""
    return sum(len(piece.lines) * piece.style.leading + BETWEEN for piece in pieces)


def typeset_answers(
    answers: tuple[PrintedAnswer, ...], width: float, body: TextStyle
) -> Iterator[AnswerLines]:
    """Yield each answer in its style, and who added it below."""
    for answer in answers:
        style = QUOTE if answer.quote else BLANK if answer.blank else body
        foreign = answer.original or is_mostly_other_script(answer.text)
        yield AnswerLines(break_styled_lines(answer.text, style, width), style, foreign)
        if answer.said:
            yield AnswerLines(break_styled_lines(answer.said, SMALL, width), SMALL)
