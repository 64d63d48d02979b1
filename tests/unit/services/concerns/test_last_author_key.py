"""The author of a closed concern is its last reader once the only other one is gone."""

from __future__ import annotations

import pytest

from app.errors import ReadingEndedError
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.own_concerns import list_own_concerns
from app.services.suspension.account_replacement import replace_account
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from app.vault.recovery import encode_recovery_sheet
from audit.actions import Action
from tests.support.club.closed_concerns import close_counted, keep_house, list_wraps, pass_days
from tests.support.club.office import Office
from tests.unit.services.concerns.test_author_reading import acts, is_sound, numbers

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("replaced", [False, True])
def test_an_author_reads_on_once_the_only_reader_is_gone(office: Office, replaced: bool):
    office.confirm_second_senior()
    concern_id = close_counted(office, reader="senior", about="yes", not_for=["second_senior"])
    sheet = encode_recovery_sheet(office.world.recovery_seed)
    if replaced:
        replace_account(office.at("jo"), office.id("senior"), sheet)
    else:
        suspend_member(office.at("jo"), office.id("senior"))
        remove_member(office.at("jo"), office.id("senior"), sheet)
    pass_days(office)
    keep_house(office)
    assert (list_wraps(office, concern_id, "sam"), acts(office, Action.SHARE_ENDED)) == (
        [1, 2, 3],
        [],
    )
    assert numbers(office, concern_id) == [1, 2, 3]
    assert list_own_concerns(office.at("sam"))[0].reading is None
    assert is_sound(office)


def test_what_was_ended_stays_so_when_its_only_reader_goes(office: Office):
    office.confirm_second_senior()
    concern_id = close_counted(office, reader="senior", about="yes", not_for=["second_senior"])
    pass_days(office)
    keep_house(office)
    suspend_member(office.at("jo"), office.id("senior"))
    remove_member(
        office.at("jo"), office.id("senior"), encode_recovery_sheet(office.world.recovery_seed)
    )
    with pytest.raises(ReadingEndedError):
        open_concern(office.at("sam"), concern_id)
    assert is_sound(office)
