"""Two people at once in one worker process: neither mistakes the other's haste for damage."""

from uuid import uuid4

from sqlalchemy import select

from app.models.log import LogHead
from app.services import members
from app.services.desk import Action
from app.services.key_log import KeyLog


def sharing(world, *who):
    """Desks as two threads of one process have them: one replay of the log between them."""
    desks = [world.desk(key) for key in who]
    shared = KeyLog(desks[0].files, desks[0].server)
    for desk in desks:
        desk.key_log = shared
    return desks


def test_a_request_that_began_before_another_one_signed_does_not_cry_that_the_log_was_cut(world):
    sam, pat = sharing(world, "sam", "pat")
    sam.session.rollback()
    before = sam.session.scalar(select(LogHead.size))  # Sam's transaction sees the log as it is now
    with pat.act() as act:
        act.log(Action.DRAFT_OPENED, f"draft/{uuid4()}")
        act.checkpoint()  # the file beside the database is newer than what Sam sees
    assert len(members.confirmed(pat)) == 3  # Pat's thread has read on
    assert len(members.confirmed(sam)) == 3
    assert before is not None
