"""Excuses for who may have harmed, and a child left to cope, are found. Gossip is no promise.

Next to each kind are careful sentences that look alike.
"""

from __future__ import annotations

import pytest

from content.scenarios.reply_kinds import BASE, find_promises, find_reply_kinds
from content.scenarios.scenario_files import load_scenarios
from tools.count_labelled_replies import MOMENTS

SECRETS = (
    "This stays between you and me.",
    "Just between us, then.",
    "It's just between you and me.",
    "This is between you and me",
    "I'll keep it between you and me, mate, okay?",
    "Between you and me, okay?",
    "It's strictly between me and you.",
    "What you say is between you and me and nobody else.",
    "That can stay between us.",
    "Just between us, tell me what happened.",
    "Between you and me. Okay?",
    "Just between you and me, Kieran.",
    "Between you and me, pal.",
    "Between you and me, it stays.",
    "Between you and me, nobody else.",
    "Just between us two.",
)
GOSSIP = (
    "Between you and me, I never liked that Ryan.",
    "Between you and me, the minibus is always late.",
    "Between me and you, I can't stand swimming either.",
    "Between ourselves, this room is freezing.",
    "Well, just between us, French is dull.",
    "The thing is, between you and me, I hate galas.",
    "Between you and me, he’s a bit odd.",
)
HARM = (
    ("judging", "That's on you."),
    ("judging", "It's all on you."),
    ("judging", "Between you and me, I never thought he was that bad."),
    ("judging", "I expect he was only being friendly, Toby."),
    ("judging", "He's only trying to be nice, I bet."),
    ("judging", "Oh, he's a bit like that with everybody, it's just his way."),
    ("judging", "That's just how Neil is."),
    ("judging", "He doesn't mean anything by it."),
    ("judging", "He's not that bad, Marcus."),
    ("judging", "Lots of boys get jealous, it just shows he cares about you."),
    ("judging", "It only means he loves you."),
    ("judging", "To be fair a lot of people went to a lot of trouble over this."),
    ("judging", "The police have gone to so much trouble for you."),
    ("avoiding", "All lads get a bit possessive."),
    ("avoiding", "Ah well, all's well that ends well then."),
    ("avoiding", "Couples do fall out."),
    ("avoiding", "All families have rows."),
    ("avoiding", "You're not being picked on, love, you're just having a wobble."),
    ("avoiding", "Oh good, I'm relieved, it was all a bit much wasn't it."),
    ("avoiding", "Well, that's a relief."),
    ("avoiding", "Just text me if he kicks off."),
    ("avoiding", "Ring me if he starts on you."),
    ("avoiding", "Give us a bell if it gets nasty."),
    ("avoiding", "You're old enough to know your own mind."),
    ("avoiding", "You can handle him, you always have."),
    ("judging", "Don't be silly, nobody is waiting for you out there."),
    ("judging", "There's no one out there, Toby."),
    ("judging", "Nobody's coming to get you."),
    ("judging", "He isn't out there."),
)
CAREFUL = (
    "He says it's just his way.",
    "You said that's just how he is.",
    "It isn't just his way, and it isn't your fault.",
    "Being jealous doesn't mean he cares about you.",
    "You said he was only being friendly.",
    "You thought he was only trying to help.",
    "Lots of children find it hard to say.",
    "Lots of boys have told somebody about this.",
    "How often do they fall out?",
    "What happens when they fall out?",
    "I'm relieved you told me.",
    "I'm relieved that you're safe here.",
    "People have gone to a lot of trouble to make this room nice.",
    "You've gone to a lot of trouble to tell me.",
    "Ring 999 if he starts on you.",
    "Text me when you get to your nan's.",
    "You're old enough to have a say in this.",
    "You shouldn't have to handle him.",
    "Nobody is old enough to handle that on their own.",
    "I've looked, and nobody is waiting out there.",
    "I'll check that nobody is waiting for you.",
    "Nobody's coming in here while we talk.",
    "Nobody is cross with you.",
    "Nobody's waiting for this room.",
    "Don't rush off on my account, I've nobody after you.",
    "You're having a hard day.",
    "You don't have to go out there. I'll see who it is.",
    "You're worried that he's out there.",
    "I don't know if anybody is waiting out there.",
    "He isn't here. You can sit down.",
    "It's his way or nothing, you said.",
)


@pytest.mark.parametrize("text", SECRETS)
def test_what_stays_between_the_two_is_a_promise(text: str) -> None:
    scenario = next(one for one in load_scenarios(BASE) if one.key == "swimming_coach")
    assert "promising" in find_kinds(text)
    assert find_promises(scenario, text) == {"secret"}


@pytest.mark.parametrize("text", GOSSIP)
def test_gossip_between_the_two_promises_nothing(text: str) -> None:
    scenario = next(one for one in load_scenarios(BASE) if one.key == "swimming_coach")
    assert "promising" not in find_kinds(text)
    assert not find_promises(scenario, text)


@pytest.mark.parametrize(("kind", "text"), HARM)
def test_excuses_and_leaving_a_child_to_cope_are_found(kind: str, text: str) -> None:
    assert kind in find_kinds(text)


@pytest.mark.parametrize("text", CAREFUL)
def test_careful_words_near_excuses_are_let_alone(text: str) -> None:
    assert not find_kinds(text)


def find_kinds(text: str) -> set[str]:
    found = find_reply_kinds(text, BASE, MOMENTS["swimming_coach/opening"])
    return {one.kind for one in found}
