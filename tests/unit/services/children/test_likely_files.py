"""A likely child's file is named with reasons, if there is just one, and to leads alone."""

from __future__ import annotations

from contextlib import suppress

import pytest

from app.errors import NotFoundError
from app.services.children import child_linking, likely_files
from app.services.children.likely_files import find_likely_file_by_child, find_likely_files
from app.services.concern_lists.today import load_waiting_work
from app.services.concerns.concern_reading import open_concern
from tests.support.club.child_links import BORN, KEPT_FROM_A_LEAD, link, sign_about
from tests.support.club.office import Office

MAYA = {"name": "Maya Ellis", "age": "14", "group": "9R", "born_on": BORN}


def list_on_today(office: Office, who: str = "jo"):
    """Return the likely files that Today names: concern, file and reasons."""
    uow = office.at(who)
    found = find_likely_files(uow, load_waiting_work(uow).unread)
    return {
        concern: [(one.id, one.match.reasons_sentence) for one in files]
        for concern, files in found.items()
    }


def list_on_page(office: Office, concern, who: str = "jo"):
    """Return the likely files that a concern's page names: child and file."""
    uow = office.at(who)
    children = child_linking.list_children_with_files(uow, open_concern(uow, concern))
    likely = find_likely_file_by_child(uow, concern, children)
    return {child: one.id for child, one in likely.items()}


def test_today_and_the_concern_name_the_one_file_with_the_reasons(office: Office):
    file_id = link(office, sign_about(office, MAYA))
    concern = sign_about(office, {"name": "Theo Hart", "age": "12"}, MAYA)
    assert list_on_today(office) == {concern: [(file_id, "Same name and about the same age.")]}
    assert list_on_page(office, concern) == {"c2": file_id}
    assert office.events()[-1].obj == "children/which"
    link(office, concern, file_id, child="c2")
    assert list_on_today(office) == {}
    assert list_on_page(office, concern) == {}


@pytest.mark.parametrize(
    "child",
    [
        {"name": "Maya", "age": "14"},
        {"name": "Maya Ellis", "age": "9"},
        {"name": "Maya Ellis"},
        {"name": "Maya Elliss", "age": "14"},
        {"age": "14"},
    ],
    ids=["first name", "another age", "name alone", "nearly the name", "no name"],
)
def test_weak_reasons_name_no_file(office: Office, child: dict[str, str]):
    link(office, sign_about(office, MAYA))
    concern = sign_about(office, child)
    assert list_on_today(office) == {}
    assert list_on_page(office, concern) == {}


def test_of_two_files_with_the_name_none_is_named(office: Office):
    for _ in range(2):
        link(office, sign_about(office, MAYA))
    concern = sign_about(office, MAYA)
    assert list_on_today(office) == {}
    assert list_on_page(office, concern) == {}


def test_with_too_many_files_none_is_named_and_no_card_is_opened(office: Office, monkeypatch):
    link(office, sign_about(office, MAYA))
    concern = sign_about(office, MAYA)
    monkeypatch.setattr(likely_files, "MOST_FILES", 0)
    assert list_on_today(office) == list_on_page(office, concern) == {}
    assert "children/which" not in [one.obj for one in office.events()[-2:]]


def test_a_file_that_a_concern_was_taken_out_of_is_not_named_again(office: Office):
    file_id = link(office, sign_about(office, MAYA))
    concern = sign_about(office, MAYA)
    assert list_on_page(office, concern) == {"c1": file_id}
    link(office, concern, file_id)
    child_linking.unlink_child(office.at("jo"), file_id, 2, "Another girl.")
    assert list_on_page(office, concern) == list_on_today(office) == {}


@pytest.mark.parametrize("kept", KEPT_FROM_A_LEAD.values(), ids=KEPT_FROM_A_LEAD)
def test_a_concern_that_is_kept_from_a_lead_is_never_compared(office: Office, kept: dict):
    link(office, sign_about(office, MAYA))
    open_to_all = sign_about(office, MAYA)
    before = {who: list_on_today(office, who) for who in ("jo", "deputy", "senior")}
    hidden = sign_about(office, MAYA, **kept)
    after = {who: list_on_today(office, who) for who in before}
    assert after == before
    assert set(before["jo"]) == set(before["deputy"]) == {open_to_all}
    assert before["senior"] == {}
    for who in ("jo", "deputy", "senior"):
        with suppress(NotFoundError):
            assert list_on_page(office, hidden, who) == {}
    assert set(list_on_page(office, open_to_all)) == {"c1"}
