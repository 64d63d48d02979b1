"""A reader closes a file with its reason; it is hidden from nobody and opens again by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.domain.deadlines.concern_status import ConcernState
from app.domain.deadlines.outstanding import OutstandingKind
from app.domain.record.entry_schema import ENTRY_TYPE_BY_PAGE, Closure, Part, Reopening
from app.errors import NotFoundError
from app.models.concern import Concern, Due
from app.models.outbox import Outbox
from app.review.next_steps import collect_next_step_facts
from app.services.concern_lists import dashboard
from app.services.concern_lists.inbox import load_closed_concerns, load_inbox
from app.services.concerns import follow_up_entries
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.additions import NewAddition, add_words
from app.services.concerns.concern_reading import list_own_concerns, open_concern
from app.services.integrity import integrity_check
from app.services.jobs import scheduler
from tests.support.club.office import Office
from tests.support.web.closing_client import close_by_page
from tests.support.web.record_client import fill, look, to_mend
from tests.unit.services.jobs.test_scheduler import tools
from tests.web.additions.test_unread_additions import MORE, add, dues, ids, mails

WHY = {
    "reason": ["She is safe.\n  Her social worker has it."],
    "told_c1": ["We told her so."],
    "for_author": ["Her social worker has it now."],
}
CLOSED = {"reason": "Safe.", "child_told": "That it is closed."}


def close(office: Office, concern_id: UUID, who: str = "jo") -> int:
    return sign(office, who, concern_id, "closure", **CLOSED)


def sign(office: Office, who: str, concern_id: UUID, page: str, **values) -> int:
    parts = (Part(page, ("c1",), values),)
    draft_id = office.draft(who, concern_id)
    return follow_up_entries.sign_follow_up(
        office.at(who), concern_id, draft_id, ENTRY_TYPE_BY_PAGE[page], parts
    )


def state(office: Office, concern_id: UUID) -> tuple[str, str, str]:
    """By the entries, by the column, by the log."""
    told = [event.state for event in office.events() if event.state is not None][-1]
    stored = office.session.scalar(select(Concern.state).where(Concern.id == concern_id))
    assert integrity_check.find_all_differences(office.world.uow()) == ()
    return open_concern(office.at("jo"), concern_id).life.state.value, stored, told


def test_closing_an_unread_concern_reads_it_and_tells_its_author(office: Office):
    concern_id = office.signed("sam")
    sign(office, "sam", concern_id, "referral", method="phone")
    before = ids(office)
    close(office, concern_id)
    file = open_concern(office.at("sam"), concern_id)
    assert file.acknowledged_by.id == str(office.id("jo"))
    assert isinstance(file.entries[-1].entry, Closure)
    assert state(office, concern_id) == ("closed",) * 3
    assert all(done for _, done in dues(office))
    assert mails(office, before) == [("something_waits", "sam")]
    assert follow_up_entries.find_outstanding_of_concern(office.org, file) == ()
    assert [one.kind for one in follow_up_entries.find_outstanding_at_close(office.org, file)]
    found = load_inbox(office.at("jo"))
    assert (found.unread, found.overdue, found.open) == ((), (), ())
    (listed,), more = load_closed_concerns(office.at("jo"))
    assert (listed.id, more) == (concern_id, False)
    after = ids(office)
    office.now = office.now.replace(year=2027)
    scheduler.run_jobs_once(tools(office))
    told = mails(office, after)  # of the file: by then numbers are due to be rung again
    assert [one for one in told if one[0] != "numbers_due"] == []


@pytest.mark.parametrize(
    ("who", "page", "values"),
    [
        ("sam", "referral", {"method": "phone"}),
        ("jo", "referral", {"method": "portal"}),
        ("deputy", "reply", {"answer": "decided"}),
        ("sam", "disagreement", {"why": "She is not safe."}),
        ("jo", "escalation", {"level": "manager", "to_whom": "Head", "why": "No answer."}),
        ("jo", "decision", {"outcome": "refer", "reason": "New."}),
        ("sam", "reopening", {"why": "Too soon."}),
        ("deputy", "reopening", {"why": "Too soon."}),
    ],
)
def test_these_open_it_again_for_whoever_signs_them(office: Office, who, page, values):
    concern_id = office.signed("sam")
    close(office, concern_id)
    before = ids(office)
    sign(office, who, concern_id, page, **values)
    assert state(office, concern_id) == ("open",) * 3
    readers = [("something_waits", "deputy"), ("something_waits", "jo")]
    told_back = [("something_waits", "sam")] if page == "reopening" else []
    assert mails(office, before) == (readers if who == "sam" else told_back)
    shown = load_inbox(office.at("jo"))
    waits = shown.overdue if page == "decision" else shown.open  # to refer is due at once
    assert [one.id for one in waits] == [concern_id]
    assert load_closed_concerns(office.at("jo"))[0] == ()


@pytest.mark.parametrize("follow", [add_words, follow_up_entries.add_words_and_set_due])
def test_what_its_author_adds_opens_it_and_what_a_reader_adds_does_not(office: Office, follow):
    concern_id = office.signed("sam")
    sign(office, "sam", concern_id, "referral", method="phone")
    close(office, concern_id)
    follow(office.at("jo"), concern_id, NewAddition(uuid4(), "For the file."))
    assert state(office, concern_id) == ("closed",) * 3
    follow(office.at("sam"), concern_id, NewAddition(uuid4(), MORE))
    assert state(office, concern_id) == ("open",) * 3
    assert [one.entry.words for one in open_concern(office.at("jo"), concern_id).added_since] == [
        MORE
    ]
    file = open_concern(office.at("jo"), concern_id)
    assert [
        one.kind for one in follow_up_entries.find_outstanding_of_concern(office.org, file)
    ]  # nobody has answered yet


def test_closed_and_open_again_as_often_as_anybody_likes(office: Office):
    concern_id = office.signed("sam")
    for _ in range(3):
        close(office, concern_id)
        sign(office, "sam", concern_id, "reopening", why="Not yet.")
    close(office, concern_id, "deputy")
    assert state(office, concern_id) == ("closed",) * 3


def test_a_file_is_not_closed_over_words_that_its_reader_had_not_seen(now: Office):
    concern_id = now.signed("sam")
    path = f"/concerns/{concern_id}"
    jo, sam = now.world.client("jo"), now.world.client("sam")
    form = look(jo, f"{path}/close")
    for name, texts in WHY.items():
        form.set(name, texts)
    number = add(now, concern_id)
    page = to_mend(jo, jo.post(form.action, data=form.sent()))
    assert follow_up_entries.UNREAD_WORDS_MESSAGE in page
    assert f'href="{path}?entry={number}#entry-{number}"' in page
    assert "Her social worker has it." in page  # nothing typed is lost
    assert open_concern(now.at("jo"), concern_id).life.state is ConcernState.OPEN
    jo.page(path)
    end = fill(jo, f"{path}/close", {})
    assert "This concern is closed" in jo.page(end).text
    text = sam.page(path).text
    assert "Her social worker has it now." in text
    assert "She is safe." not in text


def test_words_that_come_at_the_very_moment_keep_it_open(office: Office, monkeypatch):
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    real, left = follow_up_entries.open_concern, [1]

    def then_more(uow, file_id):
        opened = real(uow, file_id)
        if left:
            left.pop()
            add(office, concern_id)
        return opened

    monkeypatch.setattr(follow_up_entries, "open_concern", then_more)
    with pytest.raises(follow_up_entries.StaleError):
        close(office, concern_id)
    assert state(office, concern_id)[0] == "open"


@pytest.mark.parametrize("who", ["sam", "pat", "senior"])
def test_only_those_it_was_sealed_to_close_it(now: Office, who: str):
    concern_id = now.signed("sam")
    client = now.world.client(who)
    absent = client.get("/concerns/00000000-0000-4000-8000-000000000000/close")
    answer = client.get(f"/concerns/{concern_id}/close")
    assert (answer.status_code, answer.data) == (404, absent.data)
    with pytest.raises(NotFoundError):
        close(now, concern_id, who)
    assert state(now, concern_id) == ("unread",) * 3


@pytest.mark.parametrize(
    ("page", "help"),
    [
        ("close", ["Write why it is closed.", "was told, or choose", "Choose or write what"]),
        ("reopen", ["Enter why you’re reopening this concern.", "Enter the day to review this"]),
        ("more/escalation", ["Enter who you spoke to.", "Write why."]),
    ],
)
def test_what_these_pages_need_is_said_beside_it(now: Office, page: str, help: list[str]):
    concern_id = now.signed("sam")
    jo = now.world.client("jo")
    form = look(jo, f"/concerns/{concern_id}/{page}")
    text = to_mend(jo, jo.post(form.action, data=form.sent()))
    assert all(words in text for words in help)


def test_both_sides_see_where_it_stands_in_words(now: Office):
    concern_id = now.signed("sam")
    path = f"/concerns/{concern_id}"
    jo, sam = now.world.client("jo"), now.world.client("sam")
    fill(jo, f"{path}/close", WHY)
    assert "was closed. Read about it" in sam.page("/").text
    text = sam.page(path).text
    assert "This concern is closed" in text
    assert "Anything you add reopens it." in text
    assert "Challenge this decision" in text
    assert "was closed. Read about it" not in sam.page("/").text  # it was looked at
    assert "Closed." in sam.page("/concerns").text
    assert "You can still read everything." in jo.page(path).text
    assert "Closed (1)" in jo.page("/concerns/closed").text
    assert "Open (" not in jo.page("/concerns").text
    assert jo.get(f"{path}/referral").status_code == sam.get(f"{path}/referral").status_code == 200
    fill(sam, f"{path}/reopen", {"why": ["He came back."], "review_on": ["tomorrow"]})
    text = jo.page(path).text
    assert "Reopened when Sam Lee signed entry 5" in text
    assert "Information was added after this was read" in text
    assert isinstance(open_concern(now.at("jo"), concern_id).entries[-1].entry, Reopening)
    assert "will appear here" in jo.page("/concerns/closed").text


def test_closing_lists_what_is_outstanding_and_reopening_has_it_back(now: Office):
    concern_id = now.signed("sam")
    path, review = f"/concerns/{concern_id}", stored_day(now.now + timedelta(days=9))
    acknowledge_concern(now.at("jo"), concern_id)
    sign(now, "jo", concern_id, "decision", outcome="refer", reason="x", review_on=review)
    jo = now.world.client("jo")
    assert "Referral decided, not yet made." in jo.page(path).text
    page = jo.page(f"{path}/close").text
    assert "Still open in this concern (2)" in page
    assert "Make the referral that was decided" in page
    assert "Review what was decided" in page
    close_by_page(jo, path)
    assert 'name="review_on"' not in jo.page(f"{path}/reopen").text
    fill(jo, f"{path}/reopen", {"why": ["He came back."]})
    kinds = {one.kind for one in find_outstanding(now, concern_id)}
    assert kinds == {OutstandingKind.REFER, OutstandingKind.REVIEW}
    sign(now, "jo", concern_id, "referral", method="phone")
    assert OutstandingKind.REFER not in {one.kind for one in find_outstanding(now, concern_id)}


def stored_day(at: datetime) -> dict[str, str | None]:
    return {"date": at.date().isoformat(), "time": None, "zone": "Europe/London"}


def find_outstanding(office: Office, concern_id: UUID):
    file = open_concern(office.at("jo"), concern_id)
    return follow_up_entries.find_outstanding_of_concern(office.org, file)


@pytest.mark.parametrize("stored", ["closed", "open", "unread"])
def test_the_page_of_a_file_believes_no_column(now: Office, stored: str):
    open_one, closed_one = now.signed("sam"), now.signed("sam")
    acknowledge_concern(now.at("jo"), open_one)
    close(now, closed_one)
    now.world.change(update(Concern).values(state=stored))
    jo = now.world.client("jo")
    assert "This concern is closed" not in jo.page(f"/concerns/{open_one}").text
    assert "This concern is closed" in jo.page(f"/concerns/{closed_one}").text
    for concern_id in (open_one, closed_one):
        sign(now, "sam", concern_id, "disagreement", why="No.")
    states = now.session.scalars(select(Concern.state)).all()
    assert states == ["open", "open"]  # the next entry puts the column right


def test_a_reminder_is_stopped_by_no_column(office: Office):
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    sign(office, "sam", concern_id, "referral", method="phone")
    office.world.change(update(Concern).values(state="closed"))
    before = ids(office)
    office.now = office.session.scalars(select(Due.at).where(Due.level == 8)).one()
    scheduler.run_jobs_once(tools(office))
    assert {who for _, who in mails(office, before)} == {"sam", "jo", "deputy"}


def test_no_mail_of_closing_holds_a_word_of_it(office: Office):
    concern_id = office.signed("sam")
    close(office, concern_id)
    templates = set(office.session.scalars(select(Outbox.template)))
    assert templates == {"something_waits"}
    assert dashboard.load_dashboard(office.at("sam")).news[0].id == concern_id
    assert list_own_concerns(office.at("sam"))[0].state == "closed"


def test_no_further_action_ends_the_wait_for_a_referral(office: Office):
    concern_id = office.signed("sam")

    def asks() -> bool:
        file = open_concern(office.at("sam"), concern_id)
        assert file.record is not None
        return collect_next_step_facts(file.record, file.entries, {}).ask_who_sends

    said = [asks()]
    for outcome in ("refer", "early_help", "no_further_action", "refer"):
        sign(office, "jo", concern_id, "decision", outcome=outcome, reason="Her brother.")
        said.append(asks())
    assert said == [True, True, True, False, True]
