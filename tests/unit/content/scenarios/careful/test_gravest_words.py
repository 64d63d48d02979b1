"""Asking for pictures, sending a child to danger and searching are found; good words are not."""

from __future__ import annotations

import pytest

from content.scenarios.reply_kinds import find_reply_kinds
from content.scenarios.reply_moments import NOTHING_BEFORE
from tools.count_labelled_replies import MOMENTS

PICTURES = (
    "Right, send me the pictures and I'll sort it out",
    "Send me the picture so I can see it.",
    "Show me the photos",
    "Forward it to me",
    "Can I see the photo?",
    "Let me see the pictures",
    "I need to see the pictures",
    "Show me what you sent him",
    "Send me a copy of it",
    "Copy the picture to my laptop",
    "I'll keep a copy of the photo",
)
NEAR_PICTURES = (
    "You don't need to show me anything.",
    "I won't ask to see it.",
    "Show me where you'd like to sit.",
    "Send me a wave",
    "You won't have to show me the photos or send them to me.",
    "He asked you to send him the picture.",
    "Nobody here needs to see the pictures.",
    "Show me the picture in the book",
    "Keep the picture where it is.",
)
FOUND = (
    ("judging", "", "Don't fib to me."),
    ("judging", "", "Don't lie to me"),
    ("judging", "", "Stop lying"),
    ("avoiding", "", "There there, it's probably nothing, she'll grow out of it."),
    ("avoiding", "", "it's just a phase"),
    ("avoiding", "", "It's a phase"),
    ("avoiding", "", "she'll get over it"),
    ("investigating", "carer_reports_changes/next_b", "get the phone off her while she's asleep"),
    ("investigating", "carer_reports_changes/next_b", "Look in her bag when she's in bed"),
    ("investigating", "carer_reports_changes/next_b", "Put a tracker on her phone"),
)
LEFT_ALONE = (
    ("", "I don't think you'd lie to me"),
    ("", "Don't lie down on the wet grass"),
    ("", "It's not nothing."),
    ("", "You won't grow out of being believed"),
    ("", "It isn't just a phase."),
    ("", "You don't have to get over it"),
    ("", "You said it's probably nothing. I'd still like to hear."),
    ("", "It's nothing you did"),
    ("carer_reports_changes/next_b", "You can ring me when she's asleep."),
    ("carer_reports_changes/next_b", "Leave her phone alone while she's asleep."),
    ("carer_reports_changes/next_b", "Please don't take her phone."),
    ("moved_between_towns/opening", "Stay here, you don't have to go out to the car."),
    ("moved_between_towns/opening", "I'll go out to the car park with you."),
    ("moved_between_towns/opening", "Leave those. I'm in no rush."),
)
DANGER = (
    "Go out to the car then",
    "Run along to your lift",
    "Off you go out to the car",
    "Best get yourself out to the car",
    "Go and get in the car",
    "Go and meet him then",
)


@pytest.mark.parametrize("words", PICTURES)
def test_no_worker_asks_for_or_has_a_picture_of_a_child(words: str) -> None:
    """They were only words that "could help or hurt"."""
    found = [one for one in find_reply_kinds(words) if one.grave == "takes_pictures"]
    assert found
    assert {one.kind for one in found} == {"investigating"}


def test_asking_for_a_picture_has_its_own_reason_source_and_remedy() -> None:
    (found,) = find_reply_kinds("Show me the photos")
    assert "illegal" in found.why
    assert found.source.publisher == "UK Council for Internet Safety"
    assert found.put_right.startswith("Some of what you said asked for a picture.")


@pytest.mark.parametrize("words", NEAR_PICTURES)
def test_words_near_to_asking_for_a_picture_are_left_alone(words: str) -> None:
    assert not find_reply_kinds(words)


@pytest.mark.parametrize(("kind", "turn", "words"), FOUND)
def test_disbelief_playing_down_and_searching_are_found(kind: str, turn: str, words: str) -> None:
    moment = MOMENTS.get(turn, NOTHING_BEFORE)
    assert kind in {one.kind for one in find_reply_kinds(words, moment=moment)}


@pytest.mark.parametrize(("turn", "words"), LEFT_ALONE)
def test_careful_words_near_to_them_are_left_alone(turn: str, words: str) -> None:
    assert not find_reply_kinds(words, moment=MOMENTS.get(turn, NOTHING_BEFORE))


@pytest.mark.parametrize("words", DANGER)
def test_sending_a_child_to_who_waits_is_sending_to_danger(words: str) -> None:
    found = find_reply_kinds(words, moment=MOMENTS["moved_between_towns/opening"])
    assert "sends_to_danger" in {one.grave for one in found}


def test_sending_away_is_danger_once_someone_has_come() -> None:
    """ "It closes the door a little" was said of sending a boy out to the car."""
    words = "All right, off you go then, mind how you go."
    for shown, said, danger in (
        (("A car stops across the road.",), (), True),
        ((), ("That's my lift. He's early.",), True),
        ((), ("Mick's waiting.",), True),
        ((), ("I get a lift now.",), False),
    ):
        found = find_reply_kinds(words, moment=NOTHING_BEFORE._replace(shown=shown, said=said))
        assert any(one.grave == "sends_to_danger" for one in found) == danger, (shown, said)
        assert not any("closes the door" in one.why for one in found)
        assert any(one.put_right for one in found) == danger
