"""Put the blocks of a workbook on sheets. Knows where things go, and nothing of PDF.

A heading never stands alone at the foot of a sheet, a row and a box are never cut in two, and a
drawing stands whole. Words are never cut or shortened.
"""

from collections.abc import Callable, Iterable

from referral_forms.composing.tag_tree import TagTree
from referral_forms.sheets import (
    BLUE,
    GREY,
    HAIR,
    INK,
    LinkTarget,
    OutlineMark,
    ShapeMark,
    Sheets,
    StrokeMark,
    TextMark,
    TextStyle,
)
from referral_forms.workbook import svg_drawing
from referral_forms.workbook.block_types import (
    FieldBlock,
    FigureBlock,
    HeadingBlock,
    ItemBlock,
    NotesBlock,
    ParagraphBlock,
    PlaceBlock,
    RowBlock,
    RuledBlock,
    TicksBlock,
    WorkbookBlock,
)
from referral_forms.workbook.text_measures import (
    ABOVE,
    AFTER,
    AFTER_SMALL,
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
    break_plain_lines,
    build_link_area,
    find_blocks_kept_with,
    measure_heading,
    measure_paragraphs,
    measure_short_block,
)


def lay_out_blocks(blocks: Iterable[WorkbookBlock], tags: TagTree | None = None) -> Sheets:
    """Return all sheets, without head and foot lines. `tags`: takes their structure."""
    writer, found = _Writer(tags or TagTree()), list(blocks)
    for place, block in enumerate(found):
        writer.kept = sum(map(measure_short_block, find_blocks_kept_with(found, place)))
        writer.write(block)
    writer.headings(0.0)
    return writer.sheets


def _is_reading_link(block: WorkbookBlock) -> bool:
    return isinstance(block, ParagraphBlock) and block.to.startswith("place:")


BETWEEN_LINKS = 16.0
CHAPTER_ROOM = 110.0
"""Points that a chapter needs below it on a sheet, or it begins on the next."""


