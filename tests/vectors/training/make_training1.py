"""Make `training1.json` once. Run again it refuses: a vector that changes proves nothing.

python -m tests.vectors.training.make_training1
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.domain.record.entry_schema import Person, encode_canonical
from app.domain.training.exchange_schema import (
    FILEKIND,
    AnsweredQuestion,
    ConfirmerRelation,
    Discussion,
    SentAnswers,
)
from app.vault import contexts
from app.vault.boxes import box
from app.vault.principals import Secret
from app.vault.sealed_content import pad
from app.vault.sealed_entries import seal_entry

VECTORS = Path(__file__).with_name("training1.json")
LEARNER, CONFIRMER = (Secret(bytes([n]) * 32) for n in (11, 12))
BOX = {"org": "brigg-harriers", "user": "u-7", "document": "question/what_is_cse", "version": 3}
FILE = {"org": "brigg-harriers", "filekind": FILEKIND, "file": "t-41"}
SIGNED_AT = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


def person(user: str, name: str, job: str) -> Person:
    return Person(user, name, job, "07700 900459", f"{user}@example.org", ("practitioner",), True)


def answers() -> SentAnswers:
    """What a learner sends."""
    return SentAnswers(
        by=person("u-7", "Tess Bell", "Trainee youth worker"),
        signed_at=SIGNED_AT,
        once="once-1",
        workbook="Child Sexual Exploitation Awareness",
        edition="2026-11",
        marks={"what_cse_is": "0123456789abcdef"},
        answered=(
            AnsweredQuestion(
                "what_is_cse", "What is child sexual exploitation?", "Zażółć: it is abuse.\n"
            ),
            AnsweredQuestion("age", "The definition of CSE only applies up to 16 years?", "false"),
        ),
        confirmer="u-8",
        confirmer_name="Sam Lee",
        relation=ConfirmerRelation.PEER,
    )


def discussion() -> Discussion:
    """What a confirmer records."""
    return Discussion(
        by=person("u-8", "Sam Lee", "Youth worker"),
        signed_at=SIGNED_AT,
        once="once-2",
        outcome="more",
        on=date(2026, 11, 24),
        how="phone",
        note="Say more about power.",
        follow_up="Read the chapter on the law.",
        answers=1,
        digest="ab" * 32,
    )


def entry(said: SentAnswers | Discussion, author: Secret, number: int) -> dict[str, Any]:
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
    values = {"version": 2, "raw": {"answer": ["It is abuse.\n"], "-done": ["1"]}, "at": None}
    plain = json.dumps({**values, "asides": [], "spoiled": False}, separators=(",", ":")).encode()
    boxed = box(LEARNER.key("learning"), pad(plain), contexts.learning(**BOX))
    vectors = {
        "format": 1,
        "learning key": LEARNER.key("learning").hex(),
        "box": {"inputs": BOX, "plain": plain.decode(), "blob": boxed.hex()},
        "answers": entry(answers(), LEARNER, 1),
        "discussion": entry(discussion(), CONFIRMER, 2),
    }
    with path.open("x", encoding="utf-8") as file:
        json.dump(vectors, file, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    make(VECTORS)
