"""What Heard locks for somebody outside, the real `age` opens; nobody else can."""

from __future__ import annotations

import resource
import subprocess
from pathlib import Path

import pytest

from app.errors import NotLockedError
from app.services.referrals import encrypted_copy
from app.vault import age_encryption
from tests.support.machine.age_program import new_key, opened_with_key, opened_with_words

DATA = b"he said dont tell  anyone\n\0" * 999
WORDS = "coral window planet sugar lemon"


def test_the_real_program_opens_what_was_locked_to_its_key_only(tmp_path: Path):
    secret, public = new_key(tmp_path)
    locked = age_encryption.encrypt_to_age_key(DATA, f" {public}\n")
    assert opened_with_key(locked, secret) == DATA
    (tmp_path / "other").mkdir()
    other, _ = new_key(tmp_path / "other")
    with pytest.raises(subprocess.CalledProcessError):
        opened_with_key(locked, other)
    assert DATA[:20] not in locked


def test_the_real_program_opens_what_was_locked_with_its_words_only(tmp_path: Path):
    locked = encrypted_copy.encrypt_with_words(DATA, WORDS)
    assert opened_with_words(locked, WORDS, tmp_path) == DATA
    assert opened_with_words(locked, WORDS + "s", tmp_path) is None
    assert b"-> scrypt " in locked[:80]


def test_the_memory_of_the_stretching_is_not_the_workers():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    encrypted_copy.encrypt_with_words(b"x", WORDS)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000


@pytest.mark.parametrize(
    "key",
    [
        "",
        "age1",
        "age1xyz",
        "hello",
        "AGE-SECRET-KEY-1QQPQ0SXGLKVYHS9S9G2C0GVPDKMCWWLMQ9H4D2CTUKQE9ZVQ2YQQQQQQQQ",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO",
        "age1" + "q" * 20_000,
        "\ud800",
        "age1\0",
    ],
    ids=ascii,
)
def test_what_is_no_key_is_said_to_be_none_and_never_repeated(key: str):
    with pytest.raises(age_encryption.NotAnAgeKeyError) as caught:
        age_encryption.encrypt_to_age_key(DATA, key)
    assert str(caught.value) == "not an age key"


@pytest.mark.parametrize("words", ["", "  ", "a\nb"])
def test_no_words_lock_nothing(words: str):
    with pytest.raises(ValueError, match="lock nothing"):
        encrypted_copy.encrypt_with_words(DATA, words)


def test_a_machine_that_cannot_stretch_gives_nothing_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(encrypted_copy, "AGE_PROGRAM", Path("/nowhere/age_words.py"))
    with pytest.raises(NotLockedError):
        encrypted_copy.encrypt_with_words(DATA, WORDS)
