"""Set up a second step as its owner does, and pass it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from app.errors import SecondStepNeededError
from app.models.member import Lock
from app.services.auth import sessions, sign_ins
from app.services.auth.second_step import step_codes, step_setup, waiting_sign_ins
from app.services.auth.sign_ins import PASSPHRASE
from app.services.unit_of_work import UnitOfWork
from tests.support.club.office import Office

HERE = "192.0.2.1"


@dataclass
class Step:
    """Somebody's second step: their app, their recovery codes, and the session it was made in."""

    office: Office
    token: str
    secret: bytes
    codes: tuple[str, ...]

    def seat(self) -> UnitOfWork:
        """Return their unit of work, in the session of the set-up."""
        return take_seat(self.office, self.token)

    def show_code(self) -> str:
        """Return what their app shows now."""
        return show_code(self.office, self.secret)


def show_code(office: Office, secret: bytes) -> str:
    """Return what an app with this secret shows now."""
    step = int(office.now.timestamp()) // step_codes.STEP_SECONDS
    return step_codes.compute_app_code(secret, step)


def take_seat(office: Office, token: str) -> UnitOfWork:
    """Return a unit of work in the session of this token, whose passphrase was typed just now."""
    uow = office.world.uow()
    sessions.open_session(uow, token)
    uow.step_up_mark = office.world.marks[token]
    return uow


def set_up_step(office: Office, who: str, token: str = "", current: str = "") -> Step:
    """Set a second step up, by the code that the app shows.

    `token`: in this session. `current`: a code of the second step that is on.
    """
    token = token or office.world.token(who)
    step_setup.start_step_setup(take_seat(office, token), token)
    secret = step_codes.decode_secret(step_setup.load_step_setup(take_seat(office, token)).secret)
    code = show_code(office, secret)
    step_setup.finish_step_setup(take_seat(office, token), token, code, current)
    codes = step_setup.load_step_setup(take_seat(office, token)).codes
    return Step(office, token, secret, codes)


@contextmanager
def make_uow(office: Office) -> Iterator[UnitOfWork]:
    """Give a unit of work with no one signed in, whose connection is given back."""
    uow = office.world.uow()
    try:
        yield uow
    finally:
        uow.session.close()


def start_sign_in(office: Office, who: str) -> SecondStepNeededError | None:
    """Open the lock with the right passphrase; return what asks for a code, or None."""
    person = office.world.people[who]
    with make_uow(office) as uow:
        lock = select(Lock.blob).where(Lock.user_id == person.id, Lock.kind == PASSPHRASE)
        opened = (PASSPHRASE, uow.session.scalars(lock).one())
        place = uow, person.id, person.seed, person.pins
        try:
            sign_ins.verify_and_start_session(*place, opened=opened)
        except SecondStepNeededError as asked:
            return asked
    return None


def pass_step(
    office: Office, asked: SecondStepNeededError | None, typed: str, address: str = HERE
) -> str:
    """Type a code on the page that asks; return the token of the session."""
    assert asked is not None
    place = asked.token, asked.waiting, typed, address
    with make_uow(office) as uow:
        return waiting_sign_ins.sign_in_with_code(uow, *place)
