"""After these acts the log's newest line lies under a signed checkpoint: it cannot be cut off.

The list is that of the residual risks in docs/threat-model.md. Records, receipts, exports and
encrypted copies are held to it by their own tests.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, select

from app.domain.routing.actors import Role
from app.models.audit_log import Checkpoint, Leaf
from app.services.auth import recovery_cards, session_endings
from app.services.auth.kdf_slots import KdfSlots
from app.services.confirmation import (
    acting_lead,
    lead_approvals,
    lead_proposals,
    member_confirmation,
    sheet_drill,
    sheet_requests,
)
from app.services.contacts import number_checks
from app.services.members import member_renaming, own_account
from app.services.organisations import organisation_settings, rota_store
from app.services.suspension import member_suspension, planned_leaving
from app.vault.recovery import encode_recovery_sheet
from tests.support.club.club_setup import PASSPHRASE, type_words
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office

NEW = "velvet tractor sunday lemon"


def make_card(office: Office) -> None:
    recovery_cards.make_recovery_card(office.at("sam"), office.world.token("sam"))


def change_passphrase(office: Office) -> None:
    slots, token = KdfSlots(office.world.data), office.world.token("sam")
    own_account.change_passphrase(office.at("sam"), slots, PASSPHRASE, NEW, token, "")


def propose(office: Office) -> None:
    bo = join_as(office.world, "bo", (Role.LEAD,)).id
    lead_approvals.confirm_lead(office.at("jo"), bo, type_words(office.at("jo"), bo))


def approve(office: Office) -> None:
    propose(office)
    (waiting,) = lead_proposals.list_pending_proposals(office.at("jo"))
    assert lead_approvals.approve_lead(office.at("deputy"), waiting.id, waiting.seen)


def stop(office: Office) -> None:
    propose(office)
    (waiting,) = lead_proposals.list_pending_proposals(office.at("jo"))
    lead_approvals.stop_proposal(office.at("senior"), waiting.id)


def mark_number(office: Office) -> None:
    uow = office.at("jo")
    line = number_checks.list_lines_by_area(uow)[0].entries[0]
    number_checks.record_number_check(uow, line.name, line.mark, right=False, said="A shop")


def keep_rota(office: Office) -> None:
    uow = office.at("jo")
    days = {office.id("jo"): (0, 1), office.id("deputy"): (2, 3, 4)}
    rota_store.change_duty_days(uow, days, rota_store.load_current_rota(uow).version)


def check_sheet(office: Office) -> None:
    sheet_drill.check_sheet_and_log_drill(
        office.at("jo"), encode_recovery_sheet(office.world.recovery_seed)
    )


def appoint(office: Office) -> None:
    bo = join_as(office.world, "bo", (Role.PRACTITIONER,))
    sheet, words = (
        encode_recovery_sheet(office.world.recovery_seed),
        type_words(office.at("jo"), bo.id),
    )
    acting_lead.appoint_acting_lead(office.at("jo"), bo.email, sheet, words)


ACTS: dict[str, Callable[[Office], object]] = {
    "a recovery card": make_card,
    "a passphrase": change_passphrase,
    "a lead is proposed": propose,
    "a lead is approved": approve,
    "a lead is stopped": stop,
    "staff are confirmed": lambda office: member_confirmation.confirm_staff(
        office.at("jo"), (office.id("kit"),)
    ),
    "a name": lambda office: member_renaming.rename_colleague(
        office.at("jo"), office.id("pat"), "Pat Vale"
    ),
    "one's own sessions": lambda office: session_endings.end_other_sessions(office.at("sam"), b""),
    "another's sessions": lambda office: session_endings.end_colleague_sessions(
        office.at("jo"), office.id("sam")
    ),
    "a closed day": lambda office: organisation_settings.add_closed_days(
        office.at("jo"), [date(2026, 12, 24)]
    ),
    "the rota": keep_rota,
    "a number": mark_number,
    "an account is stopped": lambda office: member_suspension.suspend_member(
        office.at("jo"), office.id("sam")
    ),
    "a leaving day": lambda office: planned_leaving.write_leaving_day(
        office.at("jo"), office.id("sam"), date(2026, 12, 24)
    ),
    "a new sheet is asked for": lambda office: sheet_requests.request_new_sheet(office.at("jo")),
    "the sheet is checked": check_sheet,
    "an acting lead": appoint,
}


@pytest.mark.parametrize("name", ACTS)
def test_nothing_of_an_act_lies_after_the_newest_checkpoint(office: Office, name: str):
    count = partial(count_lines, office)
    before = count()
    ACTS[name](office)
    newest = office.session.scalar(
        select(func.max(Checkpoint.size)).where(Checkpoint.org_id == office.org.id)
    )
    assert newest == count() > before


def count_lines(office: Office) -> int:
    """Return how many lines the log has."""
    lines = select(func.count()).select_from(Leaf).where(Leaf.org_id == office.org.id)
    return office.session.scalar(lines) or 0
