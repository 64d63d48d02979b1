"""A lead's Today: what waits, in which order, what is logged, and that nothing else is counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, event, update

from app.domain.deadlines.outstanding import FOLLOWS
from app.domain.record.entry_schema import Closure, Decision, Part, Referral
from app.domain.routing.recipients import Recipients
from app.models.concern import Concern, Due, Entry
from app.services.concern_lists import today as service
from app.services.concern_lists.today import Today, load_waiting_work
from app.services.concern_tasks import task_entries
from app.services.concern_tasks.task_entries import NewTask
from app.services.concerns import additions, follow_up_entries
from app.services.concerns.acknowledgements import acknowledge_concern
from audit.events import Action
from tests.support.club.office import Office

MONDAY = date(2026, 11, 30)


def look(office: Office, who: str = "jo") -> Today:
    return load_waiting_work(office.at(who))


def follow(office: Office, concern_id: UUID, kind: type, who: str = "jo", **values: object) -> None:
    """Sign a follow-up of this kind with these answers."""
    page = kind.__struct_config__.tag  # each has a page of its name
    draft = office.draft(who, concern_id)
    parts = (Part(page, (), dict(values)),)
    follow_up_entries.sign_follow_up(office.at(who), concern_id, draft, kind, parts)


def review(office: Office, on: date, who: str = "jo") -> UUID:
    """A concern that was read, and is to be reviewed on a day."""
    concern_id = office.signed("sam")
    acknowledge_concern(office.at(who), concern_id)
    plan = {"outcome": "support_in_setting", "reason": "Watch.", "review_on": {"date": f"{on}"}}
    follow(office, concern_id, Decision, who, **plan)
    return concern_id


def referred(office: Office, **more: object) -> UUID:
    """A concern that was read, decided and referred. `more`: of its signing."""
    concern_id = office.signed("sam", **more)
    follow(office, concern_id, Decision, outcome="refer", reason="Now.")
    made = {"method": "post", "to_whom": "Ama, duty", "reference": "20-1187"}
    follow(office, concern_id, Referral, **made)
    return concern_id


def test_unread_are_ordered_by_danger_then_leaving_then_age(office: Office):
    no = office.signed("sam")
    blank = office.signed("sam", danger="")
    unsure = office.signed("pat", danger="unsure")
    yes = office.signed("pat", danger="yes")
    found = look(office)
    assert [one.id for one in found.unread] == [yes, unsure, blank, no]
    assert (found.unread_count, found.in_danger) == (4, 1)


def test_each_task_has_its_kind_its_day_and_who_and_lies_in_its_list(office: Office):
    planned = review(office, office.now.date())
    coming = review(office, MONDAY, "deputy")
    sent = referred(office)
    found = look(office).tasks
    assert [(task.concern.id, task.kind) for task in found.today] == [(planned, "review")]
    (next_week,) = [task for task in found.next_week if task.kind == "review"]
    assert (next_week.concern.id, next_week.by) == (coming, MONDAY)
    assert next_week.item.who.id == str(office.id("deputy"))
    (waiting,) = found.waiting
    assert (waiting.concern.id, waiting.kind, waiting.reference) == (
        sent, "acknowledgement", "20-1187",
    )  # fmt: skip
    assert found.overdue == ()
    office.now += timedelta(days=3)
    late = look(office).tasks
    assert {task.concern.id for task in late.overdue} == {planned, sent}
    assert late.waiting == (next(task for task in late.overdue if task.concern.id == sent),)
    assert late.today == ()


def test_added_words_are_a_task_at_their_time_until_they_are_read(office: Office):
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    words = additions.NewAddition(office.draft("sam", concern_id), "There is more.")
    additions.add_words(office.at("sam"), concern_id, words)
    (task,) = (one for one in look(office).tasks.today if one.kind == "added")
    assert task.concern.id == concern_id
    office.now = task.at
    assert [one.kind for one in look(office).tasks.overdue] == ["added"]
    acknowledge_concern(office.at("jo"), concern_id)
    assert look(office).tasks.overdue == ()


def test_added_words_have_their_own_time_next_to_an_earlier_task(office: Office):
    concern_id = review(office, office.now.date())
    words = additions.NewAddition(office.draft("sam", concern_id), "There is more.")
    office.now += timedelta(days=2)
    additions.add_words(office.at("sam"), concern_id, words)
    tasks = look(office).tasks
    assert [task.kind for task in tasks.overdue] == ["review"]
    (added,) = (task for task in (*tasks.today, *tasks.next_week) if task.kind == "added")
    assert added.at > office.now


def test_a_colleagues_overdue_task_is_late_on_my_list(office: Office):
    concern_id = review(office, MONDAY)
    file = task_entries.open_concern_as_reader(office.at("jo"), concern_id)
    new = NewTask("Call her nan.", str(office.id("deputy")), office.now.date(), ())
    task_entries.add_task(office.at("jo"), file, new, uuid4())
    for is_late in (False, True):
        (task,) = (one for one in look(office).tasks.waiting if one.kind == "task")
        assert task.is_late is is_late
        office.now += timedelta(days=1)


def test_a_colleagues_urgent_draft_is_among_the_first(office: Office):
    draft = office.draft("sam")
    with office.at("sam").keep() as session:
        session.execute(
            update(service.inbox.Draft)
            .where(service.inbox.Draft.id == draft)
            .values(urgent=True, told="leads", began_at=office.now - timedelta(minutes=20))
        )
    found = look(office)
    assert [one.name for one in found.urgent_drafts] == ["Sam Lee"]
    assert found.unsigned == found.urgent_drafts


def hide_staff(office: Office) -> UUID:
    return office.signed("sam", about="yes", danger="yes")


def hide_excluded(office: Office) -> UUID:
    return office.signed("sam", danger="yes", not_for=("jo",))


def hide_closed(office: Office) -> UUID:
    concern_id = referred(office)
    follow(office, concern_id, Closure, reason="Known.", child_told="All of it.")
    return concern_id


@pytest.mark.parametrize("hide", [hide_staff, hide_excluded, hide_closed])
def test_what_is_not_in_the_leads_list_is_in_no_count(
    office: Office, hide: Callable[[Office], UUID]
):
    hide(office)
    office.now += timedelta(days=9)
    jo, since = office.at("jo"), len(office.events())
    found = load_waiting_work(jo)
    assert (found.unread, found.unread_count, found.in_danger, found.unseen) == ((), 0, 0, ())
    assert found.tasks == service.TaskList()
    assert (found.more, found.more_due) == (False, False)
    assert [one.act for one in office.events()[since:]] == []


def test_a_named_leads_concern_is_on_theirs_and_on_no_other(office: Office):
    choice = Recipients.NAMED_LEADS
    concern_id = office.signed("sam", not_for=["senior", "deputy"], choice=choice)
    assert [one.id for one in look(office).unread] == [concern_id]
    assert look(office, "deputy").unread == ()


def test_the_look_and_each_concern_are_logged_before_opening(office: Office, monkeypatch):
    unread, sent = office.signed("sam"), referred(office)
    jo, since = office.at("jo"), len(office.events())

    def closed(*_, **__):
        raise AssertionError("opened")

    monkeypatch.setattr(service.inbox, "open_card", closed)
    monkeypatch.setattr(service, "open_logged_concerns", closed)
    with pytest.raises(AssertionError):
        load_waiting_work(jo)
    found = [(one.act, one.obj, one.objs) for one in office.events()[since:]]
    assert found == [
        (Action.LIST_VIEWED, "today", ()),
        (Action.TASKS_SHOWN, "today", (str(sent),)),
    ]
    assert str(unread) not in repr(found)


def test_a_damaged_entry_leaves_a_task_and_is_logged(office: Office):
    concern_id = referred(office)
    with office.at("pat").keep() as session:
        session.execute(
            update(Entry).where(Entry.concern_id == concern_id).values(signature=bytes(64))
        )
    since = len(office.events())
    tasks = look(office).tasks
    assert [task.kind for task in (*tasks.today, *tasks.next_week)] == ["unknown"]
    acts = [one.act for one in office.events()[since:]]
    assert acts.count(Action.ENTRY_REFUSED) == 5


def test_a_task_in_a_damaged_entry_stays_due_whatever_is_added(office: Office):
    concern_id = review(office, office.now.date())
    follow(office, concern_id, Decision, outcome="refer", reason="Now.")
    with office.at("pat").keep() as session:
        session.execute(
            update(Entry)
            .where(Entry.concern_id == concern_id, Entry.number == 3)
            .values(signature=bytes(64))
        )
    office.now += timedelta(days=2)
    call = (Part("told", (), {"whom": "police", "answered": "PC Khan"}, "1"),)
    draft = office.draft("jo", concern_id)
    follow_up_entries.sign_details_and_set_due(office.at("jo"), concern_id, draft, "call", call)
    acknowledge_concern(office.at("deputy"), concern_id)
    found = {(one.kind, one.by) for one in look(office).tasks.overdue}
    assert found >= {("unknown", office.now.date() - timedelta(days=2))}
    assert "refer" in {kind for kind, _ in found}


def test_a_call_that_a_reader_recorded_is_known(office: Office):
    concern_id = office.signed("sam", danger="yes")
    own = (Part("call", (), {"who": "Jo", "answered": "no"}, item="1"),)
    for who, called in (("sam", set()), ("jo", {concern_id})):
        draft = office.draft(who, concern_id)
        follow_up_entries.sign_details_and_set_due(office.at(who), concern_id, draft, "call", own)
        assert look(office).called == called


def list_statements(office: Office) -> list[str]:
    """Every statement that one look sends to the database."""
    jo, statements = office.at("jo"), []
    engine = jo.session.get_bind()

    def add(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", add)
    load_waiting_work(jo)
    event.remove(engine, "before_cursor_execute", add)
    return statements


def test_signers_no_one_knows_are_asked_for_once_and_logged_at_once(office: Office):
    made = [referred(office) for _ in range(4)]
    forged = update(Entry).where(Entry.concern_id.in_(made)).values(author_fpr=bytes(32))
    office.world.change(forged)
    since, statements = len(office.events()), list_statements(office)
    refused = [one for one in office.events()[since:] if one.act is Action.ENTRY_REFUSED]
    assert len(refused) == len({one.obj for one in refused}) >= 3 * len(made)
    assert sum("member_key.fpr =" in text for text in statements) == 1
    assert sum(text.startswith("INSERT INTO leaf") for text in statements) == 2  # and the look


def test_more_concerns_ask_no_more_queries(office: Office):
    def count() -> int:
        # each concern that is opened is a line of the log: that is written, and read again
        log = ("leaf", "node", "log_head")
        return sum(not any(f" {name}" in text for name in log) for text in list_statements(office))

    referred(office), office.signed("sam")
    look(office)
    few = count()
    for _ in range(3):
        referred(office), office.signed("pat")
    assert count() <= few


def test_the_earliest_are_opened_and_the_rest_is_said_to_be_more(office: Office, monkeypatch):
    monkeypatch.setattr(service, "MOST_OPENED", 1)
    first, _ = review(office, office.now.date()), review(office, MONDAY)
    found = look(office)
    assert [task.concern.id for task in found.tasks.today] == [first]
    assert (found.more, found.more_due) == (True, False)
    office.now += timedelta(days=7)
    assert look(office).more_due


def test_one_that_is_past_its_time_is_shown_however_many_there_are(office: Office, monkeypatch):
    monkeypatch.setattr(service, "MOST_CARDS", 1)
    two = {office.signed("sam"), office.signed("pat")}
    found = look(office)
    assert (len(found.unread), found.unread_count) == (1, 2)
    office.now += timedelta(days=9)
    assert {one.id for one in look(office).unread} == two


def test_one_read_and_not_decided_stays_the_dangerous_first(office: Office):
    no, late = office.signed("sam"), office.signed("pat")
    acknowledge_concern(office.at("jo"), no)
    acknowledge_concern(office.at("deputy"), late)
    blank, unsure = office.signed("pat", danger=""), office.signed("sam", danger="unsure")
    for one in (unsure, blank):
        acknowledge_concern(office.at("jo"), one)
    for who in ("jo", "deputy"):
        today = look(office, who).tasks.today
        assert {task.kind for task in today} == {"decide"}
        assert {task.concern.id for task in today[:2]} == {unsure, blank}
        assert {task.concern.id for task in today[2:]} == {no, late}
        assert [task.is_first for task in today] == [True, True, False, False]
    assert look(office, "senior").tasks == service.TaskList()
    follow(office, no, Decision, outcome="no_further_action", reason="It was a game.")
    follow(office, unsure, Closure, reason="Known.", child_told="All of it.")
    office.now += timedelta(days=2)
    assert [task.concern.id for task in look(office).tasks.overdue] == [blank, late]
    words = additions.NewAddition(office.draft("sam", unsure), "It was not settled.")
    follow_up_entries.add_words_and_set_due(office.at("sam"), unsure, words)
    acknowledge_concern(office.at("jo"), unsure)
    found = {task.concern.id: task for task in look(office).tasks.today}
    assert found[unsure].kind == "decide"


def test_a_staff_concern_is_to_be_decided_by_those_who_read_it(office: Office):
    staff = office.signed("sam", about="yes", danger="yes")
    acknowledge_concern(office.at("senior"), staff)
    today = look(office, "senior").tasks.today
    assert (staff, "decide") in [(task.concern.id, task.kind) for task in today]
    for who in ("jo", "deputy"):
        found = look(office, who)
        assert (found.tasks, found.unread_count, found.more) == (service.TaskList(), 0, False)


def test_one_read_before_there_was_such_a_task_is_found_by_its_entries(office: Office):
    """A due time that someone took away, or that an older Heard never wrote."""
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    office.world.change(delete(Due).where(Due.concern_id == concern_id))
    since = len(office.events())
    assert [(task.concern.id, task.kind) for task in look(office).tasks.today] == [
        (concern_id, "decide")
    ]
    shown = [one.objs for one in office.events()[since:] if one.act is Action.TASKS_SHOWN]
    assert shown == [(str(concern_id),)]
    follow(office, concern_id, Decision, outcome="no_further_action", reason="It was a game.")
    assert look(office).tasks == service.TaskList()


def test_a_decision_that_is_not_opened_is_said_to_be_more_that_is_due(office: Office, monkeypatch):
    """Marked as read, it is due at noon tomorrow in clear, behind whatever is due before."""
    monkeypatch.setattr(service, "MOST_OPENED", 1)
    planned = review(office, office.now.date())
    danger = office.signed("pat", danger="yes")
    acknowledge_concern(office.at("jo"), danger)
    found = look(office)
    assert [task.concern.id for task in found.tasks.today] == [danger, planned]
    assert (found.more, found.more_due) == (False, False)
    second = office.signed("sam")
    acknowledge_concern(office.at("jo"), second)
    found = look(office)
    assert len(found.tasks.today) == 2
    assert (found.more, found.more_due) == (True, True)


def read_before_decisions(office: Office, count: int, *, decided: bool) -> set[UUID]:
    """Concerns that were read, with no due time but a step that was done, if not `decided`."""
    made = {office.signed("sam") for _ in range(count)}
    for one in made:
        acknowledge_concern(office.at("jo"), one)
        if decided:
            follow(office, one, Decision, outcome="no_further_action", reason="It was a game.")
    office.world.change(delete(Due).where(Due.concern_id.in_(made)))
    if not decided:
        step = {"org_id": office.org.id, "at": office.now, "level": FOLLOWS, "done": True}
        with office.at("jo").keep() as session:
            session.add_all(Due(concern_id=one, **step) for one in made)
    office.world.change(
        update(Concern).where(Concern.id.in_(made)).values(entries=3 if decided else 9)
    )
    return made


def list_shown(office: Office) -> set[UUID]:
    """The concerns whose entries the next look opens, by its line of the log."""
    since = len(office.events())
    look(office)
    shown = [one.objs for one in office.events()[since:] if one.act is Action.TASKS_SHOWN]
    return {UUID(one) for objs in shown for one in objs}


def test_each_old_one_without_a_decision_has_its_turn(office: Office, monkeypatch):
    """Some were decided and have no row that says so; others had another step that was done."""
    monkeypatch.setattr(service, "MOST_OPENED", 2)
    decided = read_before_decisions(office, 3, decided=True)
    waits = read_before_decisions(office, 2, decided=False)
    seen = [look(office) for _ in range(3)]
    assert [(one.more, one.more_due) for one in seen] == [
        (True, True),
        (True, True),
        (False, False),
    ]
    assert {task.concern.id for task in seen[2].tasks.today} == waits
    assert list_shown(office) == waits
    again = decided.pop()
    office.world.change(update(Concern).where(Concern.id == again).values(entries=4))
    assert again in list_shown(office)
    office.now += timedelta(days=7)
    assert list_shown(office) & decided
