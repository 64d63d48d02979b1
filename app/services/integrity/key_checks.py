"""Compare keys, locks, certificates, grants, sessions and confirmed names with the log.

A row that the log does not vouch for opens nothing and lets nobody in. Here somebody learns of it
before a person is refused. Ids only: no name is printed, and nothing is mended.
"""

import json
from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import and_, select

from app.domain.record.name_comparison import make_name_key
from app.domain.routing.actors import Role, Team
from app.errors import KeyChangedError
from app.models.columns import is_unset
from app.models.member import LeadProposal, Lock, Member, MemberKey, SecondFactor, SignIn
from app.models.team import EpochLink, TeamGrant, TeamKey
from app.services.audit_log.member_index import LEAST_WAIT, lead_proposal_log_id
from app.services.audit_log.session_index import session_log_id, shorten_session_id
from app.services.audit_log.verified_log import VerifiedLog
from app.services.auth.second_step.step_rows import second_step_log_id
from app.services.auth.throttle import (
    TRIES_FOR_ACCOUNT,
    WORDS_FOR_MEMBER,
    TryCounter,
    TryKind,
)
from app.services.members.called_names import CalledStanding, judge_called_name
from app.services.members.confirmed_names import confirmed_name_log_id
from app.services.members.key_trust import (
    KeyTrust,
    certificate_log_id,
    epoch_link_log_id,
    lock_log_id,
    member_key_log_id,
    team_grant_log_id,
    team_key_log_id,
)
from app.services.members.member_lookup import parse_stored_roles
from app.services.members.member_status import (
    KEY_IN_USE,
    RowDifference,
    compare_row_with_log,
    load_earlier_accounts,
)
from app.services.suspension.account_stops import StopDifference, compare_stop_with_log
from app.services.unit_of_work import UnitOfWork

_SENIOR_GRANTS = f"grant/{Team.SENIORS.value}/"
_DIFFERENCES = {
    RowDifference.UNKNOWN: "Member {} is stored, but the log never saw anyone invite them.",
    RowDifference.CONFIRMED: "The row of member {} says confirmed, but the log does not.",
    RowDifference.JOINED: "The row of member {} says joined, but the log does not.",
    RowDifference.NOT_CONFIRMED: "The row of member {} denies that they were confirmed.",
    RowDifference.NOT_JOINED: "The row of member {} denies that they have joined.",
}


def find_key_differences(uow: UnitOfWork, log: VerifiedLog) -> Iterator[str]:
    """Yield what differs, row by row. `log`: replayed from its first leaf."""
    judge = KeyTrust(uow.session, uow.org, log)
    yield from _standings(uow, log)
    yield from _members(uow, judge)
    yield from _stored(uow, log)
    yield from _suspended(uow, log)
    yield from _roles(uow, log)
    yield from _earlier(uow, log)
    yield from _approvals(uow, log)
    yield from _senior_approvals(uow, log)
    yield from _short_waits(uow, log)
    for team in Team:
        try:
            judge.team(team)
        except KeyChangedError:
            yield f"The key of the {team.value} is not the one that was certified."


def _standings(uow: UnitOfWork, log: VerifiedLog) -> Iterator[str]:
    """Check who joined and who is confirmed: a line says so, and no column alone."""
    index, stored = log.members(uow.org), set()
    rows = uow.session.execute(
        select(Member.id, Member.joined_at.is_not(None), Member.confirmed_at.is_not(None))
        .where(Member.org_id == uow.org.id)
        .order_by(Member.id)
    )
    for member_id, joined, confirmed in rows:
        stored.add(member_id)
        logged = index.standing_of(member_id)
        difference = compare_row_with_log(joined, confirmed, logged)
        if difference is not RowDifference.NONE:
            yield _DIFFERENCES[difference].format(member_id)
    for member_id in sorted(index.list_known() - stored):
        yield f"Member {member_id} is in the log, but is no longer stored."


def _members(uow: UnitOfWork, judge: KeyTrust) -> Iterator[str]:
    rows = uow.session.scalars(
        select(MemberKey).where(MemberKey.org_id == uow.org.id).order_by(MemberKey.user_id)
    )
    for row in rows:
        try:
            judge.joined(row)
            if row.cert is not None:
                judge.roles(row)
            elif judge.was_certified(row.user_id):
                yield f"The certificate of member {row.user_id} is in the log, but not stored."
        except KeyChangedError:
            yield f"The key or certificate of member {row.user_id} is not what the log saw."


def _stored(uow: UnitOfWork, log: VerifiedLog) -> Iterator[str]:
    """Check blobs that the log names by their hash: each is there, and each is the one it saw."""
    rows = _blobs(uow)
    for obj, blob in sorted(rows.items()):
        if not log.vouches(uow.org, obj, blob):
            yield f"The stored copy of {obj} is not what the log saw."
    kinds = ("key", "lock", "grant", "team", "epoch", "proposal", "factor")
    for obj in sorted(log.held(uow.org, kinds) - rows.keys()):
        yield f"{obj} is in the log, but is no longer stored."


