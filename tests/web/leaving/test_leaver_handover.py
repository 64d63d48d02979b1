"""A leaver's concerns and tasks go to someone else in one step, whole or not at all."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.domain.record.entry_schema import (
    AssignedTask,
    Entry,
    Handover,
    LeadsNote,
    TaskOutcome,
    encode_canonical,
)
from app.domain.record.entry_titles import get_entry_title
from app.models.concern import Concern
from app.models.concern import Entry as EntryRow
from app.models.outbox import Outbox
from app.services.concern_lists import dashboard
from app.services.concern_lists.today import load_waiting_work
from app.services.concern_tasks import leaver_work, task_entries
from app.services.concern_tasks.leaver_work import Takeover, hand_over_leaver_work, load_leaver_work
from app.services.concern_tasks.task_entries import NewTask
from app.services.concerns import additions
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.follow_up_entries import OvertakenError
from app.services.integrity.integrity_check import find_all_differences
from app.services.suspension.held_concerns import find_held_concerns
from app.services.suspension.member_suspension import suspend_member
from tests.support.club.office import Office
from tests.support.web.html_forms import form_to

pytestmark = pytest.mark.both_databases

WHY, WHAT = "Jo leaves on 18 December.", "Tell Theo's lead about the flat"


def add_task(office: Office, concern_id: UUID, owner: str = "jo", by: str = "jo") -> int:
    uow = office.at(by)
    file = task_entries.open_concern_as_reader(uow, concern_id)
    due = office.now.date() + timedelta(days=3)
    return task_entries.add_task(uow, file, NewTask(WHAT, str(office.id(owner)), due), uuid4())


def read_concern(office: Office, by: str = "jo") -> UUID:
    found = office.signed("sam")
    acknowledge_concern(office.at(by), found)
    return found


def list_entries(office: Office, concern_id: UUID, who: str = "jo") -> list[Entry]:
    return [entry for _, entry in open_concern(office.at(who), concern_id).said]


def press(office: Office, by: str = "jo", leaver: str = "jo", *, twice: bool = False, **typed):
    """Fill in the page as a person does, and press its button; returns the last answer."""
    path, client = f"/members/{office.id(leaver)}/hand-over", office.world.client(by)
    form = form_to(client.get(path).get_data(as_text=True), "/hand-over")
    for name, value in ({"to": str(office.id("deputy")), "why": WHY} | typed).items():
        form.set(name, [value])
    answers = [client.send(path, form.sent()) for _ in range(2 if twice else 1)]
    return answers[-1]


def take_over(office: Office, concern_id: UUID, by: str = "jo", to: str = "deputy"):
    theirs = load_leaver_work(office.at(by), office.id("jo")).concerns
    seen = next((one.seen for one in theirs if one.concern_id == concern_id), "")
    takeover = Takeover(str(office.id(to)), WHY, uuid4(), seen)
    return hand_over_leaver_work(office.at(by), concern_id, office.id("jo"), takeover)


def test_everything_goes_to_one_person_with_a_receipt_in_each(office: Office, concern_id: UUID):
    number, other = add_task(office, concern_id), read_concern(office)
    page = office.world.client("jo").page(f"/members/{office.id('jo')}/hand-over")
    assert "You have 2 open concerns and 1 task" in page.text
    before = set(office.session.scalars(select(Outbox.id)))
    answer = press(office, twice=True)
    assert answer.location.endswith("?handed=no")
    assert "Already handed over" in office.world.client("jo").page(answer.location).text
    said = list_entries(office, concern_id)[3:]
    assert [type(one) for one in said] == [Handover, LeadsNote, TaskOutcome, AssignedTask]
    given, reason, ended, again = said
    assert (given.to.id, reason.words) == (str(office.id("deputy")), WHY)
    assert (ended.of, ended.said) == (number, f"Handed over to Dele Okoro. {WHY}")
    assert (ended.to, get_entry_title(ended)) == (again.owner, "Task given to someone else")
    assert (again.what, again.owner.id) == (WHAT, str(office.id("deputy")))
    assert [type(one) for one in list_entries(office, other)[2:]] == [Handover, LeadsNote]
    new = [row for row in office.session.scalars(select(Outbox)) if row.id not in before]
    people = [(row.template, row.member_id) for row in new]
    assert sorted(people, key=str) == sorted(
        [("something_waits", office.id(who)) for who in ("deputy", "sam")] * 2, key=str
    )
    assert load_leaver_work(office.at("jo"), office.id("jo")).concerns == ()
    assert find_all_differences(office.at("jo")) == ()


def test_it_is_theirs_when_a_colleague_marked_added_words_as_read(office: Office, concern_id: UUID):
    words = additions.NewAddition(office.draft("sam", concern_id), "There is more.")
    additions.add_words(office.at("sam"), concern_id, words)
    acknowledge_concern(office.at("deputy"), concern_id)
    by_page = load_leaver_work(office.at("deputy"), office.id("jo")).concerns
    assert [(one.concern_id, one.has_it) for one in by_page] == [(concern_id, True)]
    held = [find_held_concerns(office.at("deputy"), office.id(who)) for who in ("jo", "deputy")]
    assert [one.count for one in held] == [1, 0]


def test_the_new_person_has_the_tasks_and_the_author_never_sees_why(
    office: Office, concern_id: UUID
):
    add_task(office, concern_id)
    assert press(office).status_code == 303
    tasks = load_waiting_work(office.at("deputy")).tasks
    assert [one.kind for one in tasks.next_week] == ["task"]
    for place in ("", "/tasks/3"):
        text = office.world.client("deputy").page(f"/concerns/{concern_id}{place}").text
        assert "given to someone else" in text.lower()
        assert ("Task done" in text, "What was done" in text, "Done by" in text) == (False,) * 3
    sam = office.world.client("sam").page(f"/concerns/{concern_id}")
    assert "Dele Okoro has this concern now. Jo Smith handed it over" in sam.text
    assert WHY not in sam.text
    mine = list_entries(office, concern_id, "sam")
    assert not any(WHY.encode() in encode_canonical(entry) for entry in mine)
    news = dashboard.load_dashboard(office.at("sam")).news
    assert [one.id for one in news] == [concern_id] or not news  # they opened it just now


def test_a_concern_can_go_to_someone_else_or_stay(office: Office, concern_id: UUID):
    other, third = read_concern(office), read_concern(office)
    deputy = str(office.id("deputy"))
    answer = press(office, to=deputy, **{f"to-{other}": "not_now", f"to-{third}": deputy})
    assert "handed=yes" in answer.location
    left = load_leaver_work(office.at("jo"), office.id("jo")).concerns
    assert [one.concern_id for one in left] == [other]
    text = office.world.client("jo").page(answer.location).text
    assert "Handed over Each concern says who has it now" in text
    assert "You have 1 open concern and 0 tasks" in text


def test_a_task_in_a_colleagues_concern_goes_and_the_concern_stays(office: Office):
    theirs = read_concern(office, "deputy")
    number = add_task(office, theirs)
    mine = add_task(office, theirs, "deputy", "deputy")
    before = set(office.session.scalars(select(Outbox.id)))
    assert press(office).status_code == 303
    new = [row for row in office.session.scalars(select(Outbox)) if row.id not in before]
    assert [(row.template, row.member_id) for row in new] == [
        ("something_waits", office.id("deputy"))
    ]
    said = list_entries(office, theirs)[4:]
    assert [type(one) for one in said] == [TaskOutcome, AssignedTask]
    assert said[0].of == number != mine
    assert take_over(office, theirs) is None


def test_a_colleague_hands_over_for_someone_whose_account_is_stopped(
    office: Office, concern_id: UUID
):
    add_task(office, concern_id)
    suspend_member(office.at("deputy"), office.id("jo"))
    page = office.world.client("deputy").page(f"/members/{office.id('jo')}")
    path = f"/members/{office.id('jo')}/hand-over"
    assert path in page.links
    text = office.world.client("deputy").page(path).text
    assert "Hand over the work of Jo Smith Jo Smith has 1 open concern and 1 task" in text
    answer = press(office, "deputy", "jo")
    assert "handed=yes" in answer.location
    given = [one for one in list_entries(office, concern_id, "deputy") if type(one) is Handover]
    assert [(one.by.id, one.to.id) for one in given] == [(str(office.id("deputy")),) * 2]


def test_a_stop_in_between_leaves_each_concern_whole_and_the_rest_listed(
    office: Office, concern_id: UUID, monkeypatch: pytest.MonkeyPatch
):
    other = read_concern(office)
    for one in (concern_id, other):
        add_task(office, one)
    first, second = sorted((concern_id, other), key=str)
    store, calls = additions.add_entry, []

    def stop_at_second(uow, concern, *rest):
        calls.append(concern)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return store(uow, concern, *rest)

    monkeypatch.setattr(additions, "add_entry", stop_at_second)
    with pytest.raises(KeyboardInterrupt):
        press(office)
    monkeypatch.undo()
    assert len(list_entries(office, calls[0])) == 7
    assert len(list_entries(office, calls[1])) == 3
    left = load_leaver_work(office.at("jo"), office.id("jo")).concerns
    assert [one.concern_id for one in left] == [calls[1]]
    assert press(office).status_code == 303
    assert {first, second} == set(calls)
    assert find_all_differences(office.at("jo")) == ()


def test_a_concern_that_changed_meanwhile_is_left_and_named(
    office: Office, concern_id: UUID, monkeypatch: pytest.MonkeyPatch
):
    make = leaver_work._list_makers

    def add_one_more_task(*arguments):
        add_task(office, concern_id, by="deputy")
        return make(*arguments)

    monkeypatch.setattr(leaver_work, "_list_makers", add_one_more_task)
    with pytest.raises(OvertakenError):
        take_over(office, concern_id)
    assert [type(one) for one in list_entries(office, concern_id)[2:]] == [AssignedTask]
    answer = press(office)
    assert "handed=no&changed=yes" in answer.location
    assert "Someone changed something" in office.world.client("jo").page(answer.location).text


def test_what_was_not_on_the_form_stays(office: Office, concern_id: UUID):
    path, client = f"/members/{office.id('jo')}/hand-over", office.world.client("jo")
    form = form_to(client.get(path).get_data(as_text=True), "/hand-over")
    form.set("to", [str(office.id("deputy"))])
    form.set("why", [WHY])
    new, number = read_concern(office), add_task(office, concern_id)
    answer = client.send(path, form.sent())
    assert "handed=no&changed=yes" in answer.location
    left = load_leaver_work(office.at("jo"), office.id("jo")).concerns
    assert {one.concern_id: one.seen for one in left} == {
        new: "holder",
        concern_id: f"holder,{number}",
    }


def test_two_presses_at_once_say_that_it_is_handed_over(
    office: Office, concern_id: UUID, monkeypatch: pytest.MonkeyPatch
):
    make = leaver_work._list_makers

    def be_slower(*arguments):
        monkeypatch.undo()
        take_over(office, concern_id)
        return make(*arguments)

    monkeypatch.setattr(leaver_work, "_list_makers", be_slower)
    answer = press(office)
    assert answer.location.endswith("?handed=no")
    assert len(list_entries(office, concern_id)) == 4


def test_long_work_comes_in_pages(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(leaver_work, "MOST_AT_ONCE", 2)
    mine = {read_concern(office) for _ in range(3)}
    found, after = [], None
    for _ in range(2):
        work = load_leaver_work(office.at("jo"), office.id("jo"), after)
        found += [one.concern_id for one in work.concerns]
        after = work.more_after
    assert (set(found), after) == (mine, None)
    text = office.world.client("jo").page(f"/members/{office.id('jo')}/hand-over").text
    assert "You have 2 open concerns and 0 tasks on this page" in text


def test_an_empty_batch_is_not_the_end(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(leaver_work, "MOST_AT_ONCE", 1)
    ids = sorted((read_concern(office, "deputy") for _ in range(3)), key=str)
    for one in ids:
        add_task(office, one, "jo" if one == ids[-1] else "deputy", "deputy")
    work = load_leaver_work(office.at("jo"), office.id("jo"))
    assert ([one.concern_id for one in work.concerns], work.more_after) == (ids[-1:], None)


def test_no_page_looks_in_every_concern_there_is(office: Office, monkeypatch: pytest.MonkeyPatch):
    """Others' tasks are sealed, so each concern with one is opened: in a large team, thousands."""
    monkeypatch.setattr(leaver_work, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(leaver_work, "MOST_BATCHES", 2)
    ids = sorted((read_concern(office, "deputy") for _ in range(3)), key=str)
    for one in ids:
        add_task(office, one, "jo" if one == ids[-1] else "deputy", "deputy")
    path, jo = f"/members/{office.id('jo')}/hand-over", office.world.client("jo")
    page = jo.page(path)
    assert "Heard looked in 2 concerns and found nothing of yours" in page.text
    assert "You have no open concern" not in page.text, "no one knows that yet"
    (after,) = (link for link in page.links if "?after=" in link)
    assert after == f"{path}?after={ids[1]}"
    assert "You have 0 open concerns and 1 task on this page" in jo.page(after).text


def test_a_concern_that_cannot_be_opened_is_counted(office: Office, concern_id: UUID):
    office.world.change(update(EntryRow).where(EntryRow.number == 1).values(ciphertext=b"x" * 200))
    assert load_leaver_work(office.at("jo"), office.id("jo")).unread == 1
    text = office.world.client("jo").page(f"/members/{office.id('jo')}/hand-over").text
    assert "Heard could not open all of 1 concern , so it is not here" in text
    assert "Tasks of closed concerns are not here" in text


@pytest.mark.parametrize(
    ("wrong", "help"),
    [
        ({"why": " "}, "Enter why you are handing it over"),
        ({"why": "x" * 301}, "Describe why in 300 characters or fewer"),
        ({"to": ""}, "Select who takes over"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(
    office: Office, concern_id: UUID, wrong: dict[str, str], help: str
):
    path, jo = f"/members/{office.id('jo')}/hand-over", office.world.client("jo")
    shown = {f"to-{concern_id}": "", "to": str(office.id("deputy")), "why": WHY, "once": ""}
    answer = jo.send(path, shown | wrong)
    assert (answer.status_code, help in answer.text) == (422, True)
    assert (wrong.get("why", WHY) in answer.text) and "checked" in answer.text or "to" in wrong
    assert len(list_entries(office, concern_id)) == 2


def test_no_one_takes_over_who_cannot_read_the_concern(office: Office, concern_id: UUID):
    path, jo = f"/members/{office.id('jo')}/hand-over", office.world.client("jo")
    for who in ("senior", "sam", "jo"):
        shown = {f"to-{concern_id}": "", "to": str(office.id(who)), "why": WHY, "once": ""}
        answer = jo.send(path, shown)
        assert answer.status_code == 422
    assert len(list_entries(office, concern_id)) == 2


def test_only_readers_see_the_page_and_only_what_they_can_read(office: Office, concern_id: UUID):
    path = f"/members/{office.id('jo')}/hand-over"
    assert office.world.client("sam").get(path).status_code == 403
    page = office.world.client("senior").page(path)
    assert "no open concern and no task that you can read" in page.text
    assert load_leaver_work(office.at("senior"), office.id("jo")).concerns == ()
    assert office.world.client("jo").get(f"/members/{uuid4()}/hand-over").status_code == 404


def test_a_holder_written_into_the_row_gives_nothing_away(office: Office):
    """The page goes by the entries: who has a concern is no column's word."""
    theirs = read_concern(office, "deputy")
    office.world.change(update(Concern).where(Concern.id == theirs).values(lead_id=office.id("jo")))
    assert load_leaver_work(office.at("jo"), office.id("jo")).concerns == ()
    assert take_over(office, theirs) is None


def test_the_page_to_stop_an_account_leads_here_first(office: Office, concern_id: UUID):
    page = office.world.client("deputy").page(f"/members/{office.id('jo')}/account")
    assert "Jo Smith has 1 of the open concerns that you can read" in page.text
    assert f"/members/{office.id('jo')}/hand-over" in page.links
    assert any(form["action"].endswith("/suspend") for form in page.forms)
    own = office.world.client("jo").page("/account")
    assert f"/members/{office.id('jo')}/hand-over" in own.links
