"""Strings that break programs, in every box of a council's form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import structs

from referral_forms.council.blank_form import BlankBox, read_blank_boxes
from referral_forms.council.overlays import WidgetFace, draw_overlays
from referral_forms.council.text_fit import fit_text
from referral_forms.filled_form import Answer
from referral_forms.pdf_finishing import finish_paper_pdf
from referral_forms.right_to_left import has_right_to_left
from referral_forms.visible_text import make_visible
from tests.damage.hostile_input.test_answer_strings import ALL
from tests.damage.hostile_input.test_form_field_strings import found_in, marked
from tests.unit.referral_forms import document_text
from tests.unit.referral_forms.council.example_council import (
    ABOUT,
    FORM,
    answer,
    boxes,
    filled,
    rows,
    sheets,
)
from tests.unit.referral_forms.sample_forms import paper

KEYS = {
    name: box.keys[0]
    for name, box in FORM.boxes.items()
    if read_blank_boxes(FORM.data)[name].kind == "text"
    and not box.day
    and not box.item
    and box.whose == "child"
    and not box.keys[0].startswith("meta.")
}
NAMES = list(KEYS)
ROUNDS = range(0, len(ALL), len(NAMES))


def strings(start: int) -> dict[str, str]:
    """A string for each box, another one in each round."""
    return dict(zip(NAMES, ALL[start : start + len(NAMES)], strict=False))


def test_every_string_has_its_round_and_every_kind_of_box_is_there():
    assert sum(len(strings(start)) for start in ROUNDS) == len(ALL)
    assert len(NAMES) > 12


@pytest.mark.parametrize("start", ROUNDS)
def test_a_form_survives_and_loses_none(start: int):
    given = strings(start)
    answers = [answer(KEYS[name], text) for name, text in given.items()]
    data = filled(*answers)
    assert document_text.faults(data) == ""
    found = document_text.squash(document_text.raw_text(data))
    left = [text for text in given.values() if not has_right_to_left(text)]
    assert [ascii(text) for text in left if document_text.shown(text) not in found] == []
    held = {name: str(box.get("/V", "")) for name, box in boxes(data).items()}
    behind = [text for printed in rows(sheets(*answers)).values() for text in printed]
    for name, text in given.items():
        shown = held[name] == make_visible(text) or not text.strip()
        assert shown or ("at the end" in held[name] and text in behind), (name, ascii(text))


TEXTS = {name: box for name, box in read_blank_boxes(FORM.data).items() if box.kind == "text"}
QUESTIONS = [(name, key) for name, box in FORM.boxes.items() if name in TEXTS for key in box.keys]
"""What each box for text asks, box by box."""


def shapes() -> list[BlankBox]:
    """One box for text of each size and kind."""
    mapped = (box for name, box in TEXTS.items() if name in FORM.boxes)
    return list({(b.width, b.height, b.one_line, b.cells, b.longest): b for b in mapped}.values())


def faces(box: BlankBox) -> Iterator[tuple[str, WidgetFace]]:
    """Every string that a box has room for, as it is drawn."""
    for text in ALL:
        shows = fit_text(text, box)
        if shows is not None:
            yield text, WidgetFace(box.width, box.height, shows, box.one_line, box.cells)


def test_every_string_that_fits_reads_as_written_in_every_box():
    shown = [pair for box in shapes() for pair in faces(box)]
    data = finish_paper_pdf(draw_overlays([], [face for _, face in shown]), paper(), None)
    assert len(shown) > 10 * len(shapes())
    assert document_text.faults(data) == ""
    pages = document_text.pages_text(data)
    assert len(pages) == len(shown)
    wrong = [
        (ascii(text), ascii(page))
        for (text, _), page in zip(shown, pages, strict=True)
        if not has_right_to_left(text) and document_text.squash(page) != document_text.shown(text)
    ]
    assert wrong == []


def share(place: int) -> range:
    """What one box takes: a quarter of the strings, another one than its neighbours."""
    return range(place % 4, len(ALL), 4)


def test_every_box_full_of_strings_stands_whole_on_the_sheets_behind():
    """So do words for this paper alone, which take all of them."""
    given, about = [], {"added": marked(len(QUESTIONS), range(len(ALL)))}
    for place, (name, key) in enumerate(QUESTIONS):
        box, text = FORM.boxes[name], marked(place, share(place))
        if key.startswith("meta."):
            about[key.removeprefix("meta.")] = text
        else:
            child = "Somebody Else" if box.whose == "others" else answer(key).child
            given.append(Answer(key, text=text, item=box.item or 1, child=child))
    assert about.pop("made_at")  # a day, and never somebody's words
    data = filled(*given, meta=structs.replace(ABOUT, **about))
    assert document_text.faults(data) == ""
    found = found_in(document_text.squash(document_text.body_text(data)))
    asked = [n for n, (_, key) in enumerate(QUESTIONS) if key != "meta.made_at"]
    wanted = {(place, number) for place in asked for number in share(place)}
    wanted |= {(len(QUESTIONS), number) for number in range(len(ALL))}
    assert wanted - found.keys() == set()
    left = ((place, n) for place, n in wanted if not has_right_to_left(ALL[n]))
    lost = [(place, n) for place, n in left if document_text.shown(ALL[n]) not in found[place, n]]
    assert [(QUESTIONS[place : place + 1], ascii(ALL[n])) for place, n in lost] == []


@pytest.mark.parametrize("start", [0])
def test_all_of_them_in_one_box_and_in_every_other(start: int):
    everything = "\n".join(ALL)
    data = filled(*(answer(key, everything[:20_000]) for key in KEYS.values()))
    assert document_text.faults(data) == ""
    assert all(box.get("/AA") is None and box.get("/A") is None for box in boxes(data).values())
