"""Filtering the list of concerns: what was chosen is in no address, and each choice goes alone."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.record.entry_schema import Decision, Part
from app.models.saved_list import SavedListRow
from app.services.audit_log.access_history import list_access_history
from app.services.concern_lists import saved_lists
from app.services.concerns import follow_up_entries
from app.services.concerns.acknowledgements import acknowledge_concern
from tests.support.club.child_links import sign_about
from tests.support.club.office import CHILD, Office
from tests.support.club.office_today import office
from tests.support.web.checking_client import CheckingClient, Page
from tests.support.web.html_forms import form_to

__all__ = ["office"]
NAME = CHILD.split()[0]


def choose(jo: CheckingClient, via: str = "/concerns", **form: object) -> str:
    answer = jo.send("/concerns/filter", form, via=via)
    assert answer.status_code == 303
    assert NAME not in answer.location
    return answer.location


def test_a_filter_stays_in_the_session_and_is_taken_away_choice_by_choice(office: Office):
    kept, other = office.signed("sam", danger="yes"), office.signed("pat")
    jo = office.world.client("jo")
    end = choose(jo, words=NAME, danger=["yes"], list="everyone")
    assert end == "/concerns"
    page = jo.page("/concerns")
    assert f"/concerns/{kept}" in page.links
    assert f"/concerns/{other}" not in page.links
    assert "1 concern." in page.text
    assert "Danger: yes" in page.text
    choose(jo, drop="danger=yes", list="everyone")
    page = jo.page("/concerns")
    assert f"/concerns/{other}" in page.links
    assert f"“{NAME}”" in page.text
    choose(jo, clear="1", list="everyone")
    assert "Showing:" not in jo.page("/concerns").text


def test_a_day_that_cannot_be_read_says_how_to_write_it_and_is_not_lost(office: Office):
    office.signed("sam")
    jo = office.world.client("jo")
    assert choose(jo, since="the other day", list="mine") == "/concerns?list=mine"
    page = jo.page("/concerns?list=mine")
    assert "There is a problem" in page.text
    assert "Write it like" in page.text
    assert 'value="the other day"' in jo.get("/concerns").get_data(as_text=True)


def test_each_list_opens_marked_and_another_persons_filter_is_not_mine(office: Office):
    office.signed("sam")
    jo, deputy = office.world.client("jo"), office.world.client("deputy")
    choose(deputy, words="nothing like it", list="everyone")
    for kind in ("everyone", "mine", "waiting", "referred", "added", "no-such"):
        answer = jo.get(f"/concerns?list={kind}")
        assert answer.status_code == 200
        assert answer.get_data(as_text=True).count('aria-current="page"') >= 1
    assert CHILD in jo.page("/concerns").text
    assert "Nothing here fits the filter." in deputy.page("/concerns").text


def test_a_worker_cannot_filter(office: Office):
    assert office.world.client("sam").send("/concerns/filter", {}, via="/").status_code == 403


def save(jo: CheckingClient, name: str, via: str = "/concerns") -> TestResponse:
    """Save the list of a page under a name."""
    form = form_to(jo.get(via).get_data(as_text=True), "/concerns/lists")
    form.set("name", [name])
    return jo.post(form.action, data=form.sent())


def count_loads(jo: CheckingClient, path: str) -> tuple[Page, int]:
    """Return a page, and how often its request loaded the saved lists."""
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        return jo.page(path), sum("FROM saved_list" in one for one in asked)
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_saved_list_shows_what_fits_now_to_its_reader_alone(
    office: Office,
):
    kept, other = office.signed("sam", danger="yes"), office.signed("pat")
    jo, name = office.world.client("jo"), f"{NAME}’s team"
    choose(jo, danger=["yes"], list="everyone")
    saved = save(jo, f" {name} ").location
    assert re.fullmatch(r"/concerns\?saved=[0-9a-f-]{36}", saved)
    assert save(jo, name).location == saved
    choose(jo, clear="1", list="everyone")
    page, loads = count_loads(jo, saved)
    assert loads == 1
    assert f"/concerns/{kept}" in page.links
    assert f"/concerns/{other}" not in page.links
    newer = office.signed("sam", danger="yes")
    assert f"/concerns/{newer}" in jo.page(saved).links
    for path in ("/concerns", "/concerns/closed", "/concerns?list=mine"):
        assert name in jo.page(path).text
    assert name not in office.world.client("deputy").page("/concerns").text
    assert office.world.client("deputy").get(saved).status_code == 404
    with Session(office.world.engine) as session:
        assert NAME.encode() not in session.scalars(select(SavedListRow)).one().box
    where = f"/concerns/lists/{saved.partition('=')[2]}/delete"
    for _ in range(2):  # pressed twice
        assert jo.send(where, {}, via="/concerns").location == "/concerns"
    assert jo.get(saved).status_code == 404
    assert name not in jo.page("/concerns").text


def test_a_choice_taken_from_a_saved_list_leaves_the_saved_list_as_it_was(office: Office):
    office.signed("sam", danger="yes")
    jo = office.world.client("jo")
    choose(jo, danger=["yes"], words=NAME, list="everyone")
    saved = save(jo, "Danger").location
    choose(jo, clear="1", list="everyone")
    number = saved.partition("=")[2]
    assert choose(jo, via=saved, drop="danger=yes", list="everyone", saved=number) == "/concerns"
    assert "Danger: yes" not in jo.page("/concerns").text
    assert f"“{NAME}”" in jo.page("/concerns").text
    assert "Danger: yes" in jo.page(saved).text


def test_a_list_that_cannot_be_saved_says_why_and_keeps_what_was_typed(office: Office):
    office.signed("sam", danger="yes")
    jo = office.world.client("jo")
    choose(jo, danger=["yes"], list="everyone")
    save(jo, "Danger")
    choose(jo, danger=["no"], list="everyone")
    said = {
        "": "Enter a name for this list",
        "a" * 61: "Shorten the name to 60 characters. It has 61",
        "DANGER": "You have another list called “DANGER”.",
        "a\x07b": "The name has characters that cannot be shown.",
    }
    for name, why in said.items():
        answer = save(jo, name)
        assert answer.status_code == 422
        assert why in answer.get_data(as_text=True)
        assert f'value="{name}"' in answer.get_data(as_text=True)
    for number in range(19):
        assert save(jo, f"List {number}").status_code == 303
    assert "You have 20 lists. Delete one" in save(jo, "One more").get_data(as_text=True)


def test_lists_changed_in_the_database_are_hidden_and_can_be_saved_again(
    office: Office,
):
    office.signed("sam", danger="yes")
    jo = office.world.client("jo")
    choose(jo, danger=["yes"], list="everyone")
    save(jo, "Danger")
    with Session(office.world.engine) as session:
        session.execute(update(SavedListRow).values(box=b"changed"))
        session.commit()
    page = jo.page("/concerns")
    assert "One of your saved lists could not be opened." in page.text
    assert save(jo, "Danger").status_code == 303
    form = form_to(jo.get("/concerns").get_data(as_text=True), "/delete")
    jo.post(form.action, data=form.sent())
    text = jo.page("/concerns").text
    assert "could not be opened" not in text
    assert "Danger" in text


def test_a_list_is_saved_as_its_page_showed_it_with_its_day_in_full(office: Office):
    office.signed("sam", danger="yes")
    jo = office.world.client("jo")
    choose(jo, danger=["yes"], since="1 September", list="everyone")
    shown = form_to(jo.get("/concerns").get_data(as_text=True), "/concerns/lists")
    choose(jo, danger=["no"], list="everyone")  # in another tab
    shown.set("name", ["Since the term began"])
    saved = jo.post(shown.action, data=shown.sent()).location
    text = jo.page(saved).text
    assert "Danger: yes" in text
    assert "Signed since 1 September" in text
    (kept,) = saved_lists.load_saved_lists(office.world.uow("jo")).lists
    assert re.fullmatch(r"1/9/20\d\d", kept.chosen.since), "the year stays what it was"


def decide(office: Office, concern_id: UUID) -> None:
    """Mark a concern as read and record a decision."""
    acknowledge_concern(office.at("jo"), concern_id)
    plan = (Part("decision", (), {"outcome": "support_in_setting", "reason": "Watch."}),)
    draft = office.draft("jo", concern_id)
    follow_up_entries.sign_follow_up(office.at("jo"), concern_id, draft, Decision, plan)


def list_shown(jo: CheckingClient, path: str = "/concerns") -> set[str]:
    """Return which concerns a list links to."""
    return {link for link in jo.page(path).links if re.fullmatch(r"/concerns/[0-9a-f-]{36}", link)}


def test_a_filter_by_decision_or_class_looks_in_the_entries_and_says_so(office: Office):
    maya, theo, kim = (
        sign_about(office, {"name": name, "group": group})
        for name, group in (("Maya Ellis", "9R"), ("Theo Hart", "Year 9, 9R"), ("Kim Vale", "10B"))
    )
    decide(office, maya)
    acknowledge_concern(office.at("jo"), theo)
    jo = office.world.client("jo")
    every = {one: f"/concerns/{one}" for one in (maya, theo, kim)}
    for chosen, left in (
        ({"decided": "decided"}, {maya}),
        ({"decided": "not_decided"}, {theo, kim}),
        ({"group": "9r"}, {maya, theo}),
        ({"group": "9R", "decided": "not_decided"}, {theo}),
        ({"group": "9"}, {theo}),
        ({"group": "11C"}, set()),
    ):
        choose(jo, list="everyone", **chosen)
        assert list_shown(jo) == {every[one] for one in left}, chosen
    assert "Looked in 3 open concerns." in jo.page("/concerns").text
    choose(jo, list="mine", decided="decided")
    assert list_shown(jo, "/concerns?list=mine") == {every[maya]}
    for one in every:
        words = {look.words for look in list_access_history(office.at("deputy"), one)}
        assert any("list" in text for text in words), "who looked in it is in its history"
    choose(jo, list="everyone", drop="decided")
    assert "Showing:" not in jo.page("/concerns").text


def test_a_decision_or_class_is_kept_with_a_saved_list(office: Office):
    theo = sign_about(office, {"name": "Theo Hart", "group": "9R"})
    sign_about(office, {"name": "Kim Vale", "group": "10B"})
    jo = office.world.client("jo")
    choose(jo, list="everyone", group="9R", decided="not_decided")
    saved = save(jo, "9R, to decide").location
    choose(jo, clear="1", list="everyone")
    page = jo.page(saved)
    assert "Not decided yet" in page.text
    assert list_shown(jo, saved) == {f"/concerns/{theo}"}
