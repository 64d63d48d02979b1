"""Make `format1.json` once. Run again it refuses: a vector that changes proves nothing.

python -m tests.vectors.vault.make_format1
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.vault import recovery, session_tokens, spoken_words
from app.vault.principals import Secret
from app.vault.server_secret import ServerSecret
from tests.vectors.vault.specimens import (
    CARD,
    LEADS,
    PEPPER,
    SAM,
    SENIORS,
    SPECIMENS,
    TOKEN,
    Specimen,
)

VECTORS = Path(__file__).with_name("format1.json")


def derived() -> dict[str, str]:
    """Values that come from seeds without chance: they must never change either."""
    server = ServerSecret(PEPPER)
    fingerprints = [who.public.fingerprint for who in (SAM, LEADS, SENIORS)]
    return {
        "public": SAM.public.raw.hex(),
        "fingerprint": fingerprints[0].hex(),
        "card key": LEADS.key("card").hex(),
        "draft key": SAM.key("draft").hex(),
        "pepper": server.pepper.hex(),
        "log seed": server.log_seed("brigg-harriers").hex(),
        "flask key": server.flask_key,
        "throttle tag": server.throttle_tag("192.0.2.7"),
        "row id": session_tokens.hash_token(TOKEN).hex(),
        "csrf key": session_tokens.derive_csrf_key(TOKEN).hex(),
        "sheet": recovery.encode_recovery_sheet(SAM.seed),
        "card": recovery.encode_recovery_card(CARD[:16]),
        "six words": " ".join(spoken_words.derive_six_words(*fingerprints)),
    }


def written(specimen: Specimen) -> dict[str, Any]:
    """A specimen as JSON: its inputs, a fresh blob, and what it must open to."""
    inputs = {name: to_json(value) for name, value in specimen.inputs.items()}
    return {"inputs": inputs, "blob": specimen.fresh().hex(), "plain": specimen.plain.hex()}


def to_json(value: Any) -> Any:
    """Write bytes and seeds so that `from_json` knows them again."""
    if isinstance(value, Secret):
        return {"seed": value.seed.hex()}
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def from_json(value: Any) -> Any:
    """Undo `to_json`."""
    if isinstance(value, list):
        return tuple(value)
    if not isinstance(value, dict):
        return value
    return Secret(bytes.fromhex(value["seed"])) if "seed" in value else bytes.fromhex(value["hex"])


def make(path: Path) -> None:
    """Write the vectors to `path`. Raises FileExistsError rather than replace any."""
    vectors = {
        "format": 1,
        "derived": derived(),
        "sealed": {name: written(specimen) for name, specimen in SPECIMENS.items()},
    }
    with path.open("x", encoding="utf-8") as file:
        json.dump(vectors, file, indent=1, ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    try:
        make(VECTORS)
    except FileExistsError:
        raise SystemExit("format1.json exists and stays as it is") from None
