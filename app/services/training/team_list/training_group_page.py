"""One page of the people in a training group: where each stands, proved for those who are shown.

The sheet for a talk with a group has all of them (`team_standing.log_and_list_group_status`). This
module writes nothing but that someone looked.
"""

from sqlalchemy import func, select

from app.domain.private_struct import PrivateStruct
from app.models.member import Member
from app.services.members.member_status import NOT_SUSPENDED, build_members_condition
from app.services.members.training_groups import TrainingGroupView, training_group_log_id
from app.services.training import team_standing
from app.services.training.team_list.team_training_page import PAGE_SIZE, count_pages
from app.services.training.team_standing import LIST_ORDER, MemberStanding
from app.services.unit_of_work import Action, UnitOfWork


class TrainingGroupPage(PrivateStruct, frozen=True):
    """One page of a group. `total`: how many people are in it."""

    page: int
    total: int
    people: tuple[MemberStanding, ...]

    @property
    def pages(self) -> int:
        """How many pages there are, and at least one."""
        return count_pages(self.total)

    @property
    def first_shown(self) -> int:
        """The place of the first person on this page among all of the group, from 1."""
        return (self.page - 1) * PAGE_SIZE + 1


def log_and_load_group_training_page(
    uow: UnitOfWork, group: TrainingGroupView, page: int
) -> TrainingGroupPage:
    """Return page `page`, from 1, of a group by name; the last one where it is beyond.

    Logs one LIST_VIEWED first. Raises LogBrokenError: then nothing can be said of anybody.
    """
    uow.look(Action.LIST_VIEWED, training_group_log_id(group.id))
    inside = build_members_condition(uow.org.id, tuple(group.members))
    total = uow.session.scalar(select(func.count()).select_from(Member).where(inside)) or 0
    page = min(max(page, 1), count_pages(total))
    rows = uow.session.execute(
        select(Member, NOT_SUSPENDED)
        .where(inside)
        .order_by(*LIST_ORDER)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    here = [(row, bool(at_work)) for row, at_work in rows]
    return TrainingGroupPage(page, total, team_standing.prove_member_standings(uow, here))
