"""Fill a copy of the council's PDF, put sheets in front of it and behind it, and lock it.

The copy carries nothing that acts by itself: a form that sends, runs or fetches something is filled
in without that. Boxes that hold an answer cannot be typed over by a slip; the others can.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from msgspec import structs
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from content.council_forms import CouncilForm
from referral_forms.composing.gap_list import NOTHING_ASKED, AskedQuestions
from referral_forms.composing.tag_tree import AddedStructure
from referral_forms.council import pdf_fields
from referral_forms.council.box_answers import (
    BoxContent,
    CouncilFormContent,
    assign_answers_to_boxes,
)
from referral_forms.council.continuation_sheets import build_continuation_sheets
from referral_forms.council.cover_sheet import build_cover_sheet
from referral_forms.council.overlays import PageOverlay, WidgetFace, draw_overlays
from referral_forms.council.text_fit import SIZES, FittedText
from referral_forms.filled_form import Answer, FilledPaper, PaperMeta
from referral_forms.form_definition import Form
from referral_forms.pdf_finishing import finish_paper_pdf
from referral_forms.summary_pdf import draw_paper
from referral_forms.visible_text import make_visible

ACTION_KEYS = ("/OpenAction", "/AA", "/Perms", "/Metadata", "/URI")
PAGE_LABELS = "/PageLabels"
"""The form's own page numbers, by place in the file: with a sheet in front they would be wrong."""
HARMLESS_ACTIONS = {"/URI", "/GoTo"}
"""What a link may do: open a page that its reader chose."""

EMPTY_FIT = FittedText("", (), SIZES[-1])

WidgetDrawing = tuple[DictionaryObject, WidgetFace]


def fill_council_form(
    form: CouncilForm,
    base: Form,
    catalogue: Mapping[str, str],
    answers: Sequence[Answer],
    meta: PaperMeta,
    passphrase: str | None = None,
    asked: AskedQuestions = NOTHING_ASKED,
) -> tuple[bytes, FilledPaper]:
    """Return the filled PDF, locked when a passphrase is given, and the sheets at its end.

    `asked`: what the worker saw, for the sheet in front. Raises NotFillableError for a PDF that has
    no boxes, and ValueError for an empty passphrase.
    """
    if passphrase is not None and not passphrase.strip():
        raise ValueError("an empty passphrase would lock nothing")
    said = assign_answers_to_boxes(form, base, answers, meta)
    paper = build_continuation_sheets(form, base, catalogue, said, meta)
    writer = PdfWriter(clone_from=BytesIO(form.data))
    _fill(writer, form, said, meta)
    cover = build_cover_sheet(form, catalogue, answers, meta, asked)
    added = [*_put(writer, cover, 0), *_put(writer, paper, None)]
    out = BytesIO()
    writer.write(out)
    named = structs.replace(paper, title=form.title)
    return finish_paper_pdf(out.getvalue(), named, passphrase, added=added), paper


def _put(writer: PdfWriter, paper: FilledPaper, place: int | None) -> Iterator[AddedStructure]:
    """Put our sheets before page `place`, or last for None. Yield their structure, if any."""
    drawn, tree = draw_paper(paper, tagged=_is_tagged(writer))
    sheets = PdfReader(BytesIO(drawn)).pages
    first = len(writer.pages) if place is None else place
    for number, page in enumerate(sheets, first):
        writer.insert_page(page, number)
    if tree:
        yield AddedStructure(tree, range(first, first + len(sheets)))


def _is_tagged(writer: PdfWriter) -> bool:
    """Whether the council's pages have a structure.

    In a file that has one, a screen reader passes over pages without; so the sheets have one
    exactly where the form has.
    """
    root = pdf_fields.resolve_reference(writer._root_object.get("/StructTreeRoot"))
    parents = root.get("/ParentTree") if isinstance(root, DictionaryObject) else None
    return isinstance(pdf_fields.resolve_reference(parents), DictionaryObject)


def _fill(writer: PdfWriter, form: CouncilForm, said: CouncilFormContent, meta: PaperMeta) -> None:
    """Fill the boxes of the copy in `writer`, and tie each of its pages to the record."""
    root = writer._root_object
    interactive = pdf_fields.find_interactive_form(root) or DictionaryObject()
    _make_harmless(writer, root, interactive)
    faces = list(_write(interactive, said))
    overs = [_over(page, form, meta) for page in writer.pages]
    pictures = PdfReader(BytesIO(draw_overlays(overs, [face for _, face in faces]))).pages
    for page, over in zip(writer.pages, pictures[: len(overs)], strict=True):
        page.merge_page(over)
    for (widget, face), picture in zip(faces, pictures[len(overs) :], strict=True):
        _show(writer, widget, face, picture)


def _make_harmless(
    writer: PdfWriter, root: DictionaryObject, interactive: DictionaryObject
) -> None:
    """Take away what would run or send by itself, and what would draw the boxes anew."""
    names = pdf_fields.resolve_reference(root.get("/Names"))
    _without(root, (*ACTION_KEYS, PAGE_LABELS))
    _without(interactive, ("/NeedAppearances", "/CO"))
    if isinstance(names, DictionaryObject):
        _without(names, ("/JavaScript", "/EmbeddedFiles"))
    for page in writer.pages:
        for annotation in pdf_fields.read_array(page.get("/Annots")):
            _quiet(annotation)
    # Fields, bookmarks, pages: whatever can carry an action and is an object of the file.
    for thing in writer._objects:
        if isinstance(thing, DictionaryObject):
            _quiet(thing)


