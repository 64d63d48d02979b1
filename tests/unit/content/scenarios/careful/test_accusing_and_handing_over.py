"""Calling a child a liar, telling them off and taking them to who waits is harm, in many words.

A kind sentence near it is none.
"""

import pytest

from content.scenarios.reply_kinds import find_reply_kinds
from tools.count_labelled_replies import MOMENTS

ROBYN = "takes_it_back/opening"
LYING = (
    "You're obviously lying to me about where you were.",
    "You're lying.",
    "you are clearly lying",
    "I know youre lying to me",
    "You've been lying again.",
    "That's a big fat lie, Maisie",
    "You're not being honest with me.",
    "You're just making it all up.",
    "Don't give me that.",
    "You're telling porkies.",
    "You're still not telling me the truth.",
    "Liar.",
    "I reckon you're fibbing, Toby.",
    "You're not telling me everything, are you",
    "Come on, be straight with me",
)
TELLING_OFF = (
    "stop messing about",
    "Will you stop messing about",
    "Stop mucking around, Toby.",
    "No messing about, now",
    "Pack it in.",
    "Get a grip.",
    "Don't be silly.",
    "Oh don't be so daft, Robyn",
    "Stop whinging",
    "You need to stop playing games with me.",
    "Enough of your nonsense.",
    "Watch your tone.",
    "Pull yourself together",
    "You're being ridiculous.",
    "Don't be such a baby.",
    "For goodness' sake, Denise.",
)
HANDING_OVER = (
    "Off you go then, I'll walk you out and say hello to him.",
    "Come on, I'll walk you out to him.",
    "I'll see you out to the car.",
    "I'll hand you over to him myself.",
    "Right, I'll take you out to your lift.",
    "I'll tell him you're on your way.",
    "Off you go, I'll see you out.",
    "We'll walk you down to the van.",
    "I'll just take you down to where he's parked.",
    "I'll go and let Mick know you're coming.",
)
GREETING = (
    "I'll pop out and introduce myself to him.",
    "Let's go and say hi to Neil.",
    "I'll come out with you and shake his hand.",
    "Say hello to him from me.",
    "I'd love to meet him.",
    "Go on, I'll come out with you and have a chat with him.",
    "I'll wave to him as you go.",
)
NAMING = (
    "him hurting Callum?",
    "Marcus hurting Callum?",
    "Is Marcus hitting Callum?",
    "So he hurts Callum?",
    "Hitting him, is he?",
    "You mean him hurting Callum",
    "And he's hurting the other kids?",
    "Worried about him grabbing Callum?",
    "He threatened your mum?",
    "Was it him touching other girls",
    "Callum being hit?",
    "Threatening to hurt Callum?",
)
HARMLESS = (
    "I don't think you're lying.",
    "He told you nobody would believe you, and that you're lying.",
    "I'd be lying if I said it'll be fine.",
    "You're worried I'll think you're lying.",
    "Thank you for being honest with me.",
    "You feel like you've been lying to your mum.",
    "They call you a liar.",
    "You don't have to make anything up.",
    "I'd never think you were making that up.",
    "He told you it was your fault and that was a lie.",
    "You don't have to stop crying.",
    "You can stop whenever you like.",
    "He told you to stop messing about.",
    "I'll stop messing about with this form and listen.",
    "You're not being silly.",
    "He's been messing you about.",
    "You can leave it in here.",
    "Off you go and get a drink. I'll be here when you're back.",
    "Off you go in with Farida, and I'll come and find you.",
    "I'm not going to say hello to him.",
    "Tom's at the desk. I'll walk you down and say hello to him.",
    "I'll take you to your mum.",
    "You're not going out to him. I'll walk you to Dawn's office.",
    "I'll tell the police you're here.",
    "Nobody is allowed to hurt anyone here.",
    "You said he was hurting Callum.",
    "I don't want anyone hurting him or you.",
    "Tell me about Callum.",
    "If someone hurts him I have to act.",
    "You can be straight with me.",
    "He says you're being ridiculous.",
    "You don't have to tell me everything.",
    "Nobody is allowed to hurt him.",
    "I can see how worried you are about him getting kicked out.",
)


@pytest.mark.parametrize("words", [*LYING, *TELLING_OFF])
def test_calling_a_liar_and_telling_off_judges(words: str) -> None:
    assert "judging" in {one.kind for one in find_reply_kinds(words)}


@pytest.mark.parametrize("words", HANDING_OVER)
def test_taking_a_child_to_who_waits_is_grave(words: str) -> None:
    assert "sends_to_danger" in {one.grave for one in find_reply_kinds(words)}


@pytest.mark.parametrize("words", [HANDING_OVER[0], *GREETING])
def test_being_friendly_with_who_is_feared_is_harm(words: str) -> None:
    assert "investigating" in {one.kind for one in find_reply_kinds(words)}


@pytest.mark.parametrize("words", NAMING)
def test_an_act_to_someone_else_leads_as_well(words: str) -> None:
    found = find_reply_kinds(words, "england", MOMENTS[ROBYN])
    assert "leading" in {one.kind for one in found}


def test_an_act_that_the_child_has_named_can_be_given_back() -> None:
    said = MOMENTS[ROBYN]._replace(said=("He hurts Callum.",))
    assert not find_reply_kinds("Him hurting Callum.", "england", said)


@pytest.mark.parametrize("words", HARMLESS)
def test_kind_sentences_near_it_are_left_alone(words: str) -> None:
    assert not find_reply_kinds(words, "england", MOMENTS[ROBYN])
