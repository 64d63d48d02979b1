"""A lead decides, each time with a reason; its author sees that and may disagree; nobody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from app.domain.record.entry_schema import (
    Acknowledgement,
    Decision,
    Disagreement,
    LeadsNote,
    Part,
)
from app.models.concern import Due
from app.models.outbox import Outbox
from app.services.concern_lists.inbox import load_inbox
from app.services.concern_lists.today import load_waiting_work
from app.services.concerns import follow_up_entries
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.concern_reading import open_concern
from app.services.jobs import scheduler
from content.london_time import LONDON
from tests.support.club.office import WORDS, Office
from tests.support.club.office_today import office
from tests.support.web.record_client import fill, look, to_mend
from tests.unit.services.jobs.test_scheduler import tools

__all__ = ["office"]

TODAY = datetime.now(LONDON).date()


def day(away: int) -> str:
    """A day so many days from now, as it is typed."""
    return f"{TODAY + timedelta(days=away):%d/%m/%Y}"


TELL = "Stay with her.\nCall me at 15:00."
REFER = {"outcome": "refer", "reason": "He has her\n  address.", "for_author": TELL}
WATCH = {
    "outcome": "support_in_setting",
    "reason": "She asked for Pat.",
    "for_author": "Eat with her on Fridays.",
    "review_on": day(7),
}
NOON = datetime.combine(TODAY + timedelta(days=7), time(12), LONDON).astimezone(UTC)


def typed(*decisions: dict[str, str]) -> dict[str, list[str]]:
    """Decisions as the page's fields."""
    return {
        f"outcomes-{place}-{name}": [text]
        for place, one in enumerate(decisions)
        for name, text in one.items()
    }


def decide(office: Office, concern_id, *decisions: dict[str, str], who: str = "jo") -> str:
    client = office.world.client(who)
    return fill(client, f"/concerns/{concern_id}/decide", typed(*decisions))


def test_the_author_reads_outcomes_and_what_to_do_and_never_the_reasons(office: Office):
    concern_id = office.signed("sam")
    end = decide(office, concern_id, REFER, WATCH)
    file = open_concern(office.at("sam"), concern_id)
    assert file.acknowledged_by.id == str(office.id("jo"))
    said = file.entries[2].entry
    assert isinstance(said, Decision)
    assert end.endswith("added=3")
    assert [set(part.values) for part in said.parts] == [{"outcome"}, {"outcome", "review_on"}]
    assert [one.words for one in said.for_author] == [TELL, WATCH["for_author"]]
    assert [type(one.entry) for one in file.entries][1:] == [Acknowledgement, Decision]
    signed = office.world.client("jo").page(end).text
    assert "The same people can read it. The reasons are in entry 4" in signed
    assert (file.withheld, any(one.refused for one in file.entries)) == ((4,), False)
    page = office.world.client("sam").get(f"/concerns/{concern_id}").get_data(as_text=True)
    assert "Refer to children’s services; Support in this setting" in page
    assert "Support from us" not in page  # one outcome has one name on the page
    assert TELL in page
    assert "Some entries are not shown here" in page
    assert "Record a decision" not in page
    assert "Challenge this decision" in page
    note = open_concern(office.at("jo"), concern_id).entries[3].entry
    assert isinstance(note, LeadsNote)
    assert [part.values["reason"] for part in note.parts] == [REFER["reason"], WATCH["reason"]]
    lead = office.world.client("jo").page(f"/concerns/{concern_id}").text
    assert "Refer to children’s services; Support from us" in lead
    assert "Support in this setting" not in lead
    assert "Read the reasons in entry 4" in lead
    assert "Sam Lee cannot read this entry." in lead
    assert WATCH["reason"] in lead


def test_a_file_that_was_read_and_not_decided_says_so_to_both(office: Office):
    concern_id = office.signed("sam")
    path, no = f"/concerns/{concern_id}", "No decision is recorded yet."
    sam, jo = office.world.client("sam"), office.world.client("jo")
    assert no not in sam.page(path).text
    acknowledge_concern(office.at("jo"), concern_id)
    mine, theirs = sam.page(path), jo.page(path)
    assert f"{no} You do not have to wait for one." in mine.text
    assert f"{path}/referral#ring-now" in mine.links
    assert no in theirs.text
    assert theirs.links.count(f"{path}/decide") == 4  # beside it, next, outstanding, and under More
    assert "Read, not decided." in theirs.text
    assert "Read, not decided." not in mine.text
    assert "Decide what happens next" in jo.page("/").text
    assert "no date set" not in jo.page("/concerns").text
    decide(office, concern_id, WATCH)
    assert "Read, not decided." not in jo.page(path).text
    assert "Decide what happens next" not in jo.page("/").text
    mine = sam.page(path)
    assert no not in mine.text
    assert mine.links.count(f"{path}/disagree") == 1 + 1


