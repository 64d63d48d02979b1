import pytest

from content import pack_loader
from content.leading_questions import find_leading_questions, has_leading_question
from tests.support.machine.pace import costs_less

A_BLINK = 4.0  # of `costs_less`: about a twentieth of a second


@pytest.mark.parametrize(
    "text",
    [
        "Did he touch you?",
        "I asked, did he hurt you",
        'I said "was it your dad?"',
        "Was it at home?",
        "It was your uncle, wasn't it?",
        "He hit you, didn’t he?",
        "Didn't you say no?",
        "I asked if he had hurt her.",
        "I asked whether it was her stepfather",
        "Tell me what happened. Did anyone else see?",
        "Has he done it before?",
        "ok and did they make you?",
        "did your dad do it",
        "So he hit you?",
        "You went with him, right?",
        "Did Uncle Tom do this?",
        "Did your coach touch you?",
        "Was anybody else there?",
        "Were there any other men?",
        "Do you think he meant it?",
        "Don't you think you should tell your mum?",
        "Could it have been your dad?",
        "Might he have hurt you?",
        "Can you tell me if he hit you?",
        "Tell me whether anyone touched you.",
        "And then he kissed you?",
        "So it was your coach?",
    ],
)
def test_a_question_that_may_lead_is_seen(text: str) -> None:
    assert has_leading_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tell me what happened.",
        "What did he say?",
        "Where was it?",
        "Who was there?",
        "When did they come?",
        "Can you explain that?",
        "Describe the room to me.",
        "What happened next?",
        "I asked what happened and where.",
        "I asked if she was okay.",
        "I asked nothing.",
        "What happened? Who was there?",
        "Where did he touch you?",
        "What did Uncle Tom do?",
        "Is there anything else you want to tell me?",
        "Is anyone hurt now?",
        "Do you want to tell me more?",
        "Would you like a drink?",
        "Do you feel safe to go home?",
        "Tell me if you need a break.",
        "What do you think about it?",
        "I asked what happened and then he hit the wall with his fist.",
        "Did you do your coat up?",
    ],
)
def test_an_open_question_is_not(text: str) -> None:
    assert not has_leading_question(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Why didn't you tell anyone?", "why"),
        ("What happened and who was there?", "two_at_once"),
        ("Did he come in or was he there already?", "two_at_once"),
        ("It was him, was it?", "short_tag"),
    ],
)
def test_for_practice_each_way_of_asking_has_a_name_and_an_open_way(text: str, key: str) -> None:
    found = {way.key: way for way in find_leading_questions(text)}
    assert key in found
    assert found[key].instead


def test_a_why_or_a_double_question_alone_is_not_called_leading() -> None:
    assert not has_leading_question("Why didn't you tell anyone?")
    assert not has_leading_question("What happened and who was there?")


def test_the_only_words_for_the_record_tell_to_leave_it() -> None:
    assert pack_loader.load_pack("england").texts["leading"].body == (
        "This might be a leading question. "
        "Leave it exactly as it was asked. You’re right to write it down.",
    )


@pytest.mark.parametrize("piece", ["did he ", "who a b c and ", "was it, ", "_ ", "asked a b if "])
def test_long_text_takes_no_longer_than_a_blink(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    has_leading_question("warm up")
    assert costs_less(lambda: has_leading_question(text), A_BLINK)
