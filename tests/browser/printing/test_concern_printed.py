"""What is printed of a file, a summary, a receipt: every word, and nothing of the screen alone.

On paper a Hide button hides nothing, a link leads nowhere, and what stays folded is lost.
"""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.journeys.test_setup_to_summary import SET_UP, SET_UP_PASSPHRASE, SET_UP_STEPS
from tests.browser.page_inspection import Stage
from tests.support.disclosures import load
from tests.support.web.record_client import signed
from tests.unit.referral_forms.document_text import squash, whole_text

pytestmark = pytest.mark.browser
A4 = (595, 842)
SCREEN_ONLY = {
    "the Hide button": ".heard-hide",
    "the navigation": ".heard-nav",
    "the line to other numbers": ".heard-danger-line",
    "the way back": ".heard-back",
    "the foot with Help and Sign out": ".heard-footer",
    "the time-out box": ".heard-time-out",
    "the way to the main content": ".govuk-skip-link",
    "buttons": "main button",
}
WHITE = """() => [...document.querySelectorAll("main *")].filter(one =>
  one.checkVisibility() && getComputedStyle(one).color === "rgb(255, 255, 255)").length"""
HEADS = """() => [...document.querySelectorAll("main h2, main h3, main h4")].filter(one =>
  one.checkVisibility()).map(one => one.textContent)"""
WHAT = load("full")
MIXED = "يوسف (Yusuf)"  # two directions in one line: no program reads them back in one order
RIGHT_TO_LEFT = "\u0590-\u08ff"
ALL_WORDS = [text for text in WHAT.words() if text != MIXED]


def bare(text: str) -> str:
    """Without white space, and without hyphens: pdftotext takes one at a line's end for its own."""
    return squash(text).replace("-", "")


def runs(text: str) -> list[str]:
    """The parts of a text in one direction each: no program reads two back in one order."""
    return [
        part.strip(" ,:()")
        for part in re.findall(f"[{RIGHT_TO_LEFT}\\s]+|[^{RIGHT_TO_LEFT}]+", text)
    ]


def printed(page: Page, address: str) -> bytes:
    """The address as chromium prints it on A4, while the time-out box is at its largest."""
    page.goto(address)
    page.evaluate("document.querySelector('.heard-time-out').classList.add('is-close')")
    page.evaluate("document.querySelector('[data-soon]').hidden = false")
    pdf = page.pdf(prefer_css_page_size=True)
    with pikepdf.open(io.BytesIO(pdf)) as found:
        for side in found.pages:
            assert tuple(round(float(size)) for size in side.mediabox[2:]) == A4
    page.emulate_media(media="print")
    left = [what for what, where in SCREEN_ONLY.items() if _seen(page, where)]
    page.emulate_media(media="screen")
    assert left == []
    for words in ("You will be signed out", "Less than two minutes", "Sign out", "All numbers"):
        assert bare(words) not in bare(whole_text(pdf))
    return pdf


def _seen(page: Page, where: str) -> bool:
    return any(one.is_visible() for one in page.locator(where).all())


def filled(pdf: bytes) -> list[int]:
    """How many characters stand on each side of the paper."""
    return [len(squash(side.extract_text())) for side in PdfReader(io.BytesIO(pdf)).pages]


def test_a_concern_prints_whole_with_folded_parts_and_no_controls(stage: Stage) -> None:
    path = f"{stage.club.server.url}/concerns/{signed(stage.club.world, WHAT)}"
    pdf = printed(stage.tab("jo"), path)
    found = bare(whole_text(pdf))
    assert [text for text in ALL_WORDS if bare(text) not in found] == []
    assert bare("That does not mean “no”.") in found
    assert bare("Call and refer") not in found  # a heading over links that do not print
    assert min(filled(pdf)) > 60


