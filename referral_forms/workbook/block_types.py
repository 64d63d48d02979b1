"""What a workbook on paper is made of. Plain values: nothing here knows where it is drawn."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from content.contacts.phone_lines import Line
from content.workbook.workbook_text import Book

Kind = Literal["lead", "body", "strong", "about", "note"]


class Whole(NamedTuple):
    """All that a paper is made from. `lines`: by chapter, then part, with hours for any day."""

    book: Book
    lines: Mapping[str, Mapping[str, tuple[Line, ...]]]
    organisation: str
    made_on: date


class Heading(NamedTuple):
    """A heading. Level 1 begins a sheet and stands in the contents; `above` is a line over it.

    `place`: the address of what follows, for links to it.
    """

    text: str
    level: int
    place: str = ""
    above: str = ""


class Place(NamedTuple):
    """A place without a heading that links may lead to."""

    address: str


class Para(NamedTuple):
    """A paragraph. `to`: a web address, or "place:" and an address of the workbook."""

    text: str
    kind: Kind = "body"
    to: str = ""


class Item(NamedTuple):
    """One line of a list, with what belongs to it. `mark`: a bullet, or its number."""

    mark: str
    paras: tuple[Para, ...]


class Notes(NamedTuple):
    """Paragraphs that belong together, set apart by a bar: what a screen folds."""

    title: str
    paras: tuple[Para, ...]


class Row(NamedTuple):
    """A label, and beside it what belongs to it: a line to ring, or a word and its meaning.

    `under`: a small line below the label.
    """

    label: str
    paras: tuple[Para, ...]
    under: str = ""


class Figure(NamedTuple):
    """A drawing of the pack, with its name below."""

    svg: str
    title: str


class Ruled(NamedTuple):
    """Lines to write on."""

    rows: int


class Ticks(NamedTuple):
    """Boxes to tick, with a word beside each."""

    words: tuple[str, ...]


class Field(NamedTuple):
    """A label and a box to write in. `high`: points. `text`: printed in it already."""

    label: str
    high: float = 30.0
    text: str = ""


Block = Heading | Place | Para | Item | Notes | Row | Figure | Ruled | Ticks | Field
