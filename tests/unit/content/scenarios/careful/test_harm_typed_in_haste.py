"""Harm as people type it on a phone is pointed to, and what careful people say near it is not."""

import pytest

from content.scenarios.reply_kinds import find_reply_kinds
from tools.count_labelled_replies import MOMENTS

FIRST = MOMENTS["changes_over_weeks/opening"]
HARM = (
    ("judging", "hes a legend, known him 20 yrs"),
    ("judging", "thats just how he is tho. youll get used to it"),
    ("judging", "you'll get him sacked you know, think about his family"),
    ("judging", "lots of folk have cars, stop making up stories"),
    ("judging", "did you say no to him"),
    ("judging", "you always have a choice, nobodys making u"),
    ("judging", "u shoulda thought of that before u opened ur mouth"),
    ("judging", "ur 15 and massive, you couldve said no couldnt you"),
    ("judging", "its only a game mate dont be such a baby"),
    ("judging", "no need to snap at me young lady"),
    ("judging", "sort that attitude out b4 next week"),
    ("judging", "man up"),
    ("judging", "pick that up NOW, we do not throw"),
    ("judging", "do as ur told or no train set all week"),
    ("judging", "nicked it have ya"),
    ("judging", "think about how youd feel if she ended up dead tho"),
    ("judging", "only if u tell me everything first"),
    ("avoiding", "ok off u go, sign out in the book and have fun with him"),
    ("avoiding", "just go n see him, sort it out face to face"),
    ("avoiding", "up to you mate, cant make you stay"),
    ("avoiding", "just send em a bit of money and block em, sorted"),
    ("avoiding", "if its nothing then no harm done"),
    ("avoiding", "go on hop it ull be late for maths"),
    ("hurrying", "cant this wait, im about to go on lunch"),
    ("leading", "someones hurting you aint they"),
    ("promising", "i wont say owt to anyone, just between us"),
    ("promising", "dont let your mum see it"),
    ("promising", "dont be telling everyone what we said"),
    ("judging", "None of that is your fault. Apart from taking the phone in the first place."),
    ("investigating", "Take your time. Just tell me how far up his hand went"),
    ("judging", "ok. If anything happens Friday that's on you"),
    ("judging", "well you'll never forgive yourself"),
    ("judging", "What have you done to wind him up?"),
    ("judging", "You made your bed love"),
    ("avoiding", "maybe ring him and clear the air"),
    ("promising", "I'll keep your name out of it and nobody need know you came"),
    ("promising", "fine, never happened. see u next week mate"),
)
CAREFUL = (
    "You don't have to have fun with him.",
    "Please don't delete everything, the police may need it.",
    "It is not your fault that anything happened to you.",
    "I won't march you anywhere. I'll walk over when you've finished your drink.",
    "I can't make you stay. If you go, ring 999 if you're scared, and I'll still be getting help.",
    "They told you to send them a lot of money. That must be frightening.",
    "You never have to send him any money.",
    "Nobody's making you talk. You have a choice about what you tell me.",
    "You can stop worrying about being in trouble.",
    "You don't need to say it never happened.",
    "I'm sorry she ended up hurt.",
    "You're not asking for trouble.",
    "I can't keep it just between us.",
    "You don't have to tell everyone what happened.",
)


@pytest.mark.parametrize(("kind", "words"), HARM)
def test_harm_typed_in_haste_is_pointed_to(kind: str, words: str) -> None:
    assert kind in {one.kind for one in find_reply_kinds(words, "england", FIRST)}


@pytest.mark.parametrize("words", CAREFUL)
def test_careful_words_near_it_are_not(words: str) -> None:
    assert not find_reply_kinds(words, "england", FIRST)
