"""Ask for a new recovery sheet, and approve it or stop it.

Whoever has the sheet opens what both teams read, and appoints a lead at once. So a lead cannot make
one alone. Not with the old sheet either: the others keep it, and it would be refused. Another lead,
a head or a chair approves it. Where no one else holds a team's key, a day has to pass, by the times
in the log, or the old sheet is typed. No row and no column tells anything of it
(docs/decisions/0118). This module makes no sheet.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from app.domain.routing.actors import Role
from app.errors import InvalidError, NotFoundError
from app.services.audit_log.member_index import SheetIndex, SheetRequest, sheet_request_log_id
from app.services.confirmation.lead_proposals import find_waiting_end
from app.services.members.member_lookup import list_leads_and_seniors, load_key_trust
from app.services.unit_of_work import Action, UnitOfWork

REQUEST_LIFETIME = timedelta(days=7)
"""How long someone has to make the sheet that they asked for."""
OWN_REQUEST = "You asked for this sheet yourself. Someone else must approve it."
NOT_READY = "No one has approved a new recovery sheet. Look at what it waits for."
REQUEST_CHANGED = "This has changed since the page was shown. Check it before you go on."


def load_sheet_index(uow: UnitOfWork) -> SheetIndex:
    """Return what the log says of the recovery sheet. Nothing may have been logged."""
    load_key_trust(uow)
    return uow.key_log.members(uow.org).sheet


def find_open_sheet_request(uow: UnitOfWork, now: datetime) -> SheetRequest | None:
    """Return the request that is not over; None when there is none."""
    request = load_sheet_index(uow).request
    if request is None or now - request.at >= REQUEST_LIFETIME:
        return None
    stopped = {str(one) for one in uow.key_log.find_stopped_accounts(uow.org)}
    return None if request.who in stopped else request


def is_request_approved(uow: UnitOfWork, request: SheetRequest, now: datetime) -> bool:
    """Whether the sheet can be made: a second person approved, or no one could and it is time.

    A clock that was set back makes the wait longer, never shorter.
    """
    approvers = {str(view.id) for view in list_leads_and_seniors(uow)}
    if approvers & set(request.approved_by) - {request.who}:
        return True
    ends_at = find_waiting_end(uow, request.at)
    return ends_at is not None and now >= ends_at


def demand_approved_request(uow: UnitOfWork, now: datetime) -> str:
    """Return the id of the request by which the signed-in person can make a sheet.

    Raises InvalidError unless they asked for it, and it was approved or the wait is over.
    """
    request = find_open_sheet_request(uow, now)
    if request is None or request.who != uow.who or not is_request_approved(uow, request, now):
        raise InvalidError({"": NOT_READY})
    return request.id


def request_new_sheet(uow: UnitOfWork) -> None:
    """Ask for a new sheet, as a lead. While someone's request is open, nothing changes."""
    if not uow.me.is_a(Role.LEAD):
        raise NotFoundError("only a lead asks for a new recovery sheet")
    with uow.act() as act:
        request = find_open_sheet_request(uow, act.now)
        if request is not None:
            act.log(Action.REFUSED, sheet_request_log_id(request.id))  # pressed twice, or by two
            return
        act.log(Action.SHEET_ASKED, sheet_request_log_id(str(uuid4())))
        act.checkpoint()


def approve_sheet_request(uow: UnitOfWork, request_id: str) -> None:
    """Approve what another lead asked for, as a lead, head or chair. Twice is harmless.

    Raises InvalidError for one's own, and for another one than was shown.
    """
    if not uow.me.is_reader:
        raise NotFoundError("only leads and seniors approve")
    if _demand_request(uow, request_id, uow.clock()).who == uow.who:
        uow.refuse(Action.REFUSED, sheet_request_log_id(request_id))
        raise InvalidError({"": OWN_REQUEST})
    with uow.act() as act:
        request = _demand_request(uow, request_id, act.now)
        if uow.who in request.approved_by:
            act.log(Action.REFUSED, sheet_request_log_id(request_id))  # pressed twice
            return
        act.log(Action.SHEET_APPROVED, sheet_request_log_id(request_id))
        act.checkpoint()


def stop_sheet_request(uow: UnitOfWork, request_id: str) -> None:
    """Stop a request: any lead, head or chair, and who asked. Twice is harmless."""
    if not uow.me.is_reader:
        raise NotFoundError("only leads and seniors stop it")
    with uow.act() as act:
        request = find_open_sheet_request(uow, act.now)
        if request is None or request.id != request_id:
            act.log(Action.REFUSED, sheet_request_log_id("none"))  # someone else was first
            return
        act.log(Action.SHEET_STOPPED, sheet_request_log_id(request_id))
        act.checkpoint()


def _demand_request(uow: UnitOfWork, request_id: str, now: datetime) -> SheetRequest:
    request = find_open_sheet_request(uow, now)
    if request is None or request.id != request_id:
        raise InvalidError({"": REQUEST_CHANGED})
    return request
