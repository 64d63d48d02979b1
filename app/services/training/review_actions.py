"""Send answers to whoever confirms, and record what came of talking about them.

What is sent is sealed to two people, and both sign. Nobody confirms themselves, and nobody who is
not confirmed is sent anything. Only a lead, a senior, or somebody who completed the training may
confirm: that is asked when answers are sent, and again when the talk is signed. The same press
twice makes one entry. The mail holds no word of it.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Literal, cast
from uuid import UUID

import msgspec
from sqlalchemy import or_, select, update

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Role
from app.domain.training.exchange_schema import (
    OPEN_STATES,
    AnsweredQuestion,
    ConfirmerRelation,
    Discussion,
    OpenTrainingEntry,
    SentAnswers,
    TrainingState,
)
from app.domain.training.statement_schema import (
    Completion,
    CompletionMethod,
    ConfirmerRole,
    NamedPerson,
)
from app.domain.training.training_forms import CONFIRMED, DiscussionInput
from app.errors import InvalidError, NotFoundError, SealedError, StaleError, collect_problems
from app.models.member import Member, MemberKey
from app.models.training import Training
from app.services.content import workbook_content
from app.services.members import member_lookup
from app.services.members.member_lookup import MemberView
from app.services.training import (
    check_codes,
    offered_people,
    reviews,
    statements,
    workbook_answers,
)
from app.services.training.exchange import TRAINING_STORE, ExchangeSlot
from app.services.training.exchange_write import (
    ButtonPress,
    lock_or_start_exchange,
    write_entry_once,
)
from app.services.training.offered_people import OfferedPeople, PeopleSearch
from app.services.training.statements import CompletionHistory
from app.services.training.workbook_answers import OwnAnswers
from app.services.unit_of_work import UnitOfWork

CONFIRMER_MISSING = "Choose who is to confirm it."
NOT_ENTITLED = (
    "{} cannot confirm training yet: they have not completed the workbook themselves. Choose "
    "someone on the list."
)
CANNOT_CONFIRM = (
    "You cannot confirm this. You have not completed the workbook yourself, and you are not a {} "
    "or a head or chair. Nothing was signed."
)
NOT_A_LEAD = "Heard does not know this person as a {}. Choose what else they are to you."
RELATION_MISSING = "Choose what this person is to you."
EVERYBODY = PeopleSearch()


class AskFirstError(InvalidError):
    """Chapters were not opened, or an answer is not right, and the learner was not asked yet."""


class AnswersToSend(msgspec.Struct, frozen=True):
    """A learner's choice. `once`: of the form; `seen`: which answers stood on it.

    `asked`: the gaps that they were asked about, and send all the same; "" for none.
    """

    once: UUID
    confirmer: UUID
    relation: ConfirmerRelation
    seen: str
    asked: str = ""


class PossibleConfirmer(PrivateStruct, frozen=True):
    """Somebody who may confirm: as what, and their own completion where that is why."""

    member: MemberView
    role: ConfirmerRole
    completion: str = ""


class DiscussionToSign(PrivateStruct, frozen=True):
    """What a confirmer signs. `number` and `digest`: of the answers that stood on the page."""

    once: UUID
    talked: DiscussionInput
    number: int
    digest: str


def offer_confirmers(
    uow: UnitOfWork, search: PeopleSearch = EVERYBODY
) -> OfferedPeople[PossibleConfirmer]:
    """Return who may confirm the signed-in member's training, by name. Raises LogBrokenError."""
    able = or_(
        MemberKey.fpr.in_(uow.key_log.ever_granted(uow.org)),  # each lead and senior, by the log
        Member.id.in_(statements.build_learner_ids_query(uow)),
    )
    offered = offered_people.offer_verified_members(uow, search, Member.id != uow.me.id, able)
    people = _find_confirmers(uow, offered.people)
    matching = offered.matching.intersection(one.member.id for one in people)
    return OfferedPeople(people, search.words, matching, offered.more)


def has_confirmer(uow: UnitOfWork) -> bool:
    """Whether anyone may confirm the signed-in member's training. Raises LogBrokenError."""
    if any(one.id != uow.me.id for one in member_lookup.list_leads_and_seniors(uow)):
        return True
    offered = offer_confirmers(uow)
    if offered.people or not offered.more:
        return bool(offered.people)
    # None of the notes about these people proves. One about someone after them may.
    able = _find_completions_by_learner(statements.list_all_completions(uow))
    return any(offered_people.find_verified_member(uow, one) for one in able if one != uow.me.id)


def _find_confirmers(
    uow: UnitOfWork, colleagues: Collection[MemberView]
) -> tuple[PossibleConfirmer, ...]:
    """Return those of these colleagues who may confirm."""
    done = statements.list_completions(uow, [one.id for one in colleagues])
    own = _find_completions_by_learner(done)
    found = ((one, own.get(one.id, "")) for one in colleagues)
    return tuple(
        PossibleConfirmer(one, role, completion if role is ConfirmerRole.COMPLETED else "")
        for one, completion in found
        if (role := _find_role(one.roles, completion)) is not None
    )


