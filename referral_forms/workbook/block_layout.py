"""Put the blocks of a workbook on sheets. Knows where things go, and nothing of PDF.

A heading never stands alone at the foot of a sheet, a row and a box are never cut in two, and a
drawing stands whole. Words are never cut or shortened.
"""

from collections.abc import Callable, Iterable

from referral_forms.sheets import (
    BLUE,
    GREY,
    HAIR,
    INK,
    Mark,
    Shape,
    Sheets,
    Spot,
    Stroke,
    Style,
    Text,
)
from referral_forms.workbook import svg_drawing
from referral_forms.workbook.block_types import (
    Block,
    Field,
    Figure,
    Heading,
    Item,
    Notes,
    Para,
    Place,
    Row,
    Ruled,
    Ticks,
)
from referral_forms.workbook.text_measures import (
    ABOVE,
    AFTER,
    BELOW,
    COLUMN,
    HANG,
    HEADINGS,
    HIGHEST,
    LEFT,
    RIGHT,
    SMALL,
    SMALLER,
    STYLES,
    TOGETHER,
    WRITE,
    alone,
    broken,
    height,
    high,
    reach,
    tail,
)


def lay(blocks: Iterable[Block]) -> Sheets:
    """All sheets, without head and foot lines."""
    writer, found = _Writer(), list(blocks)
    for place, block in enumerate(found):
        writer.kept = sum(map(alone, tail(found, place)))
        writer.write(block)
    writer.headings(0.0)
    return writer.sheets


