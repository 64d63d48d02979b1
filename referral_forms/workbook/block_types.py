"""The parts a workbook on paper is made of. Plain values: nothing here knows where it is drawn."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from content.contacts.phone_lines import PhoneLine
from content.workbook.workbook_text import WorkbookText

ParagraphKind = Literal["lead", "body", "strong", "about", "note"]


class WorkbookToPrint(NamedTuple):
    """All that a paper is made from. `lines`: by chapter, then part, with hours for any day."""

    book: WorkbookText
    lines: Mapping[str, Mapping[str, tuple[PhoneLine, ...]]]
    organisation: str
    made_on: date


class HeadingBlock(NamedTuple):
    """A heading. Level 1 stands in the contents; `above` is a line over it.

    `place`: the address of what follows, for links to it. `own_sheet`: it begins a sheet.
    """

    text: str
    level: int
    place: str = ""
    above: str = ""
    own_sheet: bool = False


class PlaceBlock(NamedTuple):
    """A place without a heading that links may lead to."""

    address: str


class ParagraphBlock(NamedTuple):
    """A paragraph. `to`: a web address, or "place:" and an address of the workbook."""

    text: str
    kind: ParagraphKind = "body"
    to: str = ""


class ItemBlock(NamedTuple):
    """One line of a list, with what belongs to it. `mark`: a bullet, or its number."""

    mark: str
    paras: tuple[ParagraphBlock, ...]


class NotesBlock(NamedTuple):
    """Paragraphs that belong together, set apart by a bar: what a screen folds."""

    title: str
    paras: tuple[ParagraphBlock, ...]


class RowBlock(NamedTuple):
    """A label, and beside it what belongs to it: a line to ring, or a word and its meaning.

    `under`: a small line below the label.
    """

    label: str
    paras: tuple[ParagraphBlock, ...]
    under: str = ""


class FigureBlock(NamedTuple):
    """A drawing of the pack, with its name below."""

    svg: str
    title: str


class RuledBlock(NamedTuple):
    """Lines to write on."""

    rows: int


class TicksBlock(NamedTuple):
    """Boxes to tick, with a word beside each."""

    words: tuple[str, ...]


class FieldBlock(NamedTuple):
    """A label and a box to write in. `high`: points. `text`: printed in it already."""

    label: str
    high: float = 30.0
    text: str = ""


WorkbookBlock = (
    HeadingBlock
    | PlaceBlock
    | ParagraphBlock
    | ItemBlock
    | NotesBlock
    | RowBlock
    | FigureBlock
    | RuledBlock
    | TicksBlock
    | FieldBlock
)
