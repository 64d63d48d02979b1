"""Closing says what happens to each open thing and what each child was told; nothing gets lost."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.domain.deadlines.outstanding import TASKED, OutstandingKind
from app.domain.record.entry_schema import AssignedTask, ClosingNote, Closure, Part, TaskOwner
from app.models.concern import Due
from app.recording.follow_up import follow_up_views
from app.services.concern_lists.inbox import load_inbox
from app.services.concern_lists.today import load_waiting_work
from app.services.concern_tasks import closings, task_entries
from app.services.concern_tasks.short_answers import ShortAnswer
from app.services.concern_tasks.task_entries import NewTask
from app.services.concerns import follow_up_entries
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.concern_reading import open_concern
from app.services.integrity.integrity_check import find_all_differences
from tests.support.club.child_links import link, sign_about
from tests.support.club.office import Office
from tests.support.web.checking_client import CheckingClient
from tests.support.web.closing_client import REASON, TOLD, answer_closing, close_by_page
from tests.support.web.html_forms import Form
from tests.support.web.record_client import fill, look, to_mend
from tests.web.review.test_closing_concern import sign

MAYA, ROBIN = {"name": "Maya Ellis", "age": "14"}, {"name": "Robin Archer", "age": "13"}
LATE = "Ring her school"
ASK, NOT_SAFE = "Ask the bus company to keep its pictures", "His uncle would hear of it."


@pytest.fixture
def concern_id(office: Office) -> UUID:
    """A concern about two children that is read, with a task and a referral that was decided."""
    found = sign_about(office, MAYA, ROBIN)
    acknowledge_concern(office.at("jo"), found)
    sign(office, "jo", found, "decision", outcome="refer", reason="He has her address.")
    give(office, found, "deputy")
    return found


def give(office: Office, concern_id: UUID, owner: str) -> int:
    file = task_entries.open_concern_as_reader(office.at("jo"), concern_id)
    new = NewTask(ASK, str(office.id(owner)), tomorrow(office))
    return task_entries.add_task(office.at("jo"), file, new, uuid4())


def tomorrow(office: Office) -> date:
    return office.now.date() + timedelta(days=1)


def waits(office: Office, concern_id: UUID, who: str = "jo") -> list[str]:
    file = open_concern(office.at(who), concern_id)
    return [one.key for one in follow_up_entries.find_outstanding_of_concern(office.org, file)]


def task_key(office: Office, concern_id: UUID) -> str:
    (key,) = [key for key in waits(office, concern_id) if key.startswith("task")]
    return key.replace("/", "_")


def test_nothing_open_is_left_unsaid_and_nothing_typed_is_lost(office: Office, concern_id: UUID):
    jo, path = office.world.client("jo"), f"/concerns/{concern_id}"
    form = look(jo, f"{path}/close")
    form.set("reason", [REASON])
    page = to_mend(jo, jo.post(form.action, data=form.sent()))
    for words in (
        f"{ASK}: Select what happens to it.",
        "Make the referral that was decided: Select what happens to it.",
        "Write what Maya Ellis was told",
        "Write what Robin Archer was told",
        REASON,
    ):
        assert words in page
    assert not open_concern(office.at("jo"), concern_id).life.is_closed


NO_CALL = "No answered call is recorded."


def test_closing_says_no_call_is_recorded_while_danger_is_possible(office: Office):
    jo = office.world.client("jo")
    for danger in ("yes", "no"):
        path = f"/concerns/{office.signed('sam', danger=danger)}/close"
        assert (NO_CALL in jo.get(path).text) is (danger == "yes")


@pytest.mark.both_databases
def test_what_is_moved_stays_owed_with_its_owner_until_it_is_done(office: Office, concern_id: UUID):
    maya, robin = link(office, concern_id), link(office, concern_id, child="c2")
    jo, path = office.world.client("jo"), f"/concerns/{concern_id}"
    name = f"item_{task_key(office, concern_id)}"
    close_by_page(jo, path, **{name: "moved_c1"})
    assert open_concern(office.at("jo"), concern_id).life.is_closed
    assert waits(office, concern_id) == [name.removeprefix("item_").replace("_", "/")]
    assert waits(office, concern_id, "sam") == []
    (due,) = office.session.scalars(select(Due).where(Due.done.is_(False)))
    assert due.level == TASKED
    assert load_inbox(office.at("jo")).open == ()
    (task,) = load_waiting_work(office.at("deputy")).tasks.next_week
    assert (task.item.task.what, task.concern.id) == (ASK, concern_id)
    pages = [jo.page(f"/children/{one}").text for one in (maya, robin)]
    shown = [ASK in page.split("Chronology")[0] for page in pages]
    assert shown == [True, False]
    sam = office.world.client("sam").page(path).text
    assert ASK not in sam
    file = task_entries.open_concern_as_reader(office.at("deputy"), concern_id)
    outcome = ShortAnswer("They keep them.", 0, uuid4())
    task_entries.finish_task(office.at("deputy"), file, task.item.number, outcome)
    assert waits(office, concern_id) == []
    assert not office.session.scalars(select(Due).where(Due.done.is_(False))).all()
    assert open_concern(office.at("jo"), concern_id).life.is_closed
    assert find_all_differences(office.at("jo")) == ()


def test_without_a_childs_file_nothing_moves_and_the_page_says_why(
    office: Office, concern_id: UUID
):
    page = office.world.client("jo").page(f"/concerns/{concern_id}/close")
    assert "Move it to" not in page.text
    assert "Choose a file for Maya Ellis" in page.text
    assert f"/concerns/{concern_id}/child/c1" in page.links
    link(office, concern_id)
    page = office.world.client("jo").page(f"/concerns/{concern_id}/close")
    assert "Move it to Maya Ellis’s file. It stays due" in page.text
    assert "Move it to Robin" not in page.text


def test_a_child_who_is_not_told_yet_is_a_task_that_outlives_the_closing(
    office: Office, concern_id: UUID
):
    jo, path = office.world.client("jo"), f"/concerns/{concern_id}"
    form = look(jo, f"{path}/close")
    wanted = answer_closing(form) | {
        "told_c1": [""], "told_c1-unknown": ["not_told_yet"],
        "told_c2": [""], "not_safe_c2": [NOT_SAFE],
    }  # fmt: skip
    for name, texts in wanted.items():
        form.set(name, texts)
    page = to_mend(jo, jo.post(form.action, data=form.sent()))
    assert "Select who tells them." in page
    assert "Enter when they must be told." in page
    teller = {"tell_owner": [str(office.id("deputy"))], "tell_due": ["tomorrow"]}
    fill(jo, f"{path}/close", teller)
    file = open_concern(office.at("jo"), concern_id)
    closure, note, task = [entry for _, entry in file.said][-3:]
    assert isinstance(closure, Closure)
    told = [part.values["child_told"] for part in closure.parts]
    assert told == [{"unknown": "not_told_yet"}, {"unknown": "not_safe_to_tell"}]
    assert isinstance(note, ClosingNote)
    assert [(one.child, one.why) for one in note.not_safe] == [("c2", NOT_SAFE)]
    assert isinstance(task, AssignedTask)
    assert (task.owner, task.due, task.children) == (
        TaskOwner(str(office.id("deputy")), task.owner.name), tomorrow(office), ("c1",),
    )  # fmt: skip
    (later,) = load_waiting_work(office.at("deputy")).tasks.next_week
    assert later.item.kind == "task"
    assert find_all_differences(office.at("jo")) == ()


def test_the_author_reads_what_was_told_and_never_why(office: Office, concern_id: UUID):
    jo, path = office.world.client("jo"), f"/concerns/{concern_id}"
    close_by_page(jo, path, author_texts="decided", for_author="Look after yourself.")
    sam = office.world.client("sam").page(path).text
    assert TOLD in sam
    assert "We decided what to do. You can read it in this concern." in sam
    assert "Look after yourself." in sam
    assert "We made a referral" not in jo.page(f"{path}/close").text  # none is recorded
    assert REASON not in sam
    assert REASON in jo.page(path).text


def test_reopening_has_back_what_was_moved_or_not_needed_and_nothing_done(
    office: Office, concern_id: UUID
):
    link(office, concern_id)
    key = task_key(office, concern_id)
    close_by_page(office.world.client("jo"), f"/concerns/{concern_id}", **{f"item_{key}": "done"})
    sign(office, "sam", concern_id, "reopening", why="He came back.")
    kinds = [key.partition("/")[0] for key in waits(office, concern_id)]
    assert kinds == [OutstandingKind.REFER]


def test_no_line_of_a_lead_ends_what_the_law_asks_of_someone_else(office: Office):
    concern_id = office.signed("sam")
    duty = (Part("duties", ("c1",), {"fgm": "saw_signs"}),)
    draft, sam = office.draft("sam", concern_id), office.at("sam")
    follow_up_entries.sign_details_and_set_due(sam, concern_id, draft, "duties", duty)
    acknowledge_concern(office.at("jo"), concern_id)
    form = look(office.world.client("jo"), f"/concerns/{concern_id}/close")
    (box,) = [one for name, one in form.controls.items() if name.startswith("item_fgm_")][:1]
    assert box.options == ["not_needed"]


def sort_by_page(client: CheckingClient, path: str) -> Form:
    """The page of closing as it was drawn, with everything on it answered."""
    form = look(client, f"{path}/close")
    for name, texts in answer_closing(form).items():
        form.set(name, texts)
    return form


def give_late(office: Office, concern_id: UUID) -> None:
    file = task_entries.open_concern_as_reader(office.at("deputy"), concern_id)
    new = NewTask(LATE, str(office.id("deputy")), tomorrow(office))
    task_entries.add_task(office.at("deputy"), file, new, uuid4())


def find_task(office: Office, concern_id: UUID) -> str:
    file = open_concern(office.at("jo"), concern_id)
    found = follow_up_entries.find_outstanding_of_concern(office.org, file)
    return next((one.task.what for one in found if one.task and one.task.what == LATE), "")


def test_a_task_given_while_the_page_was_open_is_named_and_not_lost(
    office: Office, concern_id: UUID
):
    jo, path = office.world.client("jo"), f"/concerns/{concern_id}"
    form = sort_by_page(jo, path)
    give_late(office, concern_id)
    page = to_mend(jo, jo.post(form.action, data=form.sent()))
    assert f"{LATE}: Select what happens to it." in page
    assert REASON in page
    assert find_task(office, concern_id) == LATE


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (follow_up_views, "_answers"),
        (closings, "sign_closure_note_and_tasks"),
        (follow_up_entries, "acknowledge_concern"),
        (follow_up_entries, "sign_addition_page"),
    ],
)
def test_a_task_given_at_the_moment_of_signing_is_named_and_not_lost(
    office: Office, concern_id: UUID, monkeypatch: pytest.MonkeyPatch, module, name: str
):
    """Before the concern is opened to sign it, after that, or when all was looked at again."""
    jo, path = office.world.client("jo"), f"/concerns/{concern_id}"
    form = sort_by_page(jo, path)
    real, left = getattr(module, name), [1]

    def late(*args, **more):
        if left:
            left.pop()
            give_late(office, concern_id)
        return real(*args, **more)

    monkeypatch.setattr(module, name, late)
    page = to_mend(jo, jo.post(form.action, data=form.sent()))
    assert not left
    assert f"{LATE}: Select what happens to it." in page
    assert REASON in page
    assert find_task(office, concern_id) == LATE
    assert not open_concern(office.at("jo"), concern_id).life.is_closed


def test_whoever_closes_second_reads_who_was_first_and_overrides_nothing(
    office: Office, concern_id: UUID
):
    link(office, concern_id)
    jo, deputy = office.world.client("jo"), office.world.client("deputy")
    path = f"/concerns/{concern_id}"
    name = f"item_{task_key(office, concern_id)}"
    form = sort_by_page(deputy, path)
    form.set("reason", ["I think that is all."])
    close_by_page(jo, path, **{name: "moved_c1"})
    page = to_mend(deputy, deputy.post(form.action, data=form.sent()))
    assert "Jo Smith closed this concern on" in page
    assert "I think that is all." in page
    assert waits(office, concern_id) == [name.removeprefix("item_").replace("_", "/")]
    page = deputy.page(f"{path}/close").text  # opened anew, the page says the same
    assert "Jo Smith closed this concern on" in page
    fill(deputy, f"{path}/reopen", {"why": ["It is not for her file."]})
    end = fill(deputy, f"{path}/close", answer_closing(look(deputy, f"{path}/close")))
    assert "This concern is closed" in deputy.page(end).text


def test_of_two_closings_at_the_same_moment_the_first_stands(
    office: Office, concern_id: UUID, monkeypatch: pytest.MonkeyPatch
):
    deputy = office.world.client("deputy")
    form = sort_by_page(deputy, f"/concerns/{concern_id}")
    real, left = closings.sign_closure_note_and_tasks, [1]

    def then(*args, **more):
        if left:
            left.pop()
            sign(office, "jo", concern_id, "closure", reason="Safe.", child_told="That we are here")
        return real(*args, **more)

    monkeypatch.setattr(closings, "sign_closure_note_and_tasks", then)
    page = to_mend(deputy, deputy.post(form.action, data=form.sent()))
    assert "Jo Smith closed this concern on" in page
    assert REASON in page
    said = [entry for _, entry in open_concern(office.at("jo"), concern_id).said]
    assert [one.by.name for one in said if isinstance(one, Closure)] == ["Jo Smith"]


def test_a_duty_that_arises_in_a_closed_concern_is_due_on_todays_list(
    office: Office, concern_id: UUID
):
    close_by_page(office.world.client("jo"), f"/concerns/{concern_id}")
    duty = (Part("duties", ("c1",), {"fgm": "girl_told_me"}),)
    draft, deputy = office.draft("deputy", concern_id), office.at("deputy")
    follow_up_entries.sign_details_and_set_due(deputy, concern_id, draft, "duties", duty)
    file = open_concern(office.at("jo"), concern_id)
    assert file.life.is_closed
    (item,) = follow_up_entries.find_outstanding_of_concern(office.org, file)
    assert (item.kind, item.whose.id) == (OutstandingKind.FGM, str(office.id("deputy")))
    left = follow_up_entries.find_outstanding_at_close(office.org, file)
    assert OutstandingKind.FGM not in {one.kind for one in left}
    (due,) = office.session.scalars(select(Due).where(Due.done.is_(False)))
    assert due.level == TASKED
    tasks = load_waiting_work(office.at("deputy")).tasks
    listed = (*tasks.overdue, *tasks.today, *tasks.next_week)
    assert [one.item.kind for one in listed] == [OutstandingKind.FGM]
    assert find_all_differences(office.at("jo")) == ()


@pytest.mark.parametrize("danger", ["yes", "unsure", ""])
def test_where_danger_was_not_ruled_out_it_asks_if_the_child_is_safe(office: Office, danger: str):
    found = office.signed("sam", danger=danger)
    path, jo = f"/concerns/{found}", office.world.client("jo")
    acknowledge_concern(office.at("jo"), found)
    assert "Check that the child is safe now" in jo.page(f"{path}/close").text
    form = look(jo, f"{path}/close")
    silent = answer_closing(form) | {"item_safe_now_1": ["done"], "item_safe_now_1_said": [""]}
    for name, texts in silent.items():
        form.set(name, texts)
    assert "Write one line about “Check that the child is safe now”" in to_mend(
        jo, jo.post(form.action, data=form.sent())
    )
    said = "Jo called her mum at 16:00. She is at home."
    close_by_page(jo, path, item_safe_now_1="done", item_safe_now_1_said=said)
    assert open_concern(office.at("jo"), found).life.is_closed
    page = jo.page(path).text
    assert said in page
    assert "Check that the child is safe now" in page
    assert find_all_differences(office.at("jo")) == ()


def test_where_danger_was_ruled_out_nothing_of_it_is_asked(office: Office):
    path = f"/concerns/{office.signed('sam')}"
    assert "safe now" not in office.world.client("jo").page(f"{path}/close").text
    tonight = f"/concerns/{office.signed('sam', safe_tonight='no')}"
    assert "safe now" in office.world.client("jo").page(f"{tonight}/close").text


def test_a_chase_that_is_called_done_says_that_no_reply_is_recorded(
    office: Office, concern_id: UUID
):
    sign(office, "jo", concern_id, "referral", method="phone")
    page = office.world.client("jo").page(f"/concerns/{concern_id}/close").text
    assert "No reply is recorded. If they replied, record the reply first." in page
