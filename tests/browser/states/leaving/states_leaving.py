"""Before someone leaves: their last day, their drafts, and all that they have in hand."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from app.models.draft import Draft
from app.services.concern_tasks import task_entries
from app.services.concern_tasks.task_entries import NewTask
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.suspension.member_suspension import restore_member, suspend_member
from app.services.suspension.planned_leaving import write_leaving_day
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG, answer
from tests.support.disclosures import load
from tests.support.web.record_client import signed

WHAT = "Tell Theo’s lead about the flat on Mill Lane"


@shows("accounts.leaving_day", "empty", "full")
@shows("accounts.set_leaving_day", "errors", "long")
@shows("accounts.member", "full")
@shows("public.home", "full")
def last_day(stage: Stage) -> None:
    """The day is written down, the person sees it, and later their account is stopped."""
    world = stage.club.world
    sam = world.people["sam"].id
    path = f"/members/{sam}/leaving"
    stage.visit("accounts.leaving_day", "empty", "jo", path)
    for state, typed in (("errors", ""), ("long", LONG)):
        answer(stage, "accounts.set_leaving_day", state, "jo", path, {"day": typed})
    uow = world.uow("jo")
    write_leaving_day(uow, sam, uow.today + timedelta(days=18))
    add_draft(stage, sam)
    stage.visit("accounts.leaving_day", "full", "jo", path)
    stage.visit("accounts.member", "full", "jo", f"/members/{sam}", "leaves soon")
    stage.visit("public.home", "full", "sam", "/", "leaves soon")
    suspend_member(world.uow("jo"), sam)
    stage.visit("accounts.member", "full", "jo", f"/members/{sam}", "left with a draft")
    stage.visit("public.home", "full", "jo", "/", "a draft of someone who left")
    restore_member(world.uow("jo"), sam)  # other pages are theirs


def add_draft(stage: Stage, author: UUID) -> None:
    """Add a record that someone started two hours ago and did not sign."""
    uow = stage.club.world.uow("jo")
    begun = uow.clock() - timedelta(hours=2)
    with uow.keep() as session:
        session.add(
            Draft(
                id=uuid4(),
                org_id=uow.org.id,
                user_id=author,
                began_at=begun,
                saved_at=begun,
                told="leads",
            )
        )


@shows("review.leaver_work", "empty", "full")
@shows("review.hand_over_work", "errors", "long")
@shows("accounts.show_suspension_form", "full")
def work(stage: Stage) -> None:
    """One person for everything, or someone else for one concern."""
    world = stage.club.world
    path = f"/members/{world.people['jo'].id}/hand-over"
    stage.visit("review.leaver_work", "empty", "jo", path)
    for name in ("single_sentence", "full"):
        concern_id = signed(world, load(name))
        acknowledge_concern(world.uow("jo"), concern_id)
        uow = world.uow("jo")
        file = task_entries.open_concern_as_reader(uow, concern_id)
        new = NewTask(WHAT, str(uow.me.id), uow.today + timedelta(days=3))
        task_entries.add_task(uow, file, new, uuid4())
    stage.visit("review.leaver_work", "full", "jo", path)
    stage.visit("review.leaver_work", "full", "deputy", path, "by a colleague")
    stop = f"/members/{world.people['jo'].id}/account"
    stage.visit("accounts.show_suspension_form", "full", "deputy", stop, "with open work")
    for state, typed in (("errors", ""), ("long", LONG)):
        answer(stage, "review.hand_over_work", state, "jo", path, {"why": typed})
    page = stage.tab("jo")
    page.goto(stage.club.server.url + path)
    to = str(world.people["deputy"].id)
    found = stage.send(page, "/hand-over", {"to": to, "why": "I leave on 18 December."})
    stage.judge("review.leaver_work", "full", page, found, "handed over")


@shows("accounts.roles", "full")
@shows("accounts.change_roles", "errors", "conflict")
def change_of_roles(stage: Stage) -> None:
    """Visit the page that changes roles: of staff, a lead and a head."""
    people = stage.club.world.people
    for who in ("sam", "deputy", "senior"):
        path = f"/members/{people[who].id}/roles"
        stage.visit("accounts.roles", "full", "jo", path, who)
    path = f"/members/{people['sam'].id}/roles"
    fields = {"roles": ["administrator"]}
    answer(stage, "accounts.change_roles", "errors", "jo", path, fields)
    fields = {"roles": ["auditor"], "seen": "practitioner trainee"}
    answer(stage, "accounts.change_roles", "conflict", "jo", path, fields)
