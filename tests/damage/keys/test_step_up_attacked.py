"""A thief with a live session, and no passphrase, gains nothing that lasts.

The session is of a lead, a head or chair, an auditor, an administrator or a practitioner. They have
the cookie or the open screen. In some tests they write rows too. Every try is refused, and every
try is in the log.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from app.models.member import (
    Invite,
    LeadProposal,
    Lock,
    Member,
    MemberKey,
    SecondFactor,
    SignIn,
    Throttle,
)
from app.models.organisation import Organisation
from app.models.team import TeamGrant
from app.services.audit_log.refusals import LINES_PER_WINDOW
from app.services.auth.second_step.passkey_checks import make_challenge, make_request_options
from app.services.auth.throttle import TRIES_FOR_ACCOUNT
from app.services.integrity import integrity_check
from app.services.members import own_account
from app.services.organisations.organisation_setup import store_lock
from app.vault import contexts, locks
from tests.damage.keys.test_sessions_attacked import THIEF
from tests.policy.security.test_route_roles import FOR_LEADS, FOR_READERS, Door, doors
from tests.policy.security.test_step_up_routes import needed
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.newcomers import add_office_holder
from tests.support.club.office import Office
from tests.support.club.passkey_device import HOME
from tests.support.club.second_steps import add_passkey
from tests.support.club.world import COOKIE, MARK_COOKIE, World
from tests.support.web.checking_client import CheckingClient, Page
from tests.web.accounts.test_step_up import CARD, HEADING, count_logged, enter_passphrase, waiting

LASTING = (
    Lock,
    SecondFactor,
    Invite,
    Member,
    MemberKey,
    LeadProposal,
    TeamGrant,
    Organisation,
)
TYPED = {"role": "lead", "name": "Ann Bell", "email": "ann@example.org", "closures": "25/12/2030"}
OTHERS = "velvet tractor sunday lemon"
OF_OTHER_ROLES = {
    "jo": set(),
    "senior": FOR_LEADS,
    "auditor": FOR_LEADS | FOR_READERS,
    "administrator": FOR_LEADS | FOR_READERS,
    "sam": FOR_LEADS | FOR_READERS,
}
"""One person of each role -> the pages that their role never opens."""


def lasting_rows(world: World, thief: str = "jo") -> list[tuple[object, ...]]:
    """Everything that outlives a session, and the sessions of all but the thief's victim."""
    others = SignIn.user_id != world.people[thief].id
    asked = [select(table.__table__).order_by(table.id) for table in LASTING]
    asked.append(select(SignIn.__table__).where(others).order_by(SignIn.id))
    with world.engine.connect() as connection:
        return [tuple(row) for query in asked for row in connection.execute(query)]


def try_everything(world: World, thief: CheckingClient, who: str = "jo") -> int:
    """Ask at each door that needs a step-up; return how many of them asked for the passphrase.

    All others are closed to this person's role.
    """
    token, asked, wrong = thief.csrf("/help"), 0, []
    for door in (one for one in doors(world.app) if one.endpoint in needed()):
        answer = knock(thief, door, token)
        refused = answer.status_code == 403
        asks = refused and Page(answer.get_data(as_text=True)).headings == [HEADING]
        asked += asks
        if not refused or asks is (door.endpoint in OF_OTHER_ROLES[who]):
            wrong.append((door, answer.status_code, asks))
    assert wrong == []
    return asked


def knock(thief: CheckingClient, door: Door, token: str):
    if door.method == "GET":
        return thief.get(door.path)
    return thief.post(door.path, data={**TYPED, "csrf_token": token})


@pytest.mark.parametrize("who", OF_OTHER_ROLES)
def test_a_stolen_session_tries_everything_and_each_try_is_logged(world, who):
    add_office_holder(world, who)
    thief, before = world.client(who, by_passphrase=False), lasting_rows(world, who)
    asked = try_everything(world, thief, who)
    closed = sum(door.endpoint in needed() for door in doors(world.app)) - asked
    lines = sum(min(tries, LINES_PER_WINDOW) for tries in (asked, closed))
    assert asked > (LINES_PER_WINDOW if who == "jo" else 5), "else this test sees nothing"
    assert count_logged(world, "access.refused") == lines
    assert lasting_rows(world, who) == before
    assert count_logged(world, "export.made") == 0


def test_tries_past_the_lines_of_a_window_are_still_counted(world):
    thief, tries = world.client("jo", by_passphrase=False), 0
    for _ in range(2):
        tries += try_everything(world, thief)
    with world.engine.connect() as connection:
        counted = select(Throttle.tries).where(Throttle.tag.endswith(":step_up"))
        assert connection.scalar(counted) == tries


