"""Prove once a year that the recovery sheet opens, and say what the log tells of the sheet.

A lead types all of it. It opens the keys of both teams, and no concern. The log gets a line with
the day, and nothing of what was typed is kept.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Role, Team
from app.errors import NotFoundError
from app.services.audit_log.member_index import SheetIndex, SheetStep
from app.services.confirmation import sheet_requests
from app.services.confirmation.lead_proposals import find_waiting_end
from app.services.confirmation.sheet_tries import open_typed_sheet
from app.services.members.shown_names import load_name_texts
from app.services.unit_of_work import Action, UnitOfWork

PROOF_LIFETIME = timedelta(days=365)
"""How long a proof that the sheet opens is new enough. That of set-up counts as one."""
NEW_SHEET_LIFETIME = timedelta(days=7)
"""The time until a new sheet is to be typed whole: so far, two of its groups were."""
JUST_NOW = timedelta(minutes=5)
"""How long a page says what its reader has done. The log tells it, and never the address."""
SOMEONE = "Someone Heard cannot name"
_DRILL_LOG_ID = "recovery_sheet/checked"


class SheetStatus(PrivateStruct, frozen=True):
    """The state of the recovery sheet, as leads, heads and chairs are told it, all by the log.

    `made_by`: a name, where the heads' key waits. `proved_at`: when all of it was last typed.
    `proof_due`: it is time to. `appointed_at`: when it made an acting lead, so that a new one is
    due. `waits_for_seniors`: it does not open their key yet. `done`: what the reader did just now,
    "" for nothing; `checked`: they proved that the sheet opens, for "both" teams or the "leads".
    `request_id`: of a new sheet that was asked for, "" for none. `asked_by`: a name. `ends_at`:
    when its wait is over, where no one else can approve it. `mine`: the reader asked.
    """

    made_at: datetime | None = None
    made_by: str = ""
    proved_at: datetime | None = None
    proof_due: bool = False
    appointed_at: datetime | None = None
    waits_for_seniors: bool = False
    done: str = ""
    checked: str = ""
    request_id: str = ""
    asked_by: str = ""
    asked_at: datetime | None = None
    ends_at: datetime | None = None
    mine: bool = False
    approved: bool = False
    approved_by_me: bool = False


def load_sheet_status(uow: UnitOfWork) -> SheetStatus:
    """Return the state of the recovery sheet."""
    now, sheet = uow.clock(), sheet_requests.load_sheet_index(uow)
    told = SheetStatus(
        made_at=sheet.made_at,
        made_by=_name(uow, sheet.made_by) if sheet.waits_for_seniors else "",
        proved_at=sheet.proved.at if sheet.proved else None,
        proof_due=_is_proof_due(sheet, now),
        appointed_at=sheet.appointed_at,
        waits_for_seniors=sheet.waits_for_seniors,
        done=sheet.newest.done if sheet.newest and _is_just_mine(uow, sheet.newest) else "",
        checked=_find_check(uow, sheet),
    )
    request = sheet_requests.find_open_sheet_request(uow, now)
    if request is None:
        return told
    return msgspec.structs.replace(
        told,
        request_id=request.id,
        asked_by=_name(uow, request.who),
        asked_at=request.at,
        ends_at=find_waiting_end(uow, request.at),
        mine=request.who == uow.who,
        approved=sheet_requests.is_request_approved(uow, request, now),
        approved_by_me=uow.who in request.approved_by,
    )


def check_sheet_and_log_drill(uow: UnitOfWork, sheet: str) -> frozenset[Team]:
    """Log that the typed sheet opens keys, as once a year. Return the teams whose keys it opens.

    Raises InvalidError for a wrong or replaced sheet, ThrottledError, KeyChangedError.
    """
    if not uow.me.is_a(Role.LEAD):
        raise NotFoundError("only a lead checks the recovery sheet")
    opened = open_typed_sheet(uow, sheet)
    with uow.act() as act:
        act.log(Action.RECOVERY_DRILLED, _DRILL_LOG_ID)
        act.checkpoint()
    return frozenset(opened)


def _is_proof_due(sheet: SheetIndex, now: datetime) -> bool:
    if sheet.proved is not None:
        return now - sheet.proved.at > PROOF_LIFETIME
    lifetime = NEW_SHEET_LIFETIME if sheet.made_by else PROOF_LIFETIME
    return sheet.made_at is None or now - sheet.made_at > lifetime


def _is_just_mine(uow: UnitOfWork, step: SheetStep) -> bool:
    return step.who == uow.who and timedelta() <= uow.clock() - step.at < JUST_NOW


def _find_check(uow: UnitOfWork, sheet: SheetIndex) -> str:
    if sheet.proved is None or not _is_just_mine(uow, sheet.proved):
        return ""
    return "both" if sheet.proved_both else "leads"


def _name(uow: UnitOfWork, who: str) -> str:
    return load_name_texts(uow, (UUID(who),))[UUID(who)] or SOMEONE