@pytest.mark.parametrize("outcome", ["police", "refer", "early_help"])
def test_a_day_that_is_none_is_never_offered_to_be_kept(office: Office, outcome: str):
    concern_id = office.signed("sam")
    jo = office.world.client("jo")
    form = look(jo, f"/concerns/{concern_id}/decide")
    boxes = {"outcome": outcome, "reason": "Now.", "for_author": "Wait.", "task_due": "31/2/2026"}
    for name, text in boxes.items():
        form.set(f"outcomes-0-{name}", [text])
    for _ in range(2):
        page = to_mend(jo, jo.post(form.action, data=form.sent()))
        assert "To keep it as it is" not in page
        assert "31/2/2026" in page
        form = look(jo, f"/concerns/{concern_id}/decide")
    form.set("outcomes-0-task_due", ["tomorrow"])
    assert jo.post(form.action, data=form.sent()).status_code == 303
    said = [entry for _, entry in open_concern(office.at("jo"), concern_id).said]
    assert any(isinstance(one, Decision) for one in said)


def test_a_colleagues_decision_is_said_where_it_is_only_saved(office: Office):
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    jo = office.world.client("jo")
    mine = look(jo, f"/concerns/{concern_id}/decide")
    mine.set("outcomes-0-reason", ["She is afraid."])
    police = {"outcome": "police", "reason": "Threats.", "for_author": "Stay with her."}
    decide(office, concern_id, police, who="deputy")
    saved = jo.post(mine.action, data=mine.sent(mine.button("Save")))
    assert "decided “Call 999 or the police”" in jo.get(saved.location).text


def test_a_colleagues_decision_meanwhile_is_said_and_both_stay(office: Office):
    concern_id = office.signed("sam")
    path = f"/concerns/{concern_id}"
    acknowledge_concern(office.at("jo"), concern_id)
    jo, dele = office.world.client("jo"), office.world.client("deputy")
    mine = look(jo, f"{path}/decide")
    for name, text in (("outcome", "refer"), ("reason", "She is afraid."), ("for_author", "Wait.")):
        mine.set(f"outcomes-0-{name}", [text])
    police = {"outcome": "police", "reason": "Threats.", "for_author": "Stay with her."}
    decide(office, concern_id, police, who="deputy")
    page = to_mend(jo, jo.post(mine.action, data=mine.sent()))
    assert "decided “Call 999 or the police”" in page
    assert "after you opened this page. Read that first. We saved your text." in page
    assert "She is afraid." in page
    said = [entry for _, entry in open_concern(office.at("jo"), concern_id).said]
    assert sum(isinstance(one, Decision) for one in said) == 1
    again = look(jo, f"{path}/decide")
    assert "She is afraid." in str(again.sent())
    assert jo.post(again.action, data=again.sent()).status_code == 303
    for client in (jo, dele):
        text = client.page(path).text
        assert "Refer to children’s services" in text
        assert "Also decided by Dele Okoro" in text
        assert "Decided: call 999 or the police." in text
        assert "Referral decided, not yet made." in text
    kinds = {task.kind for task in load_waiting_work(office.at("jo")).tasks.today}
    assert {"police", "refer"} <= kinds


@pytest.mark.parametrize(
    ("decision", "control", "help"),
    [
        ({}, "outcomes-0-outcome", "Select what happens now."),
        (
            {"outcome": "no_further_action", "review_on": day(9)},
            "outcomes-0-reason",
            "Write why.",
        ),
        (
            {"outcome": "no_further_action", "reason": "Asked."},
            "outcomes-0-review_on",
            "Enter the day to review this",
        ),
        (
            {"outcome": "refer", "reason": "Asked."},
            "outcomes-0-for_author",
            "Write what they need to know and do",
        ),
        (WATCH | {"review_on": "soon"}, "outcomes-0-review_on", "Enter the day to review this"),
        (WATCH | {"review_on": day(-1)}, "outcomes-0-review_on", "Enter today or a later day."),
    ],
)
def test_what_is_missing_is_said_beside_it_and_what_was_typed_stays(
    office: Office, decision, control, help
):
    concern_id = office.signed("sam")
    jo = office.world.client("jo")
    form = look(jo, f"/concerns/{concern_id}/decide")
    assert WORDS.split("\n")[0] in jo.get(f"/concerns/{concern_id}/decide").text  # stay in view
    for name, texts in typed(decision).items():
        form.set(name, texts)
    page = to_mend(jo, jo.post(form.action, data=form.sent()))
    assert f'href="#{control}' in page
    assert help in page
    assert "saved as you typed" not in page
    assert decision.get("review_on", "") in page
    assert len(open_concern(office.at("jo"), concern_id).entries) == 1


