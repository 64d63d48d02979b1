"""Join with an invite code: make a key and its lock, and wait to be confirmed.

A joined member may learn, draft and sign at once; only confirmation gives a role or a team's key
(no account, no problem). The pins in the new lock are checked against the log here, and by two
people when they compare the six words.
"""

from datetime import datetime
from typing import NoReturn
from uuid import UUID

from sqlalchemy import select

from app.domain.private_struct import PrivateStruct
from app.domain.record.name_comparison import is_part_of_name
from app.domain.routing.role_words import describe_roles
from app.errors import InvalidError, KeyChangedError, RoleChangedError
from app.models.columns import unreadable
from app.models.member import Invite, Member, MemberKey
from app.services.audit_log import refusals
from app.services.audit_log.member_index import other_name_log_id
from app.services.auth import passphrases, sign_ins, throttle
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.passphrases import PassphraseChoice
from app.services.auth.throttle import TryCounter, TryKind
from app.services.contact_trust.vouched_contacts import (
    EMAIL,
    ContactStanding,
    judge_member_contact,
    log_member_contacts,
)
from app.services.members.invited_roles import demand_invite_roles_match_log
from app.services.members.invites import encode_invite_for_log, hash_invite_code
from app.services.members.key_trust import (
    KeyTrust,
    hash_row_bytes,
    invite_log_id,
    member_key_log_id,
)
from app.services.members.member_lookup import parse_stored_roles
from app.services.organisations.organisation_setup import make_passphrase_lock, store_lock
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.locks import Pins
from app.vault.principals import Secret

WRONG_CODE = "That code cannot be used. Check each letter, or ask for a new one."


class NewMember(PrivateStruct, frozen=True):
    """What a new member types."""

    code: str
    name: str
    job_title: str
    phone: str
    passphrase: str


def join_organisation(uow: UnitOfWork, slots: KdfSlots, new: NewMember, address: str) -> str:
    """Make the member's key and lock, sign them in; returns the token for the cookie.

    Raises InvalidError for a code that is wrong, used or too old (one answer), or a weak
    passphrase; ThrottledError; KeyChangedError for a team's key that the log does not vouch for.
    """
    tries = throttle.start_try(uow, "", address, TryKind.CODE)
    invited = _invite(uow, new.code, uow.clock())
    if invited is None:  # before anything that costs time: a stranger may send this too
        _refuse_code(uow, tries)
    member_id, own = invited.member_id, Secret.new()
    account, pins = uow.session.get_one(Member, member_id).email, _pins(uow, member_id)
    about = (new.name, uow.org.name, new.job_title, account, uow.org.lead_title)
    choice = PassphraseChoice(new.passphrase, about, account, address)
    uow.session.rollback()  # no read transaction while waiting for a slot
    with slots.hold():
        passphrases.demand_good_passphrase(uow, choice)
        blob = make_passphrase_lock(uow, member_id, own, pins, new.passphrase)
    try:
        with uow.act() as act:
            _use(act, uow, new)
            _write(act, uow, member_id, own, blob)
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, f"member/{member_id}")
        raise InvalidError({"code": WRONG_CODE}) from None
    joined = TryCounter(uow.server, str(uow.org.id), account, address)
    opened = (sign_ins.PASSPHRASE, blob)
    return sign_ins.verify_and_start_session(uow, member_id, own.seed, pins, joined, opened)


class InvitedMember(PrivateStruct, frozen=True):
    """The person an invite is for. `joins_as`: in words, such as "a safeguarding lead"."""

    name: str
    email: str
    joins_as: str


def demand_usable_invite_code(uow: UnitOfWork, code: str, address: str) -> None:
    """Check the code that a stranger typed. Nothing is said of a wrong one, which counts as a try.

    Raises InvalidError, in the words of `join_organisation`, and ThrottledError.
    """
    tries = throttle.start_try(uow, "", address, TryKind.CODE)
    if load_invited_member(uow, code) is None:
        _refuse_code(uow, tries)


