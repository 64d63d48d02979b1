"""Set up a second step as its owner does, and pass it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import msgspec
from sqlalchemy import select

from app.errors import SecondStepNeededError
from app.models.member import Lock
from app.services.auth import sessions, sign_ins
from app.services.auth.second_step import (
    passkey_lock_setup,
    passkey_setup,
    passkey_sign_ins,
    step_codes,
    step_setup,
    waiting_sign_ins,
)
from app.services.auth.second_step.passkey_checks import PasskeySite
from app.services.auth.second_step.passkey_setup import PasskeyPage
from app.services.auth.second_step.passkey_sign_ins import DoorQuestion
from app.services.auth.second_step.passkey_use import PasskeyAnswer
from app.services.auth.second_step.step_proofs import StepProof
from app.services.auth.sign_ins import PASSPHRASE
from app.services.unit_of_work import UnitOfWork
from tests.support.club.office import Office
from tests.support.club.passkey_device import HOME, PasskeyDevice

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


@contextmanager
def open_seat(office: Office, token: str) -> Iterator[UnitOfWork]:
    """Give such a unit of work, whose connection is given back."""
    uow = take_seat(office, token)
    try:
        yield uow
    finally:
        uow.session.close()


def set_up_step(office: Office, who: str, token: str = "", current: str = "") -> Step:
    """Set a second step up, by the code that the app shows.

    `token`: in this session. `current`: a code of the second step that is on.
    """
    token = token or office.world.token(who)
    step_setup.start_step_setup(take_seat(office, token), token)
    secret = step_codes.decode_secret(step_setup.load_step_setup(take_seat(office, token)).secret)
    code = show_code(office, secret)
    step_setup.finish_step_setup(take_seat(office, token), token, code, StepProof(current))
    codes = step_setup.load_step_setup(take_seat(office, token)).codes
    return Step(office, token, secret, codes)


def add_passkey(
    office: Office,
    who: str,
    token: str = "",
    current: str = "",
    device: PasskeyDevice | None = None,
) -> tuple[Step, PasskeyDevice]:
    """Add a passkey of a device, as its owner does. See `set_up_step`.

    Without an app the secret is empty, and without new recovery codes there are none.
    """
    token, device = token or office.world.token(who), device or PasskeyDevice()
    page = open_passkey_page(office, token, creates=True)
    proof = StepProof(current, None, page.sealed)
    name, answer = f"Phone of {who}", device.make(page.creation)
    with open_seat(office, token) as seat:
        passkey_setup.add_passkey(seat, token, HOME, name, answer, proof)
    with open_seat(office, token) as seat:
        codes = step_setup.load_step_setup(seat).codes
    return Step(office, token, b"", codes), device


def open_passkey_page(office: Office, token: str, *, creates: bool = False) -> PasskeyPage:
    """Return what a page of the account asks the browser for."""
    with open_seat(office, token) as seat:
        return passkey_setup.prepare_passkey_page(seat, token, HOME, creates=creates)


def ask_for_passkey(office: Office, asked: SecondStepNeededError | None) -> str:
    """Return what the page after the passphrase asks the browser for, "" for no passkey."""
    assert asked is not None
    with make_uow(office) as uow:
        place = asked.token, asked.waiting, HOME
        return waiting_sign_ins.load_waiting_step(uow, *place).options


def pass_by_passkey(
    office: Office,
    asked: SecondStepNeededError | None,
    answer: str,
    address: str = HERE,
    site: PasskeySite = HOME,
) -> str:
    """Send the answer of a device after the passphrase; return the token of the session."""
    assert asked is not None
    given = PasskeyAnswer(answer, site)
    with make_uow(office) as uow:
        sent = asked.token, asked.waiting, given, address
        return waiting_sign_ins.verify_step_and_start_session(uow, *sent)


def set_passkey_alone(step: Step, device: PasskeyDevice, which: int = -1) -> UUID:
    """Let a passkey of a device open the account alone, as its owner does; return its id.

    `which`: among those that they have, oldest first.
    """
    with open_seat(step.office, step.token) as seat:
        passkey_id = step_setup.load_step_setup(seat).passkeys[which].id
    with open_seat(step.office, step.token) as seat:
        page = passkey_lock_setup.load_alone_page(seat, step.token, HOME, passkey_id)
    given = PasskeyAnswer(device.use(page.request), HOME, device.derive_output(page.request))
    with open_seat(step.office, step.token) as seat:
        place = step.token, passkey_id, given, page.sealed
        passkey_lock_setup.let_passkey_open_alone(seat, *place)
    return passkey_id


def add_alone_passkey(office: Office, who: str) -> tuple[Step, PasskeyDevice, UUID]:
    """Add a passkey that opens the account alone; return its id too."""
    step, device = add_passkey(office, who)
    return step, device, set_passkey_alone(step, device)


BROWSER = "a token of one browser"


def ask_at_door(office: Office, site: PasskeySite = HOME) -> DoorQuestion:
    """Return what the sign-in page asks any device."""
    with make_uow(office) as uow:
        return passkey_sign_ins.ask_any_passkey(uow, BROWSER, site)


def enter_alone(
    office: Office,
    device: PasskeyDevice,
    asked: DoorQuestion | None = None,
    address: str = HERE,
    **changes: str,
) -> str:
    """Sign in with a passkey alone; return the token. `changes`: of the answer on its way."""
    asked = asked or ask_at_door(office)
    answer, output = device.use(asked.options), device.derive_output(asked.options)
    return send_alone(office, asked, PasskeyAnswer(answer, HOME, output), address, **changes)


def send_alone(
    office: Office,
    asked: DoorQuestion,
    given: PasskeyAnswer,
    address: str = HERE,
    token: str = BROWSER,
    **changes: str,
) -> str:
    """Send an answer to the sign-in page; return the token of the session."""
    given = msgspec.structs.replace(given, **changes)
    with make_uow(office) as uow:
        sent = token, asked.sealed, given, address
        return passkey_sign_ins.sign_in_with_passkey(uow, *sent)


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
        return waiting_sign_ins.verify_step_and_start_session(uow, *place)
