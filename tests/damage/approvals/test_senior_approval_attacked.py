"""A lead with the recovery sheet, or the database, makes no head alone: refused, named or told.

The attacker is a lead, has the sheet, and owns the account that was invited as head or chair. What
is left is a head or chair, or a day in which everyone concerned has mail.
"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert, select, update

from app.domain.routing.actors import Role, Team
from app.errors import HeardError, InvalidError, KeyChangedError, LogBrokenError, NotFoundError
from app.models.audit_log import Leaf
from app.models.member import LeadProposal, Member, MemberKey
from app.models.team import TeamGrant, TeamKey
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.verified_log import VerifiedLog
from app.services.concerns.concern_reading import open_concern
from app.services.confirmation import (
    acting_lead,
    lead_approvals,
    lead_proposals,
    member_confirmation,
    senior_approvals,
)
from app.services.integrity import integrity_check
from app.services.members import member_lookup
from app.services.members.key_trust import hash_row_bytes
from app.vault import certificates, contexts, grants
from app.vault.principals import Secret
from app.vault.recovery import encode_recovery_sheet
from audit.events import Action
from tests.support.club.club_setup import read_seen, type_words
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office

pytestmark = pytest.mark.both_databases

DAY = lead_proposals.WAITING_TIME


def plant(office: Office) -> tuple[UUID, str]:
    """The attacker's account, confirmed from the lead's screen; and what approving needs."""
    planted = join_as(office.world, "planted", (Role.SENIOR,)).id
    senior_approvals.confirm_senior(office.at("jo"), planted, type_words(office.at("jo"), planted))
    assert not holds_anything(office, planted)
    return planted, read_seen(office.at("jo"), planted)


def holds_anything(office: Office, planted: UUID) -> bool:
    """Whether someone has a grant of any team, or a certificate."""
    granted = select(TeamGrant.id).where(TeamGrant.user_id == planted)
    signed = select(MemberKey.id).where(MemberKey.user_id == planted, MemberKey.cert.is_not(None))
    return bool(office.session.scalars(granted.union_all(signed)).all())


def is_head(office: Office, planted: UUID) -> bool:
    everyone = member_lookup.list_leads_and_seniors(office.at("jo"))
    return any(view.id == planted and view.is_a(Role.SENIOR) for view in everyone)


def attack(office: Office, planted: UUID, seen: str) -> None:
    """Everything that leads can press with the sheet in hand, but for an acting lead."""
    sheet = encode_recovery_sheet(office.world.recovery_seed)
    for who in ("jo", "deputy"):
        for press in (
            lambda uow: senior_approvals.approve_senior(uow, planted, seen),
            lambda uow: senior_approvals.confirm_senior(uow, planted, type_words(uow, planted)),
            lambda uow: senior_approvals.grant_senior_access(uow, planted, seen, sheet),
            lambda uow: lead_approvals.approve_lead(uow, planted, seen),
            lambda uow: lead_approvals.grant_lead_access(uow, planted, seen),
            lambda uow: lead_approvals.confirm_lead(uow, planted, type_words(uow, planted)),
            lambda uow: member_confirmation.confirm_staff(uow, (planted,)),
            lambda uow: member_confirmation.confirm_administrator(
                uow, planted, type_words(uow, planted)
            ),
        ):
            try:
                assert press(office.at(who)) is not True
            except HeardError:
                office.at(who).session.rollback()
    assert not is_head(office, planted)
    assert not holds_anything(office, planted), "nothing exists before the approval"


def test_leads_with_the_sheet_make_no_head_where_there_is_one(office: Office):
    concern_id = office.signed("sam", not_for=["jo"])
    planted, seen = plant(office)
    attack(office, planted, seen)
    office.now += 30 * DAY
    attack(office, planted, seen)
    for who in ("planted", "jo"):
        with pytest.raises(NotFoundError):
            open_concern(office.at(who), concern_id)


def test_without_a_head_a_lead_with_the_sheet_has_to_wait_a_day(world_without_senior):
    """What is left: after the day they read what was sent before. Everyone has mail until then."""
    office = Office(world_without_senior)
    planted, seen = plant(office)
    office.now += DAY / 2
    attack(office, planted, seen)
    lead_approvals.stop_proposal(office.at("deputy"), planted)
    office.now += DAY
    attack(office, planted, seen)


def test_someone_made_an_acting_lead_instead_reads_nothing_of_the_heads(office: Office):
    concern_id = office.signed("sam", not_for=["jo"])
    planted, seen = plant(office)
    sheet, address = (
        encode_recovery_sheet(office.world.recovery_seed),
        office.world.people["planted"].email,
    )
    words = type_words(office.at("jo"), planted)
    acting_lead.appoint_acting_lead(office.at("jo"), address, sheet, words)
    assert not is_head(office, planted)
    with pytest.raises(NotFoundError):
        senior_approvals.grant_senior_access(office.at("jo"), planted, seen, sheet)
    with pytest.raises(NotFoundError):
        open_concern(office.world.uow("planted"), concern_id)


def test_no_row_hides_the_head_who_must_approve(office: Office):
    planted, seen = plant(office)
    head = office.id("senior")
    office.world.change(
        update(Member)
        .where(Member.id == head)
        .values(suspended_at=office.now, confirmed_at=None, roles=[]),
        update(MemberKey)
        .where(MemberKey.user_id == head)
        .values(retired_at=office.now, cert=None, roles=[]),
        delete(TeamGrant).where(TeamGrant.user_id == head),
    )
    office.now += 30 * DAY
    attack(office, planted, seen)


@pytest.mark.parametrize("how", ["another's key", "other roles", "gone"])
def test_a_row_of_the_wait_that_the_log_did_not_see_is_named(office: Office, how: str):
    planted, seen = plant(office)
    mine = LeadProposal.member_id == planted
    told = office.session.scalar(select(LeadProposal.statement).where(mine))
    row = update(LeadProposal).where(mine)
    sam = office.at("sam").keys.own.public.fingerprint.hex()
    own = office.at("planted").keys.own.public.fingerprint.hex()
    change = {
        "another's key": row.values(statement=told.replace(own, sam)),
        "other roles": row.values(statement=told.replace('"senior",', '"lead","senior",')),
        "gone": delete(LeadProposal).where(mine),
    }[how]
    office.world.change(change)
    sheet = encode_recovery_sheet(office.world.recovery_seed)
    with pytest.raises(KeyChangedError):
        senior_approvals.approve_senior(office.at("senior"), planted, seen)
    with pytest.raises(KeyChangedError):
        senior_approvals.grant_senior_access(office.at("jo"), planted, seen, sheet)
    (waiting,) = lead_proposals.list_pending_proposals(office.at("senior"))
    assert (waiting.trusted, waiting.is_senior) == (False, True)
    (found,) = integrity_check.find_all_differences(office.world.uow())
    assert f"proposal/{planted}" in found
    lead_approvals.stop_proposal(office.at("senior"), planted)
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def test_a_made_up_wait_and_one_that_was_stopped_count_for_nothing(office: Office):
    planted, seen = plant(office)
    mine = LeadProposal.member_id == planted
    told = office.session.scalar(select(LeadProposal.statement).where(mine))
    senior_approvals.approve_senior(office.at("senior"), planted, seen)
    lead_approvals.stop_proposal(office.at("senior"), planted)
    row = {"org_id": office.org.id, "statement": told}
    robin = office.id("second_senior")
    office.world.change(
        insert(LeadProposal).values(row | {"id": uuid4(), "member_id": planted}),
        insert(LeadProposal).values(row | {"id": uuid4(), "member_id": robin}),
    )
    assert lead_proposals.list_pending_proposals(office.at("jo")) == ()
    sheet = encode_recovery_sheet(office.world.recovery_seed)
    for member_id in (planted, robin):
        with pytest.raises(InvalidError):
            senior_approvals.grant_senior_access(office.at("jo"), member_id, seen, sheet)
    found = " ".join(integrity_check.find_all_differences(office.world.uow()))
    assert f"proposal/{planted}" in found
    assert f"proposal/{robin}" in found


def test_the_line_that_stopped_it_cannot_be_taken_out(office: Office):
    planted, seen = plant(office)
    lead_approvals.stop_proposal(office.at("senior"), planted)
    (index,) = (event.i for event in office.events() if event.act is Action.SENIOR_STOPPED)
    jo, stopped = office.world.uow("jo"), Leaf.i == index
    for change in (update(Leaf).where(stopped).values(line=None), delete(Leaf).where(stopped)):
        office.world.change(change)
        jo.key_log = VerifiedLog(CheckpointFiles(office.world.data), jo.server)  # just started
        jo.session.rollback()
        with pytest.raises(LogBrokenError):
            senior_approvals.grant_senior_access(
                jo, planted, seen, encode_recovery_sheet(bytes(32))
            )


def test_a_grant_from_the_sheet_without_a_line_opens_nothing_in_heard(office: Office):
    """The sheet opens the key, past every service. Who writes rows with it is let in nowhere."""
    concern_id = office.signed("sam", not_for=["jo"])
    planted, _ = plant(office)
    own = office.at("planted").keys.own.public
    cert, grant = forge_rows(office, planted, own)
    mine = MemberKey.user_id == planted
    office.world.change(
        insert(TeamGrant).values(grant),
        update(MemberKey).where(mine).values(cert=cert, roles=["senior", "practitioner"], serial=1),
        update(Member).where(Member.id == planted).values(confirmed_at=office.now),
    )
    with pytest.raises(KeyChangedError):
        office.world.uow("planted")
    with pytest.raises(NotFoundError):
        open_concern(office.at("planted"), concern_id)
    assert not is_head(office, planted)
    named = " ".join(integrity_check.find_all_differences(office.world.uow()))
    assert f"certificate of member {planted}" in named
    assert f"grant/seniors/{grant['epoch']}/{own.fingerprint.hex()}" in named


def test_a_head_made_past_the_wait_with_the_log_key_is_named(office: Office):
    """Someone with the secret, a lead's key and the sheet writes the lines too."""
    planted, _ = plant(office)
    lead_approvals.stop_proposal(office.at("senior"), planted)
    own = office.at("planted").keys.own.public
    cert, grant = forge_rows(office, planted, own)
    office.world.change(
        insert(TeamGrant).values(grant),
        update(MemberKey)
        .where(MemberKey.user_id == planted)
        .values(cert=cert, roles=["senior", "practitioner"], serial=1),
    )
    with office.at("jo").act() as act:
        member = act.session.get_one(Member, planted)
        member.confirmed_at = act.now
        act.log(Action.MEMBER_CERTIFIED, f"member/{planted}", h=hash_row_bytes(cert))
        place = f"grant/seniors/{grant['epoch']}/{own.fingerprint.hex()}"
        act.log(Action.GRANT_MADE, place, h=hash_row_bytes(grant["blob"]))
    named = integrity_check.find_all_differences(office.world.uow())
    assert f"Member {planted} was made a head or chair without an approval or a day." in named


