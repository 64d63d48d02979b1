"""Turn off the second step of someone who lost their device and their recovery codes.

Another lead does it, or the recovery sheet where there is none. Of a head or chair only the sheet
does: what they can read may be about the leads. The person gets an email, and every lead, head and
chair sees who did it. Their passphrase is still needed. Nothing is opened here.
"""

from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Role
from app.errors import KeyChangedError, NotFoundError
from app.services.auth import session_endings, step_up
from app.services.auth.second_step import passkey_locks, step_requirement, step_rows
from app.services.members.member_lookup import MemberView, load_key_trust
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork


class ColleagueStep(PrivateStruct, frozen=True):
    """A colleague, whether they have a second step, and whether it takes the sheet to end it.

    `is_required`: without it they open nothing, so they set up a new one.
    """

    view: MemberView
    is_on: bool
    needs_sheet: bool
    is_required: bool


def load_colleague_step(uow: UnitOfWork, member_id: UUID) -> ColleagueStep:
    """Return a colleague and their second step. Raises NotFoundError for oneself or a stranger."""
    view = session_endings.load_colleague(uow, member_id)
    is_on = step_rows.has_second_step(uow, member_id)
    needs_sheet = is_on and _is_senior(uow, member_id)
    return ColleagueStep(
        view, is_on, needs_sheet, step_requirement.is_member_step_required(uow, view)
    )


def _is_senior(uow: UnitOfWork, member_id: UUID) -> bool:
    """Whether someone is a head or chair by their certificate; also where it cannot be believed."""
    judge = load_key_trust(uow)
    try:
        return Role.SENIOR in judge.roles(judge.key_of(member_id))
    except KeyChangedError:
        return judge.was_certified(member_id)


def turn_off_colleague_step(uow: UnitOfWork, member_id: UUID) -> None:
    """Turn it off, as a lead. Twice is harmless.

    Raises NotFoundError, also for a head or chair, and StepUpNeededError.
    """
    step_up.demand_step_up(uow)
    if load_colleague_step(uow, member_id).needs_sheet:
        raise NotFoundError(f"second step of {member_id}")
    with uow.act() as act:
        remove_step_and_notify(act, uow, member_id)


def remove_step_and_notify(act: LoggedTransaction, uow: UnitOfWork, member_id: UUID) -> None:
    """Delete a second step and tell everyone concerned, in a transaction of the caller."""
    load_key_trust(uow)
    if not step_rows.has_second_step(uow, member_id):
        act.log(Action.REFUSED, step_rows.second_step_log_id(member_id))  # pressed twice, or by two
        return
    passkey_locks.end_sessions_before_locks(act, uow, member_id)
    step_rows.delete_step(act, uow, member_id)
    act.log(Action.FACTOR_TAKEN_OFF, step_rows.step_removal_log_id(member_id))
    act.checkpoint()  # a log cut back to before this must be seen
