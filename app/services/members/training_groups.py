"""Groups that do the training together, by a day: for leads and heads or chairs.

A group says who is in it and by when, and nothing of how anybody does. Its rows are believed as
they stand: whoever changed them behind Heard could change a day to finish by, and nothing else.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, select

from app.domain.private_struct import PrivateStruct
from app.errors import InvalidError, NotFoundError
from app.models.member import Member
from app.models.training import TrainingGroup, TrainingGroupMember
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork

LONGEST_NAME = 60
MOST_GROUPS = 100
MOST_PEOPLE = 500


class GroupDetails(PrivateStruct, frozen=True):
    """Name and last day of a group. `finish_on`: None for no day."""

    name: str
    finish_on: date | None


class TrainingGroupView(GroupDetails, frozen=True):
    """One group. `members`: their ids."""

    id: UUID
    members: frozenset[UUID]


def list_groups(uow: UnitOfWork) -> tuple[TrainingGroupView, ...]:
    """Return every group: those with a day first, the nearest first, then by name."""
    rows = uow.session.scalars(select(TrainingGroup).where(TrainingGroup.org_id == uow.org.id))
    people = _members_by_group(uow)
    groups = (_view(row, people.get(row.id, frozenset())) for row in rows)
    return tuple(
        sorted(groups, key=lambda group: (group.finish_on or date.max, group.name.casefold()))
    )


def load_group(uow: UnitOfWork, group_id: UUID) -> TrainingGroupView:
    """Return one group. Raises NotFoundError."""
    for group in list_groups(uow):
        if group.id == group_id:
            return group
    raise NotFoundError


def build_outside_group_condition(group_id: UUID) -> ColumnElement[bool]:
    """Return whether a member is not in this group, for a list of whom to add."""
    inside = select(TrainingGroupMember.member_id).where(TrainingGroupMember.group_id == group_id)
    return Member.id.not_in(inside)


def find_own_nearest_group(uow: UnitOfWork) -> GroupDetails | None:
    """Return the group of the signed-in member whose last day is nearest; None without a day."""
    rows = uow.session.scalars(
        select(TrainingGroup)
        .join(TrainingGroupMember, TrainingGroupMember.group_id == TrainingGroup.id)
        .where(TrainingGroup.org_id == uow.org.id, TrainingGroupMember.member_id == uow.me.id)
    )
    dated = [view for row in rows if (view := _view(row, frozenset())).finish_on]
    return min(dated, key=lambda view: view.finish_on or date.max, default=None)


def create_training_group(uow: UnitOfWork, typed: GroupDetails) -> UUID:
    """Keep a new group without people, and return its id. Raises InvalidError."""
    _check(uow, typed, None)
    if len(list_groups(uow)) >= MOST_GROUPS:
        raise InvalidError({"name": "There are too many groups. Delete those you do not need."})
    group_id = uuid4()
    with uow.act() as act:
        act.session.add(
            TrainingGroup(
                id=group_id,
                org_id=uow.org.id,
                name=typed.name,
                finish_on=_write_day(typed.finish_on),
                made_at=act.now,
            )
        )
        _log_change(act, group_id)
    return group_id


def change_group(uow: UnitOfWork, group_id: UUID, typed: GroupDetails) -> None:
    """Keep another name or day. Raises InvalidError, NotFoundError."""
    _check(uow, typed, group_id)
    with uow.act() as act:
        row = _row(act, uow, group_id)
        row.name, row.finish_on = typed.name, _write_day(typed.finish_on)
        _log_change(act, group_id)


def delete_group(uow: UnitOfWork, group_id: UUID) -> None:
    """Delete a group. What its people did stays. Raises NotFoundError."""
    with uow.act() as act:
        row = _row(act, uow, group_id)
        act.session.execute(
            delete(TrainingGroupMember).where(TrainingGroupMember.group_id == group_id)
        )
        act.session.delete(row)
        _log_change(act, group_id)


def add_group_members(uow: UnitOfWork, group_id: UUID, member_ids: Collection[UUID]) -> None:
    """Put members of this organisation into a group. Those who are in it stay.

    Raises InvalidError for too many, NotFoundError.
    """
    with uow.act() as act:
        _row(act, uow, group_id)
        here = _members_by_group(uow).get(group_id, frozenset())
        known = select(Member.id).where(Member.org_id == uow.org.id, Member.id.in_(member_ids))
        new = [one for one in act.session.scalars(known) if one not in here]
        if len(here) + len(new) > MOST_PEOPLE:
            raise InvalidError({"member": f"A group has at most {MOST_PEOPLE} people."})
        act.session.add_all(
            TrainingGroupMember(org_id=uow.org.id, group_id=group_id, member_id=one) for one in new
        )
        _log_change(act, group_id)


def remove_group_member(uow: UnitOfWork, group_id: UUID, member_id: UUID) -> None:
    """Take one person out of a group. Raises NotFoundError for a group that is gone."""
    with uow.act() as act:
        _row(act, uow, group_id)
        act.session.execute(
            delete(TrainingGroupMember).where(
                TrainingGroupMember.group_id == group_id,
                TrainingGroupMember.member_id == member_id,
            )
        )
        _log_change(act, group_id)


def _check(uow: UnitOfWork, typed: GroupDetails, group_id: UUID | None) -> None:
    if not typed.name:
        raise InvalidError({"name": "Enter a name for the group."})
    if len(typed.name) > LONGEST_NAME:
        raise InvalidError({"name": f"Enter a name of {LONGEST_NAME} characters or fewer."})
    names = {group.name.casefold() for group in list_groups(uow) if group.id != group_id}
    if typed.name.casefold() in names:
        raise InvalidError({"name": "There is a group with this name. Choose another name."})


def _members_by_group(uow: UnitOfWork) -> dict[UUID, frozenset[UUID]]:
    rows = uow.session.execute(
        select(TrainingGroupMember.group_id, TrainingGroupMember.member_id).where(
            TrainingGroupMember.org_id == uow.org.id
        )
    )
    found: dict[UUID, set[UUID]] = {}
    for group_id, member_id in rows:
        found.setdefault(group_id, set()).add(member_id)
    return {group_id: frozenset(members) for group_id, members in found.items()}


def _row(act: LoggedTransaction, uow: UnitOfWork, group_id: UUID) -> TrainingGroup:
    row = act.session.get(TrainingGroup, group_id, populate_existing=True)
    if row is None or row.org_id != uow.org.id:
        raise NotFoundError
    return row


def _view(row: TrainingGroup, members: frozenset[UUID]) -> TrainingGroupView:
    return TrainingGroupView(
        name=row.name, finish_on=_read_day(row.finish_on), id=row.id, members=members
    )


def _write_day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read_day(stored: object) -> date | None:
    """Return the stored day; None for what is none."""
    try:
        return date.fromisoformat(str(stored))
    except ValueError:
        return None


def _log_change(act: LoggedTransaction, group_id: UUID) -> None:
    act.log(Action.TRAINING_GROUP_CHANGED, training_group_log_id(group_id))


def training_group_log_id(group_id: UUID) -> str:
    """Return what the log calls a group."""
    return f"training_group/{group_id}"
