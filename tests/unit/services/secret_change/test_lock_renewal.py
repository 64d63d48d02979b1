"""Two sign-ins at once after a change of the server secret: neither is an alarm."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.errors import BusyError, InvalidError, KeyChangedError
from app.models.member import Lock
from app.services.auth import sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.members import own_account
from app.vault import locks
from audit.actions import Action
from tests.support.club.changed_secret import reopen, rotate
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.office import Office

pytestmark = pytest.mark.both_databases
NEW = "nine violet otters hum quietly"


@pytest.fixture
def club(office: Office):
    office.session.rollback()
    said = rotate(office.world)
    assert said.exit_code == 0, said.output
    club = reopen(office)
    yield club
    club.world.close()


def sign_in(club: Office, who: str, passphrase: str = PASSPHRASE) -> str:
    slots, email = KdfSlots(club.world.data, 4), f"{who}@example.org"
    return sign_ins.sign_in(club.world.uow(), slots, email, passphrase, "")


def lock_of(club: Office, who: str) -> bytes:
    club.session.rollback()
    return club.session.scalars(
        select(Lock.blob).where(Lock.user_id == club.id(who), Lock.kind == "passphrase")
    ).one()


def do_once_at(monkeypatch, name: str, then) -> None:
    """Do this once, just before the first call of a part of signing in goes on."""
    real, done = getattr(sign_ins, name), []

    def call(*args):
        if not done:
            done.append(name)
            then()
        return real(*args)

    monkeypatch.setattr(sign_ins, name, call)


MOMENTS = ["open_passphrase_lock", "refuse_stopped_account", "make_passphrase_lock"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_button_that_is_pressed_twice_signs_in_twice(club: Office, monkeypatch, moment: str):
    before = len(club.events())
    do_once_at(monkeypatch, moment, lambda: sign_in(club, "sam"))
    assert sign_in(club, "sam")
    acts = [event.act for event in club.events()[before:]]
    assert acts.count(Action.LOCK_RENEWED) == 1
    assert acts.count(Action.SIGNED_IN) == 2
    assert Action.KEY_REFUSED not in acts
    assert locks.read_pepper_generation(lock_of(club, "sam")) == 2


def test_the_same_when_there_was_no_room_to_renew_it(club: Office, monkeypatch):
    def renew_elsewhere() -> None:
        sign_in(club, "sam")
        raise BusyError

    do_once_at(monkeypatch, "make_passphrase_lock", renew_elsewhere)
    assert sign_in(club, "sam")
    assert Action.KEY_REFUSED not in [event.act for event in club.events()]


def test_a_new_passphrase_chosen_meanwhile_answers_as_a_wrong_one(club: Office, monkeypatch):
    def choose() -> None:
        uow, token = club.world.uow("sam"), club.world.token("sam")
        own_account.change_passphrase(uow, KdfSlots(club.world.data), PASSPHRASE, NEW, token, "")

    do_once_at(monkeypatch, "make_passphrase_lock", choose)
    with pytest.raises(InvalidError) as refused:
        sign_in(club, "sam")
    assert refused.value.problems == {"passphrase": sign_ins.WRONG_SIGN_IN}
    assert Action.KEY_REFUSED not in [event.act for event in club.events()]
    assert sign_in(club, "sam", NEW)


def test_a_lock_that_the_log_does_not_know_is_still_an_alarm(club: Office, monkeypatch):
    """Someone with both secrets and the database puts a lock of their own in its place."""
    before = lock_of(club, "sam")

    def put(blob: bytes) -> None:
        club.world.change(
            update(Lock)
            .where(Lock.user_id == club.id("sam"), Lock.kind == "passphrase")
            .values(blob=blob)
        )

    sign_in(club, "sam")
    newest = lock_of(club, "sam")
    altered = newest[:-1] + bytes([newest[-1] ^ 1])
    put(before)
    do_once_at(monkeypatch, "refuse_stopped_account", lambda: put(altered))
    with pytest.raises(KeyChangedError):
        sign_in(club, "sam")
    assert club.events()[-1].act is Action.KEY_REFUSED
