"""Careful words are close to the written reply of their turn that means the same."""

from __future__ import annotations

import pytest

from content.scenarios.careful.trainee_words import read_trainee_words
from content.scenarios.own_replies import AIMS, list_helpful_replies, list_nearest_replies
from content.scenarios.reply_kinds import find_helpful_kinds, find_promises, find_reply_kinds
from tools.count_labelled_replies import MOMENTS, TURNS

AT = {f"{scenario.key}/{turn.key}": (scenario, turn) for scenario, turn in TURNS}
SAME = (
    ("game_and_pictures/opening/tell_me", "open", "What's been going on with you and Tash?"),
    (
        "game_and_pictures/secret/cannot",
        "next",
        "I can't promise that, Kieran. If I'm worried you're not safe I have to tell Dawn. I'd tell"
        " you first, and it would only be people who can help.",
    ),
    (
        "game_and_pictures/threat/what_else",
        "open",
        "They want money off you. That sounds frightening. Tell me whatever you want me to know.",
    ),
    (
        "game_and_pictures/more/enough",
        "reassure",
        "That's fine, we'll leave it there. Thank you, you've said plenty.",
    ),
    (
        "game_and_pictures/next/ring_dawn",
        "next",
        "Next I phone Dawn, and probably the police tonight. Stay here with me, leave the phone"
        " alone and don't delete anything. You can hear everything I say.",
    ),
    (
        "game_and_pictures/rest/lights_on",
        "next",
        "You won't be walking anywhere on your own. I'm stopping here with you till we know it's"
        " safe.",
    ),
    (
        "moved_between_towns/start/how_been",
        "open",
        "Course you can, I'll get that sorted. It's good to see you, Jamie. How are things?",
    ),
    (
        "moved_between_towns/promise/have_to_tell",
        "next",
        "I can't promise you that. If you're at risk I've got to tell someone, maybe the police."
        " I'll tell you before I do. I'm not cross with you.",
    ),
    (
        "moved_between_towns/rest/mum_with_police",
        "next",
        "Yes, someone will. I'll ask the police who should ring her and you'll be right here. Have"
        " you eaten today? There's toast.",
    ),
    (
        "changes_over_weeks/start/coat_on",
        "reassure",
        "Hiya Nadia, lovely to see you. Shall we just sit for a bit? No rush to play.",
    ),
    (
        "changes_over_weeks/trouble/no_trouble",
        "reassure",
        "No, not one bit. I've noticed you look worn out and I care how you are.",
    ),
    (
        "changes_over_weeks/rest/sit_here",
        "promise",
        "On Wednesdays, yes, any time I'm in. On the other days I'll ask Mr Okafor to find you"
        " somewhere calm to sit.",
    ),
    (
        "carer_reports_changes/start/glad_came",
        "open",
        "You're not wasting my time, Denise. Take your coat off if you like, and tell me what's on"
        " your mind.",
    ),
    (
        "carer_reports_changes/opening/what_else_noticed",
        "open",
        "Two phones, and neither from you. What else have you seen?",
    ),
    ("carer_reports_changes/opening/what_else_noticed", "open", "Anything else you've spotted?"),
    (
        "carer_reports_changes/coat/stays_with_you",
        "open",
        "Always the corner. That's stuck in your mind.",
    ),
    (
        "carer_reports_changes/next/as_usual",
        "next",
        "I'll ask that when I ring, and call you before three. Until then, just be her nan. Don't"
        " question her or go through her things. If you think she's in danger, ring 999.",
    ),
    (
        "carer_reports_changes/follow/please_dont",
        "next",
        "I can hear how much you want to do something. Please don't follow that car, it might not"
        " be safe for you or for her.",
    ),
    (
        "carer_reports_changes/rest/whose_fault",
        "reassure",
        "None of this is down to you, Denise, or to Leah. Is there someone who can sit with you"
        " this afternoon?",
    ),
)
"""Each with the place of its reply, and what was meant."""
REFUSED = (
    "I can't promise not to tell.",
    "That's not something I can promise.",
    "It's a promise I couldn't keep.",
    "I'm sorry, I can't make that promise.",
    "I'm afraid I can't keep secrets like that.",
    "It can't stay between us.",
    "I'm not allowed to keep that to myself.",
)
ASKED_IN_TURN = "game_and_pictures/secret"
NO_REFUSAL = (
    "That's a promise I can keep.",
    "It's a secret I can keep.",
    "It can stay between us.",
)
NOT_THE_SAME = (
    ("game_and_pictures/secret", "I can't promise that, you've brought it on yourself."),
    ("game_and_pictures/more", "You've said plenty. Your nan will go spare."),
    ("game_and_pictures/next", "Leave the phone alone and grow up."),
    ("game_and_pictures/next", "Next I phone Dawn, and she'll want to see what you sent."),
    ("moved_between_towns/lift", "I'll tell them about your lies."),
    ("changes_over_weeks/start", "Lovely to see you, shame about the face."),
    ("carer_reports_changes/rest", "None of this is down to you, it's down to Leah."),
    ("carer_reports_changes/follow", "I can hear how much you want to do something. Follow it."),
    ("carer_reports_changes/next", "Just be her nan and stop fussing."),
    ("carer_reports_changes/next", "I won't pretend I believe all of it."),
    ("carer_reports_changes/next", "Well? I'm waiting."),
)


