"""Words that destroy evidence, send a child to danger, doubt or take sides are found.

Next to each kind are careful sentences that look alike.
"""

from __future__ import annotations

import pytest

from content.scenarios.reply_kinds import find_promises, find_reply_kinds
from tools.count_labelled_replies import TURNS

HARMFUL = {
    "avoiding": (
        "Right, delete the app and all the messages, it'll be gone by morning.",
        "Just delete it, mate.",
        "You should wipe your phone.",
        "I'd delete the lot if I were you.",
        "Get rid of the phone.",
        "Bin those trainers he gave you.",
        "Throw the phone away.",
        "Have a shower and get changed first.",
        "Better not keep him waiting then. I'll see you at the next clinic.",
    ),
    "promising": (
        "I'll make it disappear.",
        "Fine. I'll bin it.",
        "I'll shred that form.",
        "Consider it binned.",
    ),
    "judging": (
        "Were you lying on Tuesday, or are you lying now?",
        "Did you lie to me?",
        "Is that one of your stories, mate?",
        "Honestly, you used to be such a good girl.",
        "So that creep Marcus has been at it again.",
        "He's a lovely man, Neil.",
        "Neil wouldn't hurt a fly.",
    ),
    "hurrying": (
        "How am I supposed to help if you clam up on me?",
        "Right, quick as you can, Toby.",
        "Quick, bell's about to go.",
    ),
    "leading": (
        "Someone keeping you up at night?",
        "Are you on your phone to some boy all night or what?",
        "Boy trouble?",
    ),
}
CAREFUL = (
    "Don't delete anything.",
    "Please don't delete the messages. The police will want them.",
    "I won't delete anything.",
    "Have you deleted anything?",
    "Before you delete anything, let's stop.",
    "Childline can help you get rid of the picture with Report Remove.",
    "I can't bin it.",
    "You want me to bin it. I can't.",
    "You used to be so happy here.",
    "Mr Farrow is a good man to talk to.",
    "You said he's a nice man.",
    "I'll be as quick as I can.",
    "He can wait outside. You're staying here.",
    "Is someone waiting for you?",
    "Is someone at home with you tonight?",
)


@pytest.mark.parametrize(
    ("kind", "words"), [(kind, one) for kind, every in HARMFUL.items() for one in every]
)
def test_harm_is_found_in_the_words_people_use_for_it(kind: str, words: str) -> None:
    assert kind in {one.kind for one in find_reply_kinds(words)}


@pytest.mark.parametrize("words", CAREFUL)
def test_careful_words_that_look_like_harm_are_left_alone(words: str) -> None:
    assert not find_reply_kinds(words)


def test_what_has_to_be_put_right_at_once_is_said() -> None:
    (found,) = find_reply_kinds("Delete the messages.")
    assert "nothing should be deleted" in found.put_right
    (found,) = find_reply_kinds("Better not keep him waiting.")
    assert "call 999" in found.put_right
    assert not any(one.put_right for one in find_reply_kinds("You are lying."))


def test_a_form_that_disappears_is_the_promise_that_the_girl_asks_for() -> None:
    (scenario,) = {one.key: one for one, _ in TURNS if one.key == "takes_it_back"}.values()
    for words in ("I'll make it disappear, nobody need ever see it.", "Consider it binned."):
        assert find_promises(scenario, words) == {"bin"}
