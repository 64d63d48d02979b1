"""At an open screen no form makes anything that lasts, unless someone is told of it.

All forms that ask for no passphrase are sent, as one person of each role. The declared table is
`tests/policy/security/lasting_posts.py`.
"""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from app.domain.notices.notice_rules import NOTICE_RULES
from app.models.audit_log import Leaf
from app.models.outbox import Outbox
from app.services.emails import mail_texts
from audit import events
from audit.actions import Action
from tests.damage.keys.test_step_up_attacked import TYPED, lasting_rows
from tests.damage.notices.open_screen_places import make_ids
from tests.policy.security.lasting_posts import MAILED, QUIET, TOLD
from tests.policy.security.test_route_roles import ENDS, doors
from tests.policy.security.test_step_up_routes import arrive, needed
from tests.support.club.newcomers import add_office_holder
from tests.support.club.world import World

LOOKS_AND_DRAFTS = {
    Action.REFUSED,
    Action.LIST_VIEWED,
    Action.TASKS_SHOWN,
    Action.SEARCHED,
    Action.INDEXED,
    Action.BOOK_SEALED,
    Action.SIGNED_IN,
    Action.SIGNED_OUT,
    Action.SIGN_IN_FAILED,
    Action.STEP_UP_FAILED,
    Action.DRAFT_OPENED,
    Action.DRAFT_DISCARDED,
    Action.PAGE_RESCUED,
    Action.TRAINING_READ,
    Action.CHILD_OPENED,
    Action.REFERRALS_SHOWN,
    Action.ENTRY_READ,
    Action.TRAINING_GROUP_CHANGED,  # who is in it sees it on Home
    Action.EXPORTED,  # a list of trainings
}
"""Actions that such a form may leave in the log: they give no one anything."""


BY_NAME = {
    "review.acknowledge": {
        Action.ACKNOWLEDGED,
        Action.DUE_CHANGED,
        Action.CARD_WRITTEN,
        Action.SLIP_SEALED,
    },
    "review.name_concern": {Action.CARD_WRITTEN},
    "referrals.receipt": {Action.RECEIPT_TAKEN},
    "learning.completion_pdf": {Action.PRINTED},
    "recording.do_practice_sign": {Action.TRAINING_NOTED},
}
"""Actions logged for forms that `lasting_posts.py` calls quiet for another reason."""
OWN = {"recording.do_practice_sign"}
OF_READERS = {*OWN, "recording.log_call", "accounts.stop", "review.acknowledge"}
REACHED = {
    "jo": {*OF_READERS, "accounts.withdraw", "review.name_concern"},
    "senior": {*OF_READERS, "review.name_concern"},
    "auditor": OWN,
    "administrator": OWN,
    "sam": {*OWN, "recording.log_call"},
}
"""One person of each role -> forms with an id in their address that must have gone through: else
this test sees nothing."""


def read_actions(world: World, start: int = 0) -> list[Action]:
    """Return the actions in the log, from this line on."""
    with world.engine.connect() as connection:
        lines = connection.scalars(select(Leaf.line).where(Leaf.i >= start).order_by(Leaf.i))
        return [events.parse_event_cached(line).act for line in lines]


def test_each_form_that_asks_for_no_passphrase_is_told_or_has_a_reason(world: World):
    forms = {door.endpoint for door in doors(world.app) if door.method == "POST"} - needed()
    named = [*TOLD, *MAILED, *(name for names in QUIET.values() for name in sorted(names))]
    assert sorted(named) == sorted(forms), "name it once: who is told, or why no one need be"
    told = {action for actions in TOLD.values() for action in actions}
    assert told <= NOTICE_RULES.keys()
    assert set(MAILED.values()) <= mail_texts.SUBJECTS.keys()


def count_mails(world: World) -> Counter[str]:
    """Return how many emails of each kind wait."""
    with world.engine.connect() as connection:
        return Counter(connection.scalars(select(Outbox.template)))


@pytest.mark.parametrize("who", REACHED)
def test_an_open_screen_makes_nothing_that_lasts_in_silence(world: World, who: str):
    """Behind every id in an address is something real, so that no form stops at that."""
    add_office_holder(world, who)
    ids = make_ids(world, who)
    forms = [door for door in doors(world.app, ids) if door.method == "POST"]
    thief, token = arrive(world, who)
    before, logged, mails = lasting_rows(world, who), len(read_actions(world)), count_mails(world)
    went_on, offenders = set(), []
    for door in (one for one in forms if one.endpoint not in needed()):
        answer = thief.post(door.path, data={**TYPED, "csrf_token": token}, buffered=True)
        went_on |= {door.endpoint} if answer.status_code == 303 else set()
        later, now = read_actions(world, logged), lasting_rows(world, who)
        told = set(later) & set(TOLD.get(door.endpoint, ()))
        mailed = (count_mails(world) - mails)[MAILED.get(door.endpoint, "")]
        silent = set(later) - LOOKS_AND_DRAFTS - told - BY_NAME.get(door.endpoint, set())
        lasts = now != before and not told
        if answer.status_code >= 500 or ((lasts or silent) and not mailed):
            offenders.append((door.endpoint, answer.status_code, lasts, silent))
        if door.endpoint in ENDS:
            thief, token = arrive(world, who)
        before, logged, mails = now, len(read_actions(world)), count_mails(world)
    assert offenders == []
    assert thief.get("/account").status_code == 200, "the session had not ended meanwhile"
    assert went_on >= REACHED[who]
