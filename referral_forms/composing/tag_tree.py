"""The structure of a document for screen readers: headings, paragraphs, tables, lists, quotations.

An element gets its number when it is met in the order of reading; marks on the sheets name it.
ISO 32000-2, 14.7 and 14.8.
"""

from typing import NamedTuple
from unicodedata import normalize

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

LANGUAGE_UNKNOWN = "und"
"""BCP 47 for "undetermined": a screen reader must not read it with an English voice."""


class MarkedRun(NamedTuple):
    """One marked run of content: the page it is on, from 0, and its number on that page."""

    page: int
    number: int


class TagTree:
    """Elements by number. Number 0 is the document itself."""

    def __init__(self) -> None:
        self.roles = ["Document"]
        self.children: list[list[int | MarkedRun]] = [[]]
        self.runs: dict[int, int] = {}
        self.foreign: set[int] = set()

    def add(self, role: str, parent: int = 0, *, foreign: bool = False) -> int:
        """Add an element below `parent`, after everything that is there, and return its number.

        `foreign`: it is not in English, and no one said in which language it is.
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

    def mark(self, tag: int, page: int) -> int:
        """Count one more run of content of an element on a page, and return the run's number."""
        number = self.runs.get(page, 0)
        self.runs[page] = number + 1
        self.children[tag].append(MarkedRun(page, number))
        return number


def write_structure(pdf: Pdf, tree: TagTree) -> None:
    """Write the structure into a drawn file whose content is marked with the same numbers."""
    pages = [page.obj for page in pdf.pages]
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    owners: dict[MarkedRun, Object] = {}
    root.K = Array([_write_element(pdf, tree, 0, root, owners)])
    numbers = Array()
    for place, page in enumerate(pages):
        page.StructParents, page.Tabs = place, Name.S
        runs = [MarkedRun(place, number) for number in range(tree.runs.get(place, 0))]
        numbers.append(place)
        numbers.append(pdf.make_indirect(Array([owners[run] for run in runs])))
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String("en-GB")


def _write_element(
    pdf: Pdf, tree: TagTree, tag: int, parent: Object, owners: dict[MarkedRun, Object]
) -> Object:
    role = tree.roles[tag]
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), P=parent))
    if role == "TH":
        element.A = Dictionary(O=Name.Table, Scope=Name.Row)
    if tag in tree.foreign:
        element.Lang = String(LANGUAGE_UNKNOWN)
    if role == "L":
        element.A = Dictionary(O=Name.List, ListNumbering=Name.Disc)
    kids: list[Object] = []
    for child in tree.children[tag]:
        if isinstance(child, MarkedRun):
            page = pdf.pages[child.page].obj
            kids.append(Dictionary(Type=Name.MCR, Pg=page, MCID=child.number))
            owners[child] = element
        else:
            kids.append(_write_element(pdf, tree, child, element, owners))
    element.K = Array(kids)
    return element


def encode_actual_text(text: str) -> str:
    """Return text as a string of a content stream, for runs that are not drawn as they are read.

    Letters that were joined for drawing are written as the letters that were typed.
    """
    text = "".join(normalize("NFKC", char) if _is_joined(char) else char for char in text)
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def _is_joined(char: str) -> bool:
    """Whether a character is an Arabic presentation form (U+FB50 to U+FDFF, U+FE70 to U+FEFF)."""
    return "\ufb50" <= char <= "\ufdff" or "\ufe70" <= char <= "\ufefe"