@pytest.mark.parametrize("waited", [DAY / 86_400, DAY - DAY / 1_440, DAY])
def test_a_wait_that_a_changed_server_cut_short_is_named(world_without_senior, waited, monkeypatch):
    """Whoever runs it has the log's key, and signs lines of true times without waiting."""
    office = Office(world_without_senior)
    planted, seen = plant(office)
    office.now += waited
    monkeypatch.setattr(lead_proposals, "WAITING_TIME", waited)
    sheet = encode_recovery_sheet(office.world.recovery_seed)
    senior_approvals.grant_senior_access(office.at("jo"), planted, seen, sheet)
    assert is_head(office, planted)
    found = integrity_check.find_all_differences(office.world.uow())
    line = f"Member {planted} was made a head or chair without an approval, before 24 hours."
    assert found == (() if waited == DAY else (line,))


def test_a_sole_lead_who_cut_the_wait_of_a_new_lead_short_is_named(sole_lead, monkeypatch):
    planted = join_as(sole_lead.world, "planted", (Role.LEAD,)).id
    lead_approvals.confirm_lead(
        sole_lead.at("jo"), planted, type_words(sole_lead.at("jo"), planted)
    )
    monkeypatch.setattr(lead_proposals, "WAITING_TIME", DAY / 86_400)
    seen = read_seen(sole_lead.at("jo"), planted)
    sole_lead.now += DAY / 86_400
    lead_approvals.grant_lead_access(sole_lead.at("jo"), planted, seen)
    (found,) = integrity_check.find_all_differences(sole_lead.world.uow())
    assert found == f"Member {planted} was made a lead without an approval, before 24 hours."


