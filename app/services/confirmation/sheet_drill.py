"""Prove once a year that the recovery sheet opens, and say what the log tells of the sheet.

A lead types all of it. It opens the keys of both teams, and no concern. The log gets a line with
the day, and nothing of what was typed is kept.
"""

from datetime import datetime, timedelta
from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Role, Team
from app.errors import InvalidError, KeyChangedError, NotFoundError, SealedError
from app.services.confirmation import sheet_requests
from app.services.confirmation.sheet_tries import open_typed_sheet
from app.services.members.member_lookup import load_key_trust
from app.services.members.shown_names import load_name_texts
from app.services.unit_of_work import Action, UnitOfWork

PROOF_LIFETIME = timedelta(days=365)
"""How long a proof that the sheet opens is new enough."""
DOES_NOT_OPEN = (
    "This is the right sheet, but it does not open the key that is stored. Keep the sheet. Tell "
    "the person who runs this server now. “flask log fsck” tells them what is wrong."
)
SOMEONE = "Someone Heard cannot name"
_DRILL_LOG_ID = "recovery_sheet/checked"


class SheetStatus(PrivateStruct, frozen=True):
    """The state of the recovery sheet, as leads, heads and chairs are told it, all by the log.

    `proof_due`: no one has typed it for a year. `waits_for_seniors`: it does not open their key
    yet. `request_id`: of a new sheet that was asked for, "" for none. `asked_by`: a name.
    `ends_at`: when its wait is over, where no one else can approve it. `mine`: the reader asked.
    """

    made_at: datetime | None = None
    proved_at: datetime | None = None
    proof_due: bool = False
    waits_for_seniors: bool = False
    request_id: str = ""
    asked_by: str = ""
    asked_at: datetime | None = None
    ends_at: datetime | None = None
    mine: bool = False
    approved: bool = False
    approved_by_me: bool = False


def load_sheet_status(uow: UnitOfWork) -> SheetStatus:
    """Return the state of the recovery sheet."""
    now, sheet = uow.clock(), sheet_requests.recall_sheet(uow)
    due = sheet.proved_at is None or now - sheet.proved_at > PROOF_LIFETIME
    told = SheetStatus(sheet.made_at, sheet.proved_at, due, sheet.waits_for_seniors)
    request = sheet_requests.find_open_request(uow, now)
    if request is None:
        return told
    return SheetStatus(
        made_at=told.made_at,
        proved_at=told.proved_at,
        proof_due=due,
        waits_for_seniors=told.waits_for_seniors,
        request_id=request.id,
        asked_by=_name(uow, request.who),
        asked_at=request.at,
        ends_at=sheet_requests.find_waiting_end(uow, request),
        mine=request.who == uow.who,
        approved=sheet_requests.is_approved(uow, request, now),
        approved_by_me=uow.who in request.approved_by,
    )


def prove_sheet(uow: UnitOfWork, sheet: str) -> bool:
    """Prove that the typed sheet opens, and log it. Return whether it opens both teams' keys.

    Raises InvalidError for a wrong or replaced sheet, ThrottledError, KeyChangedError.
    """
    if not uow.me.is_a(Role.LEAD):
        raise NotFoundError("only a lead checks the recovery sheet")
    both = not sheet_requests.recall_sheet(uow).waits_for_seniors
    load_key_trust(uow).pins()  # a chain of keys that is not right is said as that
    try:
        for team in (Team.LEADS, Team.SENIORS) if both else (Team.LEADS,):
            open_typed_sheet(uow, team, sheet)
    except (KeyChangedError, SealedError):
        raise InvalidError({"sheet": DOES_NOT_OPEN}) from None
    with uow.act() as act:
        act.log(Action.RECOVERY_DRILLED, _DRILL_LOG_ID)
        act.checkpoint()
    return both


def _name(uow: UnitOfWork, who: str) -> str:
    return load_name_texts(uow, (UUID(who),))[UUID(who)] or SOMEONE
