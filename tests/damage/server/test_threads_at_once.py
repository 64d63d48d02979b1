"""Many people at once in one worker process: none takes another's haste for damage, or waits."""

from __future__ import annotations

import os
import threading
import time
from contextlib import ExitStack
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.models.audit_log import LogHead
from app.services.audit_log.verified_log import VerifiedLog
from app.services.auth.kdf_slots import KdfSlots
from app.services.members import member_lookup
from app.services.unit_of_work import Action
from tests.damage import socket_browser
from tests.support.club.club_setup import PASSPHRASE

pytestmark = pytest.mark.both_databases


def sharing(world, *who):
    """Units of work as two threads of one process have them: one replay of the log between them."""
    uows = [world.uow(key) for key in who]
    shared = VerifiedLog(uows[0].files, uows[0].server)
    for uow in uows:
        uow.key_log = shared
    return uows


def test_a_request_begun_before_a_signature_finds_no_cut_log(world):
    sam, pat = sharing(world, "sam", "pat")
    sam.session.rollback()
    before = sam.session.scalar(select(LogHead.size))  # Sam's transaction sees the log as it is now
    with pat.act() as act:
        act.log(Action.DRAFT_OPENED, f"draft/{uuid4()}")
        act.checkpoint()  # the file beside the database is newer than what Sam sees
    assert len(member_lookup.list_leads_and_seniors(pat)) == 3  # Pat's thread has read on
    assert len(member_lookup.list_leads_and_seniors(sam)) == 3
    assert before is not None


def test_a_writer_is_served_while_more_wait_than_there_are_threads(world, serve, browse):
    live = serve(world)
    sam, crowd = browse(live, "sam"), [browse(live) for _ in range(12)]
    page = f"{socket_browser.begin(sam)}/account"
    alone = max(measure_seconds(sam, page) for _ in range(3))
    forms = [browser.form("/sign-in") for browser in crowd]  # a page costs a thread too
    held = KdfSlots(world.data)
    slots = [held.hold() for _ in range(os.cpu_count() or 1)]
    with ExitStack() as stack:
        for slot in slots:
            stack.enter_context(slot)  # every slot is taken: nobody at the door gets on
        waiting = [
            threading.Thread(target=knock, args=one) for one in zip(crowd, forms, strict=True)
        ]
        for thread in waiting:
            thread.start()
        assert all(browser.posted.wait(30) for browser in crowd)
        took = measure_seconds(sam, page)
        for thread in waiting:
            thread.join(60)
    assert took < max(1, 10 * alone), f"the writer waited {took:.1f} s, {alone:.1f} s alone"


def measure_seconds(browser, page: str) -> float:
    """Return how long the page took."""
    begin = time.monotonic()
    assert browser.get(page).status == 200
    return time.monotonic() - begin


def knock(browser, form) -> None:
    """Try to sign in while no slot is free: asked to press again, now or in two seconds."""
    fields = form | {"email": ["pat@example.org"], "passphrase": [PASSPHRASE]}
    assert browser.post("/sign-in", fields).status == 503
