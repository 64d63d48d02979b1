"""Whose account it is, is asked to read it: never someone whom the record may be about."""

from __future__ import annotations

import pytest

from tests.support.web.question_client import answer_question, start_with_question
from tests.support.web.record_client import concern_of, press_sign, sign

OWN_RECORD = "They can also record it in their own words"

SOURCES = ["child_told_me", "i_saw_or_heard_it", "someone_told_me"]


@pytest.fixture
def sam(world):
    return world.client("sam")


@pytest.fixture
def draft(sam):
    path = start_with_question(sam).rpartition("/")[0]
    answer_question(sam, f"{path}/worry", worry="x")
    return path


def write_for(sam, draft, name: str) -> None:
    answer_question(sam, f"{draft}/how", account_by="somebody_else", account_by_name=name)


def test_a_member_is_asked_to_read_it_and_to_record_their_own(world, sam, draft):
    name = world.people["pat"].name
    write_for(sam, draft, f" {name.upper()} ")
    assert f"Ask {name.upper()} to check it" in sam.page(f"{draft}/sign").text
    shown = sam.page(f"/concerns/{sign(sam, draft, [])}/signed").text
    assert f"Read it to {name.upper()}, in private." in shown
    assert OWN_RECORD in shown


def test_a_lead_who_can_open_it_is_offered_it_to_read_and_to_add_to(world, sam, draft):
    lead = world.people["deputy"]
    write_for(sam, draft, lead.name)
    signed = press_sign(sam, draft, sure=[str(lead.id)])
    concern = f"/concerns/{concern_of(signed.location)}"
    shown = sam.page(f"{concern}/signed").text
    assert f"Read it to {lead.name}, in private." in shown
    assert "They can open it in Heard too, and add to it." in shown
    assert OWN_RECORD not in shown
    assert "Add information" in world.client("deputy").page(concern).text


def test_someone_without_an_account_is_asked_to_read_it_too(sam, draft):
    write_for(sam, draft, "Ash Lee")
    shown = sam.page(f"/concerns/{sign(sam, draft, [])}/signed").text
    assert "Read it to Ash Lee, in private." in shown
    assert OWN_RECORD not in shown


def test_someone_feared_is_not_asked(sam, draft):
    write_for(sam, draft, "Ash Lee")
    answer_question(sam, f"{draft}/people", **{"people-0-name_or_nickname": "Ash"})
    assert "to check it" not in sam.page(f"{draft}/sign").text
    assert "to check it" not in sam.page(f"/concerns/{sign(sam, draft, [])}/signed").text


def test_a_lead_who_must_not_read_it_is_not_asked(world, sam, draft):
    deputy = world.people["deputy"]
    write_for(sam, draft, deputy.name)
    concern = sign(sam, draft, [str(deputy.id)])
    assert "to check it" not in sam.page(f"/concerns/{concern}/signed").text


def test_without_a_name_too_the_pages_say_they_and_not_you(sam, draft):
    """The name is optional: hints, headings and notes go by whose account it is."""
    answer_question(sam, f"{draft}/how", account_by="somebody_else", how_known=SOURCES)
    answer_question(sam, f"{draft}/words", asked_any="yes", questions_asked="Did he make you?")
    answer_question(sam, f"{draft}/when", told_at_place="The hall")
    answer_question(sam, f"{draft}/seen", seen="A bruise")
    answer_question(sam, f"{draft}/others", **{"others-0-said": "He shouts"})
    hint = "Write what they saw and heard, not what they think it means."
    assert hint in sam.page(f"{draft}/seen").text
    shown = sam.page(f"{draft}/sign").text
    for words in ("What they saw", "What others told them", "When the child told them"):
        assert words in shown
    assert "Leave it exactly as it was asked." in shown
    wrong = ("What you saw", "What others told you", "When they told you", "you asked")
    for name in ("words", "when", "seen", "others", "sign"):
        text = sam.page(f"{draft}/{name}").text
        assert [words for words in wrong if words in text] == [], name


def test_no_one_is_asked_about_an_account_of_ones_own(sam, draft):
    assert "to check it" not in sam.page(f"{draft}/sign").text
