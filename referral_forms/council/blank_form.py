"""Read the boxes of a council's blank PDF, or the reason why it cannot be filled in.

A reason is a sentence for the person who is referring: it says what to do instead, and that is
always there. This module decides nothing about answers.
"""

from functools import lru_cache
from io import BytesIO
from typing import Any, Literal

import msgspec
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from referral_forms.council import pdf_fields
from referral_forms.form_checks import FormError

BoxKind = Literal["text", "check", "radio", "choice", "by hand"]

SEND_SUMMARY = "Send the summary instead."
XFA_FORM = f"It is an “XFA” form, which only some programs can fill in. {SEND_SUMMARY}"
NO_BOXES = (
    f"It has no boxes that can be filled in on a screen. {SEND_SUMMARY} "
    "Or print it and write on it."
)
FORM_LOCKED = f"It is locked. {SEND_SUMMARY}"
FORM_UNREADABLE = f"It cannot be read. {SEND_SUMMARY}"


class NotFillableError(FormError):
    """A council's PDF that cannot be filled in; the text says why and what to do instead."""


class BlankBox(msgspec.Struct, frozen=True):
    """One field of the blank: the smallest of its widgets in points, its states and limits.

    `states`: state or value to what is read of it. `cells`: how many characters stand in cells of
    their own, 0 for a common box. `longest`: most characters that the PDF allows, 0 for any.
    """

    name: str
    kind: BoxKind
    width: float = 0.0
    height: float = 0.0
    required: bool = False
    one_line: bool = True
    longest: int = 0
    cells: int = 0
    shown: bool = True
    states: dict[str, str] = msgspec.field(default_factory=dict)


@lru_cache(maxsize=32)
def read_blank_boxes(data: bytes) -> dict[str, BlankBox]:
    """Return the boxes of a blank form by name.

    Raises NotFillableError with a sentence for people.
    """
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            raise NotFillableError(FORM_LOCKED)
        root = reader.trailer["/Root"].get_object()
        form = (
            pdf_fields.find_interactive_form(root) if isinstance(root, DictionaryObject) else None
        )
        if form is not None and "/XFA" in form:
            raise NotFillableError(XFA_FORM)
        seen = _on_pages(reader)
        found = (
            {one.name: _box(one, seen) for one in pdf_fields.iter_form_fields(form)} if form else {}
        )
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, NotFillableError):
            raise
        raise NotFillableError(FORM_UNREADABLE) from error
    if not any(box.kind != "by hand" for box in found.values()):
        raise NotFillableError(NO_BOXES)
    return found


def _on_pages(reader: PdfReader) -> set[int]:
    """Return ids of the annotations on a page."""
    return {id(one) for page in reader.pages for one in pdf_fields.read_array(page.get("/Annots"))}


def _box(found: pdf_fields.FormField, seen: set[int]) -> BlankBox:
    sizes = [pdf_fields.measure_widget(widget) for widget in found.widgets]
    turns = [pdf_fields.read_widget_rotation(widget) in {90, 270} for widget in found.widgets]
    upright = [(h, w) if turn else (w, h) for (w, h), turn in zip(sizes, turns, strict=True)]
    longest = int(found.has.get("/MaxLen", 0) or 0)
    return BlankBox(
        name=found.name,
        kind=_kind(found),
        width=min(width for width, _ in upright),
        height=min(height for _, height in upright),
        required=bool(found.flags & pdf_fields.REQUIRED),
        one_line=not found.flags & pdf_fields.MULTI_LINE,
        longest=longest,
        cells=longest if found.flags & pdf_fields.COMB else 0,
        shown=all(
            id(widget) in seen and not int(widget.get("/F", 0)) & pdf_fields.HIDDEN
            for widget in found.widgets
        ),
        states=_states(found),
    )


def _kind(found: pdf_fields.FormField) -> BoxKind:
    kind, flags = found.has["/FT"], found.flags
    if kind == "/Tx" and not flags & (pdf_fields.PASSWORD | pdf_fields.FILE):
        return "text"
    if kind == "/Ch":
        return "choice"
    if kind == "/Btn" and not flags & pdf_fields.PUSH_BUTTON:
        return "radio" if flags & pdf_fields.RADIO else "check"
    return "by hand"


def _states(found: pdf_fields.FormField) -> dict[str, str]:
    if found.has["/FT"] == "/Ch":
        return dict(map(_option, pdf_fields.read_array(found.has.get("/Opt"))))
    if found.has["/FT"] != "/Btn":
        return {}
    return {
        state: state for widget in found.widgets for state in pdf_fields.list_button_states(widget)
    }


def _option(one: Any) -> tuple[str, str]:
    """Return a value of a list and what is read of it: one text, or a pair."""
    if isinstance(one, ArrayObject) and len(one) == 2:
        return str(one[0]), str(one[1])
    return str(one), str(one)
