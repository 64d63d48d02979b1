"""A file is offered with reasons and differences in words, and a name links nothing by itself."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from app.domain.children.child_card import ChildCard, ChildFacts, LinkedChild, compute_age
from app.domain.children.child_match import Likeness, is_likely_match, match_child


def facts(name: str = "", age: str = "", born_on: str = "", group: str = "") -> ChildFacts:
    return ChildFacts(name, age, born_on, group, "2026-11-20")


def card(*every: ChildFacts) -> ChildCard:
    return ChildCard(
        tuple(LinkedChild(f"concern-{n}", "c1", n, "", one) for n, one in enumerate(every, 1))
    )


MAYA = facts("Maya Ellis", "14", "2012-05-03", "9R")


@pytest.mark.parametrize(
    ("asked", "reasons", "differences"),
    [
        (MAYA, "Same name|Born on the same day|Same class or group", ""),
        (facts("ellis MAYA", "about 14"), "Same name|About the same age", ""),
        (facts("Maya"), "One name is part of the other", ""),
        (facts("Maya Elliss"), "Names are nearly the same: check the spelling", ""),
        (facts("M E", group="year 9R"), "Same initials|Same class or group", ""),
        (
            facts("Maya Ellis", born_on="2010-05-03", group="11T"),
            "Same name",
            "Born on another day|Another class or group|2 years younger",
        ),
        (
            facts("Theo Hart", born_on="2012-05-03", group="9r"),
            "Born on the same day|Same class or group",
            "",
        ),
        (facts("May"), "One name starts like the other", ""),
        (facts("Maya Ellis", "10"), "Same name", "4 years older"),
    ],
)  # fmt: skip
def test_reasons_and_differences_are_said(asked: ChildFacts, reasons: str, differences: str):
    found = match_child(asked, card(MAYA))
    assert found is not None
    assert "|".join(found.reasons) == reasons
    assert "|".join(found.differences) == differences


@pytest.mark.parametrize(
    ("asked", "is_strong"),
    [
        (MAYA, True),
        (facts("ellis MAYA", "about 14"), True),
        (facts("Maya Ellis", group="9R"), True),
        (facts("Maya Ellis", born_on="2012-05-03"), True),
        (facts("Maya Ellis"), False),
        (facts("Maya", "14", group="9R"), False),
        (facts("Maya Elliss", "14", "2012-05-03"), False),
        (facts("M E", group="9R", born_on="2012-05-03"), False),
        (facts("Maya Ellis", "14", group="11T"), False),
        (facts("Maya Ellis", "10", group="9R"), False),
    ],
)
def test_only_a_whole_name_that_more_speaks_for_is_a_strong_reason(asked, is_strong: bool):
    found = match_child(asked, card(MAYA))
    assert found is not None
    assert is_likely_match(asked, found) is is_strong


def test_first_name_and_birthday_is_strong_and_with_class_is_not():
    alone = card(facts("Maya", "14", "2012-05-03", "9R"))
    for asked, is_strong in (
        (facts("Maya", born_on="2012-05-03"), True),
        (facts("Maya", "14", group="9R"), False),
    ):
        found = match_child(asked, alone)
        assert found is not None
        assert is_likely_match(asked, found) is is_strong


def test_reasons_and_differences_are_one_sentence_each():
    found = match_child(facts("Maya Ellis", "14", group="11T"), card(MAYA))
    assert found is not None
    assert found.reasons_sentence == "Same name and about the same age."
    assert found.differences_sentence == "But another class or group."
    found = match_child(MAYA, card(MAYA))
    assert found is not None
    assert found.reasons_sentence == "Same name, born on the same day and same class or group."
    assert found.differences_sentence == ""
    found = match_child(facts("Maya Elliss", group="9R"), card(MAYA))
    assert found is not None
    assert found.reasons_sentence == (
        "Names are nearly the same (check the spelling) and same class or group."
    )


def test_a_short_form_of_a_name_is_a_reason():
    found = match_child(facts("Becky Hart"), card(facts("Rebecca Hart")))
    assert found is not None
    assert found.reasons == (Likeness.OTHER_FORM.value,)
    assert match_child(facts("Becky Hart"), card(facts("Rebecca Reed"))) is None


@pytest.mark.parametrize(
    "asked",
    [
        facts("Theo Hart", "14", group="9R"),
        facts("Theo Hart", born_on="2012-05-03"),
        facts("M E"),
        facts(group="9R"),
        facts(),
    ],
)
def test_a_class_an_age_or_initials_alone_offer_nothing(asked: ChildFacts):
    assert match_child(asked, card(MAYA)) is None


@pytest.mark.parametrize(
    ("age", "differences"),
    [
        ("14½", ""),
        ("nearly 15", ""),
        ("14 years old?", ""),
        ("10 yrs", "4 years older"),
        ("2y", "12 years older"),
        ("18 months", "13 years older"),
        ("3 weeks", "14 years older"),
        ("Year 9", ""),
        ("9 or 10", ""),
        ("7 to 8 months", ""),
        ("born 09", ""),
    ],
)
def test_an_age_counts_only_where_it_can_be_read(age: str, differences: str):
    found = match_child(facts("Maya Ellis", age), card(facts("Maya Ellis", "14")))
    assert found is not None
    assert "|".join(found.differences) == differences
    assert (Likeness.SAME_AGE in found.found) == (age[0] in "1n" and not differences)


def test_a_name_without_a_letter_is_compared_and_fits_none():
    assert match_child(facts("?"), card(MAYA)) is None
    assert match_child(MAYA, card(facts("?"))) is None


def test_an_empty_file_is_never_offered():
    assert match_child(MAYA, card()) is None
    assert card().name == "Child not named"


def test_a_card_shows_the_fullest_name_and_every_spelling():
    shown = card(facts("Maya"), MAYA, facts("maya ellis"), facts("Maia Ellis", group="10R"))
    assert shown.name == "Maya Ellis"
    assert shown.other_names == ("Maya", "Maia Ellis")
    assert shown.birthdays == (date(2012, 5, 3),)


@pytest.mark.parametrize(("today", "years"), [("2026-05-02", 13), ("2026-05-03", 14)])
def test_an_age_turns_on_the_birthday(today: str, years: int):
    assert compute_age(date(2012, 5, 3), date.fromisoformat(today)) == years


@pytest.mark.parametrize(
    ("born_on", "words"),
    [
        ("2012-05-04", "Born 1 day apart"),
        ("2012-05-13", "Born 10 days apart"),
        ("2012-06-03", "Born about a month apart"),
        ("2011-11-03", "Born about 6 months apart"),
        ("2013-05-03", "Born about a year apart"),
        ("2009-05-03", "Born on another day|3 years younger"),
        ("3 May", ""),
    ],
)
def test_it_is_said_how_far_two_days_of_birth_are_apart(born_on: str, words: str):
    found = match_child(facts("Maya Ellis", born_on=born_on), card(MAYA))
    assert found is not None
    assert "|".join(found.differences) == words


def test_who_is_named_in_both_is_a_reason_and_keeps_its_capital():
    found = match_child(facts("Maya Ellis", group="9R"), card(MAYA))
    assert found is not None
    named = replace(found, people=("Theo (brother)", "Nan"))
    assert named.reasons_sentence == (
        "Same name, same class or group and both name Theo (brother) and Nan."
    )
    assert named.tokens == found.tokens, "no name goes into a signed link"
