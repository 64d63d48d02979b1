"""Opening a lock is the password check; nothing about the row can make it cheaper or dearer."""

from __future__ import annotations

import os
import sys
import threading
import unicodedata
from contextlib import suppress

import pytest

from app.errors import SealedError
from app.vault import locks
from app.vault.locks import Pins

SEED, PEPPER, HERE, CARD = bytes(range(32)), b"p" * 32, b"here", b"c" * 16
PINS = Pins(b"l" * 32, b"s" * 32)
WORDS = "seven slow otters"


def lock(words: str = WORDS) -> bytes:
    return locks.lock_with_passphrase(SEED, PINS, words, pepper=PEPPER, generation=3, context=HERE)


def opened(blob: bytes, words: str = WORDS) -> tuple[bytes, Pins]:
    return locks.unlock_with_passphrase(blob, words, pepper=PEPPER, context=HERE)


def with_cost(blob: bytes, passes: int, kib: int, lanes: int) -> bytes:
    return blob[:3] + bytes([passes]) + kib.to_bytes(4) + bytes([lanes]) + blob[9:]


def test_argon2id_is_that_of_rfc_9106_with_secret_and_associated_data():
    # RFC 9106, section 5.3
    tag = locks.stretch_passphrase(
        b"\x01" * 32, b"\x02" * 16, (3, 32, 4), pepper=b"\x03" * 8, context=b"\x04" * 12
    )
    assert tag.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_a_lock_opens_with_its_passphrase_and_gives_back_seed_and_pins():
    assert opened(lock()) == (SEED, PINS)


def test_a_new_lock_takes_64_mebibytes_three_passes_and_one_lane():
    blob = lock()
    assert blob[:3] == b"P1\x03"
    assert blob[3:9] == bytes([3]) + (64 * 1024).to_bytes(4) + bytes([1])
    assert lock()[9:25] != blob[9:25]


def test_another_passphrase_pepper_or_place_opens_nothing():
    blob = lock()
    for words, pepper, context in [
        ("seven slow otter", PEPPER, HERE),
        (WORDS, b"q" * 32, HERE),
        (WORDS, PEPPER, b"there"),
        ("", PEPPER, HERE),
    ]:
        with pytest.raises(SealedError):
            locks.unlock_with_passphrase(blob, words, pepper=pepper, context=context)


def test_the_same_words_composed_by_another_keyboard_open_the_lock():
    words = "zażółć gęślą jaźń"
    blob = lock(unicodedata.normalize("NFC", words))
    assert opened(blob, unicodedata.normalize("NFD", words)) == (SEED, PINS)


def test_text_that_is_no_text_is_a_wrong_passphrase_not_a_crash():
    with pytest.raises(SealedError):
        opened(locks.make_decoy_lock(1), "\ud800")


@pytest.mark.parametrize(
    "cost",
    [
        (1, 65536, 1),
        (5, 65536, 1),
        (3, 19 * 1024 - 1, 1),
        (3, 128 * 1024 + 1, 1),
        (3, 65536, 0),
        (3, 65536, 2),
        (0, 0, 0),
        (255, 2**32 - 1, 255),
    ],
)
def test_a_row_asking_for_work_out_of_bounds_is_refused_first(cost, monkeypatch):
    monkeypatch.setattr(
        locks, "stretch_passphrase", lambda *_, **__: pytest.fail("it did the work")
    )
    with pytest.raises(SealedError):
        opened(with_cost(locks.make_decoy_lock(1), *cost))


@pytest.mark.parametrize("cost", [(2, 19 * 1024, 1), (4, 128 * 1024, 1)])
def test_locks_made_at_either_bound_still_open(cost, monkeypatch):
    monkeypatch.setattr(locks, "COST", cost)
    assert opened(lock()) == (SEED, PINS)


def test_a_row_within_bounds_but_other_than_it_was_made_is_refused():
    with pytest.raises(SealedError):
        opened(with_cost(lock(), 2, 19 * 1024, 1))


def test_a_decoy_looks_like_a_lock_takes_the_same_work_and_never_opens(monkeypatch):
    seen = []
    real = locks.stretch_passphrase
    monkeypatch.setattr(
        locks, "stretch_passphrase", lambda *a, **k: seen.append((len(a[1]), a[2])) or real(*a, **k)
    )
    with pytest.raises(SealedError):
        opened(locks.make_decoy_lock(2))
    assert seen == [(16, locks.COST)]
    assert len(locks.make_decoy_lock(2)) == len(lock())
    assert locks.make_decoy_lock(2)[:9] == b"P1\x02" + lock()[3:9]


