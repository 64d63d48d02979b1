"""A sign-in opens with its token and its row together, and the server keeps one secret apart."""

from __future__ import annotations

import hashlib
import re

import pytest

from app.errors import SealedError
from app.vault import session_tokens
from app.vault.server_secret import ServerSecret


def test_a_token_is_43_url_safe_characters_and_never_the_same_twice():
    tokens = {session_tokens.new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_token_and_row_open_the_sign_in_together():
    token = session_tokens.new_token()
    row = session_tokens.box_session_state(token, "u-7", b"seed and roles")
    assert session_tokens.open_session_state(token, "u-7", row) == b"seed and roles"
    assert b"seed" not in row
    with pytest.raises(SealedError):
        session_tokens.open_session_state(session_tokens.new_token(), "u-7", row)
    with pytest.raises(SealedError):
        session_tokens.open_session_state(token, "u-8", row)


def test_the_row_id_is_a_hash_that_does_not_give_the_token_away():
    token = "A" * 43
    assert session_tokens.hash_token(token) == hashlib.sha256(bytes(32)).digest()
    assert session_tokens.derive_csrf_key(token) != session_tokens.hash_token(token)
    assert len(session_tokens.derive_csrf_key(token)) == 32


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A" * 42,
        "A" * 44,
        "A" * 42 + "B",  # spare bits set: a second spelling of the same bytes
        "A" * 42 + "=",
        "A" * 42 + "+",
        "A" * 42 + " ",
        "A" * 43 + "\n",
        "A" * 42 + "é",
        "\ud800" * 43,
    ],
)
def test_text_that_is_no_token_is_refused_everywhere(text):
    for call in (
        lambda: session_tokens.hash_token(text),
        lambda: session_tokens.derive_csrf_key(text),
        lambda: session_tokens.box_session_state(text, "u", b""),
        lambda: session_tokens.open_session_state(text, "u", bytes(60)),
    ):
        with pytest.raises(SealedError):
            call()


def test_the_server_secret_gives_keys_that_have_nothing_in_common():
    server = ServerSecret(b"s" * 32)
    keys = {
        server.pepper,
        server.log_seed("one"),
        server.log_seed("two"),
        bytes.fromhex(server.flask_key),
        bytes.fromhex(server.throttle_tag("a")),
        bytes.fromhex(server.throttle_tag("b")),
        b"s" * 32,
    }
    assert len(keys) == 7
    assert {len(key) for key in keys} == {32}
    assert ServerSecret(b"s" * 32).pepper == server.pepper
    assert ServerSecret(b"t" * 32).throttle_tag("a") != server.throttle_tag("a")


def test_a_throttle_tag_takes_whatever_was_typed():
    assert ServerSecret(b"s" * 32).throttle_tag("\ud800 zażółć")


@pytest.mark.parametrize("length", [0, 31, 33, 63, 32 * 256])
def test_a_short_secret_or_an_impossible_generation_is_refused(length):
    with pytest.raises(SealedError):
        ServerSecret(b"s" * length)


@pytest.mark.parametrize("generation", [0, 3, -1, 255])
def test_a_lock_of_a_generation_that_never_was_has_no_pepper(generation):
    with pytest.raises(SealedError):
        ServerSecret(b"s" * 64).find_pepper(generation)


def test_a_tag_of_one_file_says_nothing_of_another():
    server = ServerSecret(bytes(range(32)))
    tags = {server.kept_from_tag(file, name) for file in "ab" for name in ("jo", "dele")}
    assert len(tags) == 4


def test_generations_share_no_key():
    first, second = ServerSecret(b"a" * 32), ServerSecret(b"b" * 32 + b"a" * 32)
    assert [one.generation for one in second.generations] == [2, 1]
    assert second.find_pepper(1) == first.pepper
    assert second.find_pepper(2) == second.pepper != ServerSecret(b"b" * 32).pepper
    assert second.log_seed("o") != first.log_seed("o")
    assert second.place_id("f", "w") == first.place_id("f", "w")
    assert second.kept_from_tag("f", "n") != first.kept_from_tag("f", "n")
