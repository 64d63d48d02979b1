"""Delete an author's keys to what was closed some time ago, and log it in the same transaction.

What is due follows from lines of the log and from the day. So it is done in the hour after midnight
(`due_organisations.py`): their author has been refused since the day began. Nothing here opens a
record.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select

from app.database import split_into_chunks
from app.errors import KeyChangedError
from app.models.concern import Concern, Entry
from app.models.draft import Draft, DraftPage
from app.services.concerns.author_access.access_end import (
    compute_author_reading_end,
    reads_only_as_author,
)
from app.services.concerns.author_access.author_wraps import delete_author_wraps
from app.services.drafts.record_labels import LABEL_PAGE
from app.services.members.member_lookup import load_key_trust, load_signer_by_fingerprint
from app.services.members.unverified_key_holders import find_team_key_holders
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork

MOST_AT_ONCE = 200
"""Concerns of one round: the others follow in the next, a minute later."""


class _NotDueError(Exception):
    """Someone opened it again, or let its author read it, since it was looked for."""


def start_author_reading_clock(uow: UnitOfWork) -> None:
    """Log once that the time is counted from now, as soon as something is closed.

    What was closed before Heard had this rule counts from then.
    """
    uow.key_log.refresh(uow.session, uow.org)
    reading = uow.key_log.reading(uow.org)
    if reading.counted_from is None and reading.list_closed():
        with uow.act() as act:
            act.log(Action.READING_COUNTED, f"organisation/{uow.org.id}")


def find_concerns_past_reading_end(uow: UnitOfWork) -> tuple[UUID, ...]:
    """Return closed concerns whose author no longer reads them, and still has keys.

    Raises KeyChangedError where the rows of a team's keys are not those of the log.
    """
    uow.key_log.refresh(uow.session, uow.org)
    closed = uow.key_log.reading(uow.org).list_closed()
    over = sorted(
        concern_id
        for concern_id, said in closed.items()
        if not said.is_ended and compute_author_reading_end(uow, said).is_over
    )
    keys, by_role = _load_author_keys(uow, over), _list_team_keys(uow) if over else {}
    due = (
        one
        for one in over
        if (own := keys.get(one)) is not None
        and reads_only_as_author(uow, one, [own, *by_role.get(own, ())])
    )
    return tuple(due)[:MOST_AT_ONCE]


def _list_team_keys(uow: UnitOfWork) -> dict[bytes, tuple[bytes, ...]]:
    """Return each key of their team, by the own key of everyone who holds it now by the log.

    They read by it what is older than their role too. A stopped account may be let in again.
    """
    judge = load_key_trust(uow)
    found: dict[bytes, tuple[bytes, ...]] = {}
    for team, holders in find_team_key_holders(uow).items():
        chain = tuple(key.fpr for key in judge.team_chain(team))
        found |= {one: (*found.get(one, ()), *chain) for one in holders}
    return found


def _load_author_keys(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, bytes]:
    """Return the fingerprint under each record's signature, as its row says."""
    found: dict[UUID, bytes] = {}
    for some in split_into_chunks(tuple(ids)):
        query = select(Entry.concern_id, Entry.author_fpr).where(
            Entry.org_id == uow.org.id, Entry.number == 1, Entry.concern_id.in_(some)
        )
        found |= {concern_id: fingerprint for concern_id, fingerprint in uow.session.execute(query)}
    return found


def end_author_reading(uow: UnitOfWork, concern_id: UUID) -> None:
    """Delete an author's keys to one concern, and its label in their lists, if it is still due.

    Raises KeyChangedError where a row names a key that is not the author's: nothing of anyone else
    is deleted.
    """
    try:
        with uow.act() as act:
            uow.key_log.refresh(act.session, uow.org)
            author_id, fingerprint = _find_author_due(uow, concern_id)
            delete_author_wraps(uow, act, concern_id, fingerprint)
            _delete_label(uow, act, concern_id, author_id)
            act.log(Action.SHARE_ENDED, str(concern_id))
    except _NotDueError:
        return


def _find_author_due(uow: UnitOfWork, concern_id: UUID) -> tuple[UUID, bytes]:
    """Return who signed a record, by the log, and the key that the log vouches for as theirs.

    Raises _NotDueError where it has not ended for them, or was ended already.
    """
    closed = uow.key_log.reading(uow.org).find(concern_id)
    if closed is None or closed.is_ended or not compute_author_reading_end(uow, closed).is_over:
        raise _NotDueError
    fingerprint = _load_author_keys(uow, [concern_id]).get(concern_id, b"")
    _, owner, _ = load_signer_by_fingerprint(uow, fingerprint)
    record = uow.key_log.files(uow.org).known(concern_id)
    if record is None or record.author != str(owner):
        raise KeyChangedError(f"not the author of concern {concern_id}")
    by_role = _list_team_keys(uow).get(fingerprint, ())
    if not reads_only_as_author(uow, concern_id, [fingerprint, *by_role]):
        raise _NotDueError
    return owner, fingerprint


def _delete_label(
    uow: UnitOfWork, act: LoggedTransaction, concern_id: UUID, author_id: UUID
) -> None:
    drafts = (
        select(Draft.id)
        .join(Concern, Concern.draft_id == Draft.id)
        .where(Concern.id == concern_id, Draft.org_id == uow.org.id, Draft.user_id == author_id)
    )
    act.session.execute(
        delete(DraftPage).where(DraftPage.draft_id.in_(drafts), DraftPage.page == LABEL_PAGE)
    )
