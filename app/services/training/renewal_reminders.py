"""Email someone once that their own training comes due, and once that it is overdue.

The email says nothing else. Leads get none about others: they have the list. Rows choose whom to
look at, and only notes that prove send anything. While nobody confirmed how often training is
renewed, nobody is reminded.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from uuid import UUID

import msgspec
from sqlalchemy import delete, select

from app.domain.training.statement_schema import Completion, decode_statement
from app.domain.training.training_status import (
    Standing,
    TrainingFacts,
    find_training_reminder,
    find_training_status,
)
from app.models.columns import is_unset
from app.models.member import Member
from app.models.outbox import Outbox
from app.models.training import TrainingNote
from app.services.emails import mail_queue
from app.services.members.member_status import NOT_SUSPENDED
from app.services.training import team_standing
from app.services.unit_of_work import UnitOfWork
from content.london_time import LONDON

TEMPLATES = {Standing.DUE_SOON: "training_due_soon", Standing.OVERDUE: "training_overdue"}


def queue_renewal_emails(uow: UnitOfWork, now: datetime) -> None:
    """Queue one mail for each person, due date and message. Delete mails that are no longer true.

    Raises LogBrokenError: then nothing can be said about anyone.
    """
    due = dict(_list_due(uow))
    _take_back(uow, due)
    to_tell = [(who, TEMPLATES[what]) for who, (what, since) in _list_not_reminded(uow, due)]
    if to_tell:
        with uow.keep() as session:
            for member_id, template in to_tell:
                mail_queue.queue_mail(session, uow.org, member_id, template, None, now)


DueReminder = tuple[Standing, date]


def _list_due(uow: UnitOfWork) -> Iterator[tuple[UUID, DueReminder]]:
    """Yield who is near a day or past it, by rows that nobody has proved."""
    when, today = team_standing.find_renewal_rule(uow), uow.today
    if when.months is None:
        return
    notes: dict[UUID, list[tuple[str, Completion]]] = {}
    for learner_id, note_id, said in _read_completions(uow):
        notes.setdefault(learner_id, []).append((str(note_id), said))
    for learner_id, found in notes.items():
        stands = find_training_status(TrainingFacts(tuple(found)), {}, when, today)
        if what := find_training_reminder(stands.due, when, today):
            yield learner_id, what


def _read_completions(uow: UnitOfWork) -> Iterator[tuple[UUID, UUID, Completion]]:
    rows = uow.session.execute(
        select(TrainingNote.learner_id, TrainingNote.id, TrainingNote.statement)
        .join(Member, Member.id == TrainingNote.learner_id)
        .where(TrainingNote.org_id == uow.org.id, TrainingNote.id == TrainingNote.about)
        .where(Member.org_id == uow.org.id, Member.joined_at.is_not(None), NOT_SUSPENDED)
    )
    for learner_id, note_id, statement in rows:
        try:
            said = decode_statement(statement)
        except (msgspec.MsgspecError, TypeError):
            continue
        if isinstance(said, Completion):
            yield learner_id, note_id, said


def _list_not_reminded(
    uow: UnitOfWork, due: dict[UUID, DueReminder]
) -> Iterator[tuple[UUID, DueReminder]]:
    """Yield those who had no such email since that day, and whose notes prove that it is due."""
    told = _find_last_reminders(uow, due)
    for member_id, (what, since) in due.items():
        at = told.get((member_id, TEMPLATES[what]))
        if at is not None and at >= datetime.combine(since, time(), LONDON):
            continue
        proved = team_standing.get_member_training_status(uow, member_id)
        if find_training_reminder(proved.due, team_standing.find_renewal_rule(uow), uow.today) == (
            what,
            since,
        ):
            yield member_id, (what, since)


def _find_last_reminders(uow: UnitOfWork, due: Iterable[UUID]) -> dict[tuple[UUID, str], datetime]:
    """Return when each was emailed last, of each kind."""
    if not due:
        return {}
    rows = uow.session.execute(
        select(Outbox.member_id, Outbox.template, Outbox.made_at)
        .where(Outbox.org_id == uow.org.id, Outbox.template.in_(TEMPLATES.values()))
        .order_by(Outbox.made_at)
    )
    return {(member_id, template): at for member_id, template, at in rows}


def _take_back(uow: UnitOfWork, due: dict[UUID, DueReminder]) -> None:
    """Delete mails that wait to be sent and are no longer true."""
    rows = uow.session.execute(
        select(Outbox.id, Outbox.member_id, Outbox.template)
        .where(Outbox.org_id == uow.org.id, Outbox.template.in_(TEMPLATES.values()))
        .where(is_unset(Outbox.sent_at))
    )
    so = {(who, TEMPLATES[what]) for who, (what, _) in due.items()}
    over = [mail_id for mail_id, who, template in rows if (who, template) not in so]
    if over:
        with uow.keep() as session:
            session.execute(delete(Outbox).where(Outbox.id.in_(over)))
