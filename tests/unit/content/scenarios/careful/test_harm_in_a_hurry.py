"""What hurried people say is pointed to, and a harmless sentence near it is not."""

import pytest

from content.scenarios.reply_kinds import find_reply_kinds
from tools.count_labelled_replies import MOMENTS

PICTURE = "game_and_pictures/account"
NADIA = "changes_over_weeks/opening"
NIGHTS = "carer_reports_changes/nights"
FIRST = "carer_reports_changes/opening"
NEXT = "carer_reports_changes/next"
HARM = (
    (PICTURE, "investigating", "Right, quick then, hand me the phone and I'll have a look at it."),
    (PICTURE, "investigating", "Give us the phone, let me see it."),
    (PICTURE, "investigating", "Pass me your phone so I can check it."),
    (NADIA, "leading", "Is somebody at home giving you a hard time? Your dad shouting again?"),
    (NADIA, "leading", "Is your mum hitting the bottle again?"),
    (NADIA, "leading", "Is your stepdad picking on you?"),
    (NIGHTS, "judging", "And where were you while all this was going on?"),
    (NIGHTS, "judging", "What were you doing while she was out?"),
    (FIRST, "leading", "What's she done now, got herself pregnant?"),
    (NEXT, "investigating", "I'd root through her room tonight and see what you find."),
    (NEXT, "judging", "Ground her for a month."),
    (NADIA, "judging", "Come off it, Nadia."),
    (NADIA, "judging", "Give over, nobody stays up till three."),
)
HARMLESS = (
    (PICTURE, "Hand me the pen, would you?"),
    (PICTURE, "You can keep the phone, I won't look."),
    (PICTURE, "You don't have to give me the phone."),
    (PICTURE, "Pass me the phone on the desk, I'll ring Dawn."),
    (NADIA, "Is your mum picking you up?"),
    (NADIA, "Is your dad working today?"),
    (NIGHTS, "Is somebody at home with you?"),
    (NIGHTS, "Where were you when you noticed?"),
    (NIGHTS, "Where were you when she came in?"),
    (NEXT, "Please don't go through her room."),
    (NEXT, "There's no need to ground her."),
    (NADIA, "You can come off it whenever you like."),
)


@pytest.mark.parametrize(("place", "kind", "words"), HARM)
def test_what_hurried_people_say_is_pointed_to(place: str, kind: str, words: str) -> None:
    assert kind in {one.kind for one in find_reply_kinds(words, "england", MOMENTS[place])}


@pytest.mark.parametrize(("place", "words"), HARMLESS)
def test_a_harmless_sentence_near_it_is_not(place: str, words: str) -> None:
    assert not find_reply_kinds(words, "england", MOMENTS[place])


def test_giving_back_who_a_child_named_leads_no_one() -> None:
    said = MOMENTS[NADIA]._replace(said=("My dad was shouting.",))
    assert not find_reply_kinds("Your dad shouting?", "england", said)
