"""Each attack on a passkey that signs in alone, by someone who has the server secret too.

They write any row and any line of the log. They have neither the owner's seed nor what the owner's
device makes. docs/threat-model.md repeats these words, as those of `attacks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from app.services.auth.second_step import (
    passkey_checks,
    passkey_lock_setup,
    passkey_locks,
    passkey_setup,
)
from app.services.auth.second_step.step_proofs import StepProof
from app.services.auth.second_step.step_rows import second_step_log_id
from app.services.auth.second_step.waiting_state import OpenedKeys
from app.services.members.key_trust import hash_row_bytes, lock_log_id
from app.services.unit_of_work import Action
from tests.damage.sign_in.test_passkey_alone_attacked import (
    alarm,
    read_lock,
    refuse,
    write_lock,
)
from tests.damage.sign_in.test_second_step_attacked import read_row, write_row
from tests.damage.stolen_secret.attacks import Attack
from tests.damage.stolen_secret.thief import THIEF, is_quiet, tell_log
from tests.support.club.office import Office
from tests.support.club.passkey_device import PasskeyDevice
from tests.support.club.second_steps import (
    add_alone_passkey,
    ask_at_door,
    enter_alone,
    make_uow,
    open_seat,
    start_sign_in,
)


def _vouch_for_lock(office: Office, row: Mapping[str, Any]) -> None:
    """Store the lock of a passkey of Sam, and have the log say so, as of a renewed one."""
    write_lock(office, row)
    named = lock_log_id(office.id("sam"), row["kind"])
    tell_log(office, (Action.LOCK_RENEWED, named, hash_row_bytes(row["blob"])))


def _vouch_for_step(office: Office, row: dict[str, Any]) -> None:
    """The same for the row of Sam's second step."""
    write_row(office, row)
    named = second_step_log_id(office.id("sam"))
    tell_log(office, (Action.FACTOR_USED, named, hash_row_bytes(row["box"])))


def _restored(office: Office) -> None:
    """Put back what its owner stopped, and then what they removed."""
    step, device, passkey_id = add_alone_passkey(office, "sam")
    lock, held = read_lock(office, passkey_id), read_row(office, "sam")
    with open_seat(office, step.token) as seat:
        passkey_lock_setup.end_passkey_alone(seat, step.token, passkey_id)
    refuse(office, device)
    _vouch_for_lock(office, lock)
    assert enter_alone(office, device)
    assert is_quiet(office)
    with open_seat(office, step.token) as seat:
        passkey_setup.remove_passkey(seat, step.token, passkey_id, StepProof(step.codes[0]))
    refuse(office, device)
    _vouch_for_step(office, held)
    _vouch_for_lock(office, lock)
    assert enter_alone(office, device)
    assert is_quiet(office)
    refuse(office, PasskeyDevice(credential=device.credential, handle=device.handle))
    device.verifies = False
    refuse(office, device)


def _make_lock(office: Office, device: PasskeyDevice, passkey_id: UUID) -> dict[str, Any]:
    """Return the row of a lock in Sam's name, for a device of the thief and around their seed."""
    kind = passkey_locks.name_lock_kind(passkey_id)
    output = device.derive_output(ask_at_door(office).options)
    with make_uow(office) as uow:
        keys = OpenedKeys(office.id("sam"), THIEF.seed, office.world.people["sam"].pins)
        blob = passkey_locks.make_lock(
            uow, keys, passkey_id, device.credential, passkey_checks.read_prf_output(output)
        )
    user = {"user_id": office.id("sam"), "org_id": office.org.id}
    return {"id": uuid4(), **user, "kind": kind, "blob": blob, "made_at": office.now}


def _made_up(office: Office) -> None:
    """A device of the thief, for someone without passkeys, and then one instead of Sam's own."""
    device = PasskeyDevice(handle=office.id("sam").bytes)
    _vouch_for_lock(office, _make_lock(office, device, uuid4()))
    alarm(office, device)
    assert is_quiet(office)
    assert start_sign_in(office, "sam") is None, "and Sam is not kept out by it"
    _, own, passkey_id = add_alone_passkey(office, "sam")
    mine = {**read_lock(office, passkey_id), "blob": _make_lock(office, device, passkey_id)["blob"]}
    _vouch_for_lock(office, mine)
    alarm(office, device)
    refuse(office, own)
    assert is_quiet(office)
    assert start_sign_in(office, "sam") is not None


ATTACKS = (
    Attack(
        "to bring back a passkey that signed in alone, after its owner stopped or removed it",
        "its device signs in again, with no passphrase, and `log fsck` names nothing",
        "that device is needed, and its check of the owner",
        _restored,
    ),
    Attack(
        "to make up a passkey that signs in alone as someone else",
        "their own passkey in its place works no longer, and `log fsck` names nothing",
        "it lets no one in: a lock of the thief has not the owner’s keys in it, and the log says "
        "that it was tried. The passphrase still works",
        _made_up,
    ),
)
