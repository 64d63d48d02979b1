"""Access to concerns: the one place that turns a person into keys, and those into a query.

A concern is yours if you wrote it, or if its record's key was sealed to a principal that you hold:
yourself, or your team in any epoch of its key. No role column takes part. Who must set up a second
step first holds no team's key until then, and reaches what they wrote alone, as a practitioner
does. Some time after a concern was closed, who only wrote it opens it no longer
(`author_access/`). This module opens nothing and writes nothing.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.errors import LogBrokenError, NotFoundError, ReadingEndedError
from app.models.concern import Concern, Entry, Wrap
from app.services.audit_log import refusals
from app.services.auth.second_step.step_requirement import is_step_due
from app.services.concerns.author_access.access_end import (
    ReadingEnd,
    find_author_reading_end,
    is_author_by_log,
    reads_only_as_author,
)
from app.services.unit_of_work import UnitOfWork
from app.vault.principals import Secret

FILEKIND = "concern"
NAMED_TEAM, NAMED_EPOCH = "named", 0
"""Card context of a reader who is given one file by name instead of through a team."""


def _is_step_due(uow: UnitOfWork) -> bool:
    """Whether this person reaches what they wrote alone. So too while the log cannot be read.

    Then no one opens a record, and someone who adds to what they signed goes on.
    """
    try:
        return is_step_due(uow)
    except LogBrokenError:
        return True


def find_team_unless_step_due(uow: UnitOfWork) -> Team | None:
    """Return the team of this person; None too while their second step is due."""
    return None if _is_step_due(uow) else uow.me.team


def list_held_fingerprints(uow: UnitOfWork) -> tuple[bytes, ...]:
    """Return fingerprints of every principal this person holds: their own first, then their team's.

    Of the team's key every epoch: what was sealed to an older one is theirs too.
    """
    own = uow.keys.own.public.fingerprint
    team = find_team_unless_step_due(uow)
    return (own,) if team is None else (own, *uow.keys.team_fingerprints(uow.session, team))


class HeldKey(PrivateStruct, frozen=True):
    """One principal that this person holds, and where a card sealed to it says it belongs."""

    secret: Secret
    team: str
    epoch: int


def load_held_keys(uow: UnitOfWork) -> dict[bytes, HeldKey]:
    """Return every principal this person holds, by fingerprint.

    Raises KeyChangedError for a bad grant.
    """
    own = uow.keys.own
    found = {own.public.fingerprint: HeldKey(own, NAMED_TEAM, NAMED_EPOCH)}
    team = find_team_unless_step_due(uow)
    if team is not None:
        for epoch, secret in uow.keys.team_secrets(uow.session, team):
            found[secret.public.fingerprint] = HeldKey(secret, team.value, epoch)
    return found


def make_access_params(uow: UnitOfWork) -> dict[str, Any]:
    """Return the parameters of IS_ACCESSIBLE for the signed-in member."""
    return {"org": uow.org.id, "me": uow.me.id, "held": _list_reading_fingerprints(uow)}


def _list_reading_fingerprints(uow: UnitOfWork) -> tuple[bytes, ...]:
    """Return the principals by which this person reads what others wrote."""
    return () if _is_step_due(uow) else list_held_fingerprints(uow)


def build_access_condition(uow: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition of every query of concerns: mine, or sealed to a key I hold."""
    return and_(
        Concern.org_id == uow.org.id,
        or_(Concern.author_id == uow.me.id, _sealed_to(_list_reading_fingerprints(uow))),
    )


def _sealed_to(held: tuple[bytes, ...] | BindParameter[Any]) -> ColumnElement[bool]:
    return exists(
        select(1)
        .select_from(Entry)
        .join(Wrap, Wrap.entry_id == Entry.id)
        .where(Entry.concern_id == Concern.id, Entry.number == 1, Wrap.recipient_fpr.in_(held))
    )


IS_ACCESSIBLE = and_(
    Concern.org_id == bindparam("org", type_=Uuid()),
    or_(
        Concern.author_id == bindparam("me", type_=Uuid()),
        _sealed_to(bindparam("held", expanding=True)),
    ),
)
"""The condition for statements that are built once: `make_access_params` gives its parameters."""


def build_concerns_condition(org: Any, ids: Any) -> ColumnElement[bool]:
    """Return the condition for concerns of an organisation by their ids. No one's access is asked.

    Without `coalesce` SQLite prefers an index of the organisation, and reads all of its concerns.
    """
    return and_(Concern.id.in_(ids), func.coalesce(Concern.org_id, Concern.org_id) == org)


def load_readable_concern(uow: UnitOfWork, concern_id: UUID) -> Concern:
    """Return the concern with this id, if I can open it: see `load_own_or_shared_concern`.

    Raises ReadingEndedError, logged, to its author some time after it was closed.
    """
    concern = load_own_or_shared_concern(uow, concern_id)
    if has_my_reading_ended(uow, concern):
        refusals.log_or_count_refusal(uow, refusals.FILE, str(concern_id))
        raise ReadingEndedError(concern_id)
    return concern


def has_my_reading_ended(uow: UnitOfWork, concern: Concern) -> bool:
    """Whether I recorded a concern and no longer read it, by the log as it is now."""
    if concern.author_id != uow.me.id:
        return False
    try:
        uow.key_log.refresh(uow.session, uow.org)
    except LogBrokenError:  # then no one opens anything, and who is adding to a record goes on
        return False
    end = find_my_reading_end(uow, concern.id)
    return end is not None and end.is_over


def find_my_reading_end(uow: UnitOfWork, concern_id: UUID) -> ReadingEnd | None:
    """Return how long I read a closed concern that I recorded; None where there is no end."""
    end = find_author_reading_end(uow, concern_id)
    if end is None or not is_author_by_log(uow, concern_id):
        return None
    is_mine_alone = reads_only_as_author(uow, concern_id, list_held_fingerprints(uow))
    return end if is_mine_alone else None


def load_own_or_shared_concern(uow: UnitOfWork, concern_id: UUID) -> Concern:
    """Return the concern with this id, if it is mine: what is in clear about it.

    Absent and not mine are one case: the same query, the same refusal in the log, the same
    NotFoundError.
    """
    concern = uow.session.scalars(
        select(Concern).where(Concern.id == concern_id, build_access_condition(uow))
    ).one_or_none() or _by_the_log(uow, concern_id)
    if concern is None:
        refusals.log_or_count_refusal(uow, refusals.FILE, str(concern_id))
        raise NotFoundError(f"concern {concern_id}")
    return concern


def _by_the_log(uow: UnitOfWork, concern_id: UUID) -> Concern | None:
    """Return a concern whose wraps were taken away, if the log says that it was signed for me.

    It is then refused entry by entry, in sight, instead of passing for one that never was.
    """
    uow.key_log.refresh(uow.session, uow.org)
    said = uow.key_log.files(uow.org).known(concern_id)
    if said is None or said.card_of(concern_id, _list_reading_fingerprints(uow)) is None:
        return None
    return uow.session.scalars(
        select(Concern).where(Concern.id == concern_id, Concern.org_id == uow.org.id)
    ).one_or_none()