def forge_rows(office: Office, planted: UUID, own) -> tuple[bytes, dict]:
    """Return a certificate by a lead's live session and the log key, and a grant by the sheet."""
    jo = office.at("jo")
    team = office.session.scalars(
        select(TeamKey).where(TeamKey.team == Team.SENIORS.value).order_by(TeamKey.epoch.desc())
    ).first()
    sheet = Secret(office.world.recovery_seed)
    place = {"org": str(office.org.id), "team": "seniors", "epoch": team.epoch}
    held = select(TeamGrant.blob).where(
        TeamGrant.team == "seniors", TeamGrant.member_fpr == sheet.public.fingerprint
    )
    blob = office.session.scalars(held).one()
    seniors = grants.open_grant(blob, **place, team_fpr=team.fpr, member=sheet)
    grant = grants.make_grant(seniors.seed, **place, team_fpr=team.fpr, member=own)
    roles = ("senior", "practitioner")
    message = contexts.member(str(office.org.id), str(planted), own.fingerprint, roles, 1)
    cert = certificates.make_certificate(
        message, jo.keys.own, jo.server.log_seed(str(office.org.id))
    )
    return cert, {
        "id": uuid4(),
        "org_id": office.org.id,
        "team": "seniors",
        "epoch": team.epoch,
        "user_id": planted,
        "member_fpr": own.fingerprint,
        "blob": grant,
        "since": office.now,
    }
