"""Someone who writes to the database, or copies what a browser sent, tries a passkey's own lock.

The lock opens by its device's secret alone, in the row it was made for, and only as the newest that
the log vouches for. The passkey must sign as well, and be in the sealed row of the second step. So
no one thing is enough, and `log fsck` names each row that was touched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import delete, insert, select, update

from app.errors import ExpiredError, InvalidError, KeyChangedError, SealedError, ThrottledError
from app.models.audit_log import Leaf
from app.models.member import Lock, Throttle
from app.services.auth import throttle
from app.services.auth.second_step import passkey_checks, passkey_lock_setup, passkey_locks
from app.services.auth.second_step.passkey_checks import PasskeySite
from app.services.auth.second_step.passkey_sign_ins import NOT_ALONE, DoorQuestion
from app.services.auth.second_step.passkey_use import PasskeyAnswer
from app.services.auth.second_step.waiting_sign_ins import STEP_CHANGED
from app.services.auth.second_step.waiting_state import OpenedKeys
from audit.actions import Action
from tests.damage.sign_in.test_second_step_attacked import find_differences, read_row, write_row
from tests.support.club.office import Office
from tests.support.club.passkey_device import HOME, PasskeyDevice
from tests.support.club.second_steps import (
    add_alone_passkey,
    add_passkey,
    ask_at_door,
    enter_alone,
    make_uow,
    open_seat,
    pass_step,
    send_alone,
    set_passkey_alone,
    start_sign_in,
)

TABLE = Lock.__table__
ELSEWHERE = PasskeySite("school.example", "https://school.example")


def read_lock(office: Office, passkey_id: UUID) -> dict[str, Any]:
    kind = passkey_locks.name_lock_kind(passkey_id)
    return dict(office.session.execute(select(TABLE).where(TABLE.c.kind == kind)).one()._mapping)


def write_lock(office: Office, row: Mapping[str, Any], **values: object) -> None:
    """Put a row of a lock in place of what has its id now."""
    row = {**row, **values}
    office.world.change(delete(TABLE).where(TABLE.c.id == row["id"]), insert(TABLE).values(row))


def drop_lock(office: Office, row: Mapping[str, Any]) -> None:
    office.world.change(delete(TABLE).where(TABLE.c.id == row["id"]))


def answer(device: PasskeyDevice, asked: DoorQuestion) -> PasskeyAnswer:
    return PasskeyAnswer(device.use(asked.options), HOME, device.derive_output(asked.options))


def refuse(office: Office, device: PasskeyDevice, **changes: Any) -> None:
    """It lets no one in, in the words that every refusal has. These tries count as others do."""
    office.world.change(delete(Throttle))
    asked = ask_at_door(office)
    with pytest.raises(InvalidError) as refused:
        send_alone(office, asked, answer(device, asked), **changes)
    assert refused.value.problems == {"": NOT_ALONE}


def alarm(office: Office, device: PasskeyDevice) -> None:
    """The lock opens, and is not what the log saw: nobody gets in, and the log says so."""
    with pytest.raises(KeyChangedError):
        enter_alone(office, device)
    assert office.events()[-1].act is Action.KEY_REFUSED


@pytest.mark.both_databases
def test_a_deleted_lock_opens_nothing_and_the_passphrase_goes_on(office: Office):
    step, device, passkey_id = add_alone_passkey(office, "sam")
    row = read_lock(office, passkey_id)
    drop_lock(office, row)
    refuse(office, device)
    obj = f"lock/{office.id('sam')}/{row['kind']}"
    assert find_differences(office) == (f"{obj} is in the log, but is no longer stored.",)
    assert pass_step(office, start_sign_in(office, "sam"), step.codes[0])
    write_lock(office, row)
    assert enter_alone(office, device)
    assert find_differences(office) == ()


@pytest.mark.both_databases
def test_a_lock_of_someone_else_or_another_passkey_opens_nothing(office: Office):
    step, first, first_id = add_alone_passkey(office, "sam")
    _, second = add_passkey(office, "sam", step.token, step.codes[0])
    second_id = set_passkey_alone(step, second)
    _, strange, strange_id = add_alone_passkey(office, "pat")
    one, two, theirs = (read_lock(office, each) for each in (first_id, second_id, strange_id))
    write_lock(office, one, blob=two["blob"])
    for device in (first, strange):
        refuse(office, device, **({} if device is first else {"answer": "{}"}))
    assert len(find_differences(office)) == 1
    write_lock(office, one, blob=theirs["blob"])
    strange.handle = first.handle  # Pat says that it is Sam's
    for device in (first, strange):
        refuse(office, device)
    write_lock(office, one)
    write_lock(office, theirs, user_id=office.id("sam"))  # the row of Pat's whole
    refuse(office, strange)
    strange.handle = office.id("pat").bytes
    refuse(office, strange)
    write_lock(office, theirs)
    for device in (first, second, strange):
        assert enter_alone(office, device)


@pytest.mark.both_databases
def test_a_lock_that_is_put_back_after_its_end_opens_nothing(office: Office):
    """Ended by its owner, then by a removal of the second step: an old copy of each row is back."""
    step, device, passkey_id = add_alone_passkey(office, "sam")
    row = read_lock(office, passkey_id)
    with open_seat(office, step.token) as seat:
        passkey_lock_setup.end_passkey_alone(seat, step.token, passkey_id)
    write_lock(office, row)
    alarm(office, device)
    obj = f"lock/{office.id('sam')}/{row['kind']}"
    assert find_differences(office) == (f"The stored copy of {obj} is not what the log saw.",)
    with pytest.raises(KeyChangedError):  # nor does the passphrase, until the row is gone
        start_sign_in(office, "sam")
    drop_lock(office, row)
    set_passkey_alone(step, device)
    newest = read_lock(office, passkey_id)
    write_lock(office, newest, blob=row["blob"])  # an older lock of the same passkey
    alarm(office, device)
    write_lock(office, newest)
    assert enter_alone(office, device)


def test_a_lock_that_someone_made_up_opens_nothing(office: Office):
    """Pat has the server secret too, and locks keys of their own for a passkey of their own."""
    add_alone_passkey(office, "sam")
    _, device, passkey_id = add_alone_passkey(office, "pat")
    asked, pat = ask_at_door(office), office.world.people["pat"]
    device.handle = office.id("sam").bytes
    output = answer(device, asked).output
    with make_uow(office) as uow:
        keys = OpenedKeys(office.id("sam"), pat.seed, pat.pins)
        made = passkey_locks.make_lock(
            uow, keys, passkey_id, device.credential, passkey_checks.read_prf_output(output)
        )
    write_lock(office, read_lock(office, passkey_id), user_id=office.id("sam"), blob=made)
    alarm(office, device)


@pytest.mark.both_databases
def test_an_answer_counts_once_though_every_row_is_put_back(office: Office):
    step, device = add_passkey(office, "sam", device=PasskeyDevice(counts=False))
    passkey_id = set_passkey_alone(step, device)
    before, lock, asked = (
        read_row(office, "sam"),
        read_lock(office, passkey_id),
        ask_at_door(office),
    )
    given = answer(device, asked)
    assert send_alone(office, asked, given)
    with pytest.raises(ExpiredError):
        send_alone(office, asked, given)
    write_row(office, before)
    write_lock(office, lock)
    office.world.change(delete(Throttle))
    with pytest.raises(InvalidError) as refused:
        send_alone(office, asked, given)
    changed = STEP_CHANGED.format(lead_title=office.org.lead_title)
    assert refused.value.problems == {"": changed}


def test_neither_the_secret_nor_the_signature_is_enough(office: Office):
    _, device, _ = add_alone_passkey(office, "sam")
    thief = PasskeyDevice(
        credential=device.credential, secret=device.secret, handle=device.handle, uses=9
    )
    refuse(office, thief)  # the secret, and a key of another device
    refuse(office, device, output=PasskeyDevice().derive_output(ask_at_door(office).options))
    for output in ("", "A", "A" * 43, "A" * 9_000, "\N{SNOWMAN}"):
        refuse(office, device, output=output)
    for text in ("", "{}", "[]", "null", json.dumps({"rawId": 1, "response": {"userHandle": {}}})):
        refuse(office, device, answer=text)
    refuse(office, device, site=ELSEWHERE)
    device.verifies = False
    refuse(office, device)
    device.verifies = True
    device.uses = 0
    refuse(office, device)  # a copy of the device's key
    device.uses = 50
    device.site = ELSEWHERE
    refuse(office, device)
    device.site = HOME
    assert enter_alone(office, device)


def test_the_secret_of_another_salt_opens_nothing(office: Office):
    """Another organisation on the same server has another salt, and its locks another context."""
    _, device, passkey_id = add_alone_passkey(office, "sam")
    asked, salt = ask_at_door(office), passkey_locks.make_salt(office.org.id)
    assert salt != passkey_locks.make_salt(uuid4())
    options = json.loads(asked.options)
    options["extensions"]["prf"]["eval"]["first"] = "A" * 43
    refuse(office, device, output=device.derive_output(json.dumps(options)))
    blob = read_lock(office, passkey_id)["blob"]
    with make_uow(office) as uow:
        uow.org = msgspec.structs.replace(uow.org, id=uuid4())
        held = passkey_locks.AccountLocks("", ((passkey_locks.name_lock_kind(passkey_id), blob),))
        output = passkey_checks.read_prf_output(device.derive_output(asked.options))
        with pytest.raises(SealedError):
            passkey_locks.open_any_lock(uow, office.id("sam"), held, device.credential, output)


def test_guessing_at_ids_of_members_waits_and_says_nothing(office: Office):
    _, device, _ = add_alone_passkey(office, "sam")
    strangers = [PasskeyDevice(handle=uuid4().bytes) for _ in range(3)]
    strangers += [PasskeyDevice(handle=office.id(who).bytes) for who in ("sam", "kit")]
    for stranger in strangers:
        refuse(office, stranger)
    assert {event.act for event in office.events()[-5:]} == {Action.SIGN_IN_FAILED}
    handle = uuid4().bytes
    office.world.change(delete(Throttle))
    for guess in (handle, office.id("kit").bytes):
        for _ in range(throttle.TRIES_FOR_ACCOUNT):
            with pytest.raises(InvalidError):
                enter_alone(office, PasskeyDevice(handle=guess))
        with pytest.raises(ThrottledError):
            enter_alone(office, PasskeyDevice(handle=guess))
    for _ in range(throttle.TRIES_FOR_ADDRESS - 2 * throttle.TRIES_FOR_ACCOUNT):
        with make_uow(office) as uow, uow.keep() as session:
            place = str(office.org.id), str(uuid4()), "192.0.2.1", throttle.TryKind.PASSKEY
            throttle.TryCounter(uow.server, *place).count_failed(session, uow.clock())
    with pytest.raises(ThrottledError):
        enter_alone(office, PasskeyDevice(handle=uuid4().bytes))
    office.now += throttle.WINDOW + timedelta(minutes=1)
    assert enter_alone(office, device)


def test_a_row_of_the_second_step_that_was_changed_lets_no_passkey_in(office: Office):
    _, device, _ = add_alone_passkey(office, "sam")
    before = read_row(office, "sam")
    assert enter_alone(office, device)
    after = read_row(office, "sam")
    changed = STEP_CHANGED.format(lead_title=office.org.lead_title)
    for box in (before["box"], bytes(200)):
        write_row(office, after, box=box)
        with pytest.raises(InvalidError) as refused:
            enter_alone(office, device)
        assert refused.value.problems == {"": changed}
    write_row(office, after)
    assert enter_alone(office, device)


def test_nothing_of_it_lies_in_a_row_or_a_line_of_the_log(office: Office):
    _, device, passkey_id = add_alone_passkey(office, "sam")
    asked = ask_at_door(office)
    given = answer(device, asked)
    send_alone(office, asked, given)
    row = read_lock(office, passkey_id)
    lines = b"".join(office.session.scalars(select(Leaf.line)).all())
    held = b"".join(one if isinstance(one, bytes) else str(one).encode() for one in row.values())
    output = passkey_checks.read_prf_output(given.output)
    for secret in (output, given.output.encode(), device.credential, b"Phone of sam"):
        assert secret not in held
        assert secret not in lines
    office.world.change(update(TABLE).where(TABLE.c.id == row["id"]).values(kind="passkey/" * 2))
    refuse(office, device)
