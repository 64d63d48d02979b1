"""Lay a filled paper out on sheets: headings, questions beside answers, quotations across.

Answers are never cut or shortened; a heading never stands alone at the foot of a sheet, and a sheet
that goes on with something says with what. This module knows where things go and nothing of PDF.
"""

from itertools import groupby, takewhile

from referral_forms.composing.styled_lines import (
    ABREAST,
    AGAIN,
    BETWEEN,
    BODY,
    EXACT,
    EXACT_LABEL,
    GAPS,
    GUTTER,
    HEADING,
    LABEL,
    LEAD,
    QUOTE,
    SHORT,
    SMALL,
    SUB,
    TITLE,
    AnswerLines,
    break_styled_lines,
    divide_strip_width,
    is_short_row,
    measure_answers,
    typeset_answers,
    typeset_short_row,
    typeset_strip_cell,
)
from referral_forms.composing.tag_tree import TagTree
from referral_forms.filled_form import (
    FilledBlock,
    FilledPaper,
    FilledPart,
    FilledRow,
    RowStyle,
    StripCell,
)
from referral_forms.line_wrap import WrappedLine
from referral_forms.sheets import (
    HAIR,
    HEAD,
    INK,
    LEFT,
    RIGHT,
    TOP,
    OutlineMark,
    Sheets,
    StrokeMark,
    TextMark,
    TextStyle,
)
from referral_forms.visible_text import is_mostly_other_script

GAPS_KEY = "paper.gaps"
"""The key of what is not recorded, a list to look things up in: small, over the whole width."""
CHECK = "How to check this document"
FORM = "About this form"
"""Over the foot of a paper of no signed record: there is nothing to check it against."""

COLUMN, NARROW = LEFT + 182, LEFT + 112
"""The left edge of answers, to the right of questions. NARROW: of what is about the paper."""
MOST_WORDS = 6
"""The most words of a heading that say what a sheet continues."""
INDENT = 12
PADDING = 2.0
CELL_PADDING, CELL_GAP = 7.0, 5.0
BELOW = 2.0
TOGETHER = 92.0
"""A row lower than this is never split between two sheets."""
ANOTHER = 30.0
"""A heading takes two rows along, or short ones side by side: this much of the second, at least."""


def lay_out_paper(paper: FilledPaper) -> Sheets:
    """Return all sheets of `paper`, without head and foot lines."""
    return lay_out_tagged_paper(paper)[0]


def lay_out_tagged_paper(paper: FilledPaper) -> tuple[Sheets, TagTree]:
    """Return the same, and the structure that the marks on the sheets belong to."""
    writer = _Writer(grid=not paper.numbered)
    writer.title(paper)
    for block in paper.blocks:
        writer.block(block, paper.title_of(block))
    if paper.foot:
        writer.foot(paper.foot, paper.foot_heading or (CHECK if paper.meta.record_hash else FORM))
    writer.end()
    return writer.sheets, writer.tags


