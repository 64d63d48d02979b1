"""Strings that break programs, in every field of every form: no file breaks, no letter is lost.

A field that several forms ask takes a share of the strings on each of their papers, so that on
paper every string goes through every field; as HTML every field of every form takes all of them.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from msgspec import structs

from app.domain.pages import label_stored_fields
from referral_forms.filled_form import Answer, FilledPaper, PaperMeta
from referral_forms.form_filler import fill_form
from referral_forms.forms import FORMS, Form
from referral_forms.right_to_left import has_right_to_left
from referral_forms.summary_html import render_summary_html
from referral_forms.summary_pdf import render_paper_pdf
from referral_forms.visible_text import make_visible
from tests.damage.hostile_input.test_answer_strings import ALL
from tests.unit.referral_forms import document_text
from tests.unit.referral_forms.sample_forms import META

OF_PAPER = ("area", "late", "left_out", "corrected", "added")
"""What the paper says of itself in words, beside the "meta." keys of its forms."""
MARK = re.compile(r"Qz(\d+)x(\d+)zQ")
END = "QzEzQ"
CUT = "…”Seebelowforallofit"


def _fields(form: Form) -> tuple[str, ...]:
    """Every key that `form` prints and somebody writes, and what a paper says of itself."""
    printed = dict.fromkeys(key for section in form.sections() for key in section.keys)
    written = (key for key in printed if key != "meta.signed_at")
    return (*written, *(f"meta.{name}" for name in OF_PAPER))


FIELDS = {form.id: _fields(form) for form in FORMS.values()}
EVERY = sorted({key for form in FORMS.values() for key in FIELDS[form.id]})


def share(form: Form, key: str) -> range:
    """Which strings this field takes on the paper of this form: with the other forms, all."""
    having = [one.id for one in FORMS.values() if key in FIELDS[one.id]]
    return range(having.index(form.id), len(ALL), len(having))


def written(key: str, numbers: range) -> str:
    """What a field takes."""
    return marked(EVERY.index(key), numbers)


def marked(place: int, numbers: range) -> str:
    """Strings under their marks, one below another."""
    return "\n".join(f"Qz{place}x{number}zQ{ALL[number]}" for number in numbers) + END


def filled(form: Form, texts: dict[str, str]) -> FilledPaper:
    own = {key.removeprefix("meta."): text for key, text in texts.items() if "meta." in key}
    facts: PaperMeta = structs.replace(META, **own)
    answers = [
        Answer(key, text=text, item=1) for key, text in texts.items() if not key.startswith("meta.")
    ]
    return fill_form(form, label_stored_fields(), answers, facts)


def found_in(text: str) -> dict[tuple[int, int], set[str]]:
    """Return what was read behind each mark, by field and string, as often as it stands there.

    The strip at the top of a paper cuts long words, and says that all of them stand below.
    """
    found: dict[tuple[int, int], set[str]] = {}
    parts = MARK.split(text)
    for place, number, rest in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        text = rest.split(END)[0]
        if CUT not in text:
            found.setdefault((int(place), int(number)), set()).add(text)
    return found


def test_every_string_goes_through_every_field_of_every_form():
    taken = Counter(
        (key, n) for form in FORMS.values() for key in FIELDS[form.id] for n in share(form, key)
    )
    assert taken == Counter({(key, n): 1 for key in EVERY for n in range(len(ALL))})
    assert len(EVERY) > 200
    assert all(len(share(form, key)) > 100 for form in FORMS.values() for key in FIELDS[form.id])


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_no_field_breaks_a_paper_and_each_string_reads_as_written(form):
    texts = {key: written(key, share(form, key)) for key in FIELDS[form.id]}
    pdf = render_paper_pdf(filled(form, texts))
    assert document_text.faults(pdf) == ""
    found = found_in(document_text.squash(document_text.body_text(pdf)))
    wanted = {(EVERY.index(key), n): ALL[n] for key in FIELDS[form.id] for n in share(form, key)}
    assert wanted.keys() - found.keys() == set()
    other = {
        (EVERY[place], ascii(text)): found[place, n]
        for (place, n), text in wanted.items()
        if not has_right_to_left(text) and found[place, n] != {document_text.shown(text)}
    }
    assert other == {}


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_field_shows_every_string_as_text_never_as_markup(form):
    texts = {key: written(key, range(len(ALL))) for key in FIELDS[form.id]}
    page = render_summary_html(filled(form, texts))
    page.encode("utf-8")
    seen = document_text.Seen(page)
    seen.assert_ours()
    everything = "\f".join(text for _, text in seen.texts)
    assert [key for key, text in texts.items() if make_visible(text) not in everything] == []
