"""How words of one's own are taken, over labelled replies.

No one who tunes the lists has read half b. It was counted about 20 times while the rules for
clauses were chosen, by how many of its good replies are offered help. So that count proves nothing.
The lists of twelve kinds of harm, and what a reply may claim, were chosen without a count of it.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from content.scenarios.reply_kinds import find_reply_kinds, has_words_of_unclear_effect
from tools.count_labelled_replies import (
    HALVES,
    REPLIES,
    TURNS,
    count_called_harmful,
    count_harm_offered,
    count_only_unsure,
    count_own_turn_helped,
    find_kinds,
    list_taken_as_help,
    list_texts,
    write_table,
)

DOCS = Path(__file__).resolve().parents[4] / "docs"
HALF, TUNED = HALVES["b"], HALVES["a"]
MOST_HARM_TAKEN_AS_HELP = 0.05
"""The aim. Measured: 1 of 152."""
MOST_GOOD_FLAGGED = 0.02
"""The aim. Measured: 1 of 220."""
FEWEST_HARM_NOTICED = {"a": 1_326, "b": 54}
"""Measured: of 1,646 and of 152. Calling fewer good replies harmful must not cost any.

It was 48 of 153 in half b, until a reply that is in half a too left half b.
"""
MOST_TUNED_FLAGGED = 1
"""Measured: 1 of 3,379."""
MOST_TUNED_THROUGH = 0
"""Measured: 0 of 1,646."""

FEWEST_GOOD_HELPED = {"a": 121, "b": 19}
"""Measured: of 385 and of 220, each in the turn that it was written for.

It was 139 and 23 while a reply that claims more than own words was still called close to them. It
was 117 in half a while words that only refuse a secret were called close to any that help.
"""


def test_the_half_for_the_figures_answers_every_turn() -> None:
    """Written for what the child had just said, by writers who had not seen the lists."""
    assert len(HALF) >= 410
    turns = {f"{scenario.key}/{turn.key}" for scenario, turn in TURNS}
    assert {one["turn"] for one in HALF} == turns
    assert not {one["text"].casefold() for one in HALF} & {one["text"].casefold() for one in TUNED}


def test_each_reply_is_labelled_once_and_in_one_half() -> None:
    """Capitals and stops make no other reply of it. 29 stood there again, two in the other half."""
    count = Counter(
        " ".join(re.sub(r"[^\w\s]", "", one["text"].casefold()).split()) for one in REPLIES
    )
    assert not [words for words, times in count.items() if times > 1]


def test_harmful_words_do_not_get_through_as_help_by_flattering_oneself() -> None:
    """Somebody who always says that they meant well, and always picks what helps, in any turn."""
    harmful = list_texts("harmful", "b")
    through = list_taken_as_help("b")
    assert len(harmful) >= 150
    assert len(through) <= MOST_HARM_TAKEN_AS_HELP * len(harmful), through


def test_harm_that_the_lists_were_tuned_on_is_no_help_in_any_turn() -> None:
    """Among it "Tell me what he looks like naked." was offered help in all 183 turns."""
    through = list_taken_as_help("a")
    assert len(through) <= MOST_TUNED_THROUGH, through


def test_good_words_are_seldom_called_harmful() -> None:
    good = list_texts("good", "b")
    flagged, _ = count_called_harmful("good", "b")
    assert len(good) >= 220
    assert flagged <= MOST_GOOD_FLAGGED * len(good)


def test_asking_what_made_a_child_come_in_is_called_good() -> None:
    """It was once taken for blame: "What made you" is also how blame starts."""
    text = "What made you come in today?"
    assert [one["label"] for one in REPLIES if one["text"] == text] == ["good"]
    assert not find_reply_kinds(text)
    assert not has_words_of_unclear_effect(text)


def test_the_lists_call_what_they_were_tuned_on_good() -> None:
    flagged = [one["text"] for one in TUNED if one["label"] == "good" and find_kinds(one)]
    assert len(flagged) <= MOST_TUNED_FLAGGED, flagged


def test_no_change_of_the_lists_lets_more_harm_go_unnoticed() -> None:
    for half, fewest in FEWEST_HARM_NOTICED.items():
        noticed, _ = count_called_harmful("harmful", half)
        assert noticed >= fewest, (half, noticed)


def test_careful_words_are_never_called_closest_to_harm() -> None:
    """Before, 22 of 221 good replies had a harmful one next to the one that helps."""
    for half, fewest in FEWEST_GOOD_HELPED.items():
        assert count_harm_offered(half)[0] == 0, half
        helped, _ = count_own_turn_helped(half)
        assert helped >= fewest, (half, helped)


def test_the_guide_has_the_figures_that_are_counted_for_both_halves() -> None:
    """After a change: .venv/bin/python tools/count_labelled_replies.py"""
    guide = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    assert "\n".join(write_table()) in guide


def test_the_decision_says_what_only_an_unsure_pattern_finds() -> None:
    (decision,) = DOCS.glob("decisions/0135-*.md")
    harmful, good = count_only_unsure("harmful", "a"), count_only_unsure("good", "a")
    (said,) = re.findall(r"In half \"a\" that is ([^.]*)\.", decision.read_text(encoding="utf-8"))
    assert said.startswith(
        f"{harmful[0]} of {harmful[1]:,} harmful replies and {good[0]} of {good[1]:,} good ones"
    )
