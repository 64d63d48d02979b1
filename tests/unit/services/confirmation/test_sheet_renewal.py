"""A new recovery sheet: what it opens, what the old one opens no more, and who has to agree."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import delete, select

from app.domain.routing.actors import Role, Team
from app.errors import InvalidError, NotFoundError, ThrottledError
from app.models.member import Throttle
from app.models.outbox import Outbox
from app.models.team import TeamGrant
from app.services.auth import one_time_display, sessions
from app.services.concerns.concern_reading import open_concern
from app.services.confirmation import (
    acting_lead,
    senior_approvals,
    sheet_drill,
    sheet_renewal,
    sheet_requests,
    step_removal_by_sheet,
    team_key_change,
)
from app.services.confirmation.certification import OLDER_SHEET, SHEET_WAITS, WRONG_SHEET
from app.services.confirmation.sheet_tries import DOES_NOT_OPEN
from app.services.integrity import integrity_check
from app.services.members.unverified_key_holders import find_team_key_holders
from app.services.notices import notice_lines
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from audit.events import Action
from tests.support.club.club_setup import read_seen, type_words
from tests.support.club.new_sheets import (
    draw_sheet,
    find_request,
    get_approval,
    make_new_text,
    replace_lost,
    replace_with_old,
    sheet_of,
)
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office
from tests.support.club.second_steps import set_up_step

REPLACED = OLDER_SHEET.format(day="24 November 2026")


def epochs(office: Office, who: str, team: Team) -> list[int]:
    uow = office.at(who)
    return [epoch for epoch, _ in uow.keys.team_secrets(uow.session, team)]


def appoint(office: Office, sheet: str, who: str = "sam") -> None:
    typed = type_words(office.at("jo"), office.id(who))
    acting_lead.appoint_acting_lead(office.at("pat"), f"{who}@example.org", sheet, typed)


def differences(office: Office) -> tuple[str, ...]:
    return integrity_check.find_all_differences(office.world.uow())


def approve_head(office: Office, member_id) -> None:
    """Let Jo confirm a new head by words, and the chair approve it."""
    senior_approvals.confirm_senior(
        office.at("jo"), member_id, type_words(office.at("jo"), member_id)
    )
    senior_approvals.approve_senior(
        office.at("senior"), member_id, read_seen(office.at("senior"), member_id)
    )


def demand_refused(said: str, call, *given) -> None:
    with pytest.raises(InvalidError) as refused:
        call(*given)
    assert list(refused.value.problems.values()) == [said]


@pytest.mark.both_databases
def test_with_the_old_sheet_both_keys_change_and_only_the_new_opens(office: Office):
    before = office.signed("sam"), office.signed("sam", about="yes")
    new = replace_with_old(office)
    after = office.signed("sam"), office.signed("sam", about="yes")
    assert epochs(office, "jo", Team.LEADS) == [2, 1]
    assert epochs(office, "senior", Team.SENIORS) == [2, 1]
    for who, at in (("jo", 0), ("deputy", 0), ("senior", 1)):
        for concern_id in (before[at], after[at]):
            assert not open_concern(office.at(who), concern_id).entries[0].refused
    demand_refused(REPLACED, appoint, office, sheet_of(office))
    appoint(office, new)
    assert not open_concern(office.world.uow("sam"), after[0]).entries[0].refused
    assert differences(office) == ()


def test_every_use_of_the_sheet_takes_the_new_and_refuses_the_old(office: Office):
    old, new = sheet_of(office), replace_with_old(office)
    joined = join_as(office.world, "robin", (Role.SENIOR,)).id
    approve_head(office, joined)

    def confirm(sheet: str) -> None:
        seen = read_seen(office.at("jo"), joined)
        senior_approvals.grant_senior_access(office.at("jo"), joined, seen, sheet)

    def remove(sheet: str) -> None:
        remove_member(office.at("jo"), office.id("senior"), sheet)

    def turn_off(sheet: str) -> None:
        uow = office.world.uow()
        step_removal_by_sheet.turn_off_second_step_with_sheet(uow, "jo@example.org", sheet)

    def renew(sheet: str) -> None:
        token = office.world.token("jo")
        sheet_renewal.start_new_sheet(office.at("jo"), token, sheet)

    set_up_step(office, "jo")
    get_approval(office)
    demand_refused(REPLACED, confirm, old)
    confirm(new)
    suspend_member(office.at("jo"), office.id("senior"))
    for use in (remove, turn_off, renew):
        demand_refused(REPLACED, use, old)
        use(new)
    assert differences(office) == ()


@pytest.mark.both_databases
def test_a_lost_sheet_is_replaced_by_two_people_and_a_head_follows(office: Office):
    office.signed("sam", about="yes")
    new = replace_lost(office)
    assert epochs(office, "jo", Team.LEADS) == [2, 1]
    assert epochs(office, "senior", Team.SENIORS) == [1]
    assert sheet_drill.load_sheet_status(office.at("senior")).waits_for_seniors
    joined = join_as(office.world, "robin", (Role.SENIOR,)).id
    approve_head(office, joined)
    seen = read_seen(office.at("jo"), joined)
    given = senior_approvals.grant_senior_access, office.at("jo"), joined, seen
    demand_refused(SHEET_WAITS, *given, new)
    demand_refused(REPLACED, *given, sheet_of(office))
    for _ in range(2):  # pressed twice
        sheet_renewal.change_seniors_key_for_sheet(office.at("senior"))
    assert epochs(office, "senior", Team.SENIORS) == [2, 1]
    assert not sheet_drill.load_sheet_status(office.at("senior")).waits_for_seniors
    senior_approvals.grant_senior_access(office.at("jo"), joined, seen, new)
    assert sheet_drill.check_sheet_and_log_drill(office.at("jo"), new) == set(Team)
    assert differences(office) == ()


def test_the_sheets_are_no_members_while_heads_have_the_older_one(office: Office):
    before = find_team_key_holders(office.at("jo"))
    replace_lost(office)
    uow = office.at("jo")
    sheet_requests.load_sheet_index(uow)
    assert find_team_key_holders(uow) == before
    suspend_member(office.at("jo"), office.id("deputy"))
    remove_member(office.at("jo"), office.id("deputy"))
    assert epochs(office, "jo", Team.LEADS) == [3, 2, 1]
    replace_lost(office, approver="senior")
    assert epochs(office, "jo", Team.LEADS) == [4, 3, 2, 1]
    assert differences(office) == ()


def test_a_found_old_sheet_brings_the_heads_key_over(office: Office):
    new, old = replace_lost(office), sheet_of(office)
    demand_refused(WRONG_SHEET, sheet_renewal.change_seniors_key_for_sheet, office.at("jo"), new)
    sheet_renewal.change_seniors_key_for_sheet(office.at("jo"), old)
    assert epochs(office, "senior", Team.SENIORS) == [2, 1]
    assert sheet_drill.check_sheet_and_log_drill(office.at("deputy"), new) == set(Team)
    assert differences(office) == ()


def test_no_lead_makes_a_sheet_alone(office: Office):
    old, token = sheet_of(office), office.world.token("jo")
    for typed in ("", old):  # who replaced it alone would have shut out the others, who keep it
        given = sheet_renewal.start_new_sheet, office.at("jo"), token, typed
        demand_refused(sheet_requests.NOT_READY, *given)
    sheet_requests.request_new_sheet(office.at("jo"))
    request_id = find_request(office)
    demand_refused(
        sheet_requests.OWN_REQUEST,
        sheet_requests.approve_sheet_request,
        office.at("jo"),
        request_id,
    )
    office.now += timedelta(hours=25)
    replace, new = sheet_renewal.replace_sheet, draw_sheet(office, request_id)
    demand_refused(sheet_requests.NOT_READY, replace, office.at("jo"), new)
    alone = draw_sheet(office, old=old)
    demand_refused(sheet_requests.NOT_READY, replace, office.at("jo"), alone)
    sheet_requests.approve_sheet_request(office.at("senior"), request_id)
    demand_refused(sheet_requests.NOT_READY, replace, office.at("deputy"), new)
    with pytest.raises(NotFoundError):
        sheet_requests.request_new_sheet(office.at("senior"))
    for who in ("senior", "sam"):
        with pytest.raises(NotFoundError):
            sheet_renewal.start_new_sheet(office.at(who), token, sheet_of(office))
    replace(office.at("jo"), new)
    assert sheet_drill.load_sheet_status(office.at("jo")).request_id == ""


def test_an_approval_is_stopped_or_too_old_and_counts_once(office: Office):
    replace = sheet_renewal.replace_sheet
    stopped = get_approval(office)
    sheet_requests.stop_sheet_request(office.at("senior"), stopped)
    sheet_requests.stop_sheet_request(office.at("senior"), stopped)
    new = draw_sheet(office, stopped)
    demand_refused(sheet_requests.NOT_READY, replace, office.at("jo"), new)
    over = get_approval(office)
    demand_refused(sheet_requests.NOT_READY, replace, office.at("jo"), new)
    office.now += timedelta(days=7)
    new = draw_sheet(office, over)
    demand_refused(sheet_requests.NOT_READY, replace, office.at("jo"), new)
    new = draw_sheet(office, get_approval(office))
    for _ in range(2):
        replace(office.at("jo"), new)  # pressed twice
    assert epochs(office, "jo", Team.LEADS) == [2, 1]
    another = draw_sheet(office, new.request)
    demand_refused(sheet_requests.NOT_READY, replace, office.at("jo"), another)


def test_someone_who_was_stopped_neither_asks_nor_approves(office: Office):
    new = draw_sheet(office, get_approval(office, approver="deputy"))
    suspend_member(office.at("jo"), office.id("deputy"))
    demand_refused(sheet_requests.NOT_READY, sheet_renewal.replace_sheet, office.at("jo"), new)


def test_a_sole_lead_waits_a_day_by_the_line_of_the_log(sole_lead: Office):
    sheet_requests.request_new_sheet(sole_lead.at("jo"))
    new = draw_sheet(sole_lead, find_request(sole_lead))
    sole_lead.now += timedelta(hours=23, minutes=59)
    demand_refused(sheet_requests.NOT_READY, sheet_renewal.replace_sheet, sole_lead.at("jo"), new)
    sole_lead.now += timedelta(minutes=1)
    sheet_renewal.replace_sheet(sole_lead.at("jo"), new)
    assert epochs(sole_lead, "jo", Team.LEADS) == [2, 1]


def test_the_old_sheets_grants_are_deleted_and_everyone_is_told(office: Office):
    start = len(office.events())
    replace_with_old(office)
    held = office.session.execute(
        select(TeamGrant.team, TeamGrant.epoch).where(TeamGrant.user_id.is_(None))
    ).all()
    assert sorted(map(tuple, held)) == [("leads", 2), ("seniors", 2)]
    acts = [event.act for event in office.events()[start:]]
    assert acts.count(Action.RECOVERY_SHEET_MADE) == acts.count(Action.GRANT_REMOVED) == 2
    for who in ("deputy", "senior"):  # and Jo by email: Home shows no one what they did themself
        said = [line.text for line in notice_lines.list_open_notices(office.world.uow(who))]
        assert any("made a new recovery sheet" in words for words in said), who
    mails = set(office.session.execute(select(Outbox.member_id, Outbox.template)).all())
    assert mails == {(office.id(who), "team_notice") for who in ("jo", "deputy", "senior")}


def test_two_new_sheets_in_turn_leave_only_the_last(office: Office):
    first = replace_with_old(office)
    second = replace_with_old(office, by="deputy", old=first)
    for sheet in (sheet_of(office), first):
        demand_refused(REPLACED, appoint, office, sheet)
    appoint(office, second)
    assert differences(office) == ()


def test_eight_wrong_sheets_of_one_person_are_all_there_are(office: Office):
    for _ in range(8):
        demand_refused(
            WRONG_SHEET, sheet_drill.check_sheet_and_log_drill, office.at("jo"), make_new_text()
        )
    with pytest.raises(ThrottledError):
        sheet_drill.check_sheet_and_log_drill(office.at("jo"), sheet_of(office))
    assert sheet_drill.check_sheet_and_log_drill(office.at("deputy"), sheet_of(office)) == set(Team)
    office.now += timedelta(minutes=15)
    assert sheet_drill.check_sheet_and_log_drill(office.at("jo"), sheet_of(office)) == set(Team)
    assert office.count(Throttle)
    refused = [event for event in office.events() if event.obj == "recovery_sheet/wrong"]
    assert len(refused) == 8


def test_a_proof_is_dated_by_the_log_and_due_again_after_a_year(office: Office):
    status = sheet_drill.load_sheet_status(office.at("jo"))
    assert (status.proved_at, status.checked) == (None, "")
    office.now = status.made_at + timedelta(days=365)
    assert not sheet_drill.load_sheet_status(office.at("jo")).proof_due
    office.now += timedelta(seconds=1)
    assert sheet_drill.load_sheet_status(office.at("jo")).proof_due
    sheet_drill.check_sheet_and_log_drill(office.at("jo"), f" {sheet_of(office).lower()}\n")
    status = sheet_drill.load_sheet_status(office.world.uow("jo"))
    assert (status.proved_at, status.proof_due, status.checked) == (office.now, False, "both")
    assert sheet_drill.load_sheet_status(office.at("deputy")).checked == ""
    office.now += timedelta(days=365, seconds=1)
    assert sheet_drill.load_sheet_status(office.at("jo")).proof_due


def test_a_new_sheet_is_to_be_typed_whole_after_a_week(office: Office):
    sheet_drill.check_sheet_and_log_drill(office.at("jo"), sheet_of(office))
    new = replace_with_old(office)
    made = sheet_drill.load_sheet_status(office.at("jo"))
    assert (made.made_at, made.proved_at, made.done, made.checked) == (office.now, None, "made", "")
    assert sheet_drill.load_sheet_status(office.at("deputy")).done == ""
    office.now += timedelta(days=7)
    later = sheet_drill.load_sheet_status(office.at("jo"))
    assert (later.proof_due, later.done) == (False, "")
    office.now += timedelta(seconds=1)
    assert sheet_drill.load_sheet_status(office.at("jo")).proof_due
    sheet_drill.check_sheet_and_log_drill(office.at("jo"), new)
    assert not sheet_drill.load_sheet_status(office.at("jo")).proof_due


def test_a_sheet_whose_grant_is_gone_is_told_apart_from_a_wrong_one(office: Office):
    get_approval(office)
    heads = TeamGrant.team == Team.SENIORS.value  # one alone: before anything is printed
    office.world.change(delete(TeamGrant).where(TeamGrant.user_id.is_(None), heads))
    old, token = sheet_of(office), office.world.token("jo")
    demand_refused(DOES_NOT_OPEN, sheet_drill.check_sheet_and_log_drill, office.at("jo"), old)
    demand_refused(DOES_NOT_OPEN, sheet_renewal.start_new_sheet, office.at("jo"), token, old)
    assert Action.RECOVERY_DRILLED not in {event.act for event in office.events()}


def test_a_sheet_that_was_replaced_makes_none_while_the_heads_wait(office: Office):
    old, first = sheet_of(office), replace_lost(office)
    request, token = get_approval(office), office.world.token("jo")
    for typed, said in ((old, REPLACED), ("rubbish", WRONG_SHEET)):
        demand_refused(said, sheet_renewal.start_new_sheet, office.at("jo"), token, typed)
        new = draw_sheet(office, request, typed)
        demand_refused(said, sheet_renewal.replace_sheet, office.at("jo"), new)
    assert epochs(office, "jo", Team.LEADS) == [2, 1]
    new = draw_sheet(office, request, first)
    sheet_renewal.replace_sheet(office.at("jo"), new)
    assert epochs(office, "senior", Team.SENIORS) == [1], "only the first sheet opens theirs"
    sheet_renewal.change_seniors_key_for_sheet(office.at("jo"), old)
    assert sheet_drill.check_sheet_and_log_drill(office.at("jo"), new.text) == set(Team)


def test_no_words_and_no_request_make_a_sheet_for_a_sole_lead(sole_lead: Office):
    replace = sheet_renewal.replace_sheet
    for typed in ("", "rubbish"):
        demand_refused(WRONG_SHEET, replace, sole_lead.at("jo"), draw_sheet(sole_lead, old=typed))
    replace(sole_lead.at("jo"), draw_sheet(sole_lead, old=sheet_of(sole_lead)))


def test_a_sheet_replaces_only_the_one_it_was_shown_for(office: Office):
    old, replace, changed = (
        sheet_of(office),
        sheet_renewal.replace_sheet,
        sheet_renewal.SHEET_CHANGED,
    )
    stale = draw_sheet(office, get_approval(office), old)
    office.now += timedelta(days=7)
    replace_with_old(office, by="deputy")
    demand_refused(changed, replace, office.at("jo"), stale)
    back = draw_sheet(office, get_approval(office), text=old)
    demand_refused(changed, replace, office.at("jo"), back)


def test_a_sheet_that_was_put_into_the_box_by_others_is_not_found(office: Office):
    get_approval(office)
    uow, token = office.at("jo"), office.world.token("jo")
    sessions.open_session(uow, token)
    sheet_renewal.start_new_sheet(uow, token)
    sessions.open_session(uow, token)
    new = sheet_renewal.find_new_sheet(uow, token)
    sheet_renewal.start_new_sheet(uow, token)  # pressed again: the first may be on paper
    sessions.open_session(uow, token)
    assert sheet_renewal.find_new_sheet(uow, token) == new
    assert sheet_renewal.find_new_sheet(uow, office.world.token("jo")) is None
    forged = msgspec.structs.replace(new, text=make_new_text())
    name = sheet_renewal.NEW_SHEET
    one_time_display.show_secret(uow, token, name, msgspec.json.encode(forged).decode())
    sessions.open_session(uow, token)
    assert sheet_renewal.find_new_sheet(uow, token) is None


def test_a_day_counts_from_when_the_last_other_approver_lost_their_key(office: Office):
    sheet_requests.request_new_sheet(office.at("jo"))
    new = draw_sheet(office, find_request(office))
    office.now += timedelta(hours=25)
    for who in ("deputy", "senior"):
        suspend_member(office.at("jo"), office.id(who))
        remove_member(office.at("jo"), office.id(who), sheet_of(office))
    replace = sheet_renewal.replace_sheet
    demand_refused(sheet_requests.NOT_READY, replace, office.at("jo"), new)
    office.now += timedelta(hours=23, minutes=59)
    demand_refused(sheet_requests.NOT_READY, replace, office.at("jo"), new)
    office.now += timedelta(minutes=1)
    replace(office.at("jo"), new)


def test_new_sheets_leave_changes_of_the_key_for_removals(office: Office, monkeypatch):
    monkeypatch.setattr(team_key_change, "MOST_EPOCHS", team_key_change.KEPT_FOR_REMOVALS + 1)
    suspend_member(office.at("jo"), office.id("deputy"))
    new = draw_sheet(office, get_approval(office, approver="senior"))
    given = sheet_renewal.replace_sheet, office.at("jo"), new
    demand_refused(team_key_change.TOO_MANY, *given)
    remove_member(office.at("jo"), office.id("deputy"))
