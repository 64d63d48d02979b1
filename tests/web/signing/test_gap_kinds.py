"""Blank, not known, no one in particular and not asked yet are told apart, on screen and paper."""

from __future__ import annotations

from html import unescape

import pytest

from tests.support.web.question_client import answer_question, start_with_question, walk_questions
from tests.support.web.record_client import sign

NOT_WORRIED = "I’m not worried about a particular person"
NONE_TICKED = "You looked at the list and ticked none"
PEOPLE = "Who the worker is worried about: People"
"""The line for every question about people, where none is answered."""
WALK = {
    "how": {"how_known": ["child_told_me"]},
    "words": {"child_words": ["he said not to tell"]},
    "child": {"children-0-name": ["Maja"]},
}


def read_paper(world, draft: str) -> tuple[str, dict[str, str]]:
    """Sign a draft; return its paper above the gaps, and the gaps by kind."""
    sam = world.client("sam")
    concern = sign(sam, draft, [])
    found = unescape(sam.get(f"/concerns/{concern}/referral/summary").get_data(as_text=True))
    above, _, gaps = found.partition("A gap is no reason to wait.")
    kinds = {}
    for kind in ("Not known", "Not answered", "Not asked yet"):
        kinds[kind] = gaps.partition(f">{kind}: ")[2].partition("<dt")[0]
    return above, kinds


def check_page(sam, draft: str) -> str:
    return unescape(sam.get(f"{draft}/sign").get_data(as_text=True))


def test_pages_that_were_seen_and_left_blank_are_left_blank(world):
    sam = world.client("sam")
    draft, names = walk_questions(sam, start_with_question(sam), WALK)
    assert {"people", "signs", "next", "family"} <= set(names)
    shown = check_page(sam, draft)
    assert "Not asked yet" not in shown
    assert NONE_TICKED in shown
    above, gaps = read_paper(world, draft)
    for words in (
        PEOPLE,
        "Do their parents or carers know?",
        "What does the child want to happen?",
    ):
        assert words in gaps["Not answered"], words
        assert words not in gaps["Not asked yet"], words
    behind_a_line = ("Date of birth", "What must the child not be told")
    for words in (*behind_a_line, "What the worker said about who else must know"):
        assert words in gaps["Not asked yet"], words
        assert words not in gaps["Not answered"], words
    assert "The worker looked at the list of signs and ticked none" in above
    assert "Signs" not in gaps["Not answered"]


def test_a_record_signed_early_says_that_the_rest_was_not_asked_yet(world):
    sam = world.client("sam")
    draft = start_with_question(sam).rpartition("/")[0]
    answer_question(sam, f"{draft}/how", how_known=["child_told_me"])
    answer_question(sam, f"{draft}/words", "Check and sign now", child_words="he said")
    shown = check_page(sam, draft)
    assert "Who might be harming the child" in shown.partition("Not asked yet")[2]
    assert NONE_TICKED not in shown
    _, gaps = read_paper(world, draft)
    for words in (PEOPLE, "Parents and carers", "Signs"):
        assert words in gaps["Not asked yet"], words
        assert words not in gaps["Not answered"], words


def test_a_follow_up_whose_case_is_not_there_is_no_gap(world):
    sam = world.client("sam")
    answers = {"words": WALK["words"] | {"asked_any": ["no"]}, "when": {"just_us": ["yes"]}}
    answers |= {"family": {"c1.family_knows": ["no"]}}
    draft, _ = walk_questions(sam, start_with_question(sam), WALK | answers)
    _, gaps = read_paper(world, draft)
    every = "".join(gaps.values())
    for words in (
        "What the worker asked, exactly",
        "Who else was there?",
        "Who has told the family?",
    ):
        assert words not in every, words
    assert "Is it safe to tell the family?" in gaps["Not answered"]


@pytest.mark.parametrize(
    ("ticks", "on_screen", "on_paper"),
    [
        (
            {"people-0-name_or_nickname-unknown": ["not_known"]},
            "I do not know who it is",
            "",
        ),
        (
            {"no_one_in_particular": ["yes"]},
            NOT_WORRIED,
            "The worker is not worried about a particular person",
        ),
    ],
)
def test_no_one_in_particular_is_not_the_same_as_not_known(world, ticks, on_screen, on_paper):
    sam = world.client("sam")
    draft, _ = walk_questions(sam, start_with_question(sam), WALK | {"people": ticks})
    assert on_screen in check_page(sam, draft)
    above, gaps = read_paper(world, draft)
    assert ("Name or nickname" in gaps["Not known"]) is (on_paper == "")
    assert on_paper in above
    assert PEOPLE not in gaps["Not answered"]
    assert PEOPLE not in gaps["Not asked yet"]


def test_a_tick_takes_the_place_of_having_looked(world):
    sam = world.client("sam")
    draft, _ = walk_questions(sam, start_with_question(sam), WALK)
    answer_question(sam, f"{draft}/signs", **{"c1.indicators-pick": ["mood"]})
    shown = check_page(sam, draft)
    assert NONE_TICKED not in shown
    assert "Sign noticed" in shown
    answer_question(sam, f"{draft}/signs", **{"c1.indicators-pick": []})
    assert NONE_TICKED in check_page(sam, draft)