def _blobs(uow: UnitOfWork) -> dict[str, bytes]:
    here = uow.org.id
    keys = select(MemberKey.user_id, MemberKey.public).where(
        MemberKey.org_id == here, is_unset(MemberKey.retired_at)
    )
    locks = select(Lock.user_id, Lock.kind, Lock.blob).where(Lock.org_id == here)
    grants = select(TeamGrant.team, TeamGrant.epoch, TeamGrant.member_fpr, TeamGrant.blob).where(
        TeamGrant.org_id == here
    )
    proposals = select(LeadProposal.member_id, LeadProposal.statement).where(
        LeadProposal.org_id == here
    )
    steps = select(SecondFactor.user_id, SecondFactor.box).where(SecondFactor.org_id == here)
    teams = select(TeamKey.team, TeamKey.epoch, TeamKey.cert).where(TeamKey.org_id == here)
    links = select(EpochLink.team, EpochLink.epoch, EpochLink.blob).where(EpochLink.org_id == here)
    run = uow.session.execute
    return {
        **{member_key_log_id(user): blob for user, blob in run(keys)},
        **{lock_log_id(user, kind): blob for user, kind, blob in run(locks)},
        **{second_step_log_id(user): box for user, box in run(steps)},
        **{team_grant_log_id(team, epoch, fpr): blob for team, epoch, fpr, blob in run(grants)},
        **{team_key_log_id(team, epoch): blob for team, epoch, blob in run(teams)},
        **{epoch_link_log_id(team, epoch): blob for team, epoch, blob in run(links)},
        **{
            lead_proposal_log_id(member): told.encode("utf-8", "surrogatepass")
            for member, told in run(proposals)
        },
    }


def _roles(uow: UnitOfWork, log: VerifiedLog) -> Iterator[str]:
    """Check roles in a member's row: as certified, or else as the log says of the invite."""
    rows = uow.session.execute(
        select(Member.id, Member.roles, MemberKey.roles, MemberKey.cert)
        .outerjoin(MemberKey, and_(MemberKey.user_id == Member.id, KEY_IN_USE))
        .where(Member.org_id == uow.org.id)
        .order_by(Member.id)
    )
    always = {Role.PRACTITIONER.value}
    for member_id, stored, certified, cert in rows:
        held, invited = set(parse_stored_roles(stored)), log.members(uow.org).roles_of(member_id)
        if cert is not None:
            if held | always != set(parse_stored_roles(certified)) | always:
                yield f"The row of member {member_id} does not have the roles that were certified."
        elif invited is not None and held != invited:
            yield f"The row of member {member_id} does not have the roles they were invited for."


def _earlier(uow: UnitOfWork, log: VerifiedLog) -> Iterator[str]:
    """The account that someone had before: who left that one out left the person out."""
    stored = load_earlier_accounts(uow.session, uow.org.id)
    logged = log.members(uow.org).earlier_accounts()
    for member_id in sorted(stored.keys() | logged.keys()):
        if stored.get(member_id) != logged.get(member_id):
            yield f"The row of member {member_id} does not name the account they had before."


def _approvals(uow: UnitOfWork, log: VerifiedLog) -> Iterator[str]:
    """Yield leads whom one person made: none, since the log tells of a role invited for."""
    index = log.members(uow.org)
    made = {one.member for one in index.changes() if one.outcome != "stopped"}
    rows = uow.session.scalars(
        select(MemberKey)
        .where(MemberKey.org_id == uow.org.id, MemberKey.cert.is_not(None))
        .order_by(MemberKey.user_id)
    )
    for row in rows:
        at = log.index_of(uow.org, certificate_log_id(row.user_id))
        later = index.first_role_index is not None and (at or 0) > index.first_role_index
        if later and Role.LEAD in parse_stored_roles(row.roles) and str(row.user_id) not in made:
            yield f"Member {row.user_id} was made a lead without a second approval."


def _senior_approvals(uow: UnitOfWork, log: VerifiedLog) -> Iterator[str]:
    """Yield heads and chairs who got their key without a wait, after the first wait was logged."""
    index = log.members(uow.org)
    first = index.first_senior_index
    if first is None:
        return
    ended = (one for one in index.changes() if one.outcome == "made")
    made = {one.member for one in ended if one.role is Role.SENIOR}
    rows = uow.session.scalars(
        select(MemberKey)
        .where(MemberKey.org_id == uow.org.id, MemberKey.cert.is_not(None))
        .order_by(MemberKey.user_id)
    )
    # By their first grant, since a certificate is made anew for other roles.
    held = [one for one in log.held(uow.org, {"grant"}) if one.startswith(_SENIOR_GRANTS)]
    for row in rows:
        mine = [obj for obj in held if obj.endswith(f"/{row.fpr.hex()}")]
        given = [log.index_of(uow.org, obj) or 0 for obj in mine]
        if given and min(given) > first and str(row.user_id) not in made:
            yield f"Member {row.user_id} was made a head or chair without an approval or a day."