def _without(node: DictionaryObject, keys: Sequence[str]) -> None:
    for key in keys:
        node.pop(key, None)


def _quiet(node: DictionaryObject) -> None:
    node.pop("/AA", None)
    action = pdf_fields.resolve_reference(node.get("/A"))
    if not isinstance(action, DictionaryObject) or "/S" not in action:
        return
    if str(action["/S"]) not in HARMLESS_ACTIONS or "/Next" in action:
        node.pop("/A", None)


def _write(interactive: DictionaryObject, said: CouncilFormContent) -> Iterator[WidgetDrawing]:
    """Set the value of each box, and yield its widgets with what they are to show."""
    shown = {one.name: one for one in said.shown}
    for found in pdf_fields.iter_form_fields(interactive):
        one = shown.get(found.name)
        if one is None:
            continue
        if one.known:
            found.node[NameObject("/Ff")] = NumberObject(found.flags | pdf_fields.READ_ONLY)
        if one.ticked is not None and found.has["/FT"] == "/Btn":
            _tick(found, one.ticked)
        else:
            yield from _say(found, one)


def _tick(found: pdf_fields.FormField, state: str) -> None:
    found.node[NameObject("/V")] = NameObject(f"/{state or 'Off'}")
    for widget in found.widgets:
        on = state and state in pdf_fields.list_button_states(widget)
        widget[NameObject("/AS")] = NameObject(f"/{state}" if on else "/Off")


def _say(found: pdf_fields.FormField, one: BoxContent) -> Iterator[WidgetDrawing]:
    """Draw a box for text or a list.

    Where there is nothing to say, no words of the blank stay in it.
    """
    shows = one.fit or EMPTY_FIT
    value = one.ticked or make_visible(shows.text)
    found.node[NameObject("/V")] = TextStringObject(value)
    for key in ("/RV", "/I"):
        found.node.pop(key, None)
    several = bool(found.flags & pdf_fields.MULTI_LINE) and found.has["/FT"] == "/Tx"
    cells = int(found.has.get("/MaxLen", 0)) if found.flags & pdf_fields.COMB else 0
    for widget in found.widgets:
        width, height = pdf_fields.measure_widget(widget)
        if pdf_fields.read_widget_rotation(widget) in {90, 270}:
            width, height = height, width
        yield (
            widget,
            WidgetFace(
                width=width,
                height=height,
                shows=shows,
                centred=not several,
                cells=cells if several is False and one.ticked is None else 0,
                ground=tuple(pdf_fields.read_appearance_numbers(widget, "/BG")),
                border=tuple(pdf_fields.read_appearance_numbers(widget, "/BC")),
            ),
        )


def _show(
    writer: PdfWriter, widget: DictionaryObject, face: WidgetFace, picture: PageObject
) -> None:
    """Give a widget its picture, fonts and all (ISO 32000-2, 12.7.4.3)."""
    contents = picture.get_contents()
    picture_of = DecodedStreamObject()
    drawing = contents.get_data() if contents is not None else b""
    picture_of.set_data(b"/Tx BMC\nq\n" + drawing + b"\nQ\nEMC\n")
    box = [FloatObject(side) for side in (0, 0, face.width, face.height)]
    entries: dict[str, Any] = {
        "/Type": NameObject("/XObject"),
        "/Subtype": NameObject("/Form"),
        "/BBox": ArrayObject(box),
        "/Matrix": ArrayObject(
            [NumberObject(n) for n in _MATRIX[pdf_fields.read_widget_rotation(widget)]]
        ),
        "/Resources": picture["/Resources"].clone(writer),
    }
    for key, value in entries.items():
        picture_of[NameObject(key)] = value
    held = writer._add_object(picture_of)
    widget[NameObject("/AP")] = DictionaryObject({NameObject("/N"): held})
    widget.pop("/AS", None)


_MATRIX = {
    0: (1, 0, 0, 1, 0, 0),
    90: (0, 1, -1, 0, 0, 0),
    180: (-1, 0, 0, -1, 0, 0),
    270: (0, -1, 1, 0, 0, 0),
}


def _over(page: PageObject, form: CouncilForm, meta: PaperMeta) -> PageOverlay:
    """Return the line that ties each page to its record and to the sheets around it."""
    words = (
        f"Reference {meta.reference}. Filled in from a signed record. "
        "Read page 1 first. More on the last pages."
    )
    if meta.corrected:
        words = f"Reference {meta.reference}. CORRECTED after signing: see the last pages."
    place = page.mediabox
    return PageOverlay(
        left=float(place.left),
        bottom=float(place.bottom),
        width=float(place.width),
        height=float(place.height),
        turn=page.rotation % 360,
        words=words,
        at_foot=form.edge == "foot",
        across=meta.watermark,
    )
