"""Someone who writes to the database changes the row of a club whose leads never changed it.

Set-up logs a hash of the row, so `log fsck` names it. For a club from before that it says that the
row is not compared.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.models.organisation import Organisation
from app.services.integrity import integrity_check
from app.services.integrity.expected_state import ExpectedState
from app.services.integrity.row_checks import (
    describe_uncompared_organisation,
    find_organisation_differences,
)
from app.services.organisations import organisation_settings
from tests.support.club.office import Office

CHANGES = {
    "name": "Somewhere Else",
    "lead_title": "Coach",
    "address": "2 Other Street",
    "closures": ["2026-12-24"],
    "publish_leads": True,
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_column_changed_since_set_up_is_named(office: Office, column):
    assert integrity_check.find_all_differences(office.world.uow()) == ()
    office.world.change(update(Organisation).values({column: CHANGES[column]}))
    assert integrity_check.find_all_differences(office.world.uow()) == (
        f"Organisation {office.org.id} is not stored as it was set up or last changed.",
    )


def test_what_set_up_logged_is_compared(office: Office):
    assert integrity_check.list_rows_without_log_hash(office.world.uow()) == ()


def test_a_club_from_before_is_said_to_be_not_compared(office: Office):
    uow, said = office.world.uow(), ExpectedState()
    assert list(find_organisation_differences(uow, said)) == []
    (sentence,) = describe_uncompared_organisation(uow, said)
    assert "are not compared: it was set up before Heard logged them." in sentence
    row = uow.session.scalars(select(Organisation)).one()
    said.house = organisation_settings.hash_organisation_row(row).hex()
    assert list(describe_uncompared_organisation(uow, said)) == []
