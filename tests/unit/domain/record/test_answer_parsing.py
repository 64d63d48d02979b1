"""What was typed becomes what is stored: every field of PAGES, word for word."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.pages import PAGES_BY_NAME, list_fields
from app.domain.pages.page_model import MAX_CHARACTERS, AnswerKind
from app.domain.record.answer_parsing import (
    find_children_of_texts,
    parse_answers,
    resolve_relative_times,
)
from app.domain.record.form_data import select_page_fields
from app.domain.record.text_limits import find_text_fault
from tests.unit.domain.record.filled_answers import ASKED, CHOICES, TODAY, fill

ONE_CHILD, TWO = ("c1",), ("c1", "c2")


def answers(page, raw, children=ONE_CHILD, whose=None):
    return parse_answers(page, select_page_fields(page, raw), children, TODAY, CHOICES, whose)


@pytest.mark.parametrize("children", [ONE_CHILD, TWO], ids=["one child", "two children"])
@pytest.mark.parametrize("page", ASKED, ids=lambda page: page.name)
def test_every_field_comes_out_exactly_as_it_was_filled(page, children):
    raw, expected = fill(page, children)
    found = answers(page, raw, children)
    assert (found.problems, found.unread) == ({}, {})
    assert [(p.children, p.item, p.values) for p in found.parts] == expected
    assert {p.page for p in found.parts} == {page.part_name}


@pytest.mark.parametrize("page", ASKED, ids=lambda page: page.name)
def test_a_blank_page_makes_no_part(page):
    raw, _ = fill(page, ONE_CHILD)
    empty = {name: [""] for name in raw if not name.endswith("-pick")}
    assert answers(page, empty).parts == ()
    assert answers(page, {name: ["  \r\n "] for name in empty if _text(page, name)}).parts == ()


def _text(page, name):
    kinds = {f.name: f.kind for f in list_fields(page)}
    return kinds.get(name.rpartition("-")[2].rpartition(".")[2]) in {
        AnswerKind.WORDS, AnswerKind.TEXT, AnswerKind.LINE,
    }  # fmt: skip


@pytest.mark.parametrize("page", ASKED, ids=lambda page: page.name)
def test_not_known_is_stored_where_it_is_offered_and_an_answer_wins(page):
    for field in page.fields:
        start = "c1." if page.per_child else ""
        name = f"{start}{field.name}"
        for token in field.unknowns:
            (part,) = answers(page, {f"{name}-unknown": [token]}).parts
            assert part.values == {field.name: {"unknown": token.value}}
        if field.unknowns and field.kind is AnswerKind.LINE:
            both = answers(page, {name: ["x"], f"{name}-unknown": [field.unknowns[0]]})
            assert both.parts[0].values == {field.name: "x"}
        assert answers(page, {f"{name}-unknown": ["not_asked_at_all"]}).parts == ()


LETTERS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n"))


@given(LETTERS.filter(lambda text: text.strip()))
def test_words_are_kept_to_the_letter(text):
    (part,) = answers(PAGES_BY_NAME["account"], {"child_words": [text]}).parts
    assert part.values == {"child_words": text}


@given(LETTERS.filter(lambda text: text.strip()))
def test_only_the_line_ends_of_a_browser_change(text):
    sent = text.replace("\n", "\r\n")
    (part,) = answers(PAGES_BY_NAME["account"], {"child_words": [sent]}).parts
    assert part.values == {"child_words": text}


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\r", "\ud800"])
def test_what_cannot_be_kept_to_the_letter_is_refused_with_a_reason(sign):
    found = answers(PAGES_BY_NAME["account"], {"child_words": [f"a{sign}b"], "seen": ["kept"]})
    assert list(found.problems) == ["child_words"]
    assert found.parts[0].values == {"seen": "kept"}


def test_the_longest_text_fits_and_one_more_says_how_much_too_long():
    assert find_text_fault("x" * MAX_CHARACTERS) == ""
    assert find_text_fault("x" * (MAX_CHARACTERS + 1234)).startswith(
        "This is 1,234 characters too long"
    )


def test_a_token_that_is_no_answer_is_a_problem_not_a_value():
    found = answers(PAGES_BY_NAME["now"], {"danger_now": ["maybe"], "danger_why": ["hurt", "x"]})
    assert set(found.problems) == {"danger_now", "danger_why"}
    assert found.parts == ()


def test_each_text_of_the_account_is_about_the_children_that_were_ticked():
    whose = find_children_of_texts(
        {"whose_child_words": ["c2"], "whose_seen": ["c1", "c2", "c9"]}, TWO
    )
    raw = {"child_words": ["a"], "questions_asked": ["b"], "seen": ["c"], "told_on": ["today"]}
    found = answers(PAGES_BY_NAME["account"], raw, TWO, whose)
    by_children = {part.children: set(part.values) for part in found.parts}
    assert by_children == {
        ("c2",): {"child_words", "questions_asked"},
        ("c1", "c2"): {"seen", "told_on"},
    }


def test_today_yesterday_and_now_become_days_when_a_page_is_saved():
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight of 1 July in London
    raw = {
        "told_on": ["Yesterday"], "told_at_time": ["now"], "seen_at": ["today"],
        "seen_at-time": ["now"], "account_by_written_at-time": ["now"], "child_words": ["now"],
    }  # fmt: skip
    fixed = resolve_relative_times(PAGES_BY_NAME["account"], raw, late)
    assert fixed == {
        "told_on": ["30/6/2026"], "told_at_time": ["00:30"], "seen_at": ["1/7/2026"],
        "seen_at-time": ["00:30"], "account_by_written_at": ["1/7/2026"],
        "account_by_written_at-time": ["00:30"], "child_words": ["now"],
    }  # fmt: skip
    calls = resolve_relative_times(PAGES_BY_NAME["told"], {"calls-0-when": ["now"]}, late)
    assert calls == {"calls-0-when": ["1/7/2026"], "calls-0-when-time": ["00:30"]}


def test_a_time_without_a_day_and_a_day_to_come_are_asked_about():
    page = PAGES_BY_NAME["account"]
    timed = answers(page, {"seen_at-time": ["14:05"]})
    assert timed.unread["seen_at"].how.startswith("Enter the day")
    assert "not come yet" in answers(page, {"told_on": ["25/11/2026"]}).unread["told_on"].what
    due = answers(PAGES_BY_NAME["about_child"], {"c1.due_on": ["3/2/2027"]})
    assert (due.problems, due.unread) == ({}, {})
