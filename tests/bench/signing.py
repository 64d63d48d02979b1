"""Signing a full record: sealed, two wraps, signed, logged, checkpointed, committed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.record.entry_schema import Part, encode_canonical
from app.services.concerns import record_signing
from app.services.concerns.record_signing import SigningRequest
from app.services.drafts import draft_store
from tests.bench import bare
from tests.bench.figures import Figure, ms, p50, p95, timed
from tests.support.club.world import World

RUNS = 100
TEXT = "He said that nobody would believe her, and that it was their secret. " * 8
PARTS = (
    Part("now", (), {"danger_now": "no", "where_now": "In the hall", "about_our_team": "no"}),
    *(
        Part("account", ("c1",), {name: TEXT})
        for name in ("child_words", "questions_asked", "seen", "worry")
    ),
    Part("child", ("c1",), {"name": "Kestrel", "age": "14"}, item="c1"),
    Part("told", (), {"told_lead": "no_answer"}),
    *(Part("response", (), {name: TEXT}) for name in ("what_you_said", "what_you_did")),
    Part("view", (), {"opinion": TEXT, "opinion_reason": TEXT}),
)


def sign(world: World, folder: Path) -> list[Figure]:
    """p50 of one signature, against one sealed row inserted and committed."""
    uow = world.uow("sam")
    waiting = [
        SigningRequest(draft_store.start_draft(uow), PARTS, frozenset()) for _ in range(RUNS)
    ]
    ours = timed(lambda: record_signing.sign_record(uow, waiting.pop()), RUNS)
    with sqlite3.connect(folder / "bare-signing.sqlite3") as connection:
        for pragma in bare.PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE answer (id INTEGER PRIMARY KEY, sealed)")
        cipher, plain = (
            AESGCM(AESGCM.generate_key(256)),
            b"".join(encode_canonical(p) for p in PARTS),
        )
        plainly = timed(lambda: bare.insert(connection, cipher, plain), RUNS)
    connection.close()
    return [
        Figure(
            "sign a full record, p50",
            "≤ 10 ms",
            ms(p50(plainly)),
            ms(p50(ours)),
            f"{p50(ours) / p50(plainly):.1f}",
            p50(ours) <= 10,
            f"{RUNS} runs below the web, p95 {ms(p95(ours))}; bare: one AES-GCM row, committed",
        )
    ]
