"""Replace the club's recovery sheet as its leads do, with the old one or by two people."""

from __future__ import annotations

from app.domain.routing.actors import Team
from app.services.confirmation import sheet_renewal, sheet_requests
from app.services.confirmation.sheet_renewal import NewSheet
from app.services.members.member_lookup import load_key_trust
from app.vault.principals import Secret
from app.vault.recovery import encode_recovery_sheet
from tests.support.club.office import Office


def sheet_of(office: Office) -> str:
    """Return the recovery sheet that the club was set up with."""
    return encode_recovery_sheet(office.world.recovery_seed)


def make_new_text() -> str:
    """Return the words of a sheet that counts for nothing yet."""
    return encode_recovery_sheet(Secret.new().seed)


def draw_sheet(
    office: Office, request: str = "", old: str = "", text: str = "", by: str = "jo"
) -> NewSheet:
    """Return a sheet that is shown now, and replaces the present one."""
    in_force = load_key_trust(office.at(by)).team(Team.LEADS).recovery_fpr.hex()
    return NewSheet(text or make_new_text(), (), in_force, request, old)


def replace_with_old(office: Office, by: str = "jo", old: str = "") -> str:
    """Make a new sheet with the old one in hand, as someone approved; return it."""
    request = get_approval(office, by, "senior")
    new = draw_sheet(office, request, old or sheet_of(office), by=by)
    sheet_renewal.replace_sheet(office.at(by), new)
    return new.text


def find_request(office: Office, who: str = "jo") -> str:
    """Return the id of the request that is open."""
    uow = office.at(who)
    request = sheet_requests.find_open_sheet_request(uow, uow.clock())
    assert request is not None
    return request.id


def get_approval(office: Office, by: str = "jo", approver: str = "deputy") -> str:
    """Ask for a new sheet, and have it approved; return the id of the request."""
    sheet_requests.request_new_sheet(office.at(by))
    request_id = find_request(office, by)
    sheet_requests.approve_sheet_request(office.at(approver), request_id)
    return request_id


def replace_lost(office: Office, by: str = "jo", approver: str = "deputy") -> str:
    """Make a new sheet without the old one: asked for, approved, typed back. Return it."""
    new = draw_sheet(office, get_approval(office, by, approver), by=by)
    sheet_renewal.replace_sheet(office.at(by), new)
    return new.text
