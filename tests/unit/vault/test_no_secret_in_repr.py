"""Nothing the vault hands out, and nothing it raises, prints a secret by accident."""

from __future__ import annotations

import base64
import traceback

import pytest

from app.errors import HeardError
from app.vault import sealed_entries
from app.vault.principals import Secret
from app.vault.server_secret import ServerSecret
from tests.vectors.vault.specimens import SPECIMENS, other

SEED = bytes.fromhex("c0ffee" * 10 + "beef")
PLAIN = b"she told Miss Fictional on the bus"


def printed(thing: object) -> str:
    return "\n".join([repr(thing), str(thing), f"{thing}", repr([thing]), repr({"key": thing})])


def spellings(secret: bytes) -> set[str]:
    return {
        secret.hex(),
        secret.hex().upper(),
        repr(secret)[2:-1],
        base64.b64encode(secret).decode(),
        base64.b32encode(secret).decode(),
        str(list(secret)),
    }


def test_a_principal_prints_its_class_and_the_start_of_its_fingerprint():
    secret = Secret(SEED)
    short = secret.public.fingerprint.hex()[:16]
    assert repr(secret) == f"Secret({short})"
    assert repr(secret.public) == f"Public({short})"
    assert not any(spelling in printed(secret) for spelling in spellings(SEED))


def test_the_server_secret_prints_its_generation_only():
    server = ServerSecret(SEED * 2)
    assert printed(server).count("ServerSecret(generation=2)") == 5
    assert not any(spelling in printed(server) for spelling in spellings(SEED))


def test_a_sealed_entry_prints_neither_bytes_nor_recipients():
    author = Secret(SEED)
    sealed = sealed_entries.seal_entry(
        PLAIN, author=author, recipients=[author.public], org="o", filekind="k", file="f", number=1
    )
    assert repr(sealed) == f"SealedEntry(author={author.public.fingerprint.hex()[:16]})"


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_a_refusal_holds_no_secret_no_place_and_no_cause(name):
    specimen = SPECIMENS[name]
    key = next(key for key in reversed(specimen.inputs) if key != "log_seed")
    inputs = {**specimen.inputs, key: other(specimen.inputs[key])}
    with pytest.raises(HeardError) as caught:
        specimen.open(specimen.fresh(), **inputs)
    error = caught.value
    assert error.__suppress_context__ or error.__context__ is None
    assert len(str(error)) < 30
    said = str(error) + repr(error)
    for value in inputs.values():
        secret = value.seed if isinstance(value, Secret) else value
        if isinstance(secret, bytes):
            assert not any(spelling in said for spelling in spellings(secret))
    final = traceback.format_exception_only(error)[-1]
    assert specimen.plain.hex() not in final
