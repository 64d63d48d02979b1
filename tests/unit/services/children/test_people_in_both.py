"""Which child this is: that a brother is named in both is said, and never by anyone's words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.domain.record.entry_schema import Part
from app.services.children import child_linking, people_in_both
from app.services.concerns.concern_reading import open_concern
from app.services.sealed_index.index_building import merge_oldest_slips
from tests.support.club.child_links import KEPT_FROM_A_LEAD, link, sign_about
from tests.support.club.office import Office

MAYA = {"name": "Maya Ellis", "group": "9R"}


def at_home(name: str, relationship: str = "", children: tuple[str, ...] = ("c1",)) -> Part:
    values = {"name": name} | ({"relationship": relationship} if relationship else {})
    return Part("household", children, values, item=name)


def list_reasons(office: Office, concern: UUID, who: str = "jo") -> list[tuple[str, ...]]:
    """Return who is named in both, of each file that is offered."""
    asked = child_linking.open_child_link_question(office.at(who), concern, "c1")
    return [one.match.people for one in asked.candidates]


def ask_with(office: Office, theirs: tuple[Part, ...], mine: tuple[Part, ...]) -> list[Any]:
    """Return the reasons for a concern with these parts and a file with those."""
    link(office, sign_about(office, MAYA, also=theirs))
    return list_reasons(office, sign_about(office, MAYA, also=mine))


def test_a_brother_at_home_in_both_is_named_as_this_concern_has_him(office: Office):
    theirs = (at_home("THEO Ellis", "stepbrother"), at_home("Dawn"))
    assert ask_with(office, theirs, (at_home("Theo Ellis", "brother"), at_home("Ade"))) == [
        ("Theo Ellis (brother)",)
    ]


def test_another_child_of_the_concern_counts_and_the_child_does_not(office: Office):
    link(office, sign_about(office, MAYA, {"name": "Theo Ellis"}))
    alone = sign_about(office, MAYA, also=(at_home("Theo Ellis"),))
    assert list_reasons(office, alone) == [("Theo Ellis",)]
    same = sign_about(office, MAYA, also=(at_home("Maya Ellis", "herself"),))
    assert list_reasons(office, same) == [()]


def test_mum_in_both_is_not_a_reason(office: Office):
    assert ask_with(office, (at_home("Mum"), at_home("Theo")), (at_home("Mum"),)) == [()]


def test_a_person_at_home_with_another_child_of_the_concern_is_left_out(office: Office):
    link(office, sign_about(office, MAYA, also=(at_home("Theo"),)))
    other = at_home("Theo", "brother", ("c2",))
    two = sign_about(office, MAYA, {"name": "Robin Archer"}, also=(other,))
    assert list_reasons(office, two) == [()]


def test_a_name_in_words_or_kept_private_is_never_a_reason(office: Office):
    theirs = (at_home("Theo"),)
    words = Part("view", ("c1",), {"opinion": "Theo told me."})
    assert ask_with(office, theirs, (words,)) == [()]
    private = Part("others", ("c1",), {"source": "Theo", "protect_identity": "yes"}, item="o1")
    kept = sign_about(office, MAYA, also=(at_home("Theo", "brother"), private))
    assert list_reasons(office, kept) == [()]


def test_that_the_same_people_are_named_offers_no_file(office: Office):
    link(office, sign_about(office, {"name": "Casey Marsh"}, also=(at_home("Theo"),)))
    assert list_reasons(office, sign_about(office, MAYA, also=(at_home("Theo"),))) == []


@pytest.mark.parametrize("kept", KEPT_FROM_A_LEAD.values(), ids=KEPT_FROM_A_LEAD)
@pytest.mark.parametrize("who", ["jo", "deputy"])
def test_a_concern_that_is_kept_from_a_lead_gives_no_reason(office: Office, kept: dict, who: str):
    link(office, sign_about(office, MAYA))
    mine = sign_about(office, MAYA, also=(at_home("Theo"),))
    sign_about(office, MAYA, also=(at_home("Theo", "brother"),), **kept)
    assert list_reasons(office, mine, who) == [()]


def test_it_is_said_from_folded_books_too_and_not_once_taken_out(office: Office):
    file_id = link(office, sign_about(office, MAYA))
    link(office, sign_about(office, MAYA, also=(at_home("Theo"),)), file_id)
    mine = sign_about(office, MAYA, also=(at_home("Theo", "brother"),))
    assert list_reasons(office, mine) == [("Theo (brother)",)]
    assert merge_oldest_slips(office.at("jo"))
    assert list_reasons(office, mine) == [("Theo (brother)",)]
    child_linking.unlink_child(office.at("jo"), file_id, 2, "Another girl.")
    assert list_reasons(office, mine) == [()]
    assert open_concern(office.at("jo"), mine).record


def test_with_too_many_concerns_to_compare_no_one_is_named(office: Office, monkeypatch):
    """Else the page says that people are compared, where they are not."""
    link(office, sign_about(office, MAYA, also=(at_home("Theo"),)))
    mine = sign_about(office, MAYA, also=(at_home("Theo"),))
    assert child_linking.open_child_link_question(office.at("jo"), mine, "c1").is_compared
    monkeypatch.setattr(people_in_both, "MOST_COMPARED", 0)
    assert list_reasons(office, mine) == [()]
    assert not child_linking.open_child_link_question(office.at("jo"), mine, "c1").is_compared
