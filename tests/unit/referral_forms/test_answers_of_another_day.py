"""A document that is made on another day says of which day its answers about "now" are."""

from datetime import timedelta

import pytest
from msgspec import structs

from referral_forms.composing.now_strip import CHILD_NAME
from referral_forms.filled_form import NOT_ASKED_YET, Answer, FilledPaper
from referral_forms.form_filler import fill_form
from referral_forms.forms import LADO
from tests.unit.referral_forms.sample_forms import CATALOGUE, META, paper

THREE_DAYS_ON = structs.replace(META, made_at=META.signed_at + timedelta(days=3))
NOW = (
    Answer("now.danger_now", text="Yes"),
    Answer("now.child_is", text="In the office with me"),
    Answer("now.leaves_at", text="18:30"),
    Answer("wishes.safe_tonight", text="No"),
)
LONG = Answer("now.danger_why", text="They are hurt; " * 5)
ADDED = Answer("now.danger_now", text="No", said="Added by Sam Lee, 26 November 2026, 09:00")


def cells(filled: FilledPaper) -> list[tuple[str, str, str]]:
    return [(cell.label, cell.text, cell.note) for cell in filled.strip if cell.label != CHILD_NAME]


def test_what_was_true_days_ago_is_never_read_as_true_now():
    filled = paper(*NOW, meta=THREE_DAYS_ON)
    assert cells(filled)[:3] == [
        ("In danger on 24 November?", "Yes", "At signing, 14:41"),
        (
            "Where was the child?",
            "In the office with me",
            "On 24 November. Was to leave at 18:30",
        ),
        ("Safe on the night of 24 November?", "Not safe", "At signing, 14:41"),
    ]
    assert filled.strip_note == (
        "The worker’s answers, signed 24 November 2026, 14:41. "
        "This document is from 27 November 2026: ask what is true now."
    )


def test_a_paper_of_another_year_says_the_year():
    years = structs.replace(META, made_at=META.signed_at + timedelta(days=60))
    assert cells(paper(*NOW, meta=years))[0][0] == "In danger on 24 November 2026?"


def test_on_the_same_day_the_time_is_enough_and_a_time_gone_by_is_past():
    evening = structs.replace(META, made_at=META.signed_at + timedelta(hours=5))
    for meta, leaving in ((META, "Leaves at 18:30"), (evening, "Was to leave at 18:30")):
        danger, where, tonight, *_ = cells(paper(*NOW, meta=meta))
        assert danger == ("In danger now?", "Yes", "At signing, 14:41")
        assert where == ("Where was the child?", "In the office with me", leaving)
        assert tonight[0] == "Safe tonight?"
    morning = Answer("now.leaves_at", text="08:00")
    assert cells(paper(morning, meta=evening))[1][2] == "Leaves or left at 08:00: ask"
    typed = Answer("now.leaves_at", text="half six (as typed)")
    assert cells(paper(typed))[1][2] == "Leaves: half six (as typed)"
    assert cells(paper(typed, meta=THREE_DAYS_ON))[1][2] == (
        "On 24 November. Was to leave: half six (as typed)"
    )


@pytest.mark.parametrize(
    ("leaves", "words"),
    [
        ("14:00", "Was to leave at 14:00"),
        ("18:30", "Leaves at 18:30"),
        ("08:00", "Leaves at 08:00"),  # of the next day: it was typed at 12:41
    ],
)
def test_a_leaving_time_counts_from_when_it_was_typed(leaves, words):
    """Typed at 12:41, signed at 14:41, on a document of 15:02."""
    danger = structs.replace(NOW[0], given=(META.signed_at - timedelta(hours=2), META.signed_at))
    leaving = Answer("now.leaves_at", text=leaves)
    assert cells(paper(danger, NOW[1], leaving))[1][2] == words


def test_an_answer_has_its_own_time_and_not_that_of_signing():
    given = (META.signed_at - timedelta(hours=2),)
    asked = structs.replace(NOW[0], given=given)
    assert cells(paper(asked))[0] == ("In danger now?", "Yes", "At 12:41")
    tonight = structs.replace(NOW[3], given=(*given, META.signed_at - timedelta(hours=1)))
    assert cells(paper(tonight))[2] == (
        "Safe tonight?",
        "Not safe",
        "At 12:41 and again at 13:41",
    )
    day_before = structs.replace(NOW[0], given=(META.signed_at - timedelta(days=1),))
    assert cells(paper(day_before))[0] == ("In danger on 23 November?", "Yes", "At 14:41")
    again = structs.replace(day_before, given=(*day_before.given, META.signed_at))
    assert cells(paper(again))[0] == (
        "In danger now?",
        "Yes",
        "At 14:41 on 23 November and again at 14:41",
    )


def test_a_blank_and_an_answer_added_later_get_no_day_of_signing():
    blank = cells(paper(meta=THREE_DAYS_ON))
    assert blank[0] == ("In danger now?", NOT_ASKED_YET, "Treat this as not sure")
    added = cells(paper(NOW[0], ADDED, meta=THREE_DAYS_ON))
    assert added[0] == ("In danger?", "Yes; No", "See below")


def test_answers_too_long_for_the_frame_stand_under_their_day():
    assert paper(*NOW, LONG).blocks[0].heading == "Right now"
    dated = paper(*NOW, LONG, meta=THREE_DAYS_ON)
    assert dated.blocks[0].heading == "On 24 November 2026, 14:41"


def test_what_was_done_has_its_day_unless_all_is_of_one_day():
    told = (
        Answer("told.told_lead", text="Yes", tokens=("yes",)),
        Answer("told.told_lead_at", text="18:12", day="2026-11-24", clock="18:12"),
    )
    for meta, when in ((META, " 18:12."), (THREE_DAYS_ON, " on 24 November at 18:12.")):
        done = next(text for label, text, _ in cells(paper(*told, meta=meta)) if "Done" in label)
        assert done.startswith(f"The worker’s organisation was told{when}")


def test_the_lado_reads_of_which_day_the_adult_was_with_children():
    answers = (
        Answer("people.name_or_nickname", text="Ash", item=1),
        Answer("people.with_children_now", text="Yes", item=1),
    )
    filled = fill_form(LADO, CATALOGUE | LADO.labels, answers, THREE_DAYS_ON)
    assert ("With children on 24 November?", "Yes", "") in cells(filled)
