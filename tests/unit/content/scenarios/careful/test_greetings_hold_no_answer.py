"""A greeting, comfort, an echo or an open invitation puts no answer into a child's mouth."""

import pytest

from content.scenarios.careful.worker_sentences import (
    only_echoes,
    only_greets_or_invites,
    only_waits,
)
from tools.count_labelled_replies import MOMENTS

NADIA = MOMENTS["changes_over_weeks/opening"]
NO_ANSWER = (
    "Hiya Nadia, lovely to see you.",
    "No rush to play.",
    "Tell me about that.",
    "Take your coat off if you like, and tell me what's on your mind.",
    "Is there anything else you'd like me to know?",
    "What else have you seen?",
)
MAY_HOLD_ONE = (
    "Tell me about your boyfriend.",
    "Lovely to see you, is it your dad?",
    "What are you scared of?",
    "What's been going on with you and Ryan?",
    "Tell me what he did to you in the car.",
)


@pytest.mark.parametrize("words", NO_ANSWER)
def test_a_greeting_or_an_open_invitation_holds_no_answer(words: str) -> None:
    assert only_greets_or_invites(words, {"nadia"}, NADIA)


@pytest.mark.parametrize("words", MAY_HOLD_ONE)
def test_what_names_something_unsaid_may_hold_one(words: str) -> None:
    assert not only_greets_or_invites(words, {"nadia"}, NADIA)


@pytest.mark.parametrize(
    ("said", "words", "echoes"),
    [
        ("I did four chairs.", "You did four chairs.", True),
        ("I did four chairs.", "Four chairs.", True),
        ("I did four chairs.", "Four chairs?", False),
        ("I did four chairs. He was there.", "He did four chairs.", False),
        ("He didn't hurt me.", "Hurt you.", False),
        ("He didn't hurt me.", "He didn't hurt you.", True),
        ("I was cold.", "You were cold. He did it.", False),
        ("", "", False),
    ],
)
def test_only_words_in_the_child_s_own_order_are_given_back(said, words, echoes) -> None:
    assert only_echoes(words, (said,)) is echoes


@pytest.mark.parametrize(
    ("words", "waits"),
    [
        ("(I keep quiet and wait)", True),
        ("i wait", True),
        ("im just gonna sit here with you", True),
        ("pass her a tissue and dont say anything", True),
        ("be quiet", False),
        ("wait for him", False),
        ("I stay quiet about it", False),
        ("i wait. did he hurt you", False),
        ("pass her the phone", False),
        ("", False),
    ],
)
def test_only_an_act_of_waiting_says_nothing(words: str, waits: bool) -> None:
    assert only_waits(words) is waits
