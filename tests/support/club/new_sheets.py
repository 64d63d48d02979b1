"""Replace the club's recovery sheet as its leads do, with the old one or by two people."""

from __future__ import annotations

from app.services.confirmation import sheet_renewal, sheet_requests
from app.services.confirmation.sheet_renewal import NewSheet
from app.vault.principals import Secret
from app.vault.recovery import sheet_text
from tests.support.club.office import Office


def sheet_of(office: Office) -> str:
    """Return the recovery sheet that the club was set up with."""
    return sheet_text(office.world.recovery_seed)


def make_new_text() -> str:
    """Return the words of a sheet that counts for nothing yet."""
    return sheet_text(Secret.new().seed)


def replace_with_old(office: Office, by: str = "jo", old: str = "") -> str:
    """Make a new sheet with the old one in hand; return it."""
    text = make_new_text()
    sheet_renewal.replace_sheet(office.at(by), NewSheet(text, (), old or sheet_of(office)))
    return text


def find_request(office: Office, who: str = "jo") -> str:
    """Return the id of the request that is open."""
    uow = office.at(who)
    request = sheet_requests.find_open_request(uow, uow.clock())
    assert request is not None
    return request.id


def get_approval(office: Office, by: str = "jo", approver: str = "deputy") -> str:
    """Ask for a new sheet, and have it approved; return the id of the request."""
    sheet_requests.ask_for_sheet(office.at(by))
    request_id = find_request(office)
    sheet_requests.approve_sheet(office.at(approver), request_id)
    return request_id


def replace_lost(office: Office, by: str = "jo", approver: str = "deputy") -> str:
    """Make a new sheet without the old one: asked for, approved, typed back. Return it."""
    get_approval(office, by, approver)
    text = make_new_text()
    sheet_renewal.replace_sheet(office.at(by), NewSheet(text, ()))
    return text
