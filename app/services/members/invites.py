"""Invite somebody: a code of 50 bits, good once and for seven days, of which only a hash is kept.

The code is handed over or printed, never mailed with a link: whoever holds it can join.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update

from app.domain.routing.actors import Role
from app.domain.routing.role_words import describe_roles
from app.errors import InvalidError, NotFoundError
from app.models.columns import is_unset
from app.models.member import Invite, Member
from app.models.outbox import Outbox
from app.services.audit_log.member_index import LoggedStanding
from app.services.contact_trust.vouched_contacts import (
    EMAIL,
    ContactStanding,
    judge_member_contact,
    log_member_contacts,
)
from app.services.members.invited_roles import (
    demand_invite_roles_match_log,
    demand_roles_or_log_refusal,
    log_invited_roles,
)
from app.services.members.key_trust import hash_row_bytes, invite_log_id
from app.services.members.member_lookup import parse_stored_roles
from app.services.members.member_status import earlier_account_log_id
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.server_secret import ServerSecret

CODE_LETTERS = (
    "abcdefghjkmnpqrstuvwxyz23456789"  # no i, l, o, 0, 1: read aloud and typed in a hurry
)
CODE_LENGTH = 11  # 31 letters: 54 bits
INVITE_LIFETIME = timedelta(days=7)
ALREADY_JOINED = (
    "This person has joined already. If they lost their passphrase, they use their recovery card. "
    "If they lost that too, find them under Team and choose “They lost their passphrase”."
)
MADE_UP = (
    "Someone wrote this address into the database outside Heard, so no one is invited to it. Tell "
    "the person who runs this server."
)
ADDRESS_CHANGED = (
    "Their email address was changed outside Heard. Nothing was removed. Tell the person who runs "
    "this server."
)
ADDRESS_TAKEN = (
    "Someone else in Heard has this email address. Nothing was removed. Tell the person who runs "
    "this server."
)
_CHANGED = ContactStanding.CHANGED


def invite_member(
    uow: UnitOfWork,
    email: str,
    roles: tuple[Role, ...],
    name: str = "",
    earlier_id: UUID | None = None,
) -> tuple[UUID, str]:
    """Invite a new member, or make a fresh code for one who has not joined: (member id, code).

    `earlier_id`: the removed account that a new one takes the place of. The log links the two, and
    no address ever does: the next chair may have the address of the last. Raises InvalidError when
    that person has joined already, or would be a lead and a senior.
    """
    if Role.LEAD in roles and Role.SENIOR in roles:
        words = f"A head or chair cannot also be a {uow.org.lead_title}. Choose one of the two."
        raise InvalidError({"roles": words})
    account = email.strip().casefold()
    with uow.act() as act:
        member = _member(act, uow, account, roles, name.strip(), earlier_id)
        log_invited_roles(act, member)
        code = write_invite_code(act, uow, member.id)
    return member.id, code


def has_unused_code(uow: UnitOfWork, email: str) -> bool:
    """Whether an unused code is out for this address: a fresh one takes its place."""
    found = uow.session.scalar(
        select(Invite.member_id)
        .join(Member, Member.id == Invite.member_id)
        .where(
            Member.org_id == uow.org.id,
            Member.email == email.strip().casefold(),
            Invite.used_at.is_(None),
        )
    )
    return found is not None


def demand_usable_email(uow: UnitOfWork, member_id: UUID) -> None:
    """Raise InvalidError where the address in a member's row is not theirs to be invited at."""
    row = uow.session.get_one(Member, member_id)
    if judge_member_contact(uow.key_log.recall_contacts(uow.org), row, EMAIL) is _CHANGED:
        raise InvalidError({"": ADDRESS_CHANGED})
    taken = select(Member.id).where(
        Member.org_id == uow.org.id,
        Member.email == row.email.strip().casefold(),
        Member.id != member_id,
    )
    if uow.session.scalar(taken) is not None:
        raise InvalidError({"": ADDRESS_TAKEN})


