"""The structure of a document for screen readers: headings, paragraphs, tables, lists, quotations.

An element gets its number when it is met in the order of reading; marks on the sheets name it.
ISO 32000-2, 14.7 and 14.8.
"""

from typing import NamedTuple
from unicodedata import normalize

from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf, String

PRINTED = 4
"""The flag of an annotation that is printed as well."""
LANGUAGE_UNKNOWN = "und"
"""BCP 47 for "undetermined": a screen reader must not read it with an English voice."""


class MarkedRun(NamedTuple):
    """One marked run of content: the page it is on, from 0, and its number on that page."""

    page: int
    number: int


class Figure(NamedTuple):
    """A drawing: its words, and its place on the page as x and y of two corners."""

    words: str
    box: tuple[float, float, float, float]


class LinkRun(NamedTuple):
    """A place to tap: the page it is on, its place among the links of that page, and its words."""

    page: int
    place: int
    words: str


class AddedStructure(NamedTuple):
    """The structure of sheets that were put into a file of someone else, and their pages there."""

    tree: "TagTree"
    pages: range


class TagTree:
    """Elements by number. Number 0 is the document itself."""

    def __init__(self) -> None:
        self.roles = ["Document"]
        self.children: list[list[int | MarkedRun | LinkRun]] = [[]]
        self.runs: dict[int, int] = {}
        self.links: dict[int, int] = {}
        self.foreign: set[int] = set()
        self.numbered: set[int] = set()
        self.figures: dict[int, Figure] = {}

    def add(self, role: str, parent: int = 0, *, foreign: bool = False) -> int:
        """Add an element below `parent`, after everything that is there, and return its number.

        `foreign`: it is not in English, and its language is not recorded.
        """
        self.roles.append(role)
        self.children.append([])
        number = len(self.roles) - 1
        self.children[parent].append(number)
        if foreign:
            self.foreign.add(number)
        return number

    def add_row(self, table: int) -> tuple[int, int]:
        """Add a row to a table, and return the numbers of its heading and of its answer."""
        row = self.add("TR", table)
        return self.add("TH", row), self.add("TD", row)

    def add_list(self, *, numbered: bool = False) -> int:
        """Add a list, of points or of numbers, and return its number."""
        number = self.add("L")
        if numbered:
            self.numbered.add(number)
        return number

    def add_figure(self, words: str, box: tuple[float, float, float, float]) -> int:
        """Add a drawing, and return its number."""
        number = self.add("Figure")
        self.figures[number] = Figure(words, box)
        return number

    def link(self, tag: int, page: int, words: str) -> None:
        """Count one more place to tap of an element on a page."""
        place = self.links.get(page, 0)
        self.links[page] = place + 1
        self.children[tag].append(LinkRun(page, place, words))

    def mark(self, tag: int, page: int) -> int:
        """Count one more run of content of an element on a page, and return the run's number."""
        number = self.runs.get(page, 0)
        self.runs[page] = number + 1
        self.children[tag].append(MarkedRun(page, number))
        return number


def write_structure(pdf: Pdf, tree: TagTree) -> None:
    """Write the structure into a drawn file whose content is marked with the same numbers."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array()))
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array()))
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String("en-GB")
    join_structure(pdf, AddedStructure(tree, range(len(pdf.pages))))


def join_structure(pdf: Pdf, added: AddedStructure) -> None:
    """Write the structure of some pages next to the one that the file has, in the order of pages.

    Pages that are first in the file are read first, all others last.
    """
    root, tree = pdf.Root.StructTreeRoot, added.tree
    writing = _Writing(pdf, tree, added.pages)
    kids = root.get("/K", Array())
    theirs = [*kids] if isinstance(kids, Array) else [kids]
    mine = writing.write_element(0, root)
    root.K = Array([mine, *theirs] if added.pages.start == 0 else [*theirs, mine])
    parents = NumberTree(root.ParentTree)
    key = max(int(root.get("/ParentTreeNextKey", 0)), max(parents, default=-1) + 1)
    for place, page in enumerate(writing.pages):
        page.StructParents, page.Tabs = key, Name.S
        runs = [MarkedRun(place, number) for number in range(tree.runs.get(place, 0))]
        parents[key] = pdf.make_indirect(Array([writing.owners[run] for run in runs]))
        key += 1
    for link, element in writing.links:
        link.StructParent = key
        parents[key] = element
        key += 1
    root.ParentTreeNextKey = key


class _Writing:
    """Elements on their way into a file, and which element each run and each link belongs to."""

    def __init__(self, pdf: Pdf, tree: TagTree, pages: range) -> None:
        self.pdf, self.tree = pdf, tree
        self.pages = [pdf.pages[place].obj for place in pages]
        self.owners: dict[MarkedRun, Object] = {}
        self.links: list[tuple[Object, Object]] = []

    def write_element(self, tag: int, parent: Object) -> Object:
        role = Name(f"/{self.tree.roles[tag]}")
        element = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=role, P=parent))
        self._write_attributes(tag, element)
        kids: list[Object] = []
        for child in self.tree.children[tag]:
            if isinstance(child, MarkedRun):
                page = self.pages[child.page]
                kids.append(Dictionary(Type=Name.MCR, Pg=page, MCID=child.number))
                self.owners[child] = element
            elif isinstance(child, LinkRun):
                kids.append(self._write_link(child, element))
            else:
                kids.append(self.write_element(child, element))
        element.K = Array(kids)
        return element

    def _write_attributes(self, tag: int, element: Object) -> None:
        role = self.tree.roles[tag]
        if role == "TH":
            element.A = Dictionary(O=Name.Table, Scope=Name.Row)
        elif role == "L":
            numbering = Name.Decimal if tag in self.tree.numbered else Name.Disc
            element.A = Dictionary(O=Name.List, ListNumbering=numbering)
        elif figure := self.tree.figures.get(tag):
            element.Alt = String(figure.words)
            element.A = Dictionary(O=Name.Layout, BBox=Array(figure.box), Placement=Name.Block)
        if tag in self.tree.foreign:
            element.Lang = String(LANGUAGE_UNKNOWN)

    def _write_link(self, run: LinkRun, element: Object) -> Object:
        """Say in words where a link leads, and print it as it is seen (ISO 32000-2, 12.5.3)."""
        page = self.pages[run.page]
        link = page.Annots[run.place]
        link.Contents, link.F = String(run.words), PRINTED
        self.links.append((link, element))
        return Dictionary(Type=Name.OBJR, Obj=link, Pg=page)


def encode_actual_text(text: str) -> str:
    """Return text as a string of a content stream, for runs that are not drawn as they are read.

    Letters that were joined for drawing are written as the letters that were typed.
    """
    text = "".join(normalize("NFKC", char) if _is_joined(char) else char for char in text)
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def _is_joined(char: str) -> bool:
    """Whether a character is an Arabic presentation form (U+FB50 to U+FDFF, U+FE70 to U+FEFF)."""
    return "\ufb50" <= char <= "\ufdff" or "\ufe70" <= char <= "\ufefe"
