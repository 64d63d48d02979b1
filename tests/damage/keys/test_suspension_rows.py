"""Someone who writes to the database clears, makes up or moves the stop of an account.

The log decides who can sign in. The row only helps lists: where it differs, the lead's page of the
person and `log fsck` name it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.errors import AccountStoppedError, ExpiredError, NotFoundError
from app.models.member import Member
from app.services.audit_log import number_snapshot
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.integrity import integrity_check
from app.services.members import member_page
from app.services.suspension.account_stops import StopDifference
from app.services.suspension.member_suspension import restore_member, suspend_member
from audit.events import Action
from tests.damage.keys.test_sessions_restored import is_in, read_row, write_row
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.office import Office


def set_row(office: Office, at) -> None:
    row = update(Member).where(Member.id == office.id("deputy"))
    office.world.change(row.values(suspended_at=at))


def sign_in(office: Office) -> str:
    slots = KdfSlots(office.world.data)
    return sign_ins.sign_in(office.world.uow(), slots, "deputy@example.org", PASSPHRASE, "")


def name_differences(office: Office) -> tuple[str, tuple[str, ...]]:
    found = member_page.load_member_page(office.at("jo"), office.id("deputy"))
    return found.stop_difference, integrity_check.find_all_differences(office.world.uow())


def test_a_row_that_was_cleared_lets_no_one_in_and_is_named(office: Office):
    token = office.world.token("deputy")
    suspend_member(office.at("jo"), office.id("deputy"))
    set_row(office, None)
    assert not is_in(office, token)
    with pytest.raises(AccountStoppedError):
        sign_in(office)
    member = f"Member {office.id('deputy')}"
    named = (f"{member} is not suspended, but the log says so.",)
    assert name_differences(office) == (StopDifference.CLEARED, named)
    set_row(office, office.now - timedelta(days=3))
    named = (f"{member} was not suspended when their row says.",)
    assert name_differences(office) == (StopDifference.MOVED, named)


def test_a_row_that_was_made_up_keeps_no_one_out_and_is_named(office: Office):
    token = office.world.token("deputy")
    set_row(office, office.now)
    assert is_in(office, token)
    assert is_in(office, sign_in(office))
    named = (f"Member {office.id('deputy')} is suspended, but the log does not say so.",)
    assert name_differences(office) == (StopDifference.MADE_UP, named)


def test_a_session_row_that_is_put_back_never_works_again(office: Office):
    token = office.world.token("deputy")
    row = read_row(office, token)
    suspend_member(office.at("jo"), office.id("deputy"))
    write_row(office, row)
    set_row(office, None)
    assert not is_in(office, token)
    write_row(office, row)
    restore_member(office.at("jo"), office.id("deputy"))
    assert not is_in(office, token), "being let in again brings no session back"


def test_a_new_process_knows_of_the_stop_by_the_snapshot(office: Office, monkeypatch):
    monkeypatch.setattr(number_snapshot, "LINES_BETWEEN_SNAPSHOTS", 1)
    token = office.world.token("deputy")
    suspend_member(office.at("jo"), office.id("deputy"))
    keeper = office.at("jo")
    keeper.key_log.refresh(keeper.session, office.org)
    keeper.key_log.save_snapshots(office.org)
    fresh = office.world.uow()
    visit = sessions.open_session(fresh, token)
    assert visit is not None
    assert visit.stopped_at == office.now


def test_a_lead_whose_request_races_with_the_stop_writes_nothing_after_it(office: Office):
    deputy = office.at("deputy")
    assert deputy.me.id == office.id("deputy")
    suspend_member(office.at("jo"), office.id("deputy"))
    before = len(office.events())
    for action in (Action.ENTRY_READ, Action.LIST_VIEWED):
        with pytest.raises(ExpiredError):
            deputy.look(action, "today")
    with pytest.raises(ExpiredError), deputy.keep() as session:
        session.execute(update(Member).values(name="Someone else"))
    with pytest.raises(NotFoundError):
        restore_member(deputy, office.id("deputy"))
    with pytest.raises(ExpiredError):
        suspend_member(deputy, office.id("jo"))
    assert len(office.events()) == before
    assert "Someone else" not in office.session.scalars(select(Member.name)).all()
