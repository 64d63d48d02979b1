"""A lead hands one concern to another: both see it, its author learns who has it and not why."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.domain.record.entry_schema import Handover, LeadsNote, encode_canonical
from app.models.concern import Concern
from app.models.outbox import Outbox
from app.services.concern_lists.filtered_lists import ConcernList, ListFilter, load_filtered_list
from app.services.concerns.concern_reading import open_concern
from app.services.integrity.integrity_check import find_all_differences
from tests.support.club.office import Office
from tests.support.web.html_forms import read_form

pytestmark = pytest.mark.both_databases

WHY = "Her aunt is a friend of mine."


def hand_over(office: Office, concern_id: UUID, who: str = "jo", to: str = "deputy") -> UUID:
    client, path = office.world.client(who), f"/concerns/{concern_id}/hand-over"
    form = read_form(client, path, to=str(office.id(to)), why=WHY)
    assert [client.send(path, form).status_code for _ in range(2)] == [303, 303]
    return concern_id


def list_mine(office: Office, who: str) -> list[UUID]:
    found = load_filtered_list(office.at(who), ConcernList.MINE, ListFilter())
    return [one.id for one in found.items if one.state == "open"]


def test_both_leads_see_who_has_it_and_the_author_never_why(office: Office, concern_id: UUID):
    before = set(office.session.scalars(select(Outbox.id)))
    hand_over(office, concern_id)
    said = [entry for _, entry in open_concern(office.at("jo"), concern_id).said]
    assert [type(one) for one in said[2:]] == [Handover, LeadsNote]
    path = f"/concerns/{concern_id}"
    texts = {who: office.world.client(who).page(path).text for who in ("jo", "deputy", "sam")}
    assert "Dele Okoro has this concern now. You handed it over" in texts["jo"]
    assert "You have this concern now. Jo Smith handed it over" in texts["deputy"]
    assert "Dele Okoro has this concern now. Jo Smith handed it over" in texts["sam"]
    assert (WHY in texts["jo"], WHY in texts["deputy"], WHY in texts["sam"]) == (True, True, False)
    mine = open_concern(office.at("sam"), concern_id)
    assert not any(WHY.encode() in encode_canonical(entry) for _, entry in mine.said)
    new = [row for row in office.session.scalars(select(Outbox)) if row.id not in before]
    assert {(row.template, row.member_id) for row in new} == {
        ("something_waits", office.id("deputy")), ("something_waits", office.id("sam")),
    }  # fmt: skip
    assert (list_mine(office, "jo"), list_mine(office, "deputy")) == ([], [concern_id])
    assert find_all_differences(office.at("jo")) == ()


def test_lists_say_who_has_it_and_who_marked_it_as_read(office: Office, concern_id: UUID):
    """A colleague who looks for "who has this?" asks the one who has it, or who knows it."""
    deputy = office.world.client("deputy")
    assert "Marked as read by" not in deputy.page("/concerns").text, "Jo has it"
    assert "has this concern." not in deputy.page("/").text, "the row of the task names Jo"
    hand_over(office, concern_id)
    assert "Marked as read by Jo Smith" in deputy.page("/concerns").text
    for days in (0, 7):  # to decide today, then overdue
        office.now += timedelta(days=days)
        office.world.stop_page_clock(office.now)
        assert "Dele Okoro has this concern." in office.world.client("jo").page("/").text
        assert "has this concern." not in office.world.client("deputy").page("/").text


def test_a_second_handover_at_once_keeps_its_reason_and_shows_the_first(
    office: Office, concern_id: UUID
):
    path, jo = f"/concerns/{concern_id}/hand-over", office.world.client("jo")
    form = read_form(jo, path, to=str(office.id("deputy")), why="I am away.")
    hand_over(office, concern_id)
    answer = jo.send(path, form)
    assert answer.status_code == 409
    assert "Dele Okoro has it now." in answer.text
    assert ">I am away.</textarea>" in answer.text
    assert len(open_concern(office.at("jo"), concern_id).entries) == 4


@pytest.mark.parametrize(
    ("wrong", "help"),
    [({"why": " "}, "Enter why you are handing it over"), ({"to": ""}, "Select who takes")],
)
def test_who_and_why_are_asked_and_nothing_typed_is_lost(
    office: Office, concern_id: UUID, wrong: dict[str, str], help: str
):
    path, jo = f"/concerns/{concern_id}/hand-over", office.world.client("jo")
    typed = {"to": str(office.id("deputy")), "why": WHY} | wrong
    answer = jo.send(path, read_form(jo, path, **typed))
    assert (answer.status_code, help in answer.text) == (422, True)
    assert WHY in answer.text or "checked" in answer.text


@pytest.mark.parametrize("who", ["sam", "pat", "senior"])
def test_nobody_but_a_reader_hands_it_over(office: Office, concern_id: UUID, who: str):
    client = office.world.client(who)
    assert client.get(f"/concerns/{concern_id}/hand-over").status_code == 404


def test_a_holder_written_into_the_row_alone_is_named(office: Office, concern_id: UUID):
    hand_over(office, concern_id)
    office.world.change(
        update(Concern).where(Concern.id == concern_id).values(lead_id=office.id("jo"))
    )
    assert f"Who has concern {concern_id} is not what the log says." in (
        find_all_differences(office.at("jo"))
    )