def test_a_summary_prints_whole_from_its_first_sheet_on(stage: Stage) -> None:
    path = f"{stage.club.server.url}/concerns/{signed(stage.club.world, WHAT)}/referral/summary"
    page = stage.tab("jo")
    pdf = printed(page, path)
    said = page.locator(
        ".paper-text, .paper-words, .paper-blank, .paper-row dt"
    ).all_text_contents()
    assert len(said) > 200
    found = bare(whole_text(pdf))
    assert [text for text in said if [run for run in runs(text) if bare(run) not in found]] == []
    assert bare("Make a PDF") not in found
    *sides, last = filled(pdf)
    assert min(sides) > 800, sides  # no sheet is left empty because its rows hold together
    assert last > 100


@pytest.mark.parametrize("at", ["receipt", "signed"])
def test_a_receipt_and_the_signed_page_print_for_the_author(stage: Stage, at: str) -> None:
    path = f"{stage.club.server.url}/concerns/{signed(stage.club.world, WHAT)}"
    page = stage.tab("sam")
    pdf = printed(page, f"{path}/{at}")
    found = bare(whole_text(pdf))
    shown = page.locator("main h1, main .heard-code, main .heard-reference, main .govuk-body")
    hidden = ("Record a call", "Call now", "What to do now")
    for text in shown.all_text_contents():
        assert bare(text) in found or text.startswith(hidden), text
    assert len(filled(pdf)) == {"receipt": 1, "signed": 2}[at]
    assert at == "receipt" or page.evaluate(WHITE) > 0  # the panel and the numbers, on a screen
    page.emulate_media(media="print")
    assert page.evaluate(WHITE) == 0
    page.emulate_media(media="screen")


def test_a_recovery_sheet_is_one_sheet(stage: Stage) -> None:
    server = stage.start_server(workers=1)
    page = stage.tab()
    page.goto(f"{server.url}/set-up")
    named = {"organisation": "The Riverside and Hillside Youth and Community Association"}
    stage.send(page, "/set-up", {"code": server.set_up_code})
    typed = {**SET_UP, **named}
    for key, names in SET_UP_STEPS.items():
        stage.send(page, key, {name: typed[name] for name in names})
    page.goto(f"{server.url}/set-up/passphrase")
    stage.send(page, "/passphrase", SET_UP_PASSPHRASE)
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(filled(pdf)) == 1
    found = bare(whole_text(pdf))
    groups = page.locator(".heard-six li").all_inner_texts()
    assert len(groups) == 14
    assert [group for group in groups if group not in found] == []
    assert bare(page.locator(".heard-code").inner_text()) in found


def test_the_name_and_the_code_of_an_invite_are_on_one_sheet(stage: Stage) -> None:
    page = stage.tab("jo")
    names = [f"Al {letter * 5}" for letter in "BCD"]
    for place, name in enumerate(names):
        page.goto(f"{stage.club.server.url}/members/invite")
        fields = {"name": name, "email": f"slip{place}@example.org", "role": "trainee"}
        stage.send(page, "/members/invite", fields)
    codes = page.locator(".heard-reference").all_inner_texts()[: len(names)][::-1]  # newest first
    for scale in (1.2, 1.4, 1.6, 1.8, 2):  # sheets that end in other places
        sides = PdfReader(io.BytesIO(page.pdf(scale=scale))).pages
        texts = [bare(side.extract_text()) for side in sides]
        for name, code in zip(names, codes, strict=True):
            assert [bare(name) in text for text in texts] == [bare(code) in text for text in texts]


@pytest.mark.parametrize("rest", ["", "/referral/summary"], ids=["file", "summary"])
def test_no_heading_stands_alone_at_the_foot_of_a_sheet(stage: Stage, rest: str) -> None:
    path = f"{stage.club.server.url}/concerns/{signed(stage.club.world, WHAT)}{rest}"
    page = stage.tab("jo")
    pdf = printed(page, path)
    heads = {bare(text) for text in page.evaluate(HEADS)}
    assert len(heads) > 20
    *sides, _ = PdfReader(io.BytesIO(pdf)).pages
    feet = [bare(side.extract_text().strip().splitlines()[-1]) for side in sides]
    assert len(feet) > 4
    assert [foot for foot in feet if foot in heads] == []