def find_own_confirmer_role(uow: UnitOfWork) -> tuple[ConfirmerRole, str] | None:
    """Return the role that lets the signed-in member confirm, and the completion that it needs."""
    me = uow.me
    if not me.confirmed:
        return None
    own = _find_completions_by_learner(statements.list_member_completions(uow, me.id)).get(
        me.id, ""
    )
    role = _find_role(me.roles, own)
    return None if role is None else (role, own if role is ConfirmerRole.COMPLETED else "")


def _find_role(roles: Collection[Role], completion: str) -> ConfirmerRole | None:
    """Return the role that lets a member confirm, or None. `completion`: the id of theirs."""
    if Role.LEAD in roles:
        return ConfirmerRole.LEAD
    if Role.SENIOR in roles:
        return ConfirmerRole.SENIOR
    return ConfirmerRole.COMPLETED if completion else None


def _find_completions_by_learner(found: Iterable[CompletionHistory]) -> dict[UUID, str]:
    """Return the completion of each that lets them confirm others.

    A member has none if a note about them does not prove. Left out too is what a colleague
    confirmed before Heard asked whether that colleague had completed the training.
    """
    by_learner: dict[UUID, str] = {}
    doubtful: set[UUID] = set()
    for one in found:
        if one.learner_id is None:
            continue
        if one.said is None or one.refused:
            doubtful.add(one.learner_id)
        elif one.by_reader or one.said.confirmer_role:
            by_learner[one.learner_id] = str(one.id)
    return {learner: own for learner, own in by_learner.items() if learner not in doubtful}


def offer_colleagues(
    uow: UnitOfWork, search: PeopleSearch = EVERYBODY
) -> OfferedPeople[MemberView]:
    """Return confirmed members other than the signed-in one, by name."""
    return offered_people.offer_verified_members(uow, search, Member.id != uow.me.id)


def find_colleague(uow: UnitOfWork, member_id: UUID | None) -> MemberView | None:
    """Return one confirmed member other than the signed-in one, or None."""
    if member_id is None or member_id == uow.me.id:
        return None
    return offered_people.find_verified_member(uow, member_id)


def send_answers(uow: UnitOfWork, what: AnswersToSend, own: OwnAnswers) -> UUID:
    """Sign and seal my answers to whoever is chosen; returns the id of the training.

    Raises InvalidError for a choice that is not open or an answer that is missing, AskFirstError
    while something is left to read and the learner was not asked, StaleError when the answers are
    not those that were shown, KeyChangedError (logged) for a key that changed.
    """
    chosen = _demand_confirmer(uow, what)
    if own.seen != what.seen:
        raise StaleError(f"answers of {uow.me.id}")
    if own.waiting:
        raise InvalidError({one.question.key: "Not answered yet" for one in own.waiting})
    readiness = workbook_answers.find_readiness_to_send(uow, own)
    if readiness.gaps not in {"", what.asked}:
        raise AskFirstError({"asked": "Not read yet, or not right"})
    training_id = _find_open_training(uow, chosen.id) or uow.server.place_id(
        str(uow.me.id), f"training {what.once}"
    )

    def make(slot: ExchangeSlot) -> OpenTrainingEntry:
        _take_on(uow, slot, chosen.id)
        said = _build_answers(uow, slot, what, chosen, own)
        return msgspec.structs.replace(said, chapters=readiness.chapters)

    return write_entry_once(
        uow, ButtonPress(TRAINING_STORE, training_id, what.once, chosen.id), make
    )


def sign_discussion(uow: UnitOfWork, training_id: UUID, what: DiscussionToSign) -> None:
    """Sign that we talked, and confirm or ask for more; confirming completes the training.

    Raises NotFoundError (logged) when it is not mine to confirm, SealedError when it cannot be
    trusted, InvalidError when I am neither lead nor senior and have not completed it myself,
    StaleError when the learner sent newer answers or chose somebody else meanwhile.
    """
    file = reviews.open_training_to_confirm(uow, training_id)
    answers = file.answers
    if answers is None or not file.whole or file.learner_id == uow.me.id:
        raise SealedError(f"training {training_id}")
    if not uow.me.confirmed:
        raise NotFoundError(f"training {training_id}")
    if file.was_signed(what.once):
        return  # pressed twice
    if not file.is_newest(what.number, what.digest) or file.state not in OPEN_STATES:
        raise StaleError(f"training {training_id}")
    confirming = _demand_confirming(uow)

    def make(slot: ExchangeSlot) -> OpenTrainingEntry:
        _decide_outcome(slot, file, what.talked)
        if what.talked.outcome == CONFIRMED:
            said = _build_completion(uow, slot, answers, what.talked.on)
            statements.sign_completion(uow, slot.act, _add_confirmer_statement(said, *confirming))
        return _build_discussion(slot, what)

    write_entry_once(
        uow, ButtonPress(TRAINING_STORE, training_id, what.once, file.learner_id), make
    )


def _demand_confirming(uow: UnitOfWork) -> tuple[ConfirmerRole, str]:
    found = find_own_confirmer_role(uow)
    if found is None:
        raise InvalidError({"": CANNOT_CONFIRM.format(uow.org.lead_title)})
    return found


