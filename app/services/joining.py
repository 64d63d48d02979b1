"""Join with an invite code: make a key and its lock, and wait to be confirmed.

A joined member may learn, draft and sign at once; only confirmation gives a role or a team's key
(product.md, Always 13). The pins in the new lock are checked against the log here, and by two
people when they compare the six words.
"""

from uuid import UUID

import msgspec
from sqlalchemy import select

from app.errors import InvalidError, ThrottledError
from app.models.member import Invite, Member, MemberKey
from app.services import passphrases, sign_ins
from app.services.desk import Act, Action, Desk
from app.services.invites import hashed
from app.services.set_up import write_passphrase_lock
from app.services.slots import Slots
from app.services.throttle import Tries
from app.services.trust import Trust, digest, key_obj
from app.vault.locks import Pins
from app.vault.principals import Secret

WRONG_CODE = "That code cannot be used. Check each letter, or ask for a new one."


class Joining(msgspec.Struct, frozen=True):
    """What a new member types."""

    code: str
    name: str
    job_title: str
    phone: str
    passphrase: str

    def __repr__(self) -> str:
        return "<Joining>"


def join(desk: Desk, slots: Slots, new: Joining, address: str) -> str:
    """Make the member's key and lock, sign them in; returns the token for the cookie.

    Raises InvalidError for a code that is wrong, used or too old (one answer), or a weak
    passphrase; ThrottledError after too many wrong codes.
    """
    tries = Tries(desk.server, str(desk.org.id), "join", address)
    if tries.too_many(desk.session, desk.clock()):
        desk.refuse(Action.THROTTLED, f"organisation/{desk.org.id}")
        raise ThrottledError("join")
    about = (new.name, desk.org.name, new.job_title)
    if wrong := passphrases.problem(new.passphrase, about):
        raise InvalidError({"passphrase": wrong})
    pins = Trust(desk.session, desk.org, desk.server, desk.key_log).pins()
    own = Secret.new()
    desk.session.rollback()
    with slots.one(), desk.act() as act:
        member_id = _use(act, desk, new)
        if member_id is None:
            tries.failed(act.session, act.now)
            act.log(Action.SIGN_IN_FAILED, "invite/unknown")
        else:
            _write(act, desk, member_id, own, pins, new)
    if member_id is None:
        raise InvalidError({"code": WRONG_CODE})
    return sign_ins.admit(desk, member_id, own.seed, pins)


def _use(act: Act, desk: Desk, new: Joining) -> UUID | None:
    invite = act.session.scalars(
        select(Invite).where(
            Invite.org_id == desk.org.id,
            Invite.code_hash == hashed(new.code),
            Invite.used_at.is_(None),
            Invite.expires_at > act.now,
        )
    ).one_or_none()
    if invite is None:
        return None
    invite.used_at = act.now
    member = act.session.get_one(Member, invite.member_id)
    member.name, member.job_title, member.phone = new.name, new.job_title, new.phone
    member.joined_at = act.now
    return member.id


def _write(act: Act, desk: Desk, member_id: UUID, own: Secret, pins: Pins, new: Joining) -> None:
    act.session.add(
        MemberKey(
            org_id=desk.org.id,
            user_id=member_id,
            fpr=own.public.fingerprint,
            public=own.public.raw,
            cert=None,
            roles=[],
            serial=0,
            since=act.now,
        )
    )
    act.log(Action.MEMBER_JOINED, key_obj(member_id), h=digest(own.public.raw))
    write_passphrase_lock(act, desk, member_id, own, pins, new.passphrase)