def test_a_step_up_that_is_stale_opens_nothing(world):
    now = world.now()
    world.now = lambda: now
    thief, before = world.client("jo"), lasting_rows(world)
    world.stop_page_clock(now + timedelta(minutes=5))
    try_everything(world, thief)
    assert lasting_rows(world) == before


def copy_session_cookie(world: World, owner: CheckingClient) -> CheckingClient:
    """Return a thief's browser with the cookie of a session, copied at some time before."""
    thief, cookie = CheckingClient(world.app), owner.get_cookie(COOKIE)
    assert cookie is not None
    thief.set_cookie(COOKIE, cookie.value, domain="localhost")
    return thief


@pytest.mark.parametrize("owner_signs_in", [True, False])
def test_a_copied_cookie_gains_nothing_from_the_owners_passphrase(world, owner_signs_in):
    owner = world.client("jo", by_passphrase=owner_signs_in)
    thief = copy_session_cookie(world, owner)
    if not owner_signs_in:
        assert enter_passphrase(owner, waiting(owner.get(CARD))).status_code == 303
    assert owner.get(CARD).status_code == 200
    before = lasting_rows(world)
    try_everything(world, thief)
    assert lasting_rows(world) == before
    assert owner.get(CARD).status_code == 200


def test_a_copied_cookie_makes_no_card_after_a_new_passphrase(world):
    owner = world.client("jo", by_passphrase=False)
    thief = copy_session_cookie(world, owner)
    new = {"now": PASSPHRASE, "passphrase": OTHERS, "again": OTHERS}
    assert owner.send("/account/passphrase", new).status_code == 303
    assert thief.get(CARD).location.startswith("/sign-in")
    assert owner.get(CARD).status_code == 200


def test_copied_cookies_end_with_the_session_at_a_new_passphrase(world):
    owner = world.client("jo")
    thief, mark = copy_session_cookie(world, owner), owner.get_cookie(MARK_COOKIE)
    thief.set_cookie(MARK_COOKIE, mark.value, domain="localhost")
    assert thief.get(CARD).status_code == 200
    new = {"now": PASSPHRASE, "passphrase": OTHERS, "again": OTHERS}
    done = owner.send("/account/passphrase", new).location
    assert owner.get(done).status_code == 200
    assert thief.get("/account").location.startswith("/sign-in")


def test_the_box_of_a_session_that_stepped_up_serves_no_other(world):
    """The thief writes the owner's fresh box, or all of the owner's row, over their own."""
    thief = world.client("jo", by_passphrase=False)
    world.client("jo")
    mine, fresh = rows_of(world, "jo")[-2:]
    stolen = update(SignIn).where(SignIn.id == mine.id)
    world.change(stolen.values(box=fresh.box, since=fresh.since, last_seen=fresh.last_seen))
    assert thief.get(CARD).location.startswith("/sign-in"), "it opens with the owner's token alone"
    assert count_logged(world, "key.refused") == 1


def test_an_older_box_of_the_same_session_brings_back_no_step_up(world):
    now = world.now()
    world.now = lambda: now
    thief = world.client("jo")
    row = rows_of(world, "jo")[-1]
    world.stop_page_clock(now + timedelta(minutes=6))
    world.change(update(SignIn).where(SignIn.id == row.id).values(box=row.box, last_seen=now))
    assert thief.get(CARD).status_code == 403


def test_somebody_elses_passphrase_is_no_step_up(world):
    own = world.uow("sam")
    world.token("sam")
    slots = world.app.extensions["heard"].slots
    own_account.change_passphrase(own, slots, PASSPHRASE, OTHERS, world.token("sam"), "")
    thief = world.client("jo", by_passphrase=False)
    assert enter_passphrase(thief, waiting(thief.get(CARD)), OTHERS).status_code == 422
    copy_lock(world, "sam", "jo")
    assert enter_passphrase(thief, waiting(thief.get(CARD)), OTHERS).status_code == 422
    assert count_logged(world, "sign_in.repeat_failed") == 2
    assert thief.get(CARD).status_code == 403