def find_choice_problems(uow: UnitOfWork, what: AnswersToSend) -> dict[str, str]:
    """Return what stands in the way of this choice, by the name of its control."""
    return collect_problems(lambda: _demand_confirmer(uow, what))


def _demand_confirmer(uow: UnitOfWork, what: AnswersToSend) -> MemberView:
    chosen = find_colleague(uow, what.confirmer)
    if chosen is None:
        raise InvalidError({"confirmer": CONFIRMER_MISSING})
    if not _find_confirmers(uow, (chosen,)):
        raise InvalidError({"confirmer": NOT_ENTITLED.format(chosen.name)})
    if what.relation is ConfirmerRelation.LEAD and not any(role == "lead" for role in chosen.roles):
        raise InvalidError({"relation": NOT_A_LEAD.format(uow.org.lead_title)})
    return chosen


def _find_open_training(uow: UnitOfWork, confirmer: UUID) -> UUID | None:
    """Return my training that is open with this confirmer. One that was damaged is started anew."""
    found = uow.session.scalar(
        select(Training.id)
        .where(
            Training.org_id == uow.org.id,
            Training.learner_id == uow.me.id,
            Training.confirmer_id == confirmer,
            Training.state.in_(OPEN_STATES),
        )
        .order_by(Training.began_at.desc())
        .limit(1)
    )
    return found if found and reviews.open_own_sent_training(uow, found).whole else None


def _take_on(uow: UnitOfWork, slot: ExchangeSlot, confirmer: UUID) -> None:
    """Let the training go to this confirmer, and close any other of mine."""
    row = lock_or_start_exchange(uow, TRAINING_STORE, slot, confirmer, state=TrainingState.SENT)
    if row.state not in OPEN_STATES:
        raise StaleError(f"training {slot.exchange_id}")
    row.state = TrainingState.SENT
    slot.act.session.execute(
        update(Training)
        .where(
            Training.org_id == uow.org.id,
            Training.learner_id == uow.me.id,
            Training.id != slot.exchange_id,
            Training.state.in_(OPEN_STATES),
        )
        .values(state=TrainingState.ELSEWHERE)
    )


def _decide_outcome(
    slot: ExchangeSlot, file: reviews.OpenedTraining, talked: DiscussionInput
) -> None:
    """Say in clear what came of it, unless the learner sent or chose something else meanwhile."""
    session = slot.act.session
    row = session.get(Training, file.id, with_for_update=True, populate_existing=True)
    if row is None or row.state not in OPEN_STATES or slot.number != len(file.entries) + 1:
        raise StaleError(f"training {file.id}")
    row.state = TrainingState.CONFIRMED if talked.outcome == CONFIRMED else TrainingState.MORE
    row.entries = slot.number


def _build_answers(
    uow: UnitOfWork, slot: ExchangeSlot, what: AnswersToSend, chosen: MemberView, own: OwnAnswers
) -> SentAnswers:
    edition = own.book.edition
    return SentAnswers(
        by=slot.by,
        signed_at=slot.now,
        once=str(what.once),
        workbook=edition.edition.name,
        edition=edition.edition.version,
        marks=workbook_content.hash_chapters(uow.org),
        answered=tuple(
            AnsweredQuestion(key=one.question.key, question=one.question.text, answer=one.answer)
            for one in own.items
        ),
        confirmer=str(chosen.id),
        confirmer_name=chosen.name,
        relation=what.relation,
    )


def _build_discussion(slot: ExchangeSlot, what: DiscussionToSign) -> Discussion:
    said = what.talked
    return Discussion(
        by=slot.by,
        signed_at=slot.now,
        once=str(what.once),
        outcome=cast(Literal["confirmed", "more"], said.outcome),
        on=said.on,
        how=cast(Literal["together", "video", "phone", "writing"], said.how),
        note=said.note,
        follow_up=said.follow_up,
        answers=what.number,
        digest=what.digest,
        understanding="sufficient" if said.outcome == CONFIRMED else msgspec.UNSET,
    )


def _add_confirmer_statement(said: Completion, role: ConfirmerRole, completion: str) -> Completion:
    """Return the completion with its confirmer's role and what they state."""
    return msgspec.structs.replace(
        said,
        confirmer_role=role,
        confirmer_completion=completion or msgspec.UNSET,
        talked_on=said.on,
        understanding="sufficient",
    )


def _build_completion(
    uow: UnitOfWork, slot: ExchangeSlot, answers: SentAnswers, on: date
) -> Completion:
    learner, me = answers.by, slot.by
    confirmer = NamedPerson(id=me.id, name=me.name, job_title=me.job_title, email=me.email)
    return Completion(
        learner=NamedPerson(
            id=learner.id, name=learner.name, job_title=learner.job_title, email=learner.email
        ),
        by=confirmer,
        made_at=slot.now,
        agency=uow.org.name,
        workbook=answers.workbook,
        edition=answers.edition,
        marks=answers.marks,
        on=on,
        how=CompletionMethod.CONFIRMED,
        confirmer=confirmer,
        training=str(slot.exchange_id),
        code=check_codes.make_check_code(),
    )
