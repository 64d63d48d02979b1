"""A lead gives someone a task about a concern; its owner sees it, and the author never does."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.domain.deadlines.outstanding import TASKED
from app.domain.record.entry_schema import AssignedTask, Decision, Part, TaskOutcome, TaskOwner
from app.errors import StaleError
from app.models.concern import Due
from app.models.outbox import Outbox
from app.services.concern_lists.today import load_waiting_work
from app.services.concern_tasks import task_entries
from app.services.concern_tasks.short_answers import ShortAnswer
from app.services.concerns import follow_up_entries
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.additions import NewAddition
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.entry_encryption import EntrySlot
from app.services.concerns.own_concerns import list_own_concerns
from app.services.integrity.integrity_check import find_all_differences
from app.services.jobs import scheduler
from app.services.suspension.member_suspension import restore_member, suspend_member
from content.london_time import get_london_day
from tests.support.club.office import Office
from tests.unit.services.jobs.test_scheduler import tools
from tests.web.review.test_closing_concern import close

WHAT, SAID = "Tell Theo's lead about the flat", "Spoke to Ines at 14:20."


def once(text: str) -> str:
    (found,) = re.findall(r'name="once" value="([0-9a-f-]{36})"', text)
    return found


def raw(client, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def add(office: Office, concern_id: UUID, owner: str = "jo", due: str = "tomorrow") -> int:
    """Jo adds a task; returns the number of its entry."""
    jo, path = office.world.client("jo"), f"/concerns/{concern_id}/tasks/new"
    typed = {"what": WHAT, "owner": str(office.id(owner)), "due": due}
    answer = jo.send(path, typed | {"once": once(raw(jo, path))})
    assert answer.status_code == 303, answer.text
    return int(answer.location.rpartition("=")[2])


def list_due(office: Office, who: str) -> tuple[list[str], list[str], list[str], list[str]]:
    """The kinds of task that Today calls overdue, due today, due in a week and waiting."""
    tasks = load_waiting_work(office.at(who)).tasks
    lists = (tasks.overdue, tasks.today, tasks.next_week, tasks.waiting)
    return tuple([task.kind for task in one if task.kind != "decide"] for one in lists)


def test_a_task_is_on_the_concern_and_on_its_owners_today(office: Office, concern_id: UUID):
    number = add(office, concern_id, "deputy")
    page = office.world.client("deputy").page(f"/concerns/{concern_id}")
    assert f"{WHAT}. For you, by" in page.text
    assert f"/concerns/{concern_id}/tasks/{number}" in page.links
    assert list_due(office, "deputy") == ([], [], ["task"], [])
    assert list_due(office, "jo") == ([], [], [], ["task"])
    office.now += timedelta(days=1)
    assert list_due(office, "deputy") == ([], ["task"], [], [])
    office.now += timedelta(days=1)
    assert list_due(office, "deputy") == (["task"], [], [], [])
    assert list_due(office, "jo") == ([], [], [], ["task"])  # not theirs, however late
    assert find_all_differences(office.at("jo")) == ()


def test_a_task_of_someone_who_was_stopped_is_on_the_today_of_everyone(
    office: Office, concern_id: UUID
):
    number = add(office, concern_id, "deputy")
    suspend_member(office.at("jo"), office.id("deputy"))
    assert list_due(office, "jo") == ([], [], ["task"], [])
    office.now += timedelta(days=1)
    assert list_due(office, "jo") == ([], ["task"], [], [])
    assert f"/concerns/{concern_id}" in office.world.client("jo").page("/").links
    restore_member(office.at("jo"), office.id("deputy"))
    assert list_due(office, "jo") == ([], [], [], ["task"]), "it is theirs again"
    suspend_member(office.at("jo"), office.id("deputy"))
    path = f"/concerns/{concern_id}/tasks/{number}"
    jo = office.world.client("jo")
    done = jo.send(path, {"said": SAID, "seen": "0", "once": once(raw(jo, path))})
    assert done.status_code == 303
    assert list_due(office, "jo") == ([], [], [], [])


def test_a_task_is_done_with_one_line_and_waits_no_more(office: Office, concern_id: UUID):
    number = add(office, concern_id)
    path = f"/concerns/{concern_id}/tasks/{number}"
    jo = office.world.client("jo")
    blank = jo.send(path, {"said": " ", "seen": "0", "once": once(raw(jo, path))})
    assert (blank.status_code, "Enter what was done" in blank.text) == (422, True)
    sent = {"said": SAID, "seen": "0", "once": once(blank.text)}
    assert [jo.send(path, sent).status_code for _ in range(2)] == [303, 303]
    said = [entry for _, entry in open_concern(office.at("jo"), concern_id).said]
    assert [type(one) for one in said[2:]] == [AssignedTask, TaskOutcome]
    assert said[3].said == SAID
    assert list_due(office, "jo") == ([], [], [], [])
    open_levels = select(Due.level).where(Due.done.is_(False))
    assert [*office.session.scalars(open_levels)] == [TASKED], "a decision is still to be made"
    page = jo.page(f"/concerns/{concern_id}").text
    assert SAID in page
    assert "Mark as done" not in page


def test_the_second_lead_reads_what_the_first_did_and_loses_no_word(
    office: Office, concern_id: UUID
):
    number = add(office, concern_id)
    path = f"/concerns/{concern_id}/tasks/{number}"
    jo, deputy = office.world.client("jo"), office.world.client("deputy")
    mine, theirs = once(raw(jo, path)), once(raw(deputy, path))
    deputy.send(path, {"said": "Left a message.", "seen": "0", "once": theirs})
    answer = jo.send(path, {"said": SAID, "seen": "0", "once": mine})
    assert answer.status_code == 409
    assert "Left a message." in answer.text
    assert f'value="{SAID}"' in answer.text
    assert jo.send(path, {"said": SAID, "seen": "1", "once": mine}).status_code == 303
    said = [entry.said for _, entry in open_concern(office.at("jo"), concern_id).said[3:]]
    assert said == ["Left a message.", SAID]


def test_a_task_given_to_someone_meanwhile_is_not_said_to_be_done(office: Office, concern_id: UUID):
    number = add(office, concern_id)
    path, jo = f"/concerns/{concern_id}/tasks/{number}", office.world.client("jo")
    mine, to = once(raw(jo, path)), TaskOwner(str(office.id("deputy")), "Dele Okoro")

    def give(slot: EntrySlot) -> TaskOutcome:
        return TaskOutcome(by=slot.by, signed_at=slot.now, of=number, said="Given.", to=to)

    follow_up_entries.sign_reader_entry_and_set_due(office.at("deputy"), concern_id, give, uuid4())
    answer = jo.send(path, {"said": SAID, "seen": "0", "once": mine})
    assert answer.status_code == 409
    assert "Someone has just given this to Dele Okoro." in answer.text
    assert f'value="{SAID}"' in answer.text


@pytest.mark.parametrize(
    ("wrong", "help"),
    [
        ({"what": ""}, "Enter what someone needs to do"),
        ({"what": "x" * 301}, "Describe what needs to be done in 300 characters or fewer"),
        ({"owner": ""}, "Select who does it"),
        ({"owner": "sam"}, "Select who does it"),
        ({"due": ""}, "Enter the day when it must be done"),
        ({"due": "when I can"}, "We could not read this day."),
        ({"due": "yesterday"}, "Enter today or a later day"),
        ({"children": "c9"}, "Select from the children shown"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    office: Office, concern_id: UUID, wrong: dict[str, str], help: str
):
    jo, path = office.world.client("jo"), f"/concerns/{concern_id}/tasks/new"
    typed = {"what": WHAT, "owner": str(office.id("deputy")), "due": "tomorrow"} | wrong
    if typed["owner"] == "sam":
        typed["owner"] = str(office.id("sam"))
    answer = jo.send(path, typed | {"once": once(raw(jo, path))})
    assert answer.status_code == 422
    assert help in answer.text
    assert f'value="{typed["due"]}"' in answer.text
    assert len(open_concern(office.at("jo"), concern_id).entries) == 2


def test_the_author_learns_nothing_of_a_task_and_ends_none(office: Office, concern_id: UUID):
    number = add(office, concern_id)
    sam, path = office.world.client("sam"), f"/concerns/{concern_id}"
    assert sam.get(f"{path}/tasks/new").status_code == 404
    assert sam.get(f"{path}/tasks/{number}").status_code == 404
    page = sam.page(path).text
    assert "Outstanding" not in page
    assert "Theo" not in page
    office.now += timedelta(days=3)
    assert not list_own_concerns(office.at("sam"))[0].overdue
    before = set(office.session.scalars(select(Outbox.id)))
    scheduler.run_jobs_once(tools(office))
    new = [row for row in office.session.scalars(select(Outbox)) if row.id not in before]
    told = {row.member_id for row in new if row.template == "something_waits"}
    assert told == {office.id("jo"), office.id("deputy")}
    words = NewAddition(office.draft("sam", concern_id), "One more thing.")
    follow_up_entries.add_words_and_set_due(office.at("sam"), concern_id, words)
    assert list_due(office, "jo")[0].count("task") == 1
    assert find_all_differences(office.at("jo")) == ()


def test_a_task_is_due_again_once_a_reader_sees_the_concern_reopened(
    office: Office, concern_id: UUID
):
    add(office, concern_id)
    close(office, concern_id)
    assert list_due(office, "jo") == ([], [], [], [])
    words = NewAddition(office.draft("sam", concern_id), "One more thing.")
    follow_up_entries.add_words_and_set_due(office.at("sam"), concern_id, words)
    acknowledge_concern(office.at("jo"), concern_id)
    assert list_due(office, "jo")[2] == ["task"]
    assert find_all_differences(office.at("jo")) == ()


def test_a_decided_referral_stays_urgent_next_to_tasks(office: Office, concern_id: UUID):
    parts = (Part("decision", (), {"outcome": "refer", "reason": "x"}, "1"),)
    draft = office.draft("jo", concern_id)
    follow_up_entries.sign_follow_up(office.at("jo"), concern_id, draft, Decision, parts)
    jo = office.world.client("jo")
    idea = f"/concerns/{concern_id}/tasks/new?for=family"
    assert idea in jo.page(f"/concerns/{concern_id}?added=3").links
    assert ">Decide if it’s safe to speak to the family, and who does</textarea>" in raw(jo, idea)
    number = add(office, concern_id, due="today")
    assert list_due(office, "jo") == ([], ["refer", "task"], [], [])
    path = f"/concerns/{concern_id}/tasks/{number}"
    jo.send(path, {"said": SAID, "seen": "0", "once": once(raw(jo, path))})
    assert list_due(office, "jo") == ([], ["refer"], [], [])
    assert get_london_day(office.now) == office.at("jo").today


def test_a_senior_and_a_stranger_are_told_that_there_is_no_such_concern(
    office: Office, concern_id: UUID
):
    number = add(office, concern_id)
    for path in ("new", str(number)):
        url = f"/concerns/{concern_id}/tasks/{path}"
        assert office.world.client("senior").get(url).status_code == 404


def test_a_line_written_since_the_concern_was_opened_is_read_first(
    office: Office, concern_id: UUID
):
    number = add(office, concern_id)
    seen = {
        who: task_entries.open_concern_as_reader(office.at(who), concern_id)
        for who in ("jo", "deputy")
    }
    lines = {who: ShortAnswer(SAID, 0, uuid4()) for who in seen}
    task_entries.finish_task(office.at("deputy"), seen["deputy"], number, lines["deputy"])
    with pytest.raises(StaleError):  # Jo's page was drawn before
        task_entries.finish_task(office.at("jo"), seen["jo"], number, lines["jo"])
    task_entries.finish_task(office.at("deputy"), seen["deputy"], number, lines["deputy"])
    said = [entry for _, entry in open_concern(office.at("jo"), concern_id).said]
    assert [type(one) for one in said].count(TaskOutcome) == 1