def test_a_passkey_alone_is_no_step_up(world):
    """The device of the screen answers whatever it is asked, as after its PIN."""
    step, device = add_passkey(Office.today(world), "jo")
    thief = CheckingClient(world.app)
    thief.set_cookie(COOKIE, step.token, domain="localhost")
    asked = thief.get(CARD)
    assert "passkey" not in Page(asked.get_data(as_text=True)).text
    options = make_request_options(HOME, make_challenge(), [device.credential])
    form = waiting(asked)
    answers = {"passkey": [device.use(options)], "code": ["123456"]}
    assert thief.post(form.action, data=form.sent() | answers).status_code == 422
    assert thief.get(CARD).status_code == 403
    assert count_logged(world, "sign_in.repeated") == 0


def test_a_lock_that_the_log_vouches_for_opens_to_no_seed_of_theirs(world):
    """Made with the server secret, and written into the log too."""
    uow, me = world.uow(), world.people["jo"].id
    forged = locks.lock_with_passphrase(
        THIEF.seed, world.people["jo"].pins, OTHERS, pepper=uow.server.pepper,
        generation=uow.server.generation,
        context=contexts.lock(str(world.org.id), str(me), "passphrase"),
    )  # fmt: skip
    thief = world.client("jo", by_passphrase=False)
    form = waiting(thief.get(CARD))
    with uow.act() as act:
        store_lock(act, uow, me, "passphrase", forged)
    assert enter_passphrase(thief, form, OTHERS).status_code == 500
    assert thief.get(CARD).status_code == 403
    assert count_logged(world, "key.refused") == 1


@pytest.mark.parametrize("path", [CARD, "/account/passphrase"])
def test_a_hundred_wrong_passphrases_keep_the_owner_out_of_nothing(world, path):
    """From the owner's own address, at their own screen."""
    thief = world.client("jo", by_passphrase=False)
    wrong = {"now": "wrong words entirely", "passphrase": OTHERS, "again": OTHERS}
    form = waiting(thief.get(CARD))
    answers = [
        enter_passphrase(thief, form, "wrong words entirely").status_code
        if path == CARD
        else thief.post(path, data={**wrong, "csrf_token": form.sent()["csrf_token"]}).status_code
        for _ in range(100)
    ]
    assert answers == [422] * TRIES_FOR_ACCOUNT + [429] * (100 - TRIES_FOR_ACCOUNT)
    assert enter_passphrase(thief, form).status_code == 429
    assert count_logged(world, "sign_in.repeat_failed") == TRIES_FOR_ACCOUNT
    assert count_logged(world, "sign_in.throttled") == 1
    owner = world.client()
    account = {"email": "jo@example.org", "passphrase": PASSPHRASE}
    assert owner.send("/sign-in", account).location == "/"
    assert owner.get(CARD).status_code == 200


def test_a_row_writer_who_clears_the_count_gets_no_further_tries(world):
    """The log says how many were wrong. The owner's other session is not held up by it."""
    thief = world.client("jo", by_passphrase=False)
    form = waiting(thief.get(CARD))
    answers = []
    for _ in range(TRIES_FOR_ACCOUNT + 4):
        answers.append(enter_passphrase(thief, form, "wrong words entirely").status_code)
        world.change(delete(Throttle))
    assert answers == [422] * TRIES_FOR_ACCOUNT + [429] * 4
    assert enter_passphrase(thief, form).status_code == 429
    assert count_logged(world, "sign_in.repeat_failed") == TRIES_FOR_ACCOUNT
    assert count_logged(world, "sign_in.throttled") == 0, "and clearing adds no line"
    owner = world.client("jo", by_passphrase=False)
    assert enter_passphrase(owner, waiting(owner.get(CARD))).status_code == 303


def test_a_count_that_was_cleared_is_named_by_fsck(world):
    thief = world.client("jo", by_passphrase=False)
    enter_passphrase(thief, waiting(thief.get(CARD)), "wrong words entirely")
    assert integrity_check.find_all_differences(world.uow()) == ()
    world.change(delete(Throttle))
    session = rows_of(world, "jo")[-1].id.hex()[:16]
    assert integrity_check.find_all_differences(world.uow()) == (
        f"The count of wrong passphrases in session {session} of member "
        f"{world.people['jo'].id} is not what the log saw.",
    )


def rows_of(world: World, who: str) -> list[SignIn]:
    mine = select(SignIn).where(SignIn.user_id == world.people[who].id).order_by(SignIn.since)
    return list(world.session().scalars(mine))


def copy_lock(world: World, source: str, target: str) -> None:
    kind = Lock.kind == "passphrase"
    blob = select(Lock.blob).where(Lock.user_id == world.people[source].id, kind)
    theirs = world.session().scalars(blob).one()
    mine = update(Lock).where(Lock.user_id == world.people[target].id, kind)
    world.change(mine.values(blob=theirs))
