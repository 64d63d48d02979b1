"""Lay a filled paper out on sheets: headings, questions beside answers, quotations across.

Answers are never cut or shortened; a heading never stands alone at the foot of a sheet, and a sheet
that goes on with something says with what. This module knows where things go and nothing of PDF.
"""

from collections.abc import Iterator

from referral_forms.filled_form import (
    FilledBlock,
    FilledPaper,
    FilledPart,
    FilledRow,
    PrintedAnswer,
)
from referral_forms.line_wrap import WrappedLine, wrap_lines
from referral_forms.sheets import (
    GREY,
    HEAD,
    LEFT,
    RIGHT,
    TOP,
    OutlineMark,
    Sheets,
    TextMark,
    TextStyle,
)

TITLE = TextStyle(19, 25, bold=True, heading=True)
HEADING = TextStyle(13, 18, bold=True, heading=True)
SUB = {
    3: TextStyle(10.5, 15, bold=True, heading=True),
    4: TextStyle(9, 13, bold=True, colour=GREY, heading=True),
}
LABEL = TextStyle(8.5, 12, bold=True)
BODY = TextStyle(9, 12)
BLANK = TextStyle(9, 12, colour=GREY)
QUOTE = TextStyle(10.5, 15.5)
SMALL = TextStyle(7.5, 11, colour=GREY)
AGAIN = TextStyle(7.5, 11, bold=True, colour=GREY, heading=True)
EXACT = TextStyle(7.5, 12)  # a hash of 64 digits on one line

CHECK = "How to check this paper"
FORM = "About this form"
"""Over the foot of a paper of no signed record: there is nothing to check it against."""

COLUMN = LEFT + 172
"""Where answers begin; questions stand to the left of it."""
GUTTER = 14
INDENT = 12
PADDING = 3.0
BETWEEN = 4.0
BELOW = 3.0
TOGETHER = 92.0
"""A row lower than this is never split between two sheets."""
ANOTHER = 20.0
"""A heading takes two rows along: this much of the second, at least."""

StyledLines = tuple[list[WrappedLine], TextStyle]


def lay_out_paper(paper: FilledPaper) -> Sheets:
    """All sheets of `paper`, without head and foot lines."""
    writer = _Writer()
    writer.title(paper)
    for block in paper.blocks:
        writer.block(block)
    writer.foot(paper.foot, CHECK if paper.meta.record_hash else FORM)
    writer.end()
    return writer.sheets


def break_styled_lines(text: str, style: TextStyle, width: float) -> list[WrappedLine]:
    """`text` broken to `width` points in `style`."""
    return wrap_lines(text, width / style.size, style.bold)


