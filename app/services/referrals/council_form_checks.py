"""Check that the councils' own forms can be filled in: their PDFs and the maps of our packs.

A form that cannot is named with the reason, as a sentence that says what to do instead.
"""

from functools import cache

from app.domain.pages import PAGES_BY_NAME, label_stored_fields, list_stored_fields
from app.errors import InvalidError
from content import pack_files, pack_loader
from content.content_error import ContentError
from content.council_forms import CouncilForm, WrongForm
from content.maintenance import pack_health
from content.pack_faults.fault_lines import add_line_number_to_error
from referral_forms.council.blank_form import NotFillableError, read_blank_boxes
from referral_forms.council.map_checks import find_map_faults, list_askable_keys
from referral_forms.forms import find_form

WRONG_PDF_MESSAGE = "Its PDF is missing here, or is another version. Send the summary instead."
WRONG_MAP_MESSAGE = "Heard’s map of it is wrong. Send the summary instead."


def find_council_form_faults(name: str) -> list[ContentError]:
    """Return what is wrong with any council form of a pack, each with file, key and cure."""
    forms = pack_loader.load_pack(name).council_forms.values()
    own = [form for form in forms if form.file.startswith(f"{name}/")]
    return [*pack_health.list_form_faults(name), *(one for form in own for one in _faults(form))]


def describe_pdf_form_fields(data: bytes) -> list[str]:
    """Return a line for each box of a PDF: name, kind, its states, and whether it is required.

    Raises InvalidError where it cannot be filled in.
    """
    try:
        boxes = read_blank_boxes(data).values()
    except NotFillableError as error:
        raise InvalidError({"pdf": str(error)}) from None
    return [
        ", ".join((one.name, one.kind, *one.states, *(["required"] if one.required else [])))
        for one in boxes
    ]


def explain_wrong_form(form: WrongForm) -> str:
    """Return why no one can use a form that did not load, as a sentence."""
    return WRONG_PDF_MESSAGE if form.is_about_the_pdf else WRONG_MAP_MESSAGE


def explain_unfillable(form: CouncilForm) -> str:
    """Return why a form cannot be filled in, as a sentence; "" when it can."""
    try:
        read_blank_boxes(form.data)
    except NotFillableError as error:
        return str(error)
    return WRONG_MAP_MESSAGE if _faults(form) else ""


@cache
def _known() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    tokens = {
        f"{page.part_name}.{field.name}": tuple(option.token for option in field.options)
        for page in PAGES_BY_NAME.values()
        for field in list_stored_fields(page)
        if field.options
    }
    return list_askable_keys(label_stored_fields(), find_form("")), tokens


_PROVED: dict[str, list[ContentError]] = {}
"""Faults by the hash of what was proved: packs do not change while a process runs."""


def _faults(form: CouncilForm) -> list[ContentError]:
    place = f"{form.file} {form.key} {form.sha256}"
    if place not in _PROVED:
        faults = find_map_faults(form, *_known())
        _PROVED[place] = [add_line_number_to_error(pack_files.PACKS, one) for one in faults]
    return _PROVED[place]