def list_offered(place: str, words: str, aim: str) -> list[str]:
    scenario, turn = AT[place]
    moment = MOMENTS[place]
    found = {one.kind for one in find_reply_kinds(words, "england", moment)}
    found |= find_helpful_kinds(words)
    made = find_promises(scenario, words, "england", moment)
    own = read_trainee_words(words, setting=scenario.setting)
    return [one.key for one in list_nearest_replies(scenario, turn, own, aim, found, made)]


@pytest.mark.parametrize(("reply", "aim", "words"), SAME)
def test_words_that_mean_a_written_reply_are_close_to_it(reply: str, aim: str, words: str) -> None:
    place, _, key = reply.rpartition("/")
    assert key in list_offered(place, words, aim)


@pytest.mark.parametrize("words", REFUSED)
def test_a_secret_is_refused_in_every_usual_form(words: str) -> None:
    offered = list_offered(
        ASKED_IN_TURN, f"{words} I'd have to tell Dawn, and I'd tell you first.", "next"
    )
    assert "cannot" in offered


@pytest.mark.parametrize("words", NO_REFUSAL)
def test_a_promise_is_not_taken_for_a_refusal(words: str) -> None:
    assert "cannot" not in list_offered(ASKED_IN_TURN, f"{words} I'd have to tell Dawn.", "next")


@pytest.mark.parametrize(("place", "words"), NOT_THE_SAME)
def test_words_next_to_careful_ones_are_offered_no_help(place: str, words: str) -> None:
    scenario, turn = AT[place]
    found = {one.kind for one in find_reply_kinds(words, "england", MOMENTS[place])}
    own = read_trainee_words(words, setting=scenario.setting)
    assert not list_helpful_replies(turn, own, found | find_helpful_kinds(words))
    helps = {one.key for one in turn.replies if one.helps}
    assert not any(helps.intersection(list_offered(place, words, aim)) for aim in AIMS)


@pytest.mark.parametrize(
    "text",
    [
        "That's on you.",
        "There's no need to do anything.",
        "No need to say anything.",
        "You do what you need to.",
        "Tell them about it.",
        "Somebody will.",
    ],
)
def test_what_blames_or_silences_is_close_to_no_reply_that_helps(text: str) -> None:
    for where, (scenario, turn) in AT.items():
        moment = MOMENTS[where]
        kinds = {one.kind for one in find_reply_kinds(text, "england", moment)}
        kinds |= find_helpful_kinds(text)
        own = read_trainee_words(text, setting=scenario.setting)
        for aim in AIMS:
            near = list_nearest_replies(scenario, turn, own, aim, kinds)
            assert not [one.key for one in near if one.helps], (where, aim)