class _Writer:
    """Writes one paper. Headings wait until the row under them is known to fit."""

    def __init__(self) -> None:
        self.sheets = Sheets()
        self.waiting: list[tuple[str, list[WrappedLine], TextStyle]] = []
        self.more = 0.0
        self.over = self.under = self.label = ""

    def title(self, paper: FilledPaper) -> None:
        width = RIGHT - LEFT
        self.sheets.flow(break_styled_lines(paper.title, TITLE, width), TITLE, LEFT, RIGHT)
        self.sheets.gap(4)
        self.sheets.flow(break_styled_lines(paper.notice, BLANK, width), BLANK, LEFT, RIGHT)
        self.sheets.gap(10)
        self.rows(paper.top)

    def block(self, block: FilledBlock) -> None:
        self.over = f"{block.number}. {block.heading}"
        self.heading(self.over)
        for part in block.parts:
            self.part(part)

    def part(self, part: FilledPart) -> None:
        self.under = part.heading or self.over
        if part.heading:
            style = SUB[part.level]
            self.waiting.append(("", break_styled_lines(part.heading, style, RIGHT - LEFT), style))
        self.rows(part.rows)

    def heading(self, text: str) -> None:
        self.waiting.append((text, break_styled_lines(text, HEADING, RIGHT - LEFT), HEADING))

    def rows(self, rows: tuple[FilledRow, ...], body: TextStyle = BODY) -> None:
        for place, row in enumerate(rows, 1):
            self.more = ANOTHER if place < len(rows) else 0.0
            self.row(row, body)

    def foot(self, rows: tuple[FilledRow, ...], heading: str = CHECK) -> None:
        """How to check the paper, on one sheet: it is held against the log line by line."""
        trial = _Writer()
        trial.check(rows, heading)
        self._goes_on()
        if len(trial.sheets.pages) == 1:
            # The last row asks for a space under its answer as well, which it does not take.
            self.sheets.need(TOP - trial.sheets.y + _above(heading) + BETWEEN)
        self.check(rows, heading)

    def check(self, rows: tuple[FilledRow, ...], heading: str) -> None:
        self.under = heading
        self.heading(heading)
        self.rows(rows, EXACT)

    def row(self, row: FilledRow, body: TextStyle) -> None:
        self.label = row.label
        quoted = [answer for answer in row.answers if answer.quote]
        if quoted or len(break_styled_lines(row.label, LABEL, COLUMN - GUTTER - LEFT)) > 6:
            self._across(row, body)
        else:
            self._beside(row, body)

    def end(self) -> None:
        self._headings(0)

    def _goes_on(self, *names: str) -> None:
        """A sheet that begins in the middle of this says so, since sheets of paper get parted."""
        words = " · ".join(filter(None, names))
        line = break_styled_lines(f"Continued: {words}", AGAIN, RIGHT - LEFT)[0]
        self.sheets.going_on = TextMark(LEFT, HEAD, line, AGAIN) if words else None

    def _between(self, index: int, style: TextStyle) -> None:
        """A space before every answer but the first; who added it stands close under its own."""
        if index and style is not SMALL:
            self.sheets.gap(BETWEEN)

    def _headings(self, under: float) -> None:
        """Write the headings that wait, on a sheet that also has room for `under` points."""
        under += self.more if self.waiting else 0.0
        height = sum(
            _above(title) + style.leading * len(found) + BELOW
            for title, found, style in self.waiting
        )
        self._goes_on("" if self.waiting else self.under)
        self.sheets.need(height + under)
        for title, found, style in self.waiting:
            self.sheets.gap(_above(title))
            if title:
                self.sheets.put(OutlineMark(self.sheets.y, title))
            self.sheets.flow(found, style, LEFT, RIGHT)
            self.sheets.gap(BELOW)
        self.waiting.clear()
        self._goes_on("" if self.label.startswith(self.under) else self.under, self.label)

    def _beside(self, row: FilledRow, body: TextStyle) -> None:
        """Question on the left, answers on the right."""
        label = break_styled_lines(row.label, LABEL, COLUMN - GUTTER - LEFT)
        pieces = list(_pieces(row.answers, RIGHT - COLUMN, body))
        high = _high(pieces) + 2 * PADDING
        high = max(high, len(label) * LABEL.leading + 2 * PADDING)
        self._headings(min(high, TOGETHER))
        self.sheets.rule()
        head = self.sheets.y = self.sheets.y - PADDING
        self.sheets.flow(label, LABEL, LEFT, COLUMN)
        foot, sheet = self.sheets.y, len(self.sheets.pages)
        self.sheets.y = head
        for index, (found, style) in enumerate(pieces):
            self._between(index, style)
            # A name at the far edge, away from its question, is easily missed.
            kept = style._replace(heading=True) if len(found) == 1 else style
            self.sheets.flow(found, kept, COLUMN, RIGHT)
        if len(self.sheets.pages) == sheet:
            self.sheets.y = min(self.sheets.y, foot)
        self.sheets.y -= PADDING

    def _across(self, row: FilledRow, body: TextStyle) -> None:
        """Question above, quotations over the whole width with a bar beside them."""
        label = break_styled_lines(row.label, LABEL, RIGHT - LEFT)
        pieces = list(_pieces(row.answers, RIGHT - LEFT - INDENT, body))
        first = len(label) * LABEL.leading + 2 * PADDING
        all_of_it = first + _high(pieces)
        self._headings(min(all_of_it, TOGETHER))
        self.sheets.rule()
        self.sheets.y -= PADDING
        self.sheets.flow(label, LABEL, LEFT, RIGHT)
        self.sheets.gap(2)
        for index, (found, style) in enumerate(pieces):
            self._between(index, style)
            bar = LEFT + 1 if style is QUOTE else 0
            self.sheets.flow(found, style, LEFT + INDENT, RIGHT, bar)
        self.sheets.y -= PADDING + 2


def _high(pieces: list[StyledLines]) -> float:
    """Points that the answers take when nothing parts them."""
    return sum(len(found) * style.leading + BETWEEN for found, style in pieces)


def _above(title: str) -> float:
    """Space above a heading: more where a block begins."""
    return 20 if title else 9


def _pieces(
    answers: tuple[PrintedAnswer, ...], width: float, body: TextStyle
) -> Iterator[StyledLines]:
    for answer in answers:
        style = QUOTE if answer.quote else BLANK if answer.blank else body
        yield break_styled_lines(answer.text, style, width), style
        if answer.said:
            yield break_styled_lines(answer.said, SMALL, width), SMALL
