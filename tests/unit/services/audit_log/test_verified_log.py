"""The head of the log is read once for a page that only reads, and again where that is outdated."""

from __future__ import annotations

import pytest

from app.services.unit_of_work import Action, UnitOfWork
from tests.support.club.club_setup import uow_on
from tests.support.club.office import Office


@pytest.mark.parametrize("shares_process", [True, False])
def test_a_head_read_once_is_read_again_when_others_wrote_more(
    office: Office, shares_process: bool
):
    mine = office.at("sam")
    with mine.key_log.read_once(mine.session):
        mine.key_log.refresh(mine.session, mine.org)
        before = mine.key_log.size(mine.org)
        other = _open_other(office, mine, shares_process)
        with other.act() as act:
            act.log(Action.SIGNED_OUT, "sign_in/none")
            act.checkpoint()
        other.key_log.refresh(other.session, other.org)
        mine.key_log.refresh(mine.session, mine.org)
    assert mine.key_log.size(mine.org) == before + 1


def _open_other(office: Office, mine: UnitOfWork, shares_process: bool) -> UnitOfWork:
    """Return another request: of the same process, which shares what it read, or of another."""
    key_log = mine.key_log if shares_process else None
    return uow_on(office.world.session(), mine.org, office.world.data, key_log=key_log)