def test_two_threads_that_open_locks_at_once_both_finish():
    blob, answers = lock(), []
    threads = [
        threading.Thread(target=lambda: answers.append(opened(blob)), daemon=True) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert answers == [(SEED, PINS)] * 4


def test_only_one_lock_is_opened_at_a_time():
    blob, done = lock(), threading.Event()
    other = threading.Thread(target=lambda: (opened(blob), done.set()), daemon=True)
    with locks._one_at_a_time:
        other.start()
        assert not done.wait(timeout=1.5)
    assert done.wait(timeout=60)


def test_a_recovery_card_opens_its_own_lock_on_the_same_seed():
    blob = locks.lock_with_secret(SEED, PINS, CARD, pepper=PEPPER, generation=2, context=HERE)
    assert blob[:3] == b"R1\x02"
    assert locks.unlock_with_secret(blob, CARD, pepper=PEPPER, context=HERE) == (SEED, PINS)
    for card, pepper, context in [
        (b"d" * 16, PEPPER, HERE),
        (CARD, b"q" * 32, HERE),
        (CARD, PEPPER, b"there"),
        (CARD + PEPPER[:1], PEPPER[1:], HERE),
    ]:
        with pytest.raises(SealedError):
            locks.unlock_with_secret(blob, card, pepper=pepper, context=context)


def test_a_passkey_opens_its_own_lock_on_the_same_seed():
    output = b"o" * 32
    at = {"pepper": PEPPER, "context": HERE}
    blob = locks.lock_with_secret(SEED, PINS, output, generation=2, **at)
    assert (blob[:3], len(blob)) == (b"K1\x02", 3 + 12 + 96 + 16)
    assert locks.unlock_with_secret(blob, output, **at) == (SEED, PINS)
    assert locks.lock_with_secret(SEED, PINS, output, generation=2, **at)[3:] != blob[3:]
    for given, pepper, context in [
        (b"n" * 32, PEPPER, HERE),
        (output, b"q" * 32, HERE),
        (output, PEPPER, b"there"),
        (output + PEPPER[:1], PEPPER[1:], HERE),
        (output[:31], PEPPER, HERE),
        (b"", PEPPER, HERE),
    ]:
        with pytest.raises(SealedError):
            locks.unlock_with_secret(blob, given, pepper=pepper, context=context)
    for cut in (b"", blob[:3], blob[:20], blob[:-1], b"K1\x03" + blob[3:]):
        with pytest.raises(SealedError):
            locks.unlock_with_secret(cut, output, **at)
    for short in (output[1:], output + b"o", b""):
        with pytest.raises(SealedError):
            locks.lock_with_secret(SEED, PINS, short, generation=2, **at)


def test_one_kind_of_lock_is_never_taken_for_the_other():
    card_lock = locks.lock_with_secret(SEED, PINS, CARD, pepper=PEPPER, generation=1, context=HERE)
    with pytest.raises(SealedError):
        opened(card_lock)
    with pytest.raises(SealedError):
        locks.unlock_with_secret(b"K1" + card_lock[2:], CARD * 2, pepper=PEPPER, context=HERE)
    with pytest.raises(SealedError):
        locks.unlock_with_secret(card_lock, CARD * 2, pepper=PEPPER, context=HERE)
    with pytest.raises(SealedError):
        locks.unlock_with_secret(locks.make_decoy_lock(1), CARD, pepper=PEPPER, context=HERE)


def test_a_lock_says_which_generation_of_the_server_secret_it_needs():
    assert locks.read_pepper_generation(locks.make_decoy_lock(7)) == 7
    card_lock = locks.lock_with_secret(
        SEED, PINS, CARD, pepper=PEPPER, generation=255, context=HERE
    )
    assert locks.read_pepper_generation(card_lock) == 255
    assert locks.read_pepper_generation(b"K1\x09") == 9
    for wrong in (b"", b"P1", b"K1", b"X1\x01"):
        with pytest.raises(SealedError):
            locks.read_pepper_generation(wrong)


@pytest.mark.parametrize("generation", [0, 256, -1])
def test_a_generation_is_one_byte_and_never_zero(generation):
    with pytest.raises(SealedError):
        locks.lock_with_secret(SEED, PINS, CARD, pepper=PEPPER, generation=generation, context=HERE)


def test_only_whole_seeds_and_pins_are_locked():
    with pytest.raises(SealedError):
        locks.lock_with_secret(SEED[1:], PINS, CARD, pepper=PEPPER, generation=1, context=HERE)
    with pytest.raises(SealedError):
        Pins(b"l" * 31, b"s" * 33)


@pytest.mark.skipif(sys.platform != "linux", reason="niceness belongs to a thread on Linux alone")
def test_stretching_gives_way_and_whoever_waits_for_it_does_not():
    seen: dict[int, int] = {}
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    working = threading.Thread(target=lock)
    working.start()
    while working.is_alive():
        for one in map(int, os.listdir("/proc/self/task")):
            with suppress(ProcessLookupError):
                seen[one] = os.getpriority(os.PRIO_PROCESS, one)
    mine = (threading.get_native_id(), working.native_id)
    assert [seen[one] for one in mine if one in seen] == [usual, usual]
    assert usual + locks.KDF_NICENESS in seen.values()
