"""A sign-in that is over leaves a row that opens nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from app.models.member import SignIn
from app.services.auth import one_time_display, session_endings, sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.suspension.member_suspension import suspend_member
from app.vault.session_tokens import hash_token
from audit.events import Action
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.office import Office


def row_of(office: Office, token: str) -> SignIn:
    return office.session.get_one(SignIn, hash_token(token))


def test_a_passphrase_is_good_however_long_ago_it_was_chosen(office: Office):
    office.now += timedelta(days=3_653)
    slots = KdfSlots(office.world.data)
    assert sign_ins.sign_in(office.world.uow(), slots, "sam@example.org", PASSPHRASE, "")


@pytest.mark.parametrize("locked", [False, True], ids=["signed out", "hidden"])
def test_an_ended_sign_in_keeps_no_sealed_seed(office: Office, locked: bool):
    token, other = office.world.token("sam"), office.world.token("sam")
    sam = office.world.uow()
    sessions.open_session(sam, token)
    session_endings.end_session(sam, hash_token(token), locked=locked)
    row = row_of(office, token)
    assert (row.box, row.ended_at, row.locked) == (None, office.now, locked)
    last = office.events()[-1]
    named = f"sign_in/{office.id('sam')}/{hash_token(token).hex()[:16]}"
    assert (last.act, last.obj) == (Action.SIGNED_OUT, named)
    visit = sessions.open_session(office.world.uow(), token)
    assert visit is not None
    assert (visit.actor, visit.late, visit.locked) == (None, True, locked)
    assert row_of(office, other).box is not None


def test_what_is_shown_once_is_sealed_into_a_row_that_is_locked(office: Office):
    """Otherwise an end that commits meanwhile would be undone, and the seed lie there again."""
    token, read = office.world.token("sam"), []
    uow = office.world.uow()
    sessions.open_session(uow, token)

    def note(_connection, _cursor, statement, *_):
        read.append(statement)

    event.listen(office.world.engine, "before_cursor_execute", note)
    one_time_display.show_secret(uow, token, "invite/x", "code")
    event.remove(office.world.engine, "before_cursor_execute", note)
    (looked,) = [text for text in read if "FROM sign_in" in text]
    assert ("FOR UPDATE" in looked) is (office.world.engine.dialect.name == "postgresql")


def test_ending_twice_changes_nothing_more(office: Office):
    token = office.world.token("sam")
    uow = office.world.uow()
    session_endings.end_session(uow, hash_token(token))
    ended = office.now
    office.now += timedelta(minutes=5)
    session_endings.end_session(uow, hash_token(token), locked=True)
    row = row_of(office, token)
    assert (row.ended_at, row.locked) == (ended, False)
    assert office.events()[-1].obj == "sign_in/none"


def test_a_sign_in_that_idled_too_long_keeps_no_sealed_seed(office: Office):
    token = office.world.token("sam")
    office.now += timedelta(minutes=20)
    visit = sessions.open_session(office.world.uow(), token)
    assert visit is not None
    assert (visit.actor, visit.timed_out) == (None, True)
    assert row_of(office, token).box is None
    assert office.events()[-1].act is Action.SIGN_IN_EXPIRED


def test_whoever_is_suspended_is_out_and_can_send_no_late_page(office: Office):
    token = office.world.token("sam")
    suspend_member(office.at("jo"), office.id("sam"))
    visit = sessions.open_session(office.world.uow(), token)
    assert visit is not None
    assert (visit.actor, visit.late) == (None, False)
    assert row_of(office, token).box is None


def test_who_is_writing_goes_on_where_a_checkpoint_cannot_be_read(office: Office):
    uow, token = office.world.uow(), office.world.token("sam")
    note = office.world.data / "checkpoints" / f"{office.org.id}.note"
    note.unlink()
    note.mkdir()
    visit = sessions.open_session(uow, token)
    assert visit.actor.id == office.id("sam")
    with uow.keep() as session:  # as a draft is saved
        assert session.get(SignIn, hash_token(token)) is not None
