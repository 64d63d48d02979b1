"""Several outcomes at once: each that someone has to do is a task, signed with the decision."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.domain.deadlines.outstanding import OutstandingKind
from app.domain.record.entry_schema import AssignedTask, Decision, LeadsNote
from app.services.concern_lists.today import load_waiting_work
from app.services.concerns import follow_up_entries
from app.services.concerns.concern_reading import open_concern
from app.services.integrity.integrity_check import find_all_differences
from tests.support.club.office import Office
from tests.support.web.record_client import fill, look, to_mend

WHY, TELL = "He has her address.", "Stay with her."
SOCIAL_WORKER, ADVICE = "allocated_social_worker", "consult_without_names"


def decide(office: Office, concern_id: UUID, *outcomes: str, who: str = "jo", **more: str) -> str:
    """Tick these outcomes on the page, and sign; returns where it led."""
    answers = {"outcomes-0-outcome": list(outcomes), "outcomes-0-reason": [WHY]}
    answers["outcomes-0-for_author"] = [TELL]
    return fill(
        office.world.client(who),
        f"/concerns/{concern_id}/decide",
        answers | {name: [text] for name, text in more.items()},
    )


def kinds(office: Office, concern_id: UUID, who: str = "jo") -> list[str]:
    file = open_concern(office.at(who), concern_id)
    return [
        one.kind.value for one in follow_up_entries.find_outstanding_of_concern(office.org, file)
    ]


def test_each_outcome_that_means_work_is_a_task_and_referrals_have_clocks(
    office: Office, concern_id: UUID
):
    owner = {"outcomes-0-task_owner": str(office.id("deputy")), "outcomes-0-task_due": "tomorrow"}
    decide(office, concern_id, "refer", SOCIAL_WORKER, ADVICE, **owner)
    said = [entry for _, entry in open_concern(office.at("jo"), concern_id).said][2:]
    assert [type(one) for one in said] == [Decision, LeadsNote, AssignedTask, AssignedTask]
    outcomes = [part.values["outcome"] for part in said[0].parts]
    assert outcomes == ["refer", ADVICE, SOCIAL_WORKER]
    assert [part.values["reason"] for part in said[1].parts] == [WHY]
    assert {one.owner.id for one in said[2:]} == {str(office.id("deputy"))}
    day = office.at("jo").today + timedelta(days=1)
    assert [(one.what, one.due) for one in said[2:]] == [
        ("Ask children’s services for advice without giving names", day),
        ("Tell the child’s own social worker", day),
    ]
    assert sorted(kinds(office, concern_id)) == ["refer", "task", "task"]
    assert [task.kind for task in load_waiting_work(office.at("deputy")).tasks.next_week] == [
        "task"
    ] * 2
    assert kinds(office, concern_id, "sam") == ["refer"]
    sam = office.world.client("sam").page(f"/concerns/{concern_id}").text
    assert "Tell the child’s own social worker" in sam  # the outcome, not who does it
    assert sam.count(TELL) == 2  # at the head, and in the entry
    assert find_all_differences(office.at("jo")) == ()


def test_who_does_it_is_filled_in_and_a_day_that_is_over_is_said(office: Office, concern_id: UUID):
    jo, path = office.world.client("jo"), f"/concerns/{concern_id}/decide"
    form = look(jo, path)
    assert form.controls["outcomes-0-task_owner"].on == [str(office.id("jo"))]
    form.set("outcomes-0-outcome", [ADVICE, "no_further_action"])
    form.set("outcomes-0-reason", [WHY])
    form.set("outcomes-0-task_due", ["yesterday"])
    page = to_mend(jo, jo.post(form.action, data=form.sent()))
    assert "Enter today or a later day." in page
    assert "Select “No further action now” alone" in page
    assert WHY in page


def test_a_family_that_is_not_told_yet_is_looked_at_again_by_a_day(
    office: Office, concern_id: UUID
):
    jo, path = office.world.client("jo"), f"/concerns/{concern_id}/decide"
    form = look(jo, path)
    form.set("family_told", ["not_yet"])
    page = to_mend(jo, jo.post(form.action, data=form.sent()))
    assert "Say why the family cannot be told yet." in page
    family = {"family_told": "not_yet", "family_why": "Her uncle.", "family_due": "tomorrow"}
    end = decide(office, concern_id, "refer", **family)
    file = open_concern(office.at("jo"), concern_id)
    (task,) = [entry for _, entry in file.said if isinstance(entry, AssignedTask)]
    assert task.what == "Review if the family can be told"
    page = jo.page(end).text
    assert "If not yet, why? Her uncle." in page
    assert "Decide if it’s safe to speak to the family" not in page  # asked and answered
    assert "Her uncle." not in office.world.client("sam").page(f"/concerns/{concern_id}").text


def test_a_low_level_concern_is_kept_only_by_those_who_read_about_staff(
    office: Office, concern_id: UUID
):
    assert (
        "Low-level concern"
        not in office.world.client("jo").page(f"/concerns/{concern_id}/decide").text
    )
    about_staff = office.signed("sam", about="yes")
    decide(office, about_staff, "low_level", "lado", who="senior")
    file = open_concern(office.at("senior"), about_staff)
    (decision,) = [entry for _, entry in file.said if isinstance(entry, Decision)]
    assert [part.values["outcome"] for part in decision.parts] == ["lado", "low_level"]
    # the call to the LADO has its own clock: no task is made for it
    assert kinds(office, about_staff, "senior") == [OutstandingKind.LADO]