def _short_waits(uow: UnitOfWork, log: VerifiedLog) -> Iterator[str]:
    """Yield those whom no one approved, and who had access before a day had passed."""
    for one in log.members(uow.org).changes():
        if one.alone_since is not None and one.at - one.alone_since < LEAST_WAIT:
            role = "lead" if one.role is Role.LEAD else "head or chair"
            yield f"Member {one.member} was made a {role} without an approval, before 24 hours."


def find_session_differences(uow: UnitOfWork, ended: Collection[str]) -> Iterator[str]:
    """Sign-in rows that are open although their end is in the log. `ended`: by their log ids."""
    rows = uow.session.execute(
        select(SignIn.user_id, SignIn.id)
        .where(SignIn.org_id == uow.org.id, SignIn.box.is_not(None))
        .order_by(SignIn.user_id, SignIn.id)
    )
    for user, row_id in rows:
        session_id = shorten_session_id(row_id)
        if session_log_id(user, session_id) in ended:
            yield (
                f"Session {session_id} of member {user} is stored as open, but the log says it "
                "ended."
            )


def find_try_differences(uow: UnitOfWork, log: VerifiedLog) -> Iterator[str]:
    """Yield counts of wrong tries that are smaller than the log says, while their window lasts."""
    now = uow.clock()
    for obj, _ in log.recall_sessions(uow.org).tries.every():
        kind, user, *session = obj.split("/")
        if kind == "factor":
            continue  # only the log counts wrong codes
        logged = log.recall_sessions(uow.org).tries.count_tries(obj, now)
        if not session:
            about, stored = f"wrong words about {kind} {user}", _count(uow, user, TryKind.WORDS)
            most = WORDS_FOR_MEMBER
        else:
            about = f"wrong passphrases in session {session[0]} of member {user}"
            stored = _count(uow, _find_row_id(uow, user, session[0]), TryKind.STEP_UP)
            most = TRIES_FOR_ACCOUNT
        if stored < min(logged, most):
            yield f"The count of {about} is not what the log saw."


def _count(uow: UnitOfWork, account: str, kind: TryKind) -> int:
    tries = TryCounter(uow.server, str(uow.org.id), account, "", kind)
    return tries.count_stored(uow.session)


def _find_row_id(uow: UnitOfWork, user: str, session_id: str) -> str:
    rows = uow.session.scalars(select(SignIn.id).where(SignIn.user_id == UUID(user)))
    return next((row.hex() for row in rows if shorten_session_id(row) == session_id), session_id)


def _suspended(uow: UnitOfWork, log: VerifiedLog) -> Iterator[str]:
    """Yield accounts whose row says other than the log, which alone decides who can sign in."""
    rows = uow.session.execute(
        select(Member.id, Member.suspended_at)
        .where(Member.org_id == uow.org.id)
        .order_by(Member.id)
    )
    stops = log.recall_sessions(uow.org).suspensions
    for member_id, stored in rows:
        match compare_stop_with_log(stored, stops.find(member_id)):
            case StopDifference.MADE_UP:
                yield f"Member {member_id} is suspended, but the log does not say so."
            case StopDifference.CLEARED:
                yield f"Member {member_id} is not suspended, but the log says so."
            case StopDifference.MOVED:
                yield f"Member {member_id} was not suspended when their row says."


def find_name_differences(uow: UnitOfWork, log: VerifiedLog) -> Iterator[str]:
    """Yield what differs, member by member. `log`: replayed from its first leaf."""
    rows = uow.session.scalars(
        select(Member).where(Member.org_id == uow.org.id).order_by(Member.id)
    )
    for member in rows:
        told, obj = member.confirmed_as, confirmed_name_log_id(member.id)
        confirmed = told is not None or log.index_of(uow.org, obj) is not None
        if confirmed and not _is_vouched(uow, log, obj, told):
            yield f"The confirmed name of member {member.id} is not what the log saw."
        elif told is not None and json.loads(told)["names"][0] != member.name:
            yield f"The row of member {member.id} does not have the name that was confirmed."
        elif judge_called_name(log, uow.org, member) is CalledStanding.CHANGED:
            yield f"What member {member.id} calls themself is not what the log saw."
        elif member.name_key != make_name_key(member.name):
            yield f"Member {member.id} cannot be found by their own name."


def _is_vouched(uow: UnitOfWork, log: VerifiedLog, obj: str, told: str | None) -> bool:
    return told is not None and log.vouches(uow.org, obj, told.encode("utf-8", "surrogatepass"))
