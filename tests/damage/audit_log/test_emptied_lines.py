"""A line of the log that was emptied counts only if a later line says that it was emptied by duty.

Otherwise a database writer could empty the newest line about a lock and be believed about an older
one, or empty the line that says who opened a file.
"""

import pytest
from sqlalchemy import select, update

from app.errors import LogBrokenError
from app.models.audit_log import Leaf
from app.models.member import Lock
from app.services.audit_log.replay import blanked_line_log_id
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.passphrases import PassphraseChoice
from app.services.integrity import integrity_check
from app.services.members import own_account
from app.services.members.key_trust import lock_log_id
from app.services.unit_of_work import Action

CHOSEN = PassphraseChoice("violet harbour pencil eleven", (), "sam@example.org", "192.0.2.1")


def newest_line(session, obj: str) -> int:
    return session.scalars(select(Leaf.i).where(Leaf.obj == obj).order_by(Leaf.i.desc())).first()


def empty(session, index: int) -> None:
    session.execute(update(Leaf).where(Leaf.i == index).values(line=None))
    session.commit()


def test_an_emptied_line_does_not_bring_an_old_lock_back(world):
    sam, session = world.people["sam"].id, world.session()
    old = session.scalar(select(Lock.blob).where(Lock.user_id == sam))
    uow = world.uow("sam")
    own_account.set_passphrase(uow, KdfSlots(world.data), sam, uow.keys.own, uow.keys.pins, CHOSEN)
    session.rollback()
    session.execute(update(Lock).where(Lock.user_id == sam).values(blob=old))
    empty(session, newest_line(session, lock_log_id(sam, "passphrase")))
    with pytest.raises(LogBrokenError):
        world.token("sam")


def test_an_emptied_line_that_no_line_speaks_of_is_found(world):
    world.token("sam")
    session = world.session()
    empty(session, session.scalars(select(Leaf.i).order_by(Leaf.i.desc())).first())
    with pytest.raises(LogBrokenError):
        integrity_check.find_all_differences(world.uow())


def test_a_line_emptied_by_duty_stops_nothing(world):
    world.token("sam")
    session = world.session()
    index = session.scalars(select(Leaf.i).order_by(Leaf.i.desc())).first()
    session.rollback()
    world.uow().look(Action.LINE_BLANKED, blanked_line_log_id(index))
    empty(session, index)
    assert integrity_check.find_all_differences(world.uow()) == ()
