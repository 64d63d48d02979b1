"""Every page stands in the shell, prints only numbers it was given, and escapes what was typed."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.support.parsed_source import parse_source
from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "app" / "templates"
NAMES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
PAGES = [name for name in NAMES if not name.startswith("components/") and name != "base.html"]
STAND_ALONE = {
    "accounts/locked.html": "for a passer-by: nothing of the shell may slip in",
    "errors/unknown_host.html": "nobody's page: there is no organisation to name",
    **dict.fromkeys(
        (
            "learning/debrief_summary_parts.html",
            "learning/feedback_parts.html",
            "learning/parts.html",
            "learning/practice_parts.html",
            "learning/practice_sent_parts.html",
            "learning/question_parts.html",
            "learning/reading_parts.html",
            "learning/talk_parts.html",
            "learning/training_parts.html",
        ),
        "macros of one journey, no page",
    ),
    "learning/sign_here.html": "macros of one journey, no page",
    "setup/parts.html": "macros of one journey, no page",
    "review/actions.html": "macros of one journey, no page",
    "review/list_parts.html": "macros of one journey, no page",
    "review/child_parts.html": "macros of one journey, no page",
    **dict.fromkeys(
        (
            "review/child.html",
            "review/child_file/concerns.html",
            "review/child_file/family.html",
            "review/child_file/opened.html",
            "review/child_file/plans.html",
        ),
        "a page of a child's file: its frame is in the shell",
    ),
    "review/child_file/parts.html": "macros of one journey, no page",
    "review/child_file/paging.html": "macros of one journey, no page",
    "review/child_file/picture.html": "macros of one journey, no page",
    "review/child_links/pictures.html": "macros of one journey, no page",
    "review/form_parts.html": "macros of one journey, no page",
    "review/parts.html": "macros of one journey, no page",
    "accounts/pending_lead.html": "macros of one journey, no page",
    "accounts/members_pending.html": "a part that a page includes",
    "review/waiting.html": "macros of one journey, no page",
    "recording/questions.html": "macros of one journey, no page",
    "recording/question_nodes.html": "macros of one journey, no page",
    "recording/sign_nodes.html": "macros of one journey, no page",
    "recording/call_rows.html": "macros of one journey, no page",
    "recording/detail_list.html": "macros of one journey, no page",
    **dict.fromkeys(
        ("recording/read_through.html", "recording/practice_tasks.html", "recording/removal.html"),
        "a part that a page includes",
    ),
}
COMMENT = re.compile(r"\{#.*?#\}", re.S)
SET = re.compile(r"\{%-?\s*set\s+(\w+)")
TEL = re.compile(r"tel:(.*?)[\"'?]")
NUMBER = re.compile(r"(?<![\w.#-])(?:\+44|0)[\d ()-]{8,}\d")
FIXED = {"999", "101"}
EXAMPLE = re.compile(r"\b01632 960\d{3}\b")  # "write it like": a range that Ofcom keeps for drama
MARKUP = {
    "app/access/csrf.py": "a hidden input of our own, its values formatted and so escaped",
    "app/accounts/recovery_sheet/sheet_views.py": "as app/setup/views.py",
    "app/accounts/second_step/setup_views.py": "a QR picture: squares, and no letter of it",
    "app/learning/workbook/views.py": "a pack's drawing, which loads only if nothing in it runs",
    "app/recording/practice/practice_document_views.py": "as app/referrals/views.py",
    "app/referrals/views.py": "referral_forms escapes every value itself, and is tested for it",
    "app/setup/views.py": "a QR picture of our own letters and digits",
    "referral_forms/right_to_left.py": "an element around a number, all of the text escaped",
}
UNESCAPED = {"referral_forms/templates/paper.html": [""" lang=""' | safe"""]}


def read(name: str) -> str:
    return COMMENT.sub("", (FOLDER / name).read_text(encoding="utf-8"))


@each(PAGES)
def test_every_page_extends_the_shell(name: str):
    extends = '{% extends "base.html" %}' in read(name)
    assert extends != (name in STAND_ALONE)


def test_the_pages_that_stand_alone_are_there():
    assert set(STAND_ALONE) <= set(PAGES)


@each(PAGES)
def test_no_page_gives_a_name_that_the_shell_gives(name: str):
    """The shell's own would stand in its place, in every block of the page."""
    shell = set(SET.findall(read("base.html")))
    assert "who" in shell
    assert shell.isdisjoint(SET.findall(read(name)))


@each(NAMES)
def test_no_number_to_ring_is_written_into_a_page(name: str):
    text = read(name)
    for number in TEL.findall(text):
        assert number in FIXED or number.startswith("{{"), number
    assert not NUMBER.search(text)


@each(sorted((ROOT / "app").rglob("*.py")))
def test_no_number_to_ring_is_written_into_code(path: Path):
    for node in ast.walk(parse_source(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not NUMBER.search(EXAMPLE.sub("", node.value)), node.value


def test_escaping_is_never_switched_off_but_where_we_say_why():
    templates = [*FOLDER.rglob("*.html"), *(ROOT / "referral_forms").rglob("*.html")]
    for path in templates:
        name = path.relative_to(ROOT).as_posix()
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        for allowed in UNESCAPED.get(name, []):
            text = text.replace(allowed, "")
        assert not re.search(r"\|\s*safe\b|autoescape\s+false", text), name
    code = [*(ROOT / "app").rglob("*.py"), *(ROOT / "referral_forms").rglob("*.py")]
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in code
        if re.search(r"\bMarkup\(", path.read_text(encoding="utf-8"))
    }
    assert makers <= set(MARKUP), makers


def test_the_patterns_find_what_they_look_for():
    assert TEL.findall('<a href="tel:01724296555">') == ["01724296555"]
    for number in ("01632 960001", "+44 1632 960001", "0800 1111 111", "(01632) 960001"[1:]):
        assert NUMBER.search(f"Ring {number} now"), number
    assert not NUMBER.search("at 09:00, 2026-11-24, 0.5, page 10 of 12")


def test_template_lines_are_short_enough_to_read_in_a_diff():
    long = [
        f"{path.relative_to(ROOT)}:{number}: {len(line)} characters"
        for folder in (FOLDER, ROOT / "referral_forms")
        for path in sorted(folder.rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 120
    ]
    assert long == []


def test_pages_of_learning_put_no_list_into_one_sentence_with_semicolons() -> None:
    """Each of several things is on its own line."""
    names = [one for one in NAMES if one.startswith(("learning/", "components/training"))]
    text = {one: COMMENT.sub("", (FOLDER / one).read_text(encoding="utf-8")) for one in names}
    assert len(names) > 40
    assert not [one for one in names if re.search(r"""["']; ["']""", text[one])]