class _Writer:
    """Writes one block after the other. Headings wait until what follows is known to fit."""

    def __init__(self) -> None:
        self.sheets = Sheets()
        self.waiting: list[Heading | Place] = []
        self.kept = 0.0  # what follows and goes along to another sheet

    def write(self, block: Block) -> None:
        if isinstance(block, Heading | Place):
            self._wait(block)
            return
        makers: dict[type, Callable[..., None]] = {
            Para: self._para,
            Item: self._item,
            Notes: self._notes,
            Row: self._row,
            Figure: self._figure,
            Ruled: self._ruled,
            Ticks: self._ticks,
            Field: self._field,
        }
        makers[type(block)](block)

    def _wait(self, block: Heading | Place) -> None:
        if isinstance(block, Heading) and block.level == 1:
            self.headings(0.0)
            if not self.sheets.fresh:
                self.sheets.turn()
        self.waiting.append(block)

    def headings(self, under: float) -> None:
        """Write the headings that wait, on a sheet that also has room for `under` points."""
        waiting, self.waiting = self.waiting, []
        self.sheets.need(sum(height(one) for one in waiting) + under)
        for one in waiting:
            if isinstance(one, Heading):
                self.sheets.gap(ABOVE[one.level])
            if place := one.place if isinstance(one, Heading) else one.address:
                self.sheets.put(Spot(self.sheets.y, place))
            if isinstance(one, Heading):
                self._heading(one)

    def _heading(self, one: Heading) -> None:
        if one.level < 3:
            self.sheets.put(Mark(self.sheets.y, one.text, one.level - 1))
        if one.above:
            self._flow(Para(one.above), SMALL, LEFT)
        self._flow(Para(one.text), HEADINGS[one.level], LEFT)
        self.sheets.gap(BELOW[one.level])

    def _flow(self, para: Para, style: Style, left: float, bar: float = 0.0) -> None:
        """The lines of a paragraph; where it leads somewhere, each line can be tapped."""
        found = broken(para.text, style, RIGHT - left)
        page, count = len(self.sheets.pages) - 1, len(self.sheets.pages[-1])
        self.sheets.flow(found, style, left, RIGHT, bar)
        if para.to:
            inside = para.to.startswith("place:")
            to = para.to.removeprefix("place:")
            for marks in self.sheets.pages[page:]:
                marks += [reach(one, to, inside) for one in marks[count:] if isinstance(one, Text)]
                count = 0

    def _para(self, para: Para) -> None:
        style = STYLES[para.kind]
        count = len(broken(para.text, style, RIGHT - LEFT))
        self.headings(min(count, 3) * style.leading + self.kept)
        self.sheets.need(min(count, 3) * style.leading + self.kept)
        self._flow(para, style, LEFT)
        self.sheets.gap(AFTER if para.kind != "lead" else 2 * AFTER)

    def _paras(self, paras: tuple[Para, ...], left: float, bar: float = 0.0) -> None:
        for place, para in enumerate(paras):
            head = self.sheets.y
            self.sheets.gap(2.0 if place else 0.0)
            if bar and place and head > self.sheets.y:
                self.sheets.put(Stroke(bar, head, bar, self.sheets.y, 2.0, BLUE))
            self._flow(para, STYLES[para.kind], left, bar)

    def _item(self, item: Item) -> None:
        all_of_it = high(item.paras, LEFT + HANG)
        self.headings(min(all_of_it, TOGETHER) + self.kept)
        self.sheets.need(min(all_of_it, TOGETHER) + self.kept)
        style = STYLES["body"]
        mark = broken(item.mark, style, HANG)[0]
        self.sheets.put(Text(LEFT + 4, self.sheets.y - style.leading * 0.7, mark, style))
        self._paras(item.paras, LEFT + HANG)
        self.sheets.gap(AFTER)

    def _notes(self, notes: Notes) -> None:
        paras = (Para(notes.title, "strong"), *notes.paras)
        all_of_it = high(paras, LEFT + HANG)
        self.headings(min(all_of_it, TOGETHER))
        self.sheets.need(min(all_of_it, TOGETHER))
        self.sheets.gap(3)
        self._paras(paras, LEFT + 14, bar=LEFT + 2)
        self.sheets.gap(2 * AFTER)

    def _row(self, row: Row) -> None:
        style = STYLES["strong"]
        label = broken(row.label, style, COLUMN - 14 - LEFT)
        also = broken(row.under, SMALL, COLUMN - 14 - LEFT) if row.under else []
        beside = len(label) * style.leading + len(also) * SMALL.leading
        all_of_it = max(high(row.paras, COLUMN), beside) + 10
        self.headings(min(all_of_it, 2 * TOGETHER))
        self.sheets.need(min(all_of_it, 2 * TOGETHER))
        self.sheets.put(Stroke(LEFT, self.sheets.y, RIGHT, self.sheets.y, 0.5, HAIR))
        head = self.sheets.y = self.sheets.y - 4
        page = len(self.sheets.pages)
        self.sheets.flow(label, style, LEFT, COLUMN)
        self.sheets.flow(also, SMALL, LEFT, COLUMN)
        foot, self.sheets.y = self.sheets.y, head
        self._paras(row.paras, COLUMN)
        if len(self.sheets.pages) == page:
            self.sheets.y = min(self.sheets.y, foot)
        self.sheets.gap(6)

    def _figure(self, figure: Figure) -> None:
        read = svg_drawing.read(figure.svg)
        scale = min((RIGHT - LEFT) / read.wide, HIGHEST / read.high, 1.0)
        caption = STYLES["about"].leading + 12
        waits = sum(height(one) for one in self.waiting)
        room = (self.sheets.room - waits - caption) / read.high
        if SMALLER * scale <= room < scale:
            scale = room
        self.headings(read.high * scale + caption)
        self.sheets.need(read.high * scale + caption)
        self.sheets.gap(4)
        for mark in svg_drawing.draw(read, svg_drawing.Place(LEFT, self.sheets.y, scale)):
            self.sheets.put(mark)
        self.sheets.y -= read.high * scale + 4
        self._flow(Para(figure.title), STYLES["about"], LEFT)
        self.sheets.gap(AFTER)

    def _ruled(self, ruled: Ruled) -> None:
        self.headings(ruled.rows * WRITE)
        for _ in range(ruled.rows):
            self.sheets.need(WRITE)
            self.sheets.y -= WRITE
            y = self.sheets.y
            self.sheets.put(Stroke(LEFT, y, RIGHT, y, 0.6, GREY))
        self.sheets.gap(AFTER)

    def _ticks(self, ticks: Ticks) -> None:
        self.headings(26)
        style = STYLES["body"]
        y = self.sheets.y - 20
        for place, word in enumerate(ticks.words):
            x = LEFT + 100 * place
            self.sheets.put(Shape(svg_drawing.rounded(x, y, 13, 13), stroke=INK))
            line = broken(word, style, 80)[0]
            self.sheets.put(Text(x + 20, y + 3, line, style))
        self.sheets.y = y - AFTER

    def _field(self, field: Field) -> None:
        self.headings(field.high)
        self.sheets.need(field.high)
        y, style = self.sheets.y - field.high, STYLES["body"]
        box = svg_drawing.rounded(COLUMN, y, RIGHT - COLUMN, field.high)
        self.sheets.put(Shape(box, stroke=GREY, weight=0.7))
        base = self.sheets.y - 19
        label = broken(field.label, style, COLUMN - 10 - LEFT)
        for row, line in enumerate(label):
            self.sheets.put(Text(LEFT, base - row * style.leading, line, style))
        if field.text:
            line = broken(field.text, style, RIGHT - COLUMN - 16)[0]
            self.sheets.put(Text(COLUMN + 8, base, line, style))
        self.sheets.y = y
