"""A lead who is not sure which child it is is asked again, and no more once a file is chosen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.domain.deadlines.outstanding import OutstandingItem
from app.domain.record.entry_schema import AssignedTask, TaskOutcome
from app.errors import NotFoundError, StaleError
from app.models.child_file import ChildFile
from app.services.children import child_linking
from app.services.children.child_linking import LinkChoice
from app.services.concern_lists.today import load_waiting_work
from app.services.concern_tasks import child_asks, task_entries
from app.services.concern_tasks.child_asks import FilesChangedError
from app.services.concern_tasks.task_entries import NewTask
from app.services.concerns import follow_up_entries
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.concern_reading import open_concern
from app.services.integrity.integrity_check import find_all_differences
from app.services.unit_of_work import UnitOfWork
from tests.support.club.child_links import KEPT_FROM_A_LEAD, link, sign_about
from tests.support.club.office import Office

MAYA, ROBIN = {"name": "Maya Ellis"}, {"name": "Robin Archer"}
WORDS = "Decide which child this is"
TOMORROW = date(2026, 11, 25)


def list_asks(office: Office, concern: UUID, who: str = "jo") -> list[OutstandingItem]:
    """Return what is outstanding that asks which child it is."""
    file = open_concern(office.at(who), concern)
    return [
        one
        for one in follow_up_entries.find_outstanding_of_concern(office.org, file)
        if one.asked_child
    ]


def choose(office: Office, concern: UUID, file_id: UUID | None = None, who: str = "jo") -> UUID:
    """Choose a file by what the page shows now."""
    asked = child_linking.open_child_link_question(office.at(who), concern, "c1")
    choice = LinkChoice(concern, "c1", file_id, "", asked.mark)
    return child_asks.link_child_and_end_tasks(office.at(who), choice)


def name_today(office: Office, who: str) -> tuple[list[str], ...]:
    """Return the tasks that Today calls overdue, due today, due in a week and waiting."""
    tasks = load_waiting_work(office.at(who)).tasks
    lists = (tasks.overdue, tasks.today, tasks.next_week, tasks.waiting)
    return tuple(
        [one.item.task.what for one in found if one.item and one.item.task] for found in lists
    )


def test_a_lead_who_is_not_sure_has_a_task_for_tomorrow_and_no_link(office: Office):
    concern = sign_about(office, MAYA)
    acknowledge_concern(office.at("jo"), concern)
    number = child_asks.add_which_child_task(office.at("jo"), concern, "c1")
    (ask,) = list_asks(office, concern)
    assert (ask.number, ask.by, ask.asked_child) == (number, TOMORROW, "c1")
    assert ask.task
    assert (ask.task.what, ask.task.owner.id) == (WORDS, str(office.id("jo")))
    assert office.count(ChildFile) == 0
    assert name_today(office, "jo") == ([], [], [WORDS], [])
    assert name_today(office, "deputy") == ([], [], [], [WORDS])
    office.now += timedelta(days=1)
    assert name_today(office, "jo") == ([], [WORDS], [], [])
    assert find_all_differences(office.at("jo")) == ()


def test_an_unread_concern_stays_unread_and_in_its_place(office: Office):
    first = sign_about(office, MAYA)
    second = sign_about(office, ROBIN)
    before = [(one.id, one.due) for one in load_waiting_work(office.at("jo")).unread]
    child_asks.add_which_child_task(office.at("jo"), second, "c1")
    assert [(one.id, one.due) for one in load_waiting_work(office.at("jo")).unread] == before
    assert {one for one, _ in before} == {first, second}
    acknowledge_concern(office.at("deputy"), second)
    assert name_today(office, "jo") == ([], [], [f"{WORDS}"], [])


def test_pressing_twice_asks_once_and_tomorrow_it_is_put_off_again(office: Office):
    concern = sign_about(office, MAYA)
    number = child_asks.add_which_child_task(office.at("jo"), concern, "c1")
    assert child_asks.add_which_child_task(office.at("jo"), concern, "c1") == number
    office.now += timedelta(days=1)
    again = child_asks.add_which_child_task(office.at("jo"), concern, "c1")
    assert [(one.number, one.by) for one in list_asks(office, concern)] == [
        (again, TOMORROW + timedelta(days=1))
    ]
    said = dict(open_concern(office.at("jo"), concern).said)
    ended = [one for one in said.values() if isinstance(one, TaskOutcome)]
    assert [(one.of, one.said) for one in ended] == [
        (number, "Not sure yet. Asked again for 26 November 2026")
    ]
    assert find_all_differences(office.at("jo")) == ()


def test_a_task_of_mine_months_away_is_not_tomorrows(office: Office):
    concern = sign_about(office, MAYA)
    file = task_entries.open_concern_as_reader(office.at("jo"), concern)
    new = NewTask(WORDS, str(office.id("jo")), TOMORROW + timedelta(days=90), ("c1",))
    task_entries.add_task(office.at("jo"), file, new, UUID(int=7))
    number = child_asks.add_which_child_task(office.at("jo"), concern, "c1")
    assert [(one.number, one.by) for one in list_asks(office, concern)] == [(number, TOMORROW)]


def test_on_a_friday_it_is_asked_again_on_monday(office: Office):
    concern = sign_about(office, MAYA)
    assert child_asks.find_which_child_due_day(office.at("jo"), concern) == TOMORROW
    office.now += timedelta(days=3)
    assert child_asks.find_which_child_due_day(office.at("jo"), concern) == date(2026, 11, 30)


def test_a_chosen_file_ends_what_every_lead_asked_about_that_child(office: Office):
    concern = sign_about(office, MAYA, ROBIN)
    for who in ("jo", "deputy"):
        child_asks.add_which_child_task(office.at(who), concern, "c1")
    other = child_asks.add_which_child_task(office.at("jo"), concern, "c2")
    whats = {one.task.what for one in list_asks(office, concern) if one.task}
    assert whats == {f"{WORDS}: Maya Ellis", f"{WORDS}: Robin Archer"}
    before = len(office.events())
    file_id = choose(office, concern)
    assert [one.number for one in list_asks(office, concern)] == [other]
    children = child_linking.list_children_with_files(
        office.at("jo"), open_concern(office.at("jo"), concern)
    )
    assert [one.file and one.file.id for one in children] == [file_id, None]
    assert choose(office, concern) == file_id, "pressed twice"
    assert len(office.events()) > before
    assert find_all_differences(office.at("jo")) == ()


def test_another_task_stays_when_a_file_is_chosen(office: Office):
    concern = sign_about(office, MAYA)
    file = task_entries.open_concern_as_reader(office.at("jo"), concern)
    owner = str(office.id("jo"))
    new = NewTask("Decide which child this is at school", owner, TOMORROW, ("c1",))
    task_entries.add_task(office.at("jo"), file, new, UUID(int=7))
    choose(office, concern)
    file = open_concern(office.at("jo"), concern)
    waits = follow_up_entries.find_outstanding_of_concern(office.org, file)
    assert [one.task.what for one in waits if one.task] == [new.what]


def test_choosing_a_file_opens_nothing_more_where_nothing_was_asked(office: Office):
    concern = sign_about(office, MAYA)
    asked = child_linking.open_child_link_question(office.at("jo"), concern, "c1")
    before = len(office.events())
    child_asks.link_child_and_end_tasks(
        office.at("jo"), LinkChoice(concern, "c1", None, "", asked.mark)
    )
    mine = [one for one in office.events()[before:] if (one.obj or "").startswith(str(concern))]
    assert [(one.act.value, one.obj) for one in mine] == [
        ("entry.read", f"{concern}/1"),
        ("child.linked", str(concern)),
    ]


@pytest.mark.both_databases
def test_a_link_and_the_end_of_the_task_are_written_together(office: Office, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("after the link")

    concern = sign_about(office, MAYA)
    child_asks.add_which_child_task(office.at("jo"), concern, "c1")
    office.world.change(text("ALTER TABLE child_wrap RENAME TO taken_away"))
    with pytest.raises(DBAPIError):
        choose(office, concern)
    assert office.count(ChildFile) == 0
    assert len(list_asks(office, concern)) == 1
    office.world.change(text("ALTER TABLE taken_away RENAME TO child_wrap"))
    with monkeypatch.context() as broken:
        broken.setattr(child_asks, "_make_end", fail)
        with pytest.raises(RuntimeError, match="after the link"):
            choose(office, concern)
    assert office.count(ChildFile) == 0
    choose(office, concern)
    assert (office.count(ChildFile), list_asks(office, concern)) == (1, [])
    assert find_all_differences(office.at("jo")) == ()


def test_a_lead_who_looked_before_another_linked_looks_again(office: Office):
    concern = sign_about(office, MAYA)
    child_asks.add_which_child_task(office.at("jo"), concern, "c1")
    asked = child_linking.open_child_link_question(office.at("jo"), concern, "c1")
    link(office, sign_about(office, MAYA))
    with pytest.raises(StaleError):
        child_asks.link_child_and_end_tasks(
            office.at("jo"), LinkChoice(concern, "c1", None, "", asked.mark)
        )
    assert office.count(ChildFile) == 1
    assert len(list_asks(office, concern)) == 1


@pytest.mark.both_databases
@pytest.mark.parametrize("asks", [False, True], ids=["none open", "one open"])
def test_a_task_that_another_lead_gets_meanwhile_stops_the_link(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, asks: bool
):
    """Else it would wait for a file to be chosen, for a child that is in one."""
    concern = sign_about(office, MAYA)
    if asks:
        child_asks.add_which_child_task(office.at("jo"), concern, "c1")
    find = child_asks._find_asks_to_end

    def find_and_lose(uow: UnitOfWork, *place: Any) -> child_asks.Asks:
        found = find(uow, *place)
        child_asks.add_which_child_task(office.at("deputy"), concern, "c1")
        return found

    monkeypatch.setattr(child_asks, "_find_asks_to_end", find_and_lose)
    with pytest.raises(StaleError) as error:
        choose(office, concern)
    assert not isinstance(error.value, FilesChangedError), "no child was linked"
    assert (office.count(ChildFile), len(list_asks(office, concern))) == (0, 1 + asks)
    monkeypatch.undo()
    choose(office, concern)
    assert (office.count(ChildFile), list_asks(office, concern)) == (1, [])


def test_no_task_is_given_for_a_child_that_was_linked_meanwhile(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    concern = sign_about(office, MAYA)
    sign = child_asks._sign_ask

    def link_first(*all_of_it: Any) -> int:
        choose(office, concern, who="deputy")
        return sign(*all_of_it)

    monkeypatch.setattr(child_asks, "_sign_ask", link_first)
    with pytest.raises(FilesChangedError):
        child_asks.add_which_child_task(office.at("jo"), concern, "c1")
    assert (office.count(ChildFile), list_asks(office, concern)) == (1, [])


def test_nothing_is_asked_of_a_child_in_a_file_and_again_once_taken_out(office: Office):
    concern = sign_about(office, MAYA)
    child_asks.add_which_child_task(office.at("jo"), concern, "c1")
    file_id = choose(office, concern)
    assert child_asks.add_which_child_task(office.at("jo"), concern, "c1") == 0
    child_linking.unlink_child(office.at("jo"), file_id, 1, "Another girl.")
    assert list_asks(office, concern) == []
    assert child_asks.add_which_child_task(office.at("jo"), concern, "c1") > 0
    assert len(list_asks(office, concern)) == 1


def test_the_author_of_the_record_never_reads_that_it_was_asked(office: Office):
    concern = sign_about(office, MAYA)
    child_asks.add_which_child_task(office.at("jo"), concern, "c1")
    seen = open_concern(office.at("sam"), concern)
    assert not any(isinstance(one, AssignedTask) for _, one in seen.said)
    own = sign_about(office, ROBIN, who="jo")
    assert child_asks.add_which_child_task(office.at("jo"), own, "c1") > 0, "a lead's own record"


@pytest.mark.parametrize("kept", KEPT_FROM_A_LEAD.values(), ids=KEPT_FROM_A_LEAD)
@pytest.mark.parametrize("who", ["jo", "deputy", "senior", "sam", "pat", "tess", "kit"])
def test_no_one_is_asked_about_what_can_be_in_no_file(office: Office, kept: dict, who: str):
    concern = sign_about(office, MAYA, **kept)
    with pytest.raises(NotFoundError):
        child_asks.add_which_child_task(office.at(who), concern, "c1")


def test_a_child_that_is_not_in_the_record_is_not_asked_about(office: Office):
    concern = sign_about(office, MAYA)
    with pytest.raises(NotFoundError):
        child_asks.add_which_child_task(office.at("jo"), concern, "c9")
