"""Before someone leaves, Heard asks them about their drafts; leads see only that there are some."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.domain.routing.recipients import Recipients
from app.errors import InvalidError
from app.models.concern import Concern
from app.models.draft import Draft
from app.models.outbox import Outbox
from app.services.concern_lists.inbox import find_late_unsigned_drafts
from app.services.integrity.integrity_check import find_all_differences
from app.services.notices import notice_lines
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import restore_member, suspend_member
from app.services.suspension.planned_leaving import find_planned_leaving, write_leaving_day
from audit.events import Action
from tests.support.club.office import Office
from tests.support.club.world import World

pytestmark = pytest.mark.both_databases


def path_of(office: Office, who: str) -> str:
    return f"/members/{office.id(who)}/leaving"


def plan(office: Office, who: str = "sam", days: int = 18) -> date:
    day = office.at("jo").today + timedelta(days=days)
    write_leaving_day(office.at("jo"), office.id(who), day)
    return day


def start_record(office: Office, who: str = "sam", told: str = "leads", hours: int = 2) -> UUID:
    draft = office.draft(who)
    begun = office.now - timedelta(hours=hours)
    office.world.change(update(Draft).where(Draft.id == draft).values(told=told, began_at=begun))
    return draft


def home(office: Office, who: str) -> str:
    return office.world.client(who).page("/").text


def test_home_asks_the_leaver_about_each_draft_until_they_are_gone(office: Office):
    assert "You leave on" not in home(office, "sam")
    page = office.world.client("jo").page(path_of(office, "sam")).text
    assert "When Sam Lee leaves Only Sam Lee can open their drafts" in page
    answer = office.world.client("jo").send(path_of(office, "sam"), {"day": "tomorrow"})
    assert answer.status_code == 303
    day = office.at("jo").today + timedelta(days=1)
    leaving = f"You leave on {day.day} {day:%B %Y}."
    assert f"{leaving} You have no drafts to sign or delete." in home(office, "sam")
    first = start_record(office)
    assert f"{leaving} Sign or delete your draft by then. No one else can" in home(office, "sam")
    start_record(office)
    assert f"{leaving} Sign or delete each of your 2 drafts by then." in home(office, "sam")
    sam = office.world.client("sam")
    assert sam.send(f"/record/{first}/discard", {}).status_code == 303
    assert f"{leaving} Sign or delete your draft" in home(office, "sam")
    assert "You leave on" not in home(office, "pat")
    assert find_all_differences(office.at("jo")) == ()


def test_the_leaver_is_told_by_email_and_a_notice_and_can_stay(office: Office):
    plan(office)
    rows = office.session.execute(select(Outbox.member_id, Outbox.template)).all()
    assert (office.id("sam"), "account_changed") in rows
    uow = office.at("sam")
    uow.key_log.refresh(uow.session, uow.org)
    lines = [line.text for line in notice_lines.list_open_notices(uow)]
    assert any(line.startswith("Jo Smith wrote down when you leave") for line in lines)
    answer = office.world.client("deputy").send(path_of(office, "sam"), {"stays": "1"})
    assert answer.status_code == 303
    assert find_planned_leaving(office.at("jo"), office.id("sam")) is None
    assert "You leave on" not in home(office, "sam")


def test_the_leaver_is_asked_about_records_only_they_can_open(world_without_senior: World):
    office = Office.today(world_without_senior)
    alone = office.signed("sam", about="yes", choice=Recipients.NOBODY)
    office.signed("sam")
    asked = "Only you can open these. Call or refer, and print them, before you leave."
    assert asked not in home(office, "sam")
    plan(office)
    text = home(office, "sam")
    reference = office.session.get_one(Concern, alone).reference
    assert text.count(asked) == 1
    assert f"{reference} , signed on" in text
    assert asked not in home(office, "jo")


def test_leads_are_told_once_the_last_day_has_passed(office: Office):
    now = office.now
    plan(office, "pat", days=0)  # the last day itself
    office.now = now - timedelta(days=3)
    day = plan(office, "deputy", days=2)
    office.now = now
    said = f"Dele Okoro’s last day was {day.day} {day:%B %Y}. Stop their account and hand over"
    assert said in home(office, "jo")
    assert home(office, "jo").count("last day was") == 1
    for who in ("deputy", "senior", "sam"):
        assert "last day was" not in home(office, who)
    suspend_member(office.at("jo"), office.id("deputy"))
    assert "last day was" not in home(office, "jo")


def test_the_newest_day_counts_and_the_same_day_is_written_once(office: Office):
    plan(office)
    day = plan(office, days=20)
    plan(office, days=20)
    assert find_planned_leaving(office.at("deputy"), office.id("sam")).day == day
    acts = [event.act for event in office.events()]
    assert acts.count(Action.MEMBER_LEAVING) == 2


def test_a_lead_who_leaves_is_led_to_their_work(office: Office):
    plan(office, "deputy")
    page = office.world.client("deputy").page("/")
    assert f"/members/{office.id('deputy')}/hand-over" in page.links


@pytest.mark.parametrize(
    ("typed", "help"),
    [
        ("", "Enter the day they leave"),
        ("yesterday", "Enter today or a later day"),
        ("1 January 2099", "Enter a day within a year"),
        ("soon", "Write it like"),
    ],
)
def test_a_day_that_cannot_be_is_asked_for_again(office: Office, typed: str, help: str):
    answer = office.world.client("jo").send(path_of(office, "sam"), {"day": typed})
    assert (answer.status_code, help in answer.text) == (422, True)
    assert find_planned_leaving(office.at("jo"), office.id("sam")) is None


def test_after_a_sudden_leaving_leads_see_only_that_there_is_a_record(office: Office):
    start_record(office)
    suspend_member(office.at("jo"), office.id("sam"))
    (found,) = find_late_unsigned_drafts(office.at("jo"))
    assert found.is_stopped
    words = "Their account is stopped, and only they could open it. Ask them what the child said"
    assert words in home(office, "jo")
    member = office.world.client("jo").page(f"/members/{office.id('sam')}").text
    assert "1 unsigned record, started" in member
    assert "Only Sam Lee can open it. Ask them what the child said, and record it." in member
    restore_member(office.at("jo"), office.id("sam"))
    assert not find_late_unsigned_drafts(office.at("jo"))[0].is_stopped


def test_a_draft_of_someone_removed_stays_on_their_page_alone(office: Office):
    start_record(office)
    suspend_member(office.at("jo"), office.id("sam"))
    remove_member(office.at("jo"), office.id("sam"))
    office.now += timedelta(days=29)
    assert len(find_late_unsigned_drafts(office.at("deputy"))) == 1
    office.now += timedelta(days=2)
    assert find_late_unsigned_drafts(office.at("deputy")) == ()
    page = office.world.client("jo").page(f"/members/{office.id('sam')}").text
    assert "1 unsigned record, started" in page


def test_a_draft_that_leads_may_not_know_of_is_on_no_page_of_theirs(office: Office):
    start_record(office, told="seniors")
    plan(office)
    suspend_member(office.at("jo"), office.id("sam"))
    assert (
        "unsigned record" not in office.world.client("jo").page(f"/members/{office.id('sam')}").text
    )
    assert find_late_unsigned_drafts(office.at("jo")) == ()
    assert len(find_late_unsigned_drafts(office.at("senior"))) == 1


def test_no_day_is_written_for_an_account_that_is_stopped(office: Office):
    suspend_member(office.at("jo"), office.id("sam"))
    with pytest.raises(InvalidError):
        plan(office)
    for who in ("sam", "pat", "senior"):
        assert office.world.client("pat").get(path_of(office, who)).status_code == 403


def test_a_removal_ends_what_was_planned(office: Office):
    plan(office)
    suspend_member(office.at("jo"), office.id("sam"))
    assert find_planned_leaving(office.at("jo"), office.id("sam")) is not None
    remove_member(office.at("jo"), office.id("sam"))
    assert find_planned_leaving(office.at("jo"), office.id("sam")) is None
