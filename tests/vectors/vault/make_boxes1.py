"""Make `boxes1.json` once. Run again it refuses: a vector that changes proves nothing.

python -m tests.vectors.vault.make_boxes1
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import msgspec

from app.services.auth.second_step import step_codes
from app.vault.server_secret import ServerSecret
from tests.vectors.vault.box_specimens import (
    BOX_SPECIMENS,
    NEW,
    NEWEST,
    OLD,
    ORG,
    USER,
    BoxSpecimen,
    make_uow,
)
from tests.vectors.vault.specimens import SAM

BOXES = Path(__file__).with_name("boxes1.json")


def derive_all() -> dict[str, Any]:
    """Return values that come from a secret of one, two or three parts, and from a seed."""
    return {
        "secret, one part": derive(OLD),
        "secret, two parts": derive(NEW),
        "secret, three parts": derive(NEWEST),
        "six digits": step_codes.compute_app_code(b"12345678901234567890", 1),
        "recovery code": step_codes.hash_recovery_code(SAM, "abcd-efgh-jkm"),
    }


def derive(server: ServerSecret) -> dict[str, Any]:
    """Return everything that a server secret gives."""
    org, user = str(ORG.id), str(USER)
    return {
        "generation": server.generation,
        "peppers": [server.find_pepper(n + 1).hex() for n in range(server.generation)],
        "flask key": server.flask_key,
        "log seed": server.log_seed(org).hex(),
        "head": server.head_tag(org, 41, bytes(32)).hex(),
        "numbers": server.saved_log_tag(org, b"[]").hex(),
        "sign-in": server.sign_in_tag(org, user, b"{}").hex(),
        "kept from": server.kept_from_tag("c-41", user),
        "invite": server.invite_tag(org, "abcdefghjkmn").hex(),
        "place": str(server.place_id("c-41", "addition")),
        "throttle": server.throttle_tag("192.0.2.7"),
    }


def write_plain(value: Any) -> Any:
    """Return a value as JSON, as a later version may add to it."""
    return json.loads(msgspec.json.encode(value))


def write_specimen(specimen: BoxSpecimen) -> dict[str, Any]:
    """Return a specimen as JSON: a fresh blob, and what it must open to."""
    blob = base64.b64encode(specimen.seal(make_uow(), specimen.plain)).decode()
    return {"blob": blob, "plain": write_plain(specimen.plain)}


def make(path: Path) -> None:
    """Write the vectors to `path`. Raises FileExistsError rather than replace any."""
    boxes = {name: write_specimen(one) for name, one in BOX_SPECIMENS.items()}
    vectors = {"format": 1, "derived": derive_all(), "boxes": boxes}
    with path.open("x", encoding="utf-8") as file:
        json.dump(vectors, file, indent=1, ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    try:
        make(BOXES)
    except FileExistsError:
        raise SystemExit("boxes1.json exists and stays as it is") from None
