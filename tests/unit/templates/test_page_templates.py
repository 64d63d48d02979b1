"""The shell, the public pages and the problem page: whole, calm, and never without a number."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from lxml import html

from tests.unit.templates.conftest import TEMPLATES

PUBLIC = ("with_a_child", "numbers", "blank_form", "help", "support")
STATUSES = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503, 507, 418)
EVERY = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


def checked(text):
    """The page, after what holds for every page."""
    tree = html.document_fromstring(text)
    assert tree.get("lang") == "en-GB"
    assert len(tree.xpath("//h1")) == 1
    assert len(tree.xpath("//main")) == 1
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert "999" in text
    return tree


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_has_its_heading_as_title_and_asks_for_nothing(page, name):
    tree = checked(page(f"public/{name}.html"))
    assert tree.findtext(".//title").endswith(" - Heard")
    assert not list(tree.iter("form", "input", "textarea"))


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_print_only_digits_that_were_handed_in(page, name, panel):
    text = html.document_fromstring(page(f"public/{name}.html", lines=panel.lines)).text_content()
    given = {line.number for line in panel.lines} | {"01632 960111", "999", "101"}
    for number in re.findall(r"\b0[\d ]{8,}\d", text):
        assert number.strip() in given


def test_the_companion_says_what_to_say_and_whom_to_ring(page):
    text = html.document_fromstring(page("public/with_a_child.html")).text_content()
    for words in (
        "Thank you for telling me.",
        "You're not in trouble.",
        "It's not your fault.",
        "I need to tell someone whose job is to keep children safe.",
        "Childline",
        "Record a concern",
        "Then call someone",
    ):
        assert words in text
    assert "{" not in text


def test_pages_kept_for_no_network_can_say_that_they_are_copies(page):
    for name in ("front", "with_a_child", "numbers", "blank_form", "support", "help"):
        assert "data-offline" not in page(f"public/{name}.html")
        kept = page(f"public/{name}.html", kept_at=datetime(2026, 11, 24, 14, 5, tzinfo=UTC))
        assert kept.count("data-offline") == 1


def test_the_blank_form_says_to_ring_first_and_holds_the_packs_questions(page):
    text = page("public/blank_form.html")
    assert "Cannot sign in? Call first. Write on this. Hand it to your welfare officer." in text
    assert text.count("<i></i>") > 40


@pytest.mark.parametrize("status", STATUSES)
def test_a_problem_page_needs_nothing_and_still_says_whom_to_ring(jinja, panel, status):
    problem = jinja.get_template("errors/problem.html")
    for more in ({}, {"panel": panel}, {"organisation": None, "member": None, "what": "So."}):
        tree = checked(problem.render(status=status, **more))
        assert tree.findtext(".//title").startswith("Error: ")
        assert "What to do" in tree.text_content()


def test_a_problem_page_gives_back_what_was_typed(jinja):
    said = jinja.get_template("errors/problem.html").render(status=413, typed=[("Said", " a\n b")])
    assert html.document_fromstring(said).xpath("string(//blockquote)") == " a\n b"


def test_the_page_for_an_unknown_address_stands_alone(jinja):
    text = jinja.get_template("errors/unknown_host.html").render()
    checked(text)
    assert "/static/" not in text
    assert html.document_fromstring(text).findtext(".//title").startswith("Error: ")


def signed_in(page, **more):
    clock = {"at": "14:40", "seconds": 600}
    return checked(
        page(
            "public/help.html",
            member=SimpleNamespace(name="Sam Lee"),
            csrf_token=lambda: "a-token",
            time_out=SimpleNamespace(**clock),
            **more,
        )
    )


def test_signed_in_every_page_can_hide_and_sign_out_without_javascript(page):
    tree = signed_in(page)
    forms = {form.get("action"): form for form in tree.iter("form")}
    assert set(forms) == {"/accounts.lock_session/", "/accounts.sign_out/"}
    for form in forms.values():
        assert form.get("method") == "post"
        assert form.xpath(".//input[@name='csrf_token']/@value") == ["a-token"]
        assert form.xpath(".//button")


def test_the_time_out_is_a_sentence_whose_button_needs_javascript(page):
    tree = signed_in(page)
    (box,) = tree.xpath("//*[@data-time-out]")
    assert "You will be signed out at 14:40 unless you press a button" in box.text_content()
    assert box.get("data-seconds") == "600"
    assert box.xpath(".//*[@data-soon]/@hidden") == [""]


def test_signed_out_nothing_can_be_hidden_and_no_token_is_made(page):
    def never():
        raise AssertionError("a public page must not set a cookie")

    assert not list(checked(page("public/help.html", csrf_token=never)).iter("form"))


def test_demonstration_and_practice_look_like_it(page):
    assert "Demonstration." in page("public/help.html", demo=True)
    assert "not a real child" in page("public/help.html", practice=True)
    assert "heard-banner" not in page("public/help.html")


def test_a_practice_in_a_demonstration_has_one_banner(page):
    both = page("public/help.html", demo=True, practice=True)
    assert both.count('class="heard-banner"') == 1
    for words in ("Demonstration.", "This is not a real child", "Never type about a real child."):
        assert words in both


@pytest.mark.parametrize("name", EVERY)
def test_no_template_holds_a_style_or_a_script_of_its_own(name):
    text = (TEMPLATES / name).read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "|safe" not in text.replace(" ", "")


@pytest.mark.parametrize("name", EVERY)
def test_every_template_can_be_read(jinja, name):
    jinja.parse((TEMPLATES / name).read_text())