class _Writer:
    """Writes one paper. Headings wait until the row under them is known to fit."""

    def __init__(self, *, grid: bool = False) -> None:
        self.sheets = Sheets()
        self.tags = TagTree()
        self.table = self.list = 0
        self.grid = grid
        self.waiting: list[tuple[str, list[WrappedLine], TextStyle, int]] = []
        self.more = 0.0
        self.over = self.under = self.label = ""

    def title(self, paper: FilledPaper) -> None:
        width = RIGHT - LEFT
        self.sheets.tag = self.tags.add("H1")
        self.sheets.flow(break_styled_lines(paper.title, TITLE, width), TITLE, LEFT, RIGHT)
        self.sheets.tag = self.tags.add("P")
        self.sheets.gap(4)
        notice = " ".join(filter(None, (paper.lead, paper.notice)))
        self.sheets.flow(break_styled_lines(notice, LEAD, width), LEAD, LEFT, RIGHT)
        self.sheets.gap(6 if paper.strip else 10)
        self.strip(paper.strip, paper.strip_note)
        self.sheets.gap(4 if paper.top and paper.strip else 0)
        self.rows(paper.top)

    def strip(self, cells: tuple[StripCell, ...], note: str) -> None:
        """Draw the few facts in a frame over everything else, side by side in one or more lines."""
        if not cells:
            return
        table, top = self.tags.add("Table"), self.sheets.y
        for row, line in groupby(cells, key=lambda cell: cell.row):
            if row:
                self.sheets.rule()
            self._strip_line(tuple(line), table)
        foot = self.sheets.y
        for y in (top, foot):
            self.sheets.put(StrokeMark(LEFT, y, RIGHT, y, 1.2, INK))
        for x in (LEFT, RIGHT):
            self.sheets.put(StrokeMark(x, top, x, foot, 1.2, INK))
        self.sheets.gap(2)
        self.sheets.tag = self.tags.add("P")
        self.sheets.flow(break_styled_lines(note, SMALL, RIGHT - LEFT), SMALL, LEFT, RIGHT)

    def _strip_line(self, cells: tuple[StripCell, ...], table: int) -> None:
        """Draw cells side by side: equally wide, but for what was done, which says most."""
        widths = divide_strip_width(cells, RIGHT - LEFT)
        columns = [
            typeset_strip_cell(cell, width - 2 * CELL_PADDING)
            for cell, width in zip(cells, widths, strict=True)
        ]
        high = max(sum(len(found) * style.leading for found, style in one) for one in columns)
        top, left = self.sheets.y, LEFT
        foot = top - high - 2 * CELL_GAP
        for pieces, width in zip(columns, widths, strict=True):
            if left > LEFT:
                self.sheets.put(StrokeMark(left, top - 4, left, foot + 4, 0.5, HAIR))
            self.sheets.y = top - CELL_GAP
            label, answer = self.tags.add_row(table)
            for number, (found, style) in enumerate(pieces):
                self.sheets.tag = self._tag_cell(answer, found) if number else label
                self.sheets.flow(found, style, left + CELL_PADDING, left + width - CELL_PADDING)
            left += width
        self.sheets.y = foot

    def block(self, block: FilledBlock, heading: str) -> None:
        self.over = heading
        self.heading(self.over)
        for part in block.parts:
            self.part(part)

    def part(self, part: FilledPart) -> None:
        self.under = part.heading or self.over
        if part.heading:
            style = SUB[part.level]
            foreign = is_mostly_other_script(part.heading)
            tag = self.tags.add(f"H{part.level}", foreign=foreign)
            lines = break_styled_lines(part.heading, style, RIGHT - LEFT)
            self.waiting.append(("", lines, style, tag))
        self.rows(part.rows)

    def heading(self, text: str) -> None:
        lines = break_styled_lines(text, HEADING, RIGHT - LEFT)
        self.waiting.append((text, lines, HEADING, self.tags.add("H2")))

    def rows(self, rows: tuple[FilledRow, ...], body: TextStyle = BODY) -> None:
        place, self.table, self.list = 0, 0, 0
        while place < len(rows):
            short = self._find_short_rows(rows[place:]) if body is BODY else ()
            place += len(short) or 1
            leads = rows[place - 1].style is RowStyle.PLAIN
            another = 0.0 if short else ANOTHER
            self.more = (TOGETHER if leads else another) if place < len(rows) else 0.0
            if short:
                self._side_by_side(short)
            else:
                self.row(rows[place - 1], body)

    def _find_short_rows(self, rows: tuple[FilledRow, ...]) -> tuple[FilledRow, ...]:
        """Return the next rows that fit side by side, at least two; none on a numbered form."""
        short = tuple(takewhile(is_short_row, rows[:ABREAST])) if self.grid else ()
        return short if len(short) > 1 else ()

    def _side_by_side(self, rows: tuple[FilledRow, ...]) -> None:
        """Draw short answers in columns, each with its question above it."""
        self.label = rows[0].label
        columns = [typeset_short_row(row) for row in rows]
        high = max(sum(len(found) * style.leading for found, style in one) for one in columns)
        self._headings(high + 2 * PADDING)
        self.sheets.need(high + 2 * PADDING)
        self.sheets.rule()
        top = self.sheets.y - PADDING
        for place, pieces in enumerate(columns):
            self.sheets.y = top
            left = LEFT + place * SHORT
            label, answer = self.tags.add_row(self._open_table())
            for number, (found, style) in enumerate(pieces):
                self.sheets.tag = self._tag_cell(answer, found) if number else label
                self.sheets.flow(found, style, left, left + SHORT - GUTTER)
        self.sheets.y = top - high - PADDING

    def foot(self, rows: tuple[FilledRow, ...], heading: str = CHECK) -> None:
        """Draw how to check the paper, on one sheet: it is held against the log line by line."""
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
        if row.style is not RowStyle.BESIDE:
            self._alone(row, body)
            return
        if row.key == GAPS_KEY:
            self._across(row, GAPS)
            return
        quoted = [answer for answer in row.answers if answer.quote]
        if quoted or len(break_styled_lines(row.label, LABEL, COLUMN - GUTTER - LEFT)) > 6:
            self._across(row, body)
        else:
            self._beside(row, body)

    def _tag_alone(self, row: FilledRow) -> None:
        """Tag a paragraph, or an item of the list that goes on."""
        if row.style is RowStyle.BULLET:
            self.list = self.list or self.tags.add("L")
            item = self.tags.add("LI", self.list)
            self.sheets.tag = self.tags.add("LBody", item)
        else:
            self.sheets.tag = self.tags.add("P")
        self.table = 0

    def _open_table(self) -> int:
        """Return the table that rows under this heading are in."""
        self.table = self.table or self.tags.add("Table")
        return self.table

    def _tag_answer(self, parent: int, piece: AnswerLines) -> None:
        """Tag what is written next as an answer, and somebody's own words as a quotation."""
        quoted = self.tags.add("BlockQuote", parent) if piece.style is QUOTE else parent
        self.sheets.tag = self.tags.add("P", quoted, foreign=piece.foreign)

    def _tag_cell(self, answer: int, lines: list[WrappedLine]) -> int:
        """Return the number of a paragraph of an answer that stands in a column."""
        words = "".join(line.text for line in lines)
        return self.tags.add("P", answer, foreign=is_mostly_other_script(words))

    def end(self) -> None:
        self._headings(0)

    def _goes_on(self, *names: str) -> None:
        """Mark a sheet that starts in the middle of this, since sheets of paper get parted."""
        words = " · ".join(filter(None, names)).split(" ")
        short = " ".join(words[:MOST_WORDS]) + ("…" if len(words) > MOST_WORDS else "")
        line = break_styled_lines(f"Continued: {short}", AGAIN, RIGHT - LEFT)[0]
        self.sheets.going_on = TextMark(LEFT, HEAD, line, AGAIN) if short else None

    def _between(self, index: int, style: TextStyle) -> None:
        """Leave a space before every answer but the first; who added it is close under its own."""
        if index and style not in (SMALL, GAPS, EXACT):
            self.sheets.gap(BETWEEN)

    def _headings(self, under: float) -> None:
        """Write the headings that wait, on a sheet that also has room for `under` points."""
        under += self.more if self.waiting else 0.0
        height = sum(
            _above(title) + style.leading * len(found) + BELOW
            for title, found, style, _ in self.waiting
        )
        self._goes_on("" if self.waiting else self.under)
        self.sheets.need(height + under)
        for title, found, style, tag in self.waiting:
            self.sheets.tag = tag
            self.sheets.gap(_above(title))
            if title:
                self.sheets.put(OutlineMark(self.sheets.y, title))
            self.sheets.flow(found, style, LEFT, RIGHT)
            self.sheets.gap(BELOW)
        self.waiting.clear()
        self._goes_on("" if self.label.startswith(self.under) else self.under, self.label)

    def _beside(self, row: FilledRow, body: TextStyle) -> None:
        """Draw the question on the left and the answers on the right."""
        style = EXACT_LABEL if body is EXACT else LABEL
        column = NARROW if body is EXACT else COLUMN
        label = break_styled_lines(row.label, style, column - GUTTER - LEFT)
        pieces = list(typeset_answers(row.answers, RIGHT - column, body))
        padding = PADDING / 2 if body is EXACT else PADDING
        high = max(measure_answers(pieces), len(label) * style.leading) + 2 * padding
        self._headings(min(high, TOGETHER))
        self.sheets.rule()
        head = self.sheets.y = self.sheets.y - padding
        self.sheets.tag, answer = self.tags.add_row(self._open_table())
        self.sheets.flow(label, style, LEFT, column)
        foot, sheet = self.sheets.y, len(self.sheets.pages)
        self.sheets.y = head
        for index, piece in enumerate(pieces):
            found, style, _ = piece
            self._between(index, style)
            self._tag_answer(answer, piece)
            # A name at the far edge, away from its question, is easily missed.
            kept = style._replace(heading=True) if len(found) == 1 else style
            self.sheets.flow(found, kept, column, RIGHT)
        if len(self.sheets.pages) == sheet:
            self.sheets.y = min(self.sheets.y, foot)
        self.sheets.y -= padding

    def _across(self, row: FilledRow, body: TextStyle) -> None:
        """Draw the question above, and quotations over the whole width with a bar next to them."""
        label = break_styled_lines(row.label, LABEL, RIGHT - LEFT)
        pieces = list(typeset_answers(row.answers, RIGHT - LEFT - INDENT, body))
        first = len(label) * LABEL.leading + 2 * PADDING
        all_of_it = first + measure_answers(pieces)
        self._headings(min(all_of_it, TOGETHER))
        self.sheets.rule()
        self.sheets.y -= PADDING
        self.sheets.tag, answer = self.tags.add_row(self._open_table())
        self.sheets.flow(label, LABEL, LEFT, RIGHT)
        self.sheets.gap(0 if body is GAPS else 2)
        for index, piece in enumerate(pieces):
            found, style, _ = piece
            self._between(index, style)
            self._tag_answer(answer, piece)
            left, right, bar = LEFT + (0 if style is GAPS else INDENT), RIGHT, 0.0
            if style is QUOTE and found[0].right:
                left, right, bar = LEFT, RIGHT - INDENT, RIGHT - 1
            elif style is QUOTE:
                bar = LEFT + 1
            self.sheets.flow(found, style, left, right, bar)
        self.sheets.y -= PADDING + 2

    def _alone(self, row: FilledRow, body: TextStyle) -> None:
        """Draw an answer over the whole width, under no question; a sign has a point before it."""
        style = {RowStyle.NOTE: SMALL}.get(row.style, body)
        indent = INDENT if row.style is RowStyle.BULLET else 0
        self.label = self.under
        for answer in row.answers:
            found = break_styled_lines(answer.text, style, RIGHT - LEFT - indent)
            said = break_styled_lines(answer.said, SMALL, RIGHT - LEFT - indent)
            self._headings(min(len(found) * style.leading + PADDING, TOGETHER))
            self.sheets.y -= 1.5
            self._tag_alone(row)
            if indent:
                self.sheets.need(style.leading)
                mark = break_styled_lines("• ", style, INDENT)[0]
                y = self.sheets.y - style.leading * 0.7
                self.sheets.put(TextMark(LEFT + 2, y, mark, style))
            self.sheets.flow(found, style, LEFT + indent, RIGHT)
            if answer.said:
                self.sheets.flow(said, SMALL, LEFT + indent, RIGHT)
        self.sheets.y -= 1.5


def _above(title: str) -> float:
    """Return the space above a heading: more where a block starts."""
    return 6 if title else 3
