"""Check the map of a council's form against its PDF and against the questions that are asked.

A map that is wrong would put an answer into the wrong box, or into none, so each fault names file,
key and cure. Nothing here looks at an answer.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches

from content.content_error import ContentError
from content.council_forms import CouncilForm, FormBox
from referral_forms.council.blank_form import BlankBox, NotFillableError, read_blank_boxes
from referral_forms.council.box_answers import NO_ANSWER
from referral_forms.council.continuation_sheets import OWN_LABELS
from referral_forms.council.text_fit import SMALLEST, fit_text
from referral_forms.filled_form import UNKNOWN_WORDS
from referral_forms.form_definition import Form

LONGEST_REFERENCE = "See 99"
"""What a box says that goes on elsewhere, at its shortest."""
PARTS_WITHOUT_PAGE = {"meta", "addition", "calls"}
EXAMPLE_DAY = date(2000, 12, 30)

MapFault = tuple[str, str, str]
"""Key below the form, what is wrong, and the cure."""


def list_askable_keys(catalogue: Mapping[str, str], base: Form) -> dict[str, str]:
    """Return keys that a box may ask for: every question, and what concern and paper say too."""
    later = {k: v for k, v in base.labels.items() if k.split(".", 1)[0] in PARTS_WITHOUT_PAGE}
    return {**catalogue, **later, **OWN_LABELS}


def find_map_faults(
    form: CouncilForm, catalogue: Mapping[str, str], tokens: Mapping[str, tuple[str, ...]]
) -> list[ContentError]:
    """Return every fault of `form`; empty when it can be filled in.

    `catalogue` maps every key that can be answered to its label; `tokens` a key to the options of
    its question, where it has any that are known here.
    """
    place = f"council_forms.{form.key}"
    try:
        boxes = read_blank_boxes(form.data)
    except NotFillableError as error:
        return [ContentError(form.file, f"{place}.pdf", str(error).rstrip("."), "Take it out")]
    found = [*_whole(form, boxes)]
    for name, box in form.boxes.items():
        if name in boxes:
            found += [
                (f"boxes.{name!r}.{key}", problem, cure)
                for key, problem, cure in _of_box(form, box, boxes[name], catalogue, tokens)
            ]
    return [ContentError(form.file, f"{place}.{key}", *rest) for key, *rest in found]


def _whole(form: CouncilForm, boxes: Mapping[str, BlankBox]) -> Iterator[MapFault]:
    """Check that every name is a box of the PDF, and that every box has a place in the map."""
    for key, names in (("boxes", form.boxes), ("by_hand", form.by_hand)):
        for name in names:
            if name not in boxes:
                yield f"{key}.{name!r}", "the PDF has no such box", _suggest_name(name, boxes)
    for name, box in boxes.items():
        fault = _of_place(box, mapped=name in form.boxes, by_hand=name in form.by_hand)
        if fault:
            yield f"boxes.{name!r}", *fault
    for name, why in form.by_hand.items():
        if not why.strip():
            yield f"by_hand.{name!r}", "gives no reason", "Say why people fill it in"


def _suggest_name(name: str, boxes: Mapping[str, BlankBox]) -> str:
    near = get_close_matches(name, boxes, n=1)
    return f"Write {near[0]}, if you mean that box" if near else "Use the name that the PDF has"


def _of_place(box: BlankBox, *, mapped: bool, by_hand: bool) -> tuple[str, str] | None:
    """Return what is wrong with where one box of the PDF is in the map, and the cure."""
    if box.kind == "by hand":
        return ("cannot be filled in on a screen", "Take it out") if mapped else None
    if box.required and not mapped:
        return "is needed by the council and not mapped", "Map it"
    if mapped == by_hand:
        twice = "is mapped and left to people" if mapped else "is neither mapped nor left out"
        return twice, "Write it in boxes, or in by_hand with the reason"
    return None


def _of_box(
    form: CouncilForm,
    box: FormBox,
    blank: BlankBox,
    catalogue: Mapping[str, str],
    tokens: Mapping[str, tuple[str, ...]],
) -> Iterator[MapFault]:
    if not box.keys or not box.label.strip():
        yield "keys", "asks for nothing, or has no label", "Give keys and the council's own label"
    for key in box.keys:
        if key not in catalogue:
            yield "keys", f"{key} is not a question", "Write it as docs/record-schema.md has it"
    if not blank.shown:
        yield "label", "is not on any page, or is hidden", "Take the box out"
    if blank.kind == "text":
        yield from _of_text(form, box, blank)
    else:
        yield from _of_ticks(box, blank, tokens)


def _of_text(form: CouncilForm, box: FormBox, blank: BlankBox) -> Iterator[MapFault]:
    if box.tick or box.options:
        yield "tick", "is a box for text", "Take tick and options out"
    if box.day:
        if fit_text(EXAMPLE_DAY.strftime(box.day), blank, box.longest) is None:
            yield "day", "has no room for a day written so", "Write it shorter"
    elif fit_text(LONGEST_REFERENCE, blank, box.longest, SMALLEST) is None:
        cure = "Take it out: it cannot even say where a text goes on"
        yield "label", "has too little room", cure
    if box.blank and fit_text(box.blank, blank, box.longest) is None:
        yield "blank", "does not fit into the box", "Write it shorter"


def _of_ticks(
    box: FormBox, blank: BlankBox, tokens: Mapping[str, tuple[str, ...]]
) -> Iterator[MapFault]:
    if len(box.keys) != 1 or box.day or box.item > 1:
        yield "keys", "ticks for more than one question", "Give one key, no day and no item"
        return
    known = tokens.get(box.keys[0], ())
    chosen = box.tick if blank.kind == "check" else tuple(box.options)
    other = box.options if blank.kind == "check" else box.tick
    if not chosen or other:
        cure = "A check box has tick. A radio and a list have options"
        yield "tick", "does not say which answers it is for", cure
    for token in chosen:
        if known and token not in {*known, *UNKNOWN_WORDS, NO_ANSWER}:
            yield "tick", f"{token} is not an answer to {box.keys[0]}", "See docs/record-schema.md"
    yield from _of_states(box, blank, known)


def _of_states(box: FormBox, blank: BlankBox, known: tuple[str, ...]) -> Iterator[MapFault]:
    if blank.kind == "check":
        if len(blank.states) != 1:
            yield "tick", f"has {len(blank.states)} states", "Map it as a radio, or take it out"
        return
    for token in known:
        if token not in box.options:
            yield "options", f"has no place for {token}", 'Add it, with "" if the form has none'
    for state in box.options.values():
        if state and state not in blank.states:
            there = ", ".join(blank.states) or "none"
            yield "options", f"{state} is not a state of the box", f"Use one of: {there}"
