"""Only an invitation asks openly. What starts like one can press, or ask about a deed."""

import pytest

from content.scenarios.careful.open_invitations import asks_openly, presses_for_answer
from content.scenarios.reply_moments import NOTHING_BEFORE

PACK = "england"
STOPPED = NOTHING_BEFORE._replace(stops=True)


@pytest.mark.parametrize(
    "words",
    [
        "you've gotta tell me what hes done or i cant help you",
        "can you explain to me why you didnt say no",
        "describe what you two do in bed",
        "tell me what you did wrong",
        "tell me what ryan did to you",
        "explain to me why you went along with it",
        "describe what they did to your body",
        "tell me what his mates did to you",
        "Thank you for telling me. Describe what you do in bed.",
    ],
)
def test_a_demand_presses_and_does_not_ask_openly(words: str) -> None:
    assert presses_for_answer(words, PACK, NOTHING_BEFORE)
    assert not asks_openly(words, PACK, NOTHING_BEFORE)


@pytest.mark.parametrize(
    "words",
    [
        "Tell me more.",
        "Tell me what happened, in your own time.",
        "Tell me more about that, if you want to.",
        "Explain to me what happened.",
        "Can you describe that for me?",
        "tell me whats been going on",
    ],
)
def test_an_invitation_asks_openly_until_the_child_stops(words: str) -> None:
    assert asks_openly(words, PACK, NOTHING_BEFORE)
    assert not presses_for_answer(words, PACK, NOTHING_BEFORE)
    assert not asks_openly(words, PACK, STOPPED)
    assert presses_for_answer(words, PACK, STOPPED)


def test_a_name_is_open_only_where_it_was_said_or_seen() -> None:
    words, said = "Tell me about Tash.", NOTHING_BEFORE._replace(said=("Tash is older.",))
    assert asks_openly(words, PACK, said)
    assert asks_openly(words, PACK, NOTHING_BEFORE._replace(shown=("Tash walks past.",)))
    assert not asks_openly(words, PACK, NOTHING_BEFORE)
    assert not presses_for_answer(words, PACK, NOTHING_BEFORE)


def test_where_nothing_is_asked_nothing_presses() -> None:
    assert not presses_for_answer("You must be tired. Take your time.", PACK, STOPPED)
    assert not presses_for_answer("What would you like, tea or squash?", PACK, STOPPED)
    assert not asks_openly("Take your time.", PACK, NOTHING_BEFORE)
    assert not presses_for_answer("Why don't you tell me in your own way.", PACK, NOTHING_BEFORE)
