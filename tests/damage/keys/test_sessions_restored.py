"""Someone who writes to the database puts a sign-in row back after its session had ended.

They have the row from a backup, and the cookie. Whatever ended the session, its end is in the log:
the row opens nothing, the try is logged, and `log fsck` names it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from app.models.audit_log import Leaf
from app.models.member import SignIn
from app.services.audit_log import number_snapshot
from app.services.auth import one_time_display, recovery_cards, session_endings, sessions
from app.services.auth.device_names import UNKNOWN_BROWSER
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.own_sessions import list_own_sessions
from app.services.auth.sessions import UserSession
from app.services.integrity import integrity_check
from app.services.jobs import scheduler
from app.services.members import own_account
from app.services.unit_of_work import UnitOfWork
from app.vault.session_tokens import hash_token
from audit.events import Action
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.office import Office
from tests.support.club.world import COOKIE
from tests.unit.services.jobs.test_scheduler import tools

pytestmark = pytest.mark.both_databases
NEW = "velvet tractor sunday lemon"


def read_row(office: Office, token: str) -> dict[str, Any]:
    """Return every column of a sign-in row, as a backup holds it."""
    found = office.session.execute(
        select(SignIn.__table__).where(SignIn.id == hash_token(token))
    ).one()
    return dict(found._mapping)


def write_row(office: Office, row: dict[str, Any], **values: Any) -> None:
    """Put a row there, in place of one of the same id."""
    row = {**row, **values}
    office.world.change(delete(SignIn).where(SignIn.id == row["id"]), insert(SignIn).values(row))


def open_with(office: Office, token: str, uow: UnitOfWork | None = None) -> UserSession | None:
    """Return what a request with this cookie leads to, in a new process if not in that of `uow`."""
    uow = uow or office.world.uow()
    uow.session.rollback()
    return sessions.open_session(uow, token)


def is_in(office: Office, token: str, uow: UnitOfWork | None = None) -> bool:
    visit = open_with(office, token, uow)
    return visit is not None and visit.actor is not None


def seat(office: Office, token: str) -> UnitOfWork:
    """Return a unit of work with the owner of a token at it."""
    uow = office.world.uow()
    assert is_in(office, token, uow)
    uow.step_up_mark = office.world.marks[token]
    return uow


def reset_with_card(office: Office, _token: str) -> None:
    made = office.world.token("sam")
    recovery_cards.make_recovery_card(seat(office, made), made)
    shown = one_time_display.list_shown_secrets(seat(office, made), one_time_display.RECOVERY_CARD)
    recovery_cards.reset_passphrase_and_sign_in(
        office.world.uow(), KdfSlots(office.world.data), "sam@example.org", shown[0][1], NEW, ""
    )


def choose_new_passphrase(office: Office, _token: str) -> None:
    made, slots = office.world.token("sam"), KdfSlots(office.world.data)
    own_account.change_passphrase(seat(office, made), slots, PASSPHRASE, NEW, made, "")
    assert is_in(office, made), "the session that it was chosen in goes on"


def idle_until_request(office: Office, token: str) -> None:
    office.now += timedelta(minutes=20)
    assert open_with(office, token).timed_out


def idle_until_housekeeping(office: Office, _token: str) -> None:
    office.now += timedelta(minutes=20)
    scheduler.run_jobs_once(tools(office))


def sign_in_again(office: Office) -> tuple[UnitOfWork, bytes]:
    token = office.world.token("sam")
    return seat(office, token), hash_token(token)


WAYS: dict[str, Callable[[Office, str], object]] = {
    "signed out": lambda office, token: session_endings.end_session(
        seat(office, token), hash_token(token)
    ),
    "hidden": lambda office, token: session_endings.end_session(
        seat(office, token), hash_token(token), locked=True
    ),
    "idle, found at a request": idle_until_request,
    "idle, found by housekeeping": idle_until_housekeeping,
    "new passphrase": choose_new_passphrase,
    "recovery card": reset_with_card,
    "ended from another device": lambda office, token: session_endings.end_own_session(
        sign_in_again(office)[0], hash_token(token).hex()[:16]
    ),
    "all others ended": lambda office, _: session_endings.end_other_sessions(
        *sign_in_again(office)
    ),
    "ended by a lead": lambda office, _: session_endings.end_colleague_sessions(
        office.at("jo"), office.id("sam")
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_row_put_back_opens_nothing_and_is_named(office: Office, way: str):
    token = office.world.token("sam")
    row, session_id = read_row(office, token), hash_token(token).hex()[:16]
    worker = office.world.uow()
    assert is_in(office, token, worker)
    WAYS[way](office, token)
    after = read_row(office, token)
    assert (after["box"], after["device"]) == (None, None), "the sealed seed goes from the row"
    write_row(office, row, last_seen=office.now)
    named = f"Session {session_id} of member {office.id('sam')} is stored as open, but"
    differences = integrity_check.find_all_differences(office.world.uow())
    assert f"{named} the log says it ended." in differences
    assert not is_in(office, token, worker), "a process that ran all the time"
    last = office.events()[-1]
    assert (last.act, last.obj) == (Action.KEY_REFUSED, f"sign_in/{office.id('sam')}/{session_id}")
    assert read_row(office, token)["box"] is None
    lines = len(office.events())
    write_row(office, row, last_seen=office.now)
    assert not is_in(office, token), "a process that begins now"
    assert not is_in(office, token)
    assert len(office.events()) == lines + 1, "one line for each time it is put back"


@pytest.mark.parametrize("hidden", ["the row", "its box", "its box, and said to be over"])
@pytest.mark.parametrize("way", ["new passphrase", "all others ended", "ended by a lead"])
def test_a_row_hidden_while_sessions_are_ended_is_ended_too(office: Office, way: str, hidden: str):
    token = office.world.token("sam")
    row, mine = read_row(office, token), SignIn.id == hash_token(token)
    how = {
        "the row": delete(SignIn).where(mine),
        "its box": update(SignIn).where(mine).values(box=None),
        "its box, and said to be over": update(SignIn)
        .where(mine)
        .values(box=None, ended_at=office.now),
    }
    office.world.change(how[hidden])
    WAYS[way](office, token)
    write_row(office, row)
    assert not is_in(office, token)


def test_signing_out_with_a_row_that_is_gone_is_remembered(now: Office):
    office = now
    token = office.world.token("sam")
    row = read_row(office, token)
    browser = office.world.client()
    browser.set_cookie(COOKIE, token, domain="localhost")
    assert browser.get("/account").status_code == 200
    office.world.change(delete(SignIn).where(SignIn.id == hash_token(token)))
    assert browser.send("/sign-out", via="/sign-in").status_code == 303
    write_row(office, row)
    browser.set_cookie(COOKIE, token, domain="localhost")
    assert browser.get("/account").status_code == 302
    strange = office.world.client()
    strange.set_cookie(COOKIE, "A" * 43, domain="localhost")
    lines = len(office.events())
    strange.send("/sign-out", via="/sign-in")
    assert len(office.events()) == lines, "a cookie of nobody writes nothing"


def test_no_row_moves_the_absolute_end(office: Office):
    token = office.world.token("sam")
    row = read_row(office, token)
    began = office.now
    for hours in range(1, 10):
        office.now = began + timedelta(hours=hours)
        write_row(office, row, last_seen=office.now, held_until=office.now + timedelta(minutes=59))
        assert is_in(office, token), f"{hours} hours"
    office.now = began + timedelta(hours=10)
    for since in (began + timedelta(seconds=1), office.now):
        write_row(office, row, last_seen=office.now, since=since)
        assert not is_in(office, token)
        assert office.events()[-1].act is Action.KEY_REFUSED
    write_row(office, row, last_seen=office.now)
    assert open_with(office, token).timed_out


def test_boxes_swapped_or_copied_to_another_row_open_neither(office: Office):
    first, second = office.world.token("sam"), office.world.token("sam")
    rows = [read_row(office, token) for token in (first, second)]
    write_row(office, rows[0], box=rows[1]["box"])
    write_row(office, rows[1], box=rows[0]["box"])
    assert not is_in(office, first)
    assert not is_in(office, second)
    write_row(office, rows[0])
    assert is_in(office, first)
    session_endings.end_session(seat(office, first), hash_token(first))
    write_row(office, {**rows[0], "id": hash_token(second)})
    assert not is_in(office, second), "under an id that did not end, the box is another's"


def test_a_log_that_broke_brings_no_ended_session_back(office: Office):
    token, other = office.world.token("sam"), office.world.token("sam")
    row, worker = read_row(office, token), office.world.uow()
    assert is_in(office, token, worker)
    session_endings.end_session(seat(office, token), hash_token(token))
    assert is_in(office, other, worker)
    office.at("jo").look(Action.LIST_VIEWED, "inbox/1")
    last = office.session.scalars(select(Leaf).order_by(Leaf.i.desc())).first()
    line = last.line.replace(b"list.viewed", b"card.opened")
    office.world.change(update(Leaf).where(Leaf.i == last.i).values(line=line))
    write_row(office, row, last_seen=office.now)
    assert is_in(office, other, worker), "whoever is writing goes on"
    assert not is_in(office, token, worker)


def test_a_new_process_that_reads_on_from_a_snapshot_knows_the_ends(office: Office, monkeypatch):
    monkeypatch.setattr(number_snapshot, "LINES_BETWEEN_SNAPSHOTS", 1)
    token, hidden = office.world.token("sam"), office.world.token("sam")
    rows = [read_row(office, one) for one in (token, hidden)]
    session_endings.end_session(seat(office, token), hash_token(token))
    keeper = office.world.uow()
    keeper.key_log.refresh(keeper.session, office.org)
    keeper.key_log.save_snapshots(office.org)
    write_row(office, rows[0])
    assert not is_in(office, token)
    office.world.change(delete(SignIn).where(SignIn.id == hash_token(hidden)))
    WAYS["all others ended"](office, hidden)
    write_row(office, rows[1])
    assert not is_in(office, hidden)


def test_a_device_copied_from_another_row_tells_nothing(office: Office):
    token = office.world.token("sam")
    row = read_row(office, token)
    for device in (read_row(office, office.world.token("jo"))["device"], b"x", None):
        write_row(office, row, device=device)
        shown = list_own_sessions(seat(office, token), hash_token(token)).shown
        assert [one.device for one in shown if one.is_this] == [UNKNOWN_BROWSER]