class _Writer:
    """Writes one block after the other. Headings wait until what follows is known to fit."""

    def __init__(self, tags: TagTree) -> None:
        self.sheets, self.tags = Sheets(), tags
        self.list = self.table = 0
        self.level = 1
        self.waiting: list[HeadingBlock | PlaceBlock] = []
        self.kept = 0.0  # what follows and goes along to another sheet
        self.link_end = self.link_base = 0.0  # where the link before this one ends, and its line

    def write(self, block: WorkbookBlock) -> None:
        self.list = self.list if isinstance(block, ItemBlock) else 0
        self.table = self.table if isinstance(block, RowBlock) else 0
        if not _is_reading_link(block):
            self.link_end = 0.0
        if isinstance(block, HeadingBlock | PlaceBlock):
            self._wait(block)
            return
        makers: dict[type, Callable[..., None]] = {
            ParagraphBlock: self._para,
            ItemBlock: self._item,
            NotesBlock: self._notes,
            RowBlock: self._row,
            FigureBlock: self._figure,
            RuledBlock: self._ruled,
            TicksBlock: self._ticks,
            FieldBlock: self._field,
        }
        makers[type(block)](block)

    def _wait(self, block: HeadingBlock | PlaceBlock) -> None:
        if isinstance(block, HeadingBlock) and block.level == 1:
            self.headings(0.0)
            if not self.sheets.fresh and (block.own_sheet or self.sheets.room < CHAPTER_ROOM):
                self.sheets.turn()
        self.waiting.append(block)

    def headings(self, under: float) -> None:
        """Write the headings that wait, on a sheet that also has room for `under` points."""
        waiting, self.waiting = self.waiting, []
        self.sheets.need(sum(measure_heading(one) for one in waiting) + under)
        for one in waiting:
            if isinstance(one, HeadingBlock):
                self.sheets.gap(ABOVE[one.level])
            if place := one.place if isinstance(one, HeadingBlock) else one.address:
                self.sheets.put(LinkTarget(self.sheets.y, place))
            if isinstance(one, HeadingBlock):
                self._heading(one)

    def _heading(self, one: HeadingBlock) -> None:
        if one.level < 3:
            self.sheets.put(OutlineMark(self.sheets.y, one.text, one.level - 1))
        if one.above:
            self._flow(ParagraphBlock(one.above), SMALL, LEFT, self.tags.add("P"))
        # The title on the cover is the only heading of level 1, and no level is left out.
        self.level = min(one.level + 1, self.level + 1)
        tag = self.tags.add(f"H{self.level}")
        self._flow(ParagraphBlock(one.text), HEADINGS[one.level], LEFT, tag)
        self.sheets.gap(BELOW[one.level])

    def _flow(
        self, para: ParagraphBlock, style: TextStyle, left: float, tag: int, bar: float = 0.0
    ) -> None:
        """Write the lines of a paragraph; where it leads somewhere, each line can be tapped."""
        self.sheets.tag = tag = self.tags.add("Link", tag) if para.to else tag
        found = break_plain_lines(para.text, style, RIGHT - left)
        page, count = len(self.sheets.pages) - 1, len(self.sheets.pages[-1])
        self.sheets.flow(found, style, left, RIGHT, bar)
        if para.to:
            inside = para.to.startswith("place:")
            to = para.to.removeprefix("place:")
            for marks in self.sheets.pages[page:]:
                marks += [
                    build_link_area(one, to, inside)._replace(tag=tag, words=para.text)
                    for one in marks[count:]
                    if isinstance(one, TextMark)
                ]
                count = 0

    def _link_beside(self, para: ParagraphBlock, style: TextStyle) -> bool:
        """Put a link beside the one before it, where both fit on that line."""
        line, *more = break_plain_lines(para.text, style, RIGHT - LEFT)
        x = self.link_end + BETWEEN_LINKS
        if more or not self.link_end or x + line.width * style.size > RIGHT:
            return False
        tag = self.tags.add("Link", self.tags.add("P"))
        mark = TextMark(x, self.link_base, line, style, tag=tag)
        area = build_link_area(mark, para.to.removeprefix("place:"), inside=True)
        self.sheets.put(mark)
        self.sheets.put(area._replace(tag=tag, words=para.text))
        self.link_end = x + line.width * style.size
        return True

    def _para(self, para: ParagraphBlock) -> None:
        style = STYLES[para.kind]
        if _is_reading_link(para) and self._link_beside(para, style):
            return
        count = len(break_plain_lines(para.text, style, RIGHT - LEFT))
        self.headings(min(count, 3) * style.leading + self.kept)
        self.sheets.need(min(count, 3) * style.leading + self.kept)
        self._flow(para, style, LEFT, self.tags.add("P"))
        if _is_reading_link(para):
            last = break_plain_lines(para.text, style, RIGHT - LEFT)
            self.link_end = LEFT + last[0].width * style.size if len(last) == 1 else 0.0
            self.link_base = self.sheets.y + style.leading * 0.3
        after = {"lead": 2 * AFTER, "about": AFTER_SMALL}
        self.sheets.gap(after.get(para.kind, AFTER))

    def _paras(
        self, paras: tuple[ParagraphBlock, ...], left: float, parent: int, bar: float = 0.0
    ) -> None:
        for place, para in enumerate(paras):
            head = self.sheets.y
            self.sheets.gap(2.0 if place else 0.0)
            if bar and place and head > self.sheets.y:
                self.sheets.put(StrokeMark(bar, head, bar, self.sheets.y, 2.0, BLUE))
            self._flow(para, STYLES[para.kind], left, self.tags.add("P", parent), bar)

    def _item(self, item: ItemBlock) -> None:
        all_of_it = measure_paragraphs(item.paras, LEFT + HANG)
        self.headings(min(all_of_it, TOGETHER) + self.kept)
        self.sheets.need(min(all_of_it, TOGETHER) + self.kept)
        style = STYLES["body"]
        mark = break_plain_lines(item.mark, style, HANG)[0]
        self.list = self.list or self.tags.add_list(numbered=item.mark[:1].isdigit())
        entry = self.tags.add("LI", self.list)
        y, label = self.sheets.y - style.leading * 0.7, self.tags.add("Lbl", entry)
        self.sheets.put(TextMark(LEFT + 4, y, mark, style, tag=label))
        self._paras(item.paras, LEFT + HANG, self.tags.add("LBody", entry))
        self.sheets.gap(AFTER_SMALL)

    def _notes(self, notes: NotesBlock) -> None:
        paras = (ParagraphBlock(notes.title, "strong"), *notes.paras)
        all_of_it = measure_paragraphs(paras, LEFT + HANG)
        self.headings(min(all_of_it, TOGETHER))
        self.sheets.need(min(all_of_it, TOGETHER))
        self.sheets.gap(3)
        self._paras(paras, LEFT + 14, self.tags.add("Div"), bar=LEFT + 2)
        self.sheets.gap(2 * AFTER)

    def _row(self, row: RowBlock) -> None:
        style = STYLES["strong"]
        label = break_plain_lines(row.label, style, COLUMN - 14 - LEFT)
        also = break_plain_lines(row.under, SMALL, COLUMN - 14 - LEFT) if row.under else []
        beside = len(label) * style.leading + len(also) * SMALL.leading
        all_of_it = max(measure_paragraphs(row.paras, COLUMN), beside) + 7
        self.headings(min(all_of_it, 2 * TOGETHER))
        self.sheets.need(min(all_of_it, 2 * TOGETHER))
        self.sheets.put(StrokeMark(LEFT, self.sheets.y, RIGHT, self.sheets.y, 0.5, HAIR))
        head = self.sheets.y = self.sheets.y - 3
        page = len(self.sheets.pages)
        self.table = self.table or self.tags.add("Table")
        heading, answer = self.tags.add_row(self.table)
        for lines, of_lines in ((label, style), (also, SMALL)):
            self.sheets.tag = self.tags.add("P", heading) if lines else 0
            self.sheets.flow(lines, of_lines, LEFT, COLUMN)
        foot, self.sheets.y = self.sheets.y, head
        self._paras(row.paras, COLUMN, answer)
        if len(self.sheets.pages) == page:
            self.sheets.y = min(self.sheets.y, foot)
        self.sheets.gap(4)

    def _figure(self, figure: FigureBlock) -> None:
        read = svg_drawing.read_drawing(figure.svg)
        scale = min((RIGHT - LEFT) / read.wide, HIGHEST / read.high, 1.0)
        caption = STYLES["about"].leading + 12
        waits = sum(measure_heading(one) for one in self.waiting)
        room = (self.sheets.room - waits - caption) / read.high
        if SMALLER * scale <= room < scale:
            scale = room
        self.headings(read.high * scale + caption)
        self.sheets.need(read.high * scale + caption)
        self.sheets.gap(4)
        self._draw(figure, read, scale)
        self.sheets.y -= read.high * scale + 4
        self._flow(ParagraphBlock(figure.title), STYLES["about"], LEFT, self.tags.add("P"))
        self.sheets.gap(AFTER)

    def _draw(self, figure: FigureBlock, read: svg_drawing.SvgDrawing, scale: float) -> None:
        """Put a drawing on the sheet; who cannot see it hears its name and all its words."""
        y = self.sheets.y
        place = svg_drawing.DrawingPlace(LEFT, y, scale)
        marks = list(svg_drawing.draw_shapes(read, place))
        words = [one.line.text.strip() for one in marks if isinstance(one, TextMark)]
        box = (LEFT, y - read.high * scale, LEFT + read.wide * scale, y)
        tag = self.tags.add_figure(f"Drawing: {figure.title}. In it: {' · '.join(words)}", box)
        for mark in marks:
            if isinstance(mark, TextMark | ShapeMark):
                self.sheets.put(mark._replace(tag=tag))

    def _ruled(self, ruled: RuledBlock) -> None:
        self.headings(ruled.rows * WRITE)
        for _ in range(ruled.rows):
            self.sheets.need(WRITE)
            self.sheets.y -= WRITE
            y = self.sheets.y
            self.sheets.put(StrokeMark(LEFT, y, RIGHT, y, 0.6, GREY))
        self.sheets.gap(AFTER)

    def _ticks(self, ticks: TicksBlock) -> None:
        self.headings(26)
        style = STYLES["body"]
        y = self.sheets.y - 20
        for place, word in enumerate(ticks.words):
            x = LEFT + 100 * place
            self.sheets.put(ShapeMark(svg_drawing.build_rounded_box(x, y, 13, 13), stroke=INK))
            line = break_plain_lines(word, style, 80)[0]
            self.sheets.put(TextMark(x + 20, y + 3, line, style, tag=self.tags.add("P")))
        self.sheets.y = y - AFTER

    def _field(self, field: FieldBlock) -> None:
        self.headings(field.high)
        self.sheets.need(field.high)
        y, style = self.sheets.y - field.high, STYLES["body"]
        box = svg_drawing.build_rounded_box(COLUMN, y, RIGHT - COLUMN, field.high)
        self.sheets.put(ShapeMark(box, stroke=GREY, weight=0.7))
        base = self.sheets.y - 19
        label = break_plain_lines(field.label, style, COLUMN - 10 - LEFT)
        tag = self.tags.add("P")
        for row, line in enumerate(label):
            self.sheets.put(TextMark(LEFT, base - row * style.leading, line, style, tag=tag))
        if field.text:
            line = break_plain_lines(field.text, style, RIGHT - COLUMN - 16)[0]
            self.sheets.put(TextMark(COLUMN + 8, base, line, style, tag=self.tags.add("P")))
        self.sheets.y = y
