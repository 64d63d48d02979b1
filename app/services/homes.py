"""What waits for one person on their home page: drafts, rescued pages, unread concerns.

Counts, times and references only: nothing is opened here, so nothing is logged.
"""

import msgspec
from sqlalchemy import func, select, text

from app.domain.actors import Role
from app.models.columns import unset
from app.models.concern import Concern
from app.models.draft import Rescue
from app.models.member import Lock, Member
from app.services import drafts, unseen
from app.services.desk import Desk
from app.services.detail_drafts import Begun, begun
from app.services.drafts import DraftSummary
from app.services.holders import is_mine
from app.services.members import roles_in
from app.services.standing import CONFIRMED


class Waiting(msgspec.Struct, frozen=True):
    """What the home page lists. `begun`: pages to add to signed records, not signed themselves."""

    drafts: tuple[DraftSummary, ...]
    begun: tuple[Begun, ...]
    rescued: int
    unread: int
    card_missing: bool
    alone: bool  # the only confirmed lead


def waiting(desk: Desk) -> Waiting:
    """Everything that waits for the person at this desk."""
    me = desk.me
    return Waiting(
        drafts=drafts.mine(desk),
        begun=begun(desk),
        rescued=_count(
            desk,
            select(func.count())
            .select_from(Rescue)
            .where(Rescue.user_id == me.id, unset(Rescue.settled_at)),
        ),
        unread=_unread(desk),
        card_missing=_card_missing(desk),
        alone=me.is_a(Role.LEAD) and _confirmed_leads(desk) < 2,
    )


def database_answers(desk: Desk | None) -> None:
    """Ask the database the smallest question there is."""
    if desk is not None:
        desk.session.execute(text("SELECT 1"))


def _unread(desk: Desk) -> int:
    """Unread files that I am a reader of: through a team or by name, never as their author.

    By the rows or by the log, whichever knows of more: a row taken away makes nothing look read.
    """
    said = sum(found.author != str(desk.me.id) for found in unseen.waiting(desk).values())
    rows = _count(
        desk,
        select(func.count())
        .select_from(Concern)
        .where(is_mine(desk), Concern.author_id != desk.me.id, Concern.state == "unread"),
    )
    return max(said, rows)


def _card_missing(desk: Desk) -> bool:
    if desk.me.team is None:
        return False
    return not _count(
        desk,
        select(func.count())
        .select_from(Lock)
        .where(Lock.user_id == desk.me.id, Lock.kind == "card"),
    )


def _confirmed_leads(desk: Desk) -> int:
    rows = desk.session.scalars(select(Member.roles).where(Member.org_id == desk.org.id, CONFIRMED))
    return sum(1 for roles in rows if Role.LEAD in roles_in(roles))


def _count(desk: Desk, query: object) -> int:
    return int(desk.session.scalar(query) or 0)  # type: ignore[call-overload]  # any count query
