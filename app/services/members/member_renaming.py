"""Give a confirmed lead or senior the name they have now: another lead does, never they themself.

Their earlier names stay beside it, so that whoever signs a record finds them by either. Keys and
roles are never changed here.
"""

from uuid import UUID

from sqlalchemy import select

from app.domain.routing.actors import TEAM_BY_ROLE
from app.errors import InvalidError, KeyChangedError, NotFoundError
from app.models.member import Member
from app.services.members.confirmed_names import load_confirmed_names, write_confirmed_name
from app.services.members.contact_details import name_problem, tidy_line
from app.services.members.member_lookup import load_key_trust
from app.services.unit_of_work import Action, UnitOfWork


def load_colleague_names(uow: UnitOfWork, member_id: UUID) -> tuple[str, ...]:
    """Confirmed names of another lead or senior, the present one first.

    Raises NotFoundError for anybody else, KeyChangedError (logged) when key or name is not the
    known one.
    """
    if member_id == uow.me.id:
        raise NotFoundError("one's own name")
    member = uow.session.scalars(
        select(Member).where(Member.org_id == uow.org.id, Member.id == member_id)
    ).one_or_none()
    if member is None or member.confirmed_at is None:
        raise NotFoundError(f"member {member_id}")
    try:
        return _vouched(uow, member)
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, f"member/{member_id}")
        raise


def _vouched(uow: UnitOfWork, member: Member) -> tuple[str, ...]:
    judge = load_key_trust(uow)
    roles, found = judge.roles(judge.key_of(member.id)), load_confirmed_names(judge, member)
    if not TEAM_BY_ROLE.keys() & set(roles):
        raise NotFoundError(f"member {member.id} holds no team's key")
    return found


def rename_colleague(uow: UnitOfWork, member_id: UUID, name: str) -> None:
    """Confirm the name that a colleague has now. Raises InvalidError, and what `names` does."""
    load_colleague_names(uow, member_id)
    name = tidy_line(name)
    if wrong := name_problem(name):
        raise InvalidError({"name": wrong})
    try:
        with uow.act() as act:
            member = act.session.get_one(Member, member_id, populate_existing=True)
            # Read again under the lock: another lead may have given a name a moment ago.
            write_confirmed_name(act, member, name, _vouched(uow, member))
            act.checkpoint()
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, f"member/{member_id}")
        raise