def select_usable_codes(uow: UnitOfWork, slips: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the (name, code) pairs that can still be used to join."""
    good = set(
        uow.session.scalars(
            select(Invite.code_hash).where(
                Invite.org_id == uow.org.id,
                Invite.used_at.is_(None),
                Invite.expires_at > uow.clock(),
            )
        )
    )
    return [one for one in slips if hash_invite_code(uow.server, uow.org.id, one[1]) in good]


def renew_invite_code(uow: UnitOfWork, member_id: UUID) -> tuple[str, str]:
    """Return a new code for someone who has not joined: ("name (email)", code).

    Raises NotFoundError, and RoleChangedError: a new code never vouches for what a row was made to
    say.
    """
    if (invited := uow.session.get(Member, member_id)) is not None:
        demand_roles_or_log_refusal(uow, invited)
    with uow.act() as act:
        member = act.session.scalars(
            select(Member).where(
                Member.org_id == uow.org.id, Member.id == member_id, Member.joined_at.is_(None)
            )
        ).one_or_none()
        if member is None or _is_made_up(uow, member_id):
            raise NotFoundError(f"no one is waiting to join as {member_id}")
        demand_invite_roles_match_log(uow, member)
        log_invited_roles(act, member)
        return f"{member.name} ({member.email})", write_invite_code(act, uow, member.id)


def _has_joined(uow: UnitOfWork, member_id: UUID) -> bool:
    """Whether the log says that they joined: inviting them again would write over their roles."""
    standing = uow.key_log.members(uow.org).standing_of(member_id)
    return standing in {LoggedStanding.JOINED, LoggedStanding.CONFIRMED}


def _is_made_up(uow: UnitOfWork, member_id: UUID) -> bool:
    """Whether no line of the log knows them: a new code would vouch for what a row was made to say.

    By the log as far as it was read.
    """
    return uow.key_log.members(uow.org).standing_of(member_id) is LoggedStanding.UNKNOWN


def describe_invited_member(uow: UnitOfWork, member_id: UUID) -> str:
    """Return who a code is for and as what: "Sam Hill (sam@example.org), as a trainee"."""
    member = uow.session.get_one(Member, member_id)
    name = f"{member.name} ({member.email})" if member.name else member.email
    return f"{name}, as {describe_roles(parse_stored_roles(member.roles), uow.org.lead_title)}"


def write_invite_code(act: LoggedTransaction, uow: UnitOfWork, member_id: UUID) -> str:
    """Return a new code for an invited member, in place of any older one."""
    act.session.execute(delete(Invite).where(Invite.member_id == member_id))
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    act.session.add(
        Invite(
            org_id=uow.org.id,
            member_id=member_id,
            code_hash=(tag := hash_invite_code(uow.server, uow.org.id, code)),
            expires_at=(ends := act.now + INVITE_LIFETIME),
        )
    )
    act.log(
        Action.INVITED, invite_log_id(member_id), h=hash_row_bytes(encode_invite_for_log(tag, ends))
    )
    return format_invite_code(code)


def withdraw_invite(uow: UnitOfWork, member_id: UUID) -> None:
    """Take back an invite that nobody has used. Raises NotFoundError."""
    with uow.act() as act:
        gone = act.session.execute(
            delete(Invite).where(
                Invite.org_id == uow.org.id,
                Invite.member_id == member_id,
                Invite.used_at.is_(None),
            )
        )
        if not gone.rowcount:  # type: ignore[attr-defined]  # a DELETE's result has a rowcount
            raise NotFoundError(f"invite of {member_id}")
        act.log(Action.INVITE_WITHDRAWN, invite_log_id(member_id))


def format_invite_code(code: str) -> str:
    """Return a code in groups, as it is printed and read aloud."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def hash_invite_code(server: ServerSecret, org: UUID, code: str) -> bytes:
    """Return the tag of a typed code: case, spaces and dashes do not matter.

    Under the server secret: a stolen database gives no code to guess, and nobody who writes to it
    can choose one.
    """
    plain = "".join(letter for letter in code.casefold() if letter in CODE_LETTERS)
    return server.invite_tag(str(org), plain)


def encode_invite_for_log(tag: bytes, ends: datetime) -> bytes:
    """Return the bytes that the log vouches for: the tag of the code and its last moment."""
    return tag + ends.isoformat().encode()


def _member(
    act: LoggedTransaction,
    uow: UnitOfWork,
    account: str,
    roles: tuple[Role, ...],
    name: str,
    earlier_id: UUID | None,
) -> Member:
    found = _find_invited(act, uow, account, earlier_id)
    last = act.session.scalar(select(func.max(Member.position)).where(Member.org_id == uow.org.id))
    member = found or Member(
        org_id=uow.org.id, email=account, name="", position=(last or 0) + 1, invited_at=act.now
    )
    member.name = name or member.name
    member.roles = [role.value for role in roles]
    act.session.add(member)
    act.session.flush()
    if earlier_id is not None and found is None:
        _link(act, member, earlier_id)
    log_member_contacts(act, member, (EMAIL,))  # the address was typed just now, and no phone
    return member


def _find_invited(
    act: LoggedTransaction, uow: UnitOfWork, account: str, earlier_id: UUID | None
) -> Member | None:
    """Return who waits to join at an address, after freeing it from someone who was removed.

    Raises InvalidError for someone who joined, and for an account that is not the next one of
    `earlier_id`: an account is linked only when it is made.
    """
    suspensions = uow.key_log.recall_sessions(uow.org).suspensions
    at_address = select(Member).where(Member.org_id == uow.org.id, Member.email == account)
    found = act.session.scalars(at_address).one_or_none()
    if earlier_id is not None:
        removed = act.session.get_one(Member, earlier_id)
        if not suspensions.is_removed(removed.id):
            raise NotFoundError(f"member {earlier_id} was not removed")
        _free_address(act, removed)
    if found is not None and suspensions.is_removed(found.id):
        _free_address(act, found)
        found = None
    if found is not None and _is_made_up(uow, found.id):
        raise InvalidError({"email": MADE_UP})
    if found is not None and (found.joined_at is not None or _has_joined(uow, found.id)):
        raise InvalidError({"email": ALREADY_JOINED})
    linked = uow.key_log.members(uow.org).earlier_accounts()
    if found is not None and earlier_id is not None and linked.get(found.id) != earlier_id:
        raise InvalidError({"email": ALREADY_JOINED})
    return found


def _link(act: LoggedTransaction, member: Member, earlier_id: UUID) -> None:
    """Link a new account to the one before it, in its row and in the log."""
    member.earlier_id = earlier_id
    act.log(Action.MEMBER_CAME_BACK, earlier_account_log_id(member.id, earlier_id))
    _hand_mail_over(act, earlier_id, member)


def _hand_mail_over(act: LoggedTransaction, earlier_id: UUID, member: Member) -> None:
    """Let mail that waits for the earlier account reach its owner, whose address moved."""
    waiting = update(Outbox).where(Outbox.org_id == member.org_id, Outbox.member_id == earlier_id)
    waiting = waiting.where(is_unset(Outbox.sent_at), is_unset(Outbox.failed_at))
    act.session.execute(waiting.values(member_id=member.id))


def _free_address(act: LoggedTransaction, removed: Member) -> None:
    """Take the address from someone who was removed, so that they can be invited anew."""
    removed.email = f"{removed.id}@removed.invalid"
    act.session.flush()
    log_member_contacts(act, removed, (EMAIL,))
