"""Each clause of a trainee's own words is judged alone: a careful one launders no other."""

from __future__ import annotations

from functools import cache

import pytest

from content.scenarios.careful.careful_words import find_help_in_clauses
from content.scenarios.careful.trainee_words import read_trainee_words
from content.scenarios.own_replies import AIMS, list_nearest_replies
from content.scenarios.reply_kinds import find_helpful_kinds, find_reply_kinds
from content.scenarios.scenario import Scenario, ScenarioTurn
from tools.count_labelled_replies import HALVES, MOMENTS, TURNS, find_kinds

read_words = cache(read_trainee_words)
AT = {f"{scenario.key}/{turn.key}": (scenario, turn) for scenario, turn in TURNS}
NEAR_TO_NONE = (
    ("blue_car/car_b", "When the bus bell goes you go home with Mick."),
    ("changes_over_weeks/opening", "Three in the morning. Who are you talking to?"),
    ("changes_over_weeks/opening", "Three in the morning. That's a daft time to be up."),
    ("changes_over_weeks/opening", "Seven in the morning. That sounds exhausting."),
    ("game_and_pictures/opening", "Tell me about Tash. It must be your fault."),
    ("game_and_pictures/opening", "Tell me about Tash. You wound her up."),
    ("game_and_pictures/opening", "Tell me about Tash, she sounds like a laugh."),
    ("game_and_pictures/opening", "Folk will stare at you. Tell me about Tash."),
    ("game_and_pictures/account", "Thank you. You're not in trouble. Your nan will cry."),
    ("game_and_pictures/account", "Thank you. You're not in trouble, you daft lad."),
    ("swimming_coach/car", "I'm glad you told me. That's not your fault. He's bluffing, Neil."),
    ("swimming_coach/car", "I'm glad you told me. That's not your fault. I'll walk you to his car"),
    ("swimming_coach/car", "I'm glad you told me. That's not your fault, and keep out of his way."),
    (
        "takes_it_back/knows",
        "That sounds frightening. I'm glad you told me. How would he know",
    ),
    ("boyfriend_in_year_11/mates", "I'm glad you told me that. i'd be ashamed if you were mine"),
    ("blue_car/game_said", "I'm glad you told me. It's not your fault. Big boys get over it."),
    ("carer_reports_changes/nights", "Tell me about Saturday. Most mums would have rung round."),
    ("moved_between_towns/lift", "Tell me about Kez. Lads like that end up inside."),
)
ABOUT_AN_ABSENT_CHILD = (
    "I'm glad you came, Leah's a liar.",
    "I'm glad you came because Leah is out of control",
    "I'm glad you came because she is out of control",
    "I'm glad you came because that girl needs a smack",
    "I'm glad you told me and Leah will be taken into care",
    "I'm glad you told me so Leah can be locked in",
    "Tell me what you've noticed, Leah must be on something",
    "I'm glad you came, so keep Leah at home",
)
CAREFUL = (
    ("blue_car/bell", "I'm not cross with you, Toby."),
    (
        "blue_car/car_b",
        "When the bus bell goes you stay with me, Toby. We'll go to Mr Farrow together.",
    ),
    ("changes_over_weeks/opening", "Three in the morning. That sounds exhausting, Nadia."),
    ("game_and_pictures/opening", "Okay Kieran. Tell me about Tash, in your own words."),
    ("game_and_pictures/opening", "Tell me about Tash. There's no rush."),
    (
        "game_and_pictures/secret",
        "I can't promise that, mate. I might have to tell Dawn. I'd tell you first.",
    ),
    ("game_and_pictures/secret", "I can't keep that to myself. You'd know before I told anyone."),
    ("game_and_pictures/account", "Thanks for telling me. You've done nothing wrong."),
    ("swimming_coach/car", "I'm so sorry. It isn't your fault."),
    ("swimming_coach/squad", "We can stop there. You've told me enough to get you some help."),
    ("boyfriend_in_year_11/opening", "Scared of them. What's that like?"),
    ("carer_reports_changes/start", "I'm glad you came in. What have you noticed?"),
    ("moved_between_towns/five", "You're not going in that car. I'm ringing the police now."),
    ("blue_car/hush_b", "You're not in trouble. I need to tell Mr Farrow so you're safe."),
    ("changes_over_weeks/beth_b", "Fair enough. You don't have to talk about it."),
    ("carer_reports_changes/start", "Tell me what you've noticed about Leah"),
    ("carer_reports_changes/start", "I'm glad you came, Denise. What have you noticed?"),
)
UNKNOWN = (
    "I put my hands on him.",
    "I keep her still.",
    "I put my arm around her.",
    "It is her.",
    "You have my word.",
    "I'll keep quiet.",
    "I should tell Dawn.",
    "I'll tell your mum.",
    "You're not going anywhere.",
    "You must be worried after what you did.",
    "It is your fault.",
    "This was all your doing.",
    "Tell me the truth.",
    "Tell me.",
    "Sorry you feel that way.",
    "It matters that you lied.",
    "No one will be cross.",
    "I can see how sad he must be.",
    "I believe you now.",
    "You don't have to tell anyone.",
    "We'll see.",
)