def load_invited_member(uow: UnitOfWork, code: str) -> InvitedMember | None:
    """Return who a code is for, or None where it does not work, or the log denies it."""
    invite = _invite(uow, code, uow.clock())
    if invite is None:
        return None
    judge = KeyTrust(uow.session, uow.org, uow.key_log)
    try:
        judge.demand(
            invite_log_id(invite.member_id),
            encode_invite_for_log(invite.code_hash, invite.expires_at),
        )
        member = uow.session.get_one(Member, invite.member_id)
        demand_invite_roles_match_log(uow, member)
    except (KeyChangedError, RoleChangedError):
        return None
    joins_as = describe_roles(parse_stored_roles(member.roles), uow.org.lead_title)
    return InvitedMember(name=member.name, email=member.email, joins_as=joins_as)


def _refuse_code(uow: UnitOfWork, tries: TryCounter) -> NoReturn:
    throttle.count_failed_try(uow, tries)
    refusals.log_or_count_refusal(uow, refusals.CODE, "invite/unknown", Action.SIGN_IN_FAILED)
    raise InvalidError({"code": WRONG_CODE})


def _pins(uow: UnitOfWork, member_id: UUID) -> Pins:
    try:
        return KeyTrust(uow.session, uow.org, uow.key_log).pins()
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, f"member/{member_id}")
        raise


def _invite(uow: UnitOfWork, code: str, now: datetime) -> Invite | None:
    return uow.session.scalars(
        select(Invite).where(
            Invite.org_id == uow.org.id,
            Invite.code_hash == hash_invite_code(uow.server, uow.org.id, code),
            Invite.used_at.is_(None),
            Invite.expires_at > now,
            ~unreadable(Invite.expires_at),
        )
    ).one_or_none()


def _use(act: LoggedTransaction, uow: UnitOfWork, new: NewMember) -> None:
    """Spend the code, under the write lock: of two who hold it at once, one joins.

    Raises KeyChangedError for an invite that the log does not vouch for, for roles other than it
    was made for, and for a member who has joined before: a forged row must not give somebody's
    place to another key.
    """
    invite = _invite(uow, new.code, act.now)
    if invite is None:
        raise InvalidError({"code": WRONG_CODE})
    judge = KeyTrust(act.session, uow.org, uow.key_log)
    judge.demand(
        invite_log_id(invite.member_id), encode_invite_for_log(invite.code_hash, invite.expires_at)
    )
    if judge.has_joined(invite.member_id):
        raise KeyChangedError(f"{invite.member_id} joined before")
    member = act.session.get_one(Member, invite.member_id)
    demand_invite_roles_match_log(uow, member)
    _demand_invited_address(uow, member)
    if not _is_invited_name(member, new.name):
        act.log(Action.MEMBER_NAME_DIFFERS, other_name_log_id(member.id))
    invite.used_at = act.now
    member.name, member.job_title, member.phone = new.name, new.job_title, new.phone
    member.joined_at = act.now
    log_member_contacts(act, member)


def _is_invited_name(member: Member, name: str) -> bool:
    """Whether a name can be the one on the invite, which a lead typed, or there was none.

    Neither is logged. The row alone has the one on the invite, so whoever writes to the database
    can hide a difference: who confirms someone goes by their words, never by a name.
    """
    return not member.name or is_part_of_name(member.name, name)


def _demand_invited_address(uow: UnitOfWork, member: Member) -> None:
    index = uow.key_log.recall_contacts(uow.org)
    if judge_member_contact(index, member, EMAIL) is ContactStanding.CHANGED:
        raise KeyChangedError(f"{member.id} was invited at another address")


def _write(
    act: LoggedTransaction, uow: UnitOfWork, member_id: UUID, own: Secret, blob: bytes
) -> None:
    act.session.add(
        MemberKey(
            org_id=uow.org.id,
            user_id=member_id,
            fpr=own.public.fingerprint,
            public=own.public.raw,
            cert=None,
            roles=[],
            serial=0,
            since=act.now,
        )
    )
    act.log(Action.MEMBER_JOINED, member_key_log_id(member_id), h=hash_row_bytes(own.public.raw))
    store_lock(act, uow, member_id, "passphrase", blob)
    act.checkpoint()  # a log cut back to before this lock must be seen
