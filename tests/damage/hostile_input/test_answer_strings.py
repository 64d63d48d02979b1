"""Strings that break programs, as every kind of answer, on both papers."""

import json
from pathlib import Path

import pytest
from msgspec import structs

from app.domain.pages import label_stored_fields
from referral_forms.filled_form import Answer, FilledPaper, PrintedContact
from referral_forms.form_filler import fill_form
from referral_forms.forms import FORMS
from referral_forms.right_to_left import has_right_to_left
from referral_forms.summary_html import render_summary_html
from referral_forms.summary_pdf import build_file_name, render_paper_pdf
from referral_forms.visible_text import make_visible
from tests.support.sweeping import each
from tests.unit.referral_forms import document_text
from tests.unit.referral_forms.sample_forms import META, paper

STRINGS: list[str] = json.loads(
    (Path(__file__).parents[2] / "data" / "naughty_strings.json").read_text(encoding="utf-8")
)
CONTROLS = ["a" + chr(number) + "b" for number in [*range(1, 32), *range(127, 160)]]
ODD = [
    "\ud800",
    "a\udfffb",
    "\ufffe\uffff\U0001ffff",
    "\ue000",
    "\u200b\u200d\ufeff",
    "\u2028a\u2029b",
    "<!--",
    "]]>",
    "%PDF-1.4 endstream endobj",
    "(()\\",
    "{{ 7 * 7 }}{% raw %}",
]
ALL = [*STRINGS, *CONTROLS, *ODD]

KINDS = {
    "answer": lambda n, s: Answer("account.seen", text=s),
    "quotation": lambda n, s: Answer("account.child_words", text=s),
    "label": lambda n, s: Answer("others.said", label=s, text="x", item=n),
    "heading of an item": lambda n, s: Answer("people.places", text="x", item=n, item_label=s),
    "name of a child": lambda n, s: Answer("wishes.child_wishes", text="x", child=s),
    "who added it": lambda n, s: Answer("account.worry", text="x", said=s),
}


def filled(kind: str) -> FilledPaper:
    return paper(*(KINDS[kind](number, text) for number, text in enumerate(ALL, 1)))


def missing(found: str, texts: list[str]) -> list[str]:
    """Texts written from left to right that are not to be found."""
    left = (text for text in texts if not has_right_to_left(text))
    return [ascii(text) for text in left if document_text.shown(text) not in found]


def test_there_are_461_strings_of_the_list():
    assert len(STRINGS) == 461


@pytest.mark.parametrize("kind", KINDS)
def test_pdf_survives_and_loses_none(kind):
    pdf = render_paper_pdf(filled(kind))
    assert document_text.faults(pdf) == ""
    assert missing(document_text.squash(document_text.body_text(pdf)), ALL) == []


@pytest.mark.parametrize("kind", KINDS)
def test_html_survives_executes_none_and_loses_none(kind):
    page = render_summary_html(filled(kind))
    page.encode("utf-8")
    seen = document_text.Seen(page)
    seen.assert_ours()
    texts = "\n".join(text for _, text in seen.texts)
    assert [ascii(text) for text in ALL if make_visible(text) not in texts] == []


def test_facts_about_the_paper_survive_too():
    everything = "".join(ALL)
    meta = structs.replace(
        META,
        organisation=everything,
        author=everything,
        area=everything,
        banner=everything[:200],
        children=tuple(ALL),
        contacts=tuple(PrintedContact(text, text, text, text) for text in ALL),
    )
    assert (
        document_text.faults(render_paper_pdf(paper(meta=meta), "pass")) != ""
    )  # locked: needs the passphrase
    assert document_text.faults(render_paper_pdf(paper(meta=meta), "pass"), "pass") == ""
    assert "<script" not in render_summary_html(paper(meta=meta)).lower()


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_words_for_one_paper_survive_on_each_form_and_none_is_lost(form):
    meta = structs.replace(META, added="\n".join(ALL), made_by="<b>\u202eSam")
    made = fill_form(form, label_stored_fields(), (), meta)
    pdf = render_paper_pdf(made)
    assert document_text.faults(pdf) == ""
    assert missing(document_text.squash(document_text.body_text(pdf)), ALL) == []
    assert "<b>" not in render_summary_html(made)
    assert "<script" not in render_summary_html(made).lower()


@each(ALL)
def test_a_file_name_stays_harmless(text):
    name = build_file_name(structs.replace(META, reference=text))
    assert name.isascii()
    assert not set(name) & set('/\\"\r\n\0')
