"""Confirm the name that someone has now: a lead does it for another person, never for themself.

Their earlier names stay next to it, so that anyone who signs a record finds them by either. Keys
and roles are never changed here.
"""

from uuid import UUID

from sqlalchemy import select

from app.errors import InvalidError, KeyChangedError, NotFoundError
from app.models.member import Member
from app.services.members.confirmed_names import load_confirmed_names, write_confirmed_name
from app.services.members.contact_details import find_name_problem, tidy_line
from app.services.members.member_lookup import load_key_trust
from app.services.members.shown_names import load_shown_names
from app.services.members.similar_names import find_lookalike_names
from app.services.unit_of_work import Action, UnitOfWork

LOOKS_THE_SAME = "This name looks the same as {others}. Tick that they are different people."


def renaming_log_id(member_id: UUID) -> str:
    """Log id of a new name that was confirmed, for leads, heads and chairs to learn about."""
    return f"renamed/{member_id}"


def load_colleague_names(uow: UnitOfWork, member_id: UUID) -> tuple[str, ...]:
    """Return the confirmed names of another member, the present one first.

    Raises NotFoundError for oneself and for someone who is not confirmed, KeyChangedError (logged)
    when key or name is not the known one.
    """
    if member_id == uow.me.id:
        raise NotFoundError("one's own name")
    member = uow.session.scalars(
        select(Member).where(Member.org_id == uow.org.id, Member.id == member_id)
    ).one_or_none()
    if member is None or member.confirmed_at is None:
        raise NotFoundError(f"member {member_id}")
    try:
        return _load_vouched_names(uow, member)
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, f"member/{member_id}")
        raise


def load_unconfirmed_name(uow: UnitOfWork, member_id: UUID) -> str:
    """Return the name that a member calls themself and no lead has confirmed, or "".

    One that was changed outside Heard is none.
    """
    shown = load_shown_names(uow, (member_id,)).get(member_id)
    return "" if shown is None else shown.called


def _load_vouched_names(uow: UnitOfWork, member: Member) -> tuple[str, ...]:
    judge = load_key_trust(uow)
    judge.roles(judge.key_of(member.id))
    return load_confirmed_names(judge, member)


def rename_colleague(
    uow: UnitOfWork, member_id: UUID, name: str, *, same_name_approved: bool = False
) -> None:
    """Confirm the name that a colleague has now.

    A name that looks the same as another member's needs to be approved. Raises InvalidError, and
    what `load_colleague_names` does.
    """
    load_colleague_names(uow, member_id)
    name = tidy_line(name)
    if wrong := find_name_problem(name):
        raise InvalidError({"name": wrong})
    others = find_lookalike_names(uow, member_id, name)
    if others and not same_name_approved:
        raise InvalidError({"same_name": LOOKS_THE_SAME.format(others=", ".join(others))})
    try:
        with uow.act() as act:
            member = act.session.get_one(Member, member_id, populate_existing=True)
            # Read again under the lock: another lead may have given a name a moment ago.
            write_confirmed_name(act, member, name, _load_vouched_names(uow, member))
            act.log(Action.MEMBER_NAMED, renaming_log_id(member_id))
            act.checkpoint()
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, f"member/{member_id}")
        raise
