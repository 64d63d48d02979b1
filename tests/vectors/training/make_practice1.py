"""Make `practice1.json` once. Run again it refuses: a vector that changes proves nothing.

python -m tests.vectors.training.make_practice1
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.practice.debrief_schema import (
    FILEKIND,
    ConversationTurn,
    PracticeEntry,
    TalkEntry,
    WrittenAnswer,
)
from app.domain.record.entry_schema import encode_canonical
from app.vault.principals import Secret
from app.vault.sealed_entries import seal_entry
from tests.vectors.training.make_training1 import CONFIRMER, LEARNER, SIGNED_AT, person

VECTORS = Path(__file__).with_name("practice1.json")
FILE = {"org": "brigg-harriers", "filekind": FILEKIND, "file": "p-41"}


def practice() -> PracticeEntry:
    """What a trainee sends."""
    return PracticeEntry(
        by=person("u-7", "Tess Bell", "Trainee youth worker"),
        signed_at=SIGNED_AT,
        once="once-1",
        scenario="a_made_up_one",
        title="Żaneta: a made-up one",
        speaks="Żaneta",
        began_at=SIGNED_AT,
        turns=(
            ConversationTurn(
                "She looks at the floor.", (), "", "I'm here.\nTake your time.", True, True
            ),
            ConversationTurn(
                "", ("It's nothing.", "Really."), "She waits.", "You wait.", False, False
            ),
        ),
        ending="Żaneta is with you",
        record=(WrittenAnswer("What happened?", "What the child said", "„it's nothing“\n"),),
        confirmer="u-8",
        confirmer_name="Sam Lee",
    )


def talk() -> TalkEntry:
    """What somebody notes of the talk."""
    return TalkEntry(
        by=person("u-8", "Sam Lee", "Youth worker"),
        signed_at=SIGNED_AT,
        once="once-2",
        on=date(2026, 11, 24),
        how="phone",
        note="Waiting, and what it does.",
        try_next="Count to ten.",
        practice=1,
        digest="ab" * 32,
    )


def entry(said: PracticeEntry | TalkEntry, author: Secret, number: int) -> dict[str, Any]:
    """One entry, sealed to both and signed."""
    to = [LEARNER.public, CONFIRMER.public]
    sealed = seal_entry(encode_canonical(said), author=author, recipients=to, number=number, **FILE)
    return {
        "plain": encode_canonical(said).decode(),
        "ciphertext": sealed.ciphertext.hex(),
        "signature": sealed.signature.hex(),
        "wraps": {fingerprint.hex(): blob.hex() for fingerprint, blob in sealed.wraps},
    }


def make(path: Path) -> None:
    """Write the vectors to `path`. Raises FileExistsError rather than replace any."""
    vectors = {
        "format": 1,
        "practice": entry(practice(), LEARNER, 1),
        "talk": entry(talk(), CONFIRMER, 2),
    }
    with path.open("x", encoding="utf-8") as file:
        json.dump(vectors, file, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    make(VECTORS)