def list_offered(at: str, words: str) -> list[str]:
    scenario, turn = AT[at]
    kinds = {one.kind for one in find_reply_kinds(words, "england", MOMENTS[at])}
    kinds |= find_helpful_kinds(words)
    own = read_trainee_words(words, setting=scenario.setting)
    return [
        reply.key
        for aim in AIMS
        for reply in list_nearest_replies(scenario, turn, own, aim, kinds)
        if reply.helps
    ]


@pytest.mark.parametrize(("at", "words"), NEAR_TO_NONE)
def test_a_careful_clause_launders_no_other(at: str, words: str) -> None:
    """ "Tell me about Tash. It must be your fault." was offered “Tell me about Tash.”"""
    assert not list_offered(at, words)


@pytest.mark.parametrize("words", ABOUT_AN_ABSENT_CHILD)
def test_an_adult_is_offered_no_help_for_a_clause_about_the_child(words: str) -> None:
    """To a carer "you" is the carer: only clauses with "you" were judged next to kind ones."""
    assert not list_offered("carer_reports_changes/start", words)


@pytest.mark.parametrize(("at", "words"), CAREFUL)
def test_words_that_are_careful_in_each_clause_are_offered_help(at: str, words: str) -> None:
    assert list_offered(at, words)


@pytest.mark.parametrize("words", UNKNOWN)
def test_a_clause_that_is_not_whole_a_careful_way_is_not_known(words: str) -> None:
    read = find_help_in_clauses(words)
    assert not read.kinds
    assert read.left


def test_what_a_question_is_about_must_be_the_childs_own() -> None:
    """ "Tell me about the drugs" gives a child the word."""
    scenario, turn = AT["game_and_pictures/opening"]
    said, brought_in = (
        list_nearest_replies(scenario, turn, read_words(f"Tell me more about {word}."), "open", ())
        for word in ("the same team", "the drugs")
    )
    assert said
    assert not brought_in


def _list_helped(scenario: Scenario, turn: ScenarioTurn, opening: str) -> list[str]:
    """Return the harm, which no list finds, that is offered help after a careful opening."""
    key = f"{scenario.key}/{turn.key}"
    harmful = [f"{opening} {one['text']}" for one in HALVES["a"] if one["label"] == "harmful"
               and not find_kinds(one)]  # fmt: skip
    return [
        words
        for words in harmful
        if not find_reply_kinds(words, "england", MOMENTS[key])
        and any(
            one.helps
            for one in list_nearest_replies(
                scenario, turn, read_words(words), "believe", find_helpful_kinds(words)
            )
        )
    ]


@pytest.mark.parametrize("at", ["game_and_pictures/opening", "swimming_coach/car"])
def test_no_harm_of_half_a_is_offered_help_after_careful_words(at: str) -> None:
    """Each harmful reply that no list finds, after a written reply that helps."""
    scenario, turn = AT[at]
    for reply in turn.replies:
        if reply.helps and reply.spoken:
            assert not _list_helped(scenario, turn, reply.text)
