"""Turn off a lost second step with the recovery sheet: where no other lead can do it.

It is typed at the server's console. The person and every lead, head and chair are told. The sheet
opens nothing here but the proof that it is the right one.
"""

from app.domain.routing.actors import Team
from app.errors import InvalidError
from app.services.auth.second_step import step_removal, step_rows
from app.services.confirmation.acting_lead import find_joined_member
from app.services.confirmation.certification import open_team_with_sheet
from app.services.members.contact_details import normalise_account_name
from app.services.members.member_lookup import load_key_trust
from app.services.unit_of_work import Action, UnitOfWork

NO_STEP = "This person has no second step. They sign in with their passphrase alone."


def turn_off_second_step_with_sheet(uow: UnitOfWork, email: str, sheet: str) -> None:
    """Turn it off. Raises InvalidError for a wrong sheet or address, in this order."""
    judge = load_key_trust(uow)
    open_team_with_sheet(uow, judge, judge.team(Team.LEADS), sheet)
    member_id = find_joined_member(uow, normalise_account_name(email))
    if not step_rows.has_second_step(uow, member_id):
        raise InvalidError({"email": NO_STEP})
    with uow.act() as act:
        step_removal.remove_step_and_notify(act, uow, member_id)
        act.log(Action.RECOVERY_SHEET_USED, f"team/{Team.LEADS.value}")
        act.checkpoint()  # after the line about the sheet, which must be seen too
