"""Leads put concerns about one child into one file, and nobody learns what is not theirs by it."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.domain.search.search_query import parse_query
from app.errors import InvalidError, NotFoundError, StaleError
from app.models.child_file import ChildEntry, ChildFile
from app.services.audit_log.access_history import list_access_history
from app.services.children import child_files, child_linking, file_cards
from app.services.children.child_linking import LinkChoice
from app.services.children.concerns_without_file import find_concerns_without_file
from app.services.children.file_entries import open_file_entries
from app.services.concerns.concern_reading import open_concern
from app.services.integrity.integrity_check import find_all_differences
from app.services.unit_of_work import Action
from tests.support.club.child_links import BORN, KEPT_FROM_A_LEAD, link, sign_about
from tests.support.club.office import Office
from tests.support.club.values_in_rows import find_stored_values


def test_two_concerns_about_a_child_stand_in_one_file_with_reasons(office: Office):
    first = sign_about(office, {"name": "Maya Ellis", "group": "9R", "born_on": BORN})
    second = sign_about(office, {"name": "maya elis", "group": "Class 9R", "born_on": BORN})
    other = sign_about(office, {"name": "Theo Hart", "group": "9R"})
    file_id = link(office, first)
    asked = child_linking.open_child_link_question(office.at("deputy"), second, "c1")
    assert [one.id for one in asked.candidates] == [file_id]
    assert asked.candidates[0].match.reasons == (
        "Names are nearly the same: check the spelling",
        "Born on the same day",
        "Same class or group",
    )
    assert asked.candidates[0].match.differences == ()
    assert child_linking.open_child_link_question(office.at("jo"), other, "c1").candidates == ()
    assert link(office, second, file_id, "deputy") == file_id
    found = child_files.open_child_file(office.at("jo"), file_id)
    assert {one.concern.id for one in found.concerns} == {first, second}
    assert found.is_whole
    assert found.card.name == "Maya Ellis"
    assert found.card.other_names == ("maya elis",)
    assert found.opened_by is not None
    assert found.opened_by.by.name == "Jo Smith"
    assert find_all_differences(office.at("jo")) == ()


def test_a_concern_is_linked_once_however_often_the_button_is_pressed(office: Office):
    concern = sign_about(office, {"name": "Maya Ellis"})
    asked = child_linking.open_child_link_question(office.at("jo"), concern, "c1")
    choice = LinkChoice(concern, "c1", None, "", asked.mark)
    file_id = child_linking.put_child_in_file(office.at("jo"), choice)
    assert child_linking.put_child_in_file(office.at("jo"), choice) == file_id
    assert office.count(ChildFile) == office.count(ChildEntry) == 1


def test_of_two_leads_who_link_at_once_the_second_looks_again(office: Office):
    first, second = (sign_about(office, {"name": "Maya Ellis"}) for _ in range(2))
    asked = child_linking.open_child_link_question(office.at("deputy"), second, "c1")
    file_id = link(office, first)
    with pytest.raises(StaleError):
        child_linking.put_child_in_file(
            office.at("deputy"), LinkChoice(second, "c1", None, "", asked.mark)
        )
    assert office.count(ChildFile) == 1
    again = child_linking.open_child_link_question(office.at("deputy"), second, "c1")
    assert [one.id for one in again.candidates] == [file_id]


def test_unlinking_asks_why_and_leaves_nothing_on_the_card(office: Office):
    first = sign_about(office, {"name": "Maya Ellis", "born_on": BORN})
    wrong = sign_about(office, {"name": "Maia Ellis-Ward", "group": "11T"})
    file_id = link(office, first)
    link(office, wrong, file_id)
    with pytest.raises(InvalidError):
        child_linking.unlink_child(office.at("jo"), file_id, 2, "  ")
    child_linking.unlink_child(office.at("jo"), file_id, 2, "Another girl, two years older.")
    child_linking.unlink_child(office.at("jo"), file_id, 2, "Another girl, two years older.")
    found = child_files.open_child_file(office.at("jo"), file_id)
    assert [one.concern.id for one in found.concerns] == [first]
    assert found.is_whole
    assert len(found.entries) == 3
    assert "Ward" not in repr([one.facts.name for one in found.card.links])
    assert "11T" not in found.card.groups
    children = child_linking.list_children_with_files(
        office.at("jo"), open_concern(office.at("jo"), wrong)
    )
    assert [one.is_linked for one in children] == [False]
    assert link(office, wrong) != file_id
    assert find_all_differences(office.at("jo")) == ()


def test_a_file_offered_again_says_why_the_concern_was_taken_out_of_it(office: Office):
    first, wrong = (sign_about(office, {"name": "Maya Ellis"}) for _ in range(2))
    file_id = link(office, first)
    link(office, wrong, file_id)
    child_linking.unlink_child(office.at("jo"), file_id, 2, "Another girl.")
    (offered,) = child_linking.open_child_link_question(office.at("jo"), wrong, "c1").candidates
    ((who, why),) = [(one.who, one.why) for one in offered.removed]
    assert (offered.id, who, why) == (file_id, "Jo Smith", "Another girl.")
    third = sign_about(office, {"name": "Maya Ellis"})
    (offered,) = child_linking.open_child_link_question(office.at("jo"), third, "c1").candidates
    assert offered.removed == ()


def test_after_the_last_concern_is_taken_out_no_name_is_left(office: Office):
    file_id = link(office, sign_about(office, {"name": "Maya Ellis", "group": "9R"}))
    child_linking.unlink_child(office.at("jo"), file_id, 1, "A slip.")
    found = child_files.open_child_file(office.at("jo"), file_id)
    assert found.card.links == ()
    assert found.card.name == "Child not named"
    listed = child_files.open_child_file_list(office.at("jo"), parse_query("maya"))
    assert listed.total == 0


@pytest.mark.parametrize("who", ["sam", "pat", "tess", "senior", "kit"])
def test_nobody_but_a_lead_opens_lists_or_links(office: Office, who: str):
    concern = sign_about(office, {"name": "Maya Ellis"})
    file_id = link(office, concern)
    for act in (
        lambda uow: child_files.open_child_file(uow, file_id),
        lambda uow: child_files.open_child_file_list(uow, parse_query("")),
        lambda uow: child_linking.open_child_link_question(uow, concern, "c1"),
        lambda uow: child_linking.unlink_child(uow, file_id, 1, "no"),
    ):
        with pytest.raises(NotFoundError):
            act(office.at(who))
    if who != "senior":
        return
    assert (
        child_linking.list_children_with_files(
            office.at("sam"), open_concern(office.at("sam"), concern)
        )
        == ()
    )


@pytest.mark.parametrize("kept", KEPT_FROM_A_LEAD.values(), ids=KEPT_FROM_A_LEAD)
def test_what_was_kept_from_a_lead_is_in_no_file(office: Office, kept: dict):
    concern = sign_about(office, {"name": "Maya Ellis"}, **kept)
    for who in ("jo", "deputy", "senior"):
        with pytest.raises(NotFoundError):
            child_linking.open_child_link_question(office.at(who), concern, "c1")
    assert office.count(ChildFile) == 0


def test_each_child_of_a_concern_has_a_file_of_its_own(office: Office):
    concern = sign_about(office, {"name": "Maya Ellis"}, {"name": "Robin Archer"})
    maya, robin = link(office, concern), link(office, concern, child="c2")
    assert maya != robin
    opened = open_concern(office.at("jo"), concern)
    children = child_linking.list_children_with_files(office.at("jo"), opened)
    assert [one.file.id for one in children if one.file] == [maya, robin]
    with pytest.raises(NotFoundError):
        child_linking.open_child_link_question(office.at("jo"), concern, "c3")


def test_the_access_history_of_the_concern_says_that_it_was_linked(office: Office):
    concern = sign_about(office, {"name": "Maya Ellis"})
    file_id = link(office, concern)
    child_linking.unlink_child(office.at("deputy"), file_id, 1, "A slip.")
    said = [(one.who, one.words) for one in list_access_history(office.at("jo"), concern)]
    assert ("Jo Smith", "put this into a child’s file") in said
    assert ("Dele Okoro", "took this out of a child’s file") in said


def test_no_name_and_no_hash_of_one_is_in_any_row(office: Office):
    link(office, sign_about(office, {"name": "Maya Ellis", "group": "Rowing nine"}))
    tables = ("child_file", "child_entry", "child_wrap", "leaf")
    values = ("Maya Ellis", "maya ellis", "ellis maya", "Rowing nine", "rowing nine")
    assert find_stored_values(office.session, tables, values) == []
    (file_id,) = office.session.scalars(select(ChildFile.id))
    found = find_stored_values(office.session, tables, [f"{file_id}"])
    assert {table for _, table in found} >= {"leaf"}, "it finds what is there"


def test_nothing_of_a_concern_is_left_anywhere_once_it_is_taken_out(office: Office):
    file_id = link(office, sign_about(office, {"name": "Maya Ellis"}))
    link(office, sign_about(office, {"name": "Maya Wardle", "group": "11T"}), file_id)
    child_linking.unlink_child(office.at("jo"), file_id, 2, "Another girl.")
    uow = office.at("jo")
    uow.look(Action.CHILD_OPENED, str(file_id))
    opened = [file_cards.open_file_card(uow, file_id).card, *open_file_entries(uow, file_id)]
    held = msgspec.json.encode([opened[0], *(one.said for one in opened[1:])]).decode()
    assert "Maya Ellis" in held
    assert "Wardle" not in held
    assert "11T" not in held


def test_a_link_that_fails_halfway_leaves_nothing(office: Office):
    concern = sign_about(office, {"name": "Maya Ellis"})
    office.world.change(text("ALTER TABLE child_wrap RENAME TO taken_away"))
    before = len(office.events())
    with pytest.raises(DBAPIError):
        link(office, concern)
    after = [event.act for event in office.events()[before:]]
    assert not {Action.CHILD_LINKED, Action.CHILD_CARD} & set(after)
    assert office.count(ChildFile) == office.count(ChildEntry) == 0
    office.world.change(text("ALTER TABLE taken_away RENAME TO child_wrap"))
    file_id = link(office, concern)
    assert child_files.open_child_file(office.at("jo"), file_id).is_whole


def test_a_concern_that_was_signed_before_is_offered(office: Office):
    first = sign_about(office, {"name": "Maya Ellis"})
    office.now += timedelta(minutes=1)
    second = sign_about(office, {"name": "Maya Ellis"})
    kept = sign_about(office, {"name": "Maya Ellis"}, about="yes")
    waiting = find_concerns_without_file(office.at("jo"), 9)
    assert set(waiting) == {first, second}
    assert find_concerns_without_file(office.at("jo"), 1) == (second,)
    link(office, first)
    shown, total = child_files.open_concerns_without_file(office.at("jo"))
    assert [one.id for one in shown] == [second]
    assert total == 1
    assert kept not in waiting


def test_opening_a_file_is_logged_before_and_counts_as_reading(office: Office):
    concern = sign_about(office, {"name": "Maya Ellis"})
    file_id = link(office, concern)
    deputy, before = office.at("deputy"), len(office.events())
    child_files.open_child_file(deputy, file_id)
    said = [(event.act, event.obj, event.objs) for event in office.events()[before:]]
    assert said == [(Action.CHILD_OPENED, str(file_id), (f"{concern}/1",))]
