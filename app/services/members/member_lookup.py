"""Look up who belongs to the organisation, and which of their keys may be believed.

Roles shown here come from verified certificates; the `roles` column of an unconfirmed member is
only what they were invited as. This module writes nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import Table, Text, Uuid, and_, bindparam, literal_column, or_, select, union

from app.database import read_flushed_rows
from app.domain.private_struct import PrivateStruct
from app.domain.record.name_comparison import fold_name, make_name_key
from app.domain.routing.actors import MemberDetails, Org, Role
from app.errors import KeyChangedError, NotFoundError
from app.models.member import Member, MemberKey
from app.services.audit_log.member_index import LoggedStanding
from app.services.audit_log.number_index import ContactIndex
from app.services.contact_trust.vouched_contacts import read_vouched_phone
from app.services.contact_trust.vouched_leads import is_lead_by_log, judge_name_to_call
from app.services.members.confirmed_names import load_confirmed_names, read_unverified_name
from app.services.members.key_trust import KEY_COLUMNS, KeyTrust
from app.services.members.member_status import (
    CONFIRMED,
    CONFIRMED_TOO,
    KEY_IN_USE,
    NOT_SUSPENDED,
    RowDifference,
    build_members_condition,
    build_role_condition,
    compare_row_with_log,
    list_accounts_of_person,
)
from app.services.members.shown_names import ShownName, judge_shown_name, read_vouched_names
from app.services.unit_of_work import UnitOfWork
from app.vault.principals import Public

# Built once: building a statement costs more than running it.
_ORG = bindparam("org", type_=Uuid())
CERTIFIED_KEYS = (
    select(Member, MemberKey)
    .join(MemberKey, MemberKey.user_id == Member.id)
    .where(KEY_IN_USE, MemberKey.cert.is_not(None))
    .order_by(Member.position, Member.invited_at)
)
_CERTIFIED = CERTIFIED_KEYS.where(Member.org_id == _ORG)
_LEAD_KEYS = and_(MemberKey.org_id == _ORG, MemberKey.fpr.in_(bindparam("holders", expanding=True)))
_IDS = select(Member.id).where(Member.org_id == _ORG).correlate(None)
# Leads by the log, and those who are by their row alone: no one is called on its word.
_LEADS_OR_SAID_TO_BE = union(
    select(MemberKey.user_id).where(_LEAD_KEYS),
    _IDS.where(build_role_condition(Role.LEAD), CONFIRMED_TOO),
)
_MEMBER = cast(Table, Member.__table__)
_CERTIFIED_HOLDERS = _CERTIFIED.where(_LEAD_KEYS).with_only_columns(
    *(one for one in _MEMBER.c if one.name != "roles"), *KEY_COLUMNS
)
_LEADS_TO_CALL = (
    # Plain rows, asked for below the session: every page with numbers asks these.
    select(*(one for one in _MEMBER.c if one.name not in {"roles", "invited_at"}), MemberKey.public)
    .outerjoin(MemberKey, and_(MemberKey.user_id == Member.id, _LEAD_KEYS))
    .where(build_members_condition(_ORG, _LEADS_OR_SAID_TO_BE), NOT_SUSPENDED)
    .order_by(Member.position, Member.invited_at)
)
# A few of thousands: whose name, earlier name or what they call themself may be the one asked for.
# Someone who was renamed by a lead has two names in the column. As a literal, not a parameter: only
# then does the index of people with other names serve the query.
_RENAMED = Member.confirmed_as.like(literal_column("""'%","%'"""))
_MAY_BE_CALLED_SO = union(
    _IDS.where(Member.name_key == bindparam("key", type_=Text())),
    _IDS.where(
        or_(Member.called.is_not(None), _RENAMED),
        or_(Member.search_text.like(bindparam("folded", type_=Text()), escape="/"), _RENAMED),
    ),
)
_CERTIFIED_LIKE = CERTIFIED_KEYS.where(build_members_condition(_ORG, _MAY_BE_CALLED_SO))
_ESCAPED = str.maketrans({sign: f"/{sign}" for sign in "%_/"})
ACCOUNT_STOPPED, GETS_NEW_ACCOUNT = "account stopped", "gets a new account"
_LEADS_AND_SENIORS, _KEY_TRUST, _TO_CALL = "leads and seniors", "key rows", "leads to call"
_NEWEST_LEADS: dict[UUID, tuple[Any, frozenset[UUID], Sequence[Any], "LeadsToCall"]] = {}
"""The leads of each organisation as judged last, after the log and rows that decided it."""


class MemberView(MemberDetails, frozen=True):
    """A member as others see them. `confirmed` is only ever true after verification.

    `before`: names they were confirmed under earlier, also in an account they had before. `called`:
    what their row says now, which only ever helps to find them. `note`: why not to rely on the
    name. `fingerprint`: of the key that was verified. Of an account that is stopped the note says
    so. `other_name`: by the log, they joined under another name than they were invited under, and
    no one has confirmed them yet. `phone_note`: what is wrong with the phone in their row ("was
    changed outside Heard"), which then is not in `phone`. `row_difference`: what their row says of
    joining or being confirmed that the log does not.
    """

    joined: bool
    position: int
    before: tuple[str, ...] = ()
    called: str = ""
    note: str = ""
    fingerprint: bytes = b""
    phone_note: str = ""
    row_difference: RowDifference = RowDifference.NONE
    other_name: bool = False

    @property
    def every_name(self) -> tuple[str, ...]:
        """The name, those before it, and what they call themself now. Only to compare."""
        return tuple(filter(None, (self.name, *self.before, self.called)))

    @property
    def is_stopped(self) -> bool:
        """Whether this is an account of a reader that no one can sign in to now."""
        return self.note in {ACCOUNT_STOPPED, GETS_NEW_ACCOUNT}

    @property
    def marked_name(self) -> str:
        """The name, with why not to rely on it."""
        return f"{self.name} ({self.note})" if self.note else self.name

    @property
    def full_name(self) -> str:
        """The name with all that must be said about it."""
        called = self.called if self.called != self.name else ""
        return ShownName(self.name, called, self.note).text


class LeadsToCall(PrivateStruct, frozen=True):
    """The leads by the log, in the order to call them. `made_up`: leads by their row alone.

    Where no log could be read it is the rows: they come without a number then.
    """

    leads: tuple[MemberView, ...]
    made_up: tuple[MemberView, ...] = ()


def load_key_trust(uow: UnitOfWork) -> KeyTrust:
    """Return what the organisation's log, read up to now, says about key rows.

    The same judge for as long as the transaction lasts and no newer line was read: it remembers the
    leads who certified everybody else.
    """
    judge = KeyTrust(uow.session, uow.org, uow.key_log)
    kept = uow.session.info.get(_KEY_TRUST)
    if kept is not None and kept[0] == get_log_cache_key(uow):
        return cast(KeyTrust, kept[1])
    uow.session.info[_KEY_TRUST] = (get_log_cache_key(uow), judge)
    return judge


def list_leads_and_seniors(uow: UnitOfWork) -> tuple[MemberView, ...]:
    """Return leads and seniors whose certificates verify, in their own order.

    No one whose account is stopped is among them, by the log and not by a column.

    A row that does not verify is left out: it is never shown as a recipient. The name is the one
    that they were confirmed under. Several callers of one request ask, so what was found is kept
    for as long as the transaction lasts and no newer line of the log was read.
    """
    kept = uow.session.info.get(_LEADS_AND_SENIORS)
    if kept is not None and kept[0] == get_log_cache_key(uow):
        return tuple(kept[1])
    judge = load_key_trust(uow)
    # Whoever leads or is senior was granted a key, and the log tells it: no column hides anybody.
    holders = uow.key_log.ever_granted(uow.org)
    given = {"org": uow.org.id, "holders": list(holders)}
    rows = read_flushed_rows(uow.session, _CERTIFIED_HOLDERS, given).all()
    judge.add_rows(rows)
    pairs = ((row, row) for row in rows)
    found = select_verified_members(uow, judge, pairs, {Role.LEAD, Role.SENIOR})
    uow.session.info[_LEADS_AND_SENIORS] = (get_log_cache_key(uow), found)
    return found


def list_administrators(uow: UnitOfWork) -> tuple[MemberView, ...]:
    """Return administrators whose certificates verify, and whose accounts are not stopped."""
    rows = uow.session.execute(
        _CERTIFIED.where(build_role_condition(Role.ADMINISTRATOR)), {"org": uow.org.id}
    ).all()
    return select_verified_members(uow, load_key_trust(uow), rows, {Role.ADMINISTRATOR})


def get_log_cache_key(uow: UnitOfWork) -> tuple[object, ...]:
    """Return the transaction, and how far its log was read: what was found there holds so long."""
    return uow.session.get_transaction(), uow.org.id, uow.key_log.size(uow.org)


def find_verified_by_name(uow: UnitOfWork, name: str) -> tuple[MemberView, ...]:
    """Return verified members who are or were called so, or call themself so now.

    One query finds the few rows to prove. A lead, head or chair is found by any of their names
    whatever the columns for searching say.
    """
    wanted, judge = fold_name(name), load_key_trust(uow)
    folded = f"%{wanted.translate(_ESCAPED)}%"
    given = {"org": uow.org.id, "key": make_name_key(name), "folded": folded}
    rows = uow.session.execute(_CERTIFIED_LIKE, given)
    found = (*list_leads_and_seniors(uow), *select_verified_members(uow, judge, rows, set(Role)))
    return tuple(
        {one.id: one for one in found if wanted in map(fold_name, one.every_name)}.values()
    )


def select_verified_members(
    uow: UnitOfWork, judge: KeyTrust, rows: Iterable[Any], wanted: set[Role]
) -> tuple[MemberView, ...]:
    """Return those of `CERTIFIED_KEYS` whose certificate verifies and who can sign in."""
    found, stopped = [], uow.key_log.find_stopped_accounts(uow.org)
    earlier = uow.key_log.members(uow.org).earlier_accounts()
    for member, key in rows:
        if member.id in stopped:
            continue
        # Roles that verify are those of the row, so a row that names none of these needs no proof.
        if not wanted & set(parse_stored_roles(key.roles)):
            continue
        try:
            roles, names = judge.roles(key), load_confirmed_names(judge, member)
        except KeyChangedError:
            continue
        older = _list_earlier_names(uow, list_accounts_of_person(earlier, member.id)[1:])
        names = tuple(dict.fromkeys((*names, *older)))
        found.append(_named(_view(uow, member, roles, True), names, key.fpr))
    return tuple(found)


def _list_earlier_names(uow: UnitOfWork, accounts: tuple[UUID, ...]) -> tuple[str, ...]:
    """Return the names that someone was confirmed under when they had these accounts."""
    if not accounts:
        return ()
    rows = uow.session.scalars(select(Member).where(build_members_condition(uow.org.id, accounts)))
    return tuple(name for row in rows for name in read_vouched_names(uow, row))


def load_shown_member(uow: UnitOfWork, member_id: UUID) -> MemberView:
    """Return one member to show, under the name that the log vouches for. Raises NotFoundError."""
    uow.key_log.refresh(uow.session, uow.org)
    return view_member_by_log(uow, _load_row(uow, member_id)[0])


def load_member_without_name(uow: UnitOfWork, member_id: UUID) -> MemberView:
    """Return what a member's row says of roles and email, and no name. Raises NotFoundError."""
    row, sure = _load_row(uow, member_id)
    view = _view(uow, row, parse_stored_roles(row.roles), sure)
    return msgspec.structs.replace(view, name="", called="")


def load_joined_member_without_name(uow: UnitOfWork, member_id: UUID) -> MemberView:
    """Return the same of someone who has joined by the log, whatever their row says of it.

    Raises NotFoundError.
    """
    view = load_member_without_name(uow, member_id)
    if not load_key_trust(uow).has_joined(member_id):
        raise NotFoundError(f"member {member_id} has not joined")
    return view


def _load_row(uow: UnitOfWork, member_id: UUID) -> tuple[Member, bool]:
    found = uow.session.execute(
        select(Member, CONFIRMED).where(Member.org_id == uow.org.id, Member.id == member_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError(f"member {member_id}")
    return found[0], found[1]


def load_verified_key(uow: UnitOfWork, member_id: UUID) -> Public:
    """Return the certified current key of a member. Raises KeyChangedError."""
    judge = load_key_trust(uow)
    row = judge.key_of(member_id)
    judge.roles(row)
    return judge.public(row)


def load_signer_by_fingerprint(uow: UnitOfWork, fingerprint: bytes) -> tuple[Public, UUID, bool]:
    """Return key, member and whether certified, for a fingerprint in a signature.

    Raises KeyChangedError when there is no such key, or the log vouches for another.
    """
    judge = load_key_trust(uow)
    row = judge.row_of(fingerprint)
    public = judge.joined(row)
    if row.cert is None:
        return public, row.user_id, False
    judge.roles(row)
    return public, row.user_id, True


def list_leads_to_call(uow: UnitOfWork, org: Org) -> tuple[MemberView, ...]:
    """Return the leads for the call-now panel: names and numbers only, no keys."""
    return load_proved_and_unproved_leads(uow, org).leads


def load_proved_and_unproved_leads(uow: UnitOfWork, org: Org) -> LeadsToCall:
    """Return the leads by the log as far as it was read, and whom only a row calls one.

    A name or number that the log does not vouch for is left out. `access` shows these only to
    signed-in members unless the organisation chose to publish them. Kept for the transaction:
    a page asks for the panel, who is on duty, and what is to be mended.
    """
    stopped = org.to_ring.stopped  # by the log, where the page has read it
    kept = uow.session.info.get(_TO_CALL)
    if kept is not None and kept[:2] == (get_log_cache_key(uow), stopped):
        return cast(LeadsToCall, kept[2])
    index = uow.key_log.recall_contacts(org)
    holders = [bytes.fromhex(key) for key in index.list_lead_keys()] if index else []
    given = {"org": org.id, "holders": holders}
    rows = uow.session.connection().execute(_LEADS_TO_CALL, given).all()
    newest = _NEWEST_LEADS.get(org.id)
    if newest is None or newest[0] is not index or newest[1:3] != (stopped, rows):
        leads = _judge_leads(uow, index, stopped, rows)
        newest = _NEWEST_LEADS[org.id] = index, stopped, rows, leads
    uow.session.info[_TO_CALL] = get_log_cache_key(uow), stopped, newest[3]
    return newest[3]


def _judge_leads(
    uow: UnitOfWork, index: ContactIndex | None, stopped: frozenset[UUID], rows: Sequence[Any]
) -> LeadsToCall:
    here: dict[UUID, tuple[bool, Any]] = {}
    for row in rows:
        is_lead = index is None or is_lead_by_log(index, row)
        if row.id not in stopped and (is_lead or row.id not in here):  # no second key hides one
            here[row.id] = is_lead, row
    sure: dict[bool, list[MemberView]] = {True: [], False: []}
    for is_lead, row in here.values():
        sure[is_lead].append(_view_to_call(uow, index, row))
    return LeadsToCall(tuple(sure[True]), tuple(sure[False]))


def _view_to_call(uow: UnitOfWork, index: ContactIndex | None, row: Any) -> MemberView:
    stored = ShownName(read_unverified_name(row))
    shown = stored if index is None else judge_name_to_call(index, row)
    view = _view(uow, row, (Role.LEAD,), True)
    return msgspec.structs.replace(view, name=shown.name, called="", note=shown.note)


def parse_stored_roles(stored: Any) -> tuple[Role, ...]:
    """Return the roles in a column, and skip what is none: a spoiled row stops no one else."""
    known = set(Role)
    words = stored if isinstance(stored, list) else []
    return tuple(Role(word) for word in words if isinstance(word, str) and word in known)


def view_member_by_log(uow: UnitOfWork, row: Any) -> MemberView:
    """Return a member under their confirmed name, and how far they came, by the log.

    As far as it was read: read all of it first (`refresh`). `row`: a Member, or its columns.
    """
    shown = judge_shown_name(uow, row)
    index = uow.key_log.members(uow.org)
    logged = index.standing_of(row.id)
    sure = logged is LoggedStanding.CONFIRMED
    return msgspec.structs.replace(
        _view(uow, row, parse_stored_roles(row.roles), sure),
        name=shown.name,
        called=shown.called,
        note=shown.note,
        joined=sure or logged is LoggedStanding.JOINED,
        other_name=not sure and index.has_other_name(row.id),
        row_difference=compare_row_with_log(
            row.joined_at is not None, row.confirmed_at is not None, logged
        ),
    )


def _named(view: MemberView, names: tuple[str, ...], fingerprint: bytes) -> MemberView:
    """Return a view under its confirmed name; the row's is never shown."""
    return msgspec.structs.replace(
        view,
        name=names[0],
        before=names[1:],
        called=view.called or view.name,
        fingerprint=fingerprint,
    )


def _view(uow: UnitOfWork, row: Any, roles: tuple[Role, ...], sure: bool) -> MemberView:
    phone = read_vouched_phone(uow.key_log, uow.org, row.id, row)
    return MemberView(
        id=row.id,
        name=row.name,
        called=row.called or "",
        email=row.email,
        phone=phone.number,
        phone_note=phone.why,
        job_title=row.job_title,
        roles=roles,
        confirmed=sure,
        joined=sure or row.joined_at is not None,
        position=row.position,
    )
