"""An old lock lets nobody in, though the rows are as the log knows them by the time they are read.

A new passphrase, or a new card, makes the old one useless. Whoever writes to the database could
show the old lock while it is opened and the new one while rows are compared with the log, or put
the old one where the comparison does not look.
"""

import pytest
from sqlalchemy import select, update

from app.models.member import Lock
from app.models.organisation import Organisation
from app.services.auth import one_time_display, passphrases, recovery_cards, sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.integrity.integrity_check import find_all_differences
from app.services.members import own_account
from tests.damage.keys.test_key_rows_swapped import NEW, demand_refused, sign_in
from tests.support.club.club_setup import PASSPHRASE

OTHERS = "granite lantern oboe harvest"


def of_sam(world, kind: str):
    return (Lock.user_id == world.people["sam"].id, Lock.kind == kind)


def blob(world, kind: str = "passphrase") -> bytes:
    return world.session().scalars(select(Lock.blob).where(*of_sam(world, kind))).one()


def put(world, kind: str = "passphrase", **values: object) -> None:
    session = world.session()
    assert session.execute(update(Lock).where(*of_sam(world, kind)).values(**values)).rowcount == 1
    session.commit()


def another_organisation(world):
    """Its id. The club keeps its own host."""
    session = world.session()
    mine = session.scalars(select(Organisation)).one()
    values = {column.key: getattr(mine, column.key) for column in Organisation.__table__.columns}
    mine.host = "localhost"
    other = Organisation(**values | {"id": None, "host": "b.example", "origin": "b.example/log"})
    session.add(other)
    session.commit()
    return other.id


def new_passphrase(world) -> None:
    uow = world.uow("sam")
    own_account.change_passphrase(
        uow, KdfSlots(world.data), PASSPHRASE, NEW, world.token("sam"), ""
    )


def at_the_moment_of(monkeypatch, place, name, then) -> None:
    """Do `then` just after the lock was opened: opening takes a seventh of a second."""
    real = getattr(place, name)

    def opened(*given):
        found = real(*given)
        monkeypatch.setattr(place, name, real)  # what follows opens locks too
        then()
        return found

    monkeypatch.setattr(place, name, opened)


def test_a_lock_that_was_swapped_back_while_it_was_opened(world, monkeypatch):
    old = blob(world)
    new_passphrase(world)
    new = blob(world)
    put(world, blob=old)
    sentence = f"The stored copy of lock/{world.people['sam'].id}/passphrase is not what the log"
    assert find_all_differences(world.uow()) == (f"{sentence} saw.",)
    at_the_moment_of(monkeypatch, sign_ins, "open_passphrase_lock", lambda: put(world, blob=new))
    demand_refused(world, "sam")


def test_a_lock_under_another_organisation(world):
    old = blob(world)
    new_passphrase(world)
    put(world, blob=old, org_id=another_organisation(world))
    assert sign_in(world, "sam").status_code == 422


def test_a_passphrase_that_was_changed_while_the_old_one_was_opened(world, monkeypatch):
    at_the_moment_of(monkeypatch, sign_ins, "open_passphrase_lock", lambda: new_passphrase(world))
    demand_refused(world, "sam")


def test_one_that_was_changed_after_the_rows_were_compared(world, monkeypatch):
    real, changed = sign_ins.verify_opened_lock, []

    def verified(*given):
        state = real(*given)
        if not changed:
            changed.append(True)
            new_passphrase(world)
        return state

    monkeypatch.setattr(sign_ins, "verify_opened_lock", verified)
    demand_refused(world, "sam")


@pytest.mark.parametrize("how", ["swapped back", "another organisation"])
def test_an_old_card(world, monkeypatch, how):
    token = world.token("sam")
    recovery_cards.make_recovery_card(world.uow("sam"), token)
    old = blob(world, "card")
    card = _shown(world, token)
    recovery_cards.make_recovery_card(world.uow("sam"), token)
    new = blob(world, "card")
    put(world, "card", blob=old)
    if how == "swapped back":
        at_the_moment_of(monkeypatch, recovery_cards, "_open", lambda: put(world, "card", blob=new))
    else:
        put(world, "card", org_id=another_organisation(world))
    fields = {"email": world.people["sam"].email, "card": card, "passphrase": NEW, "again": NEW}
    answer = world.client().send("/sign-in/with-card", fields)
    assert answer.status_code == (500 if how == "swapped back" else 422)
    assert sign_in(world, "sam", NEW).status_code == 422


def test_a_card_that_ended_while_the_passphrase_after_it_was_judged(world, monkeypatch):
    token = world.token("sam")
    recovery_cards.make_recovery_card(world.uow("sam"), token)
    judging = (passphrases, "demand_good_passphrase", lambda: new_passphrase(world))
    at_the_moment_of(monkeypatch, *judging)
    fields = {"email": world.people["sam"].email, "card": _shown(world, token)}
    fields |= {"passphrase": OTHERS, "again": OTHERS}
    assert world.client().send("/sign-in/with-card", fields).status_code == 500
    demand_newest_counts(world)


def test_a_session_that_ended_while_its_new_passphrase_was_judged(world, monkeypatch):
    """Someone who knows the old passphrase, at the moment when its owner changes it."""
    thief = world.client("sam")
    judging = (passphrases, "demand_good_passphrase", lambda: new_passphrase(world))
    at_the_moment_of(monkeypatch, *judging)
    fields = {"now": PASSPHRASE, "passphrase": OTHERS, "again": OTHERS}
    thief.send("/account/passphrase", fields)
    demand_newest_counts(world)


def demand_newest_counts(world) -> None:
    """The owner's new passphrase opens, and the one that came after it does not."""
    assert sign_in(world, "sam", OTHERS).status_code == 422
    assert sign_in(world, "sam", NEW).status_code == 303


def _shown(world, token: str) -> str:
    uow = world.uow()
    sessions.open_session(uow, token)
    return one_time_display.list_shown_secrets(uow, one_time_display.RECOVERY_CARD)[0][1]