@pytest.mark.parametrize("who", ["sam", "pat", "senior"])
def test_only_those_it_was_sealed_to_decide(office: Office, who: str):
    concern_id = office.signed("sam")
    client = office.world.client(who)
    absent = client.get("/concerns/00000000-0000-4000-8000-000000000000/decide")
    answer = client.get(f"/concerns/{concern_id}/decide")
    assert (answer.status_code, answer.data) == (404, absent.data)
    assert len(open_concern(office.at("jo"), concern_id).entries) == 1


def test_the_author_may_disagree_and_is_shown_who_else_to_ask(office: Office):
    concern_id = office.signed("sam")
    decide(office, concern_id, WATCH)
    sam = office.world.client("sam")
    found = sam.get(f"/concerns/{concern_id}").get_data(as_text=True)
    assert re.search(r"Read the decision in\s+entry \d</a>\. If you disagree, <a ", found)
    page = sam.page(f"/concerns/{concern_id}/disagree").text
    assert "0800 028 0285" in page
    assert "Make a referral" in page
    answers = {"why": ["She is not safe at home."], "instead": ["Refer her."]}
    fill(sam, f"/concerns/{concern_id}/disagree", answers)
    said = open_concern(office.at("jo"), concern_id).entries[-1].entry
    assert isinstance(said, Disagreement)
    assert said.parts[0].values == {name: text[0] for name, text in answers.items()}
    jo = office.world.client("jo").get(f"/concerns/{concern_id}").get_data(as_text=True)
    assert "Decision challenged" in jo


def test_on_the_review_day_readers_are_told_once_and_the_list_says_so(office: Office):
    concern_id = office.signed("sam")
    decide(office, concern_id, WATCH, WATCH | {"review_on": day(9)})
    for who, name in (("jo", "You"), ("sam", "Jo Smith")):
        text = office.world.client(who).page(f"/concerns/{concern_id}").text
        assert f"{name} planned to review this by" in text
    (due,) = office.session.scalars(select(Due).where(Due.done.is_(False)))
    assert (due.at, due.concern_id) == (NOON, concern_id)
    before = set(office.session.scalars(select(Outbox.id)))
    for minutes in (-1, 1, 20, 60):
        office.now = NOON + timedelta(minutes=minutes)
        scheduler.run_jobs_once(tools(office))
    new = [row for row in office.session.scalars(select(Outbox)) if row.id not in before]
    told = [row for row in new if row.template != "numbers_due"]  # has its own tests
    assert {(row.template, row.member_id) for row in told} == {
        ("something_waits", office.id("jo")),
        ("something_waits", office.id("deputy")),
        ("something_waits", office.id("sam")),
    }
    assert len(told) == 3
    assert [one.id for one in load_inbox(office.at("jo")).overdue] == [concern_id]
    again = (Part("decision", ("c1",), REFER | {"outcome": "lado"}, "o1"),)
    follow_up_entries.sign_follow_up(
        office.at("deputy"), concern_id, office.draft("deputy", concern_id), Decision, again
    )
    (second,) = office.session.scalars(select(Due).where(Due.done.is_(False)))
    assert second.at == NOON + timedelta(days=2), "each decision has its own day"
    assert not load_inbox(office.at("jo")).overdue


def test_pressing_twice_makes_one_decision(office: Office):
    concern_id = office.signed("sam")
    jo = office.world.client("jo")
    form = look(jo, f"/concerns/{concern_id}/decide")
    for name, texts in typed(REFER).items():
        form.set(name, texts)
    ends = {jo.post(form.action, data=form.sent()).location for _ in range(2)}
    assert len(ends) == 1
    kinds = [type(one.entry).__name__ for one in open_concern(office.at("jo"), concern_id).entries]
    assert kinds == ["Record", "Acknowledgement", "Decision", "LeadsNote"]


NEWS = "it might say what you need to do."


def test_home_tells_the_author_that_a_decision_waits_for_them(office: Office):
    concern_id = office.signed("sam")
    sam = office.world.client("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    assert NEWS not in sam.page("/").text
    fill(office.world.client("jo"), f"/concerns/{concern_id}/decide", typed(REFER))
    assert NEWS in sam.page("/").text
    assert TELL.partition("\n")[0] in sam.page(f"/concerns/{concern_id}").text
    assert NEWS not in sam.page("/").text
