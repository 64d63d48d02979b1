"""How log-2.zip was made, once: lines of both versions, as the app writes them.

Kept for reading. It refuses to replace what exists: the key was random and is gone.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from audit import export, merkle, notes, receipts
from audit.events import Action, Event, encode_event, hash_digests

HERE = Path(__file__).parent
ORG = "0b9f5c3e-2f7d-4a61-9a7c-51e1f0a2b3c4"
LEAD = "6e1f0c1a-9d0b-4c5d-8e2f-3a4b5c6d7e8f"
FILE = "f11e0000-1111-4222-8333-444455556666"
CONCERNS = [f"c0ffee{n:02x}-1111-4222-8333-444455556666" for n in range(3)]
START = datetime(2026, 11, 28, 9, 30, 0, 250_000, tzinfo=UTC)
SIZES = (4, 7, 11)


def list_events() -> list[dict[str, object]]:
    """Three records and a file of them, opened; then lists that name none, some and 500."""
    entries = sorted(f"{concern}/{number}" for concern in CONCERNS for number in (1, 2))
    many = tuple(sorted(f"{n:08x}-1111-4222-8333-444455556666" for n in range(500)))
    due = (START + timedelta(hours=1),)
    signed = {"act": Action.RECORD_SIGNED, "state": "unread", "due": due, "h": "ab" * 32}
    shown = hash_digests(bytes([n]) * 32 for n in range(6)).hex()
    listed = {"obj": "waiting/1"}
    return [
        *({**signed, "obj": f"{concern}/1"} for concern in CONCERNS),
        {"act": Action.CHILD_LINKED, "obj": f"{FILE}/1", "h": "cd" * 32},
        {"act": Action.CHILD_LINKED, "obj": CONCERNS[0]},
        {"act": Action.CHILD_OPENED, "obj": FILE, "objs": tuple(entries), "h": shown},
        {"act": Action.CHILD_OPENED, "obj": FILE},
        {"act": Action.LIST_VIEWED, "obj": "today"},
        {"act": Action.TASKS_SHOWN, "obj": "today", "objs": tuple(sorted(CONCERNS[1:]))},
        {"act": Action.LIST_VIEWED, **listed, "objs": many},
        {"act": Action.ENTRY_READ, "obj": f"{CONCERNS[0]}/1", "h": "ab" * 32},
    ]


def main() -> None:
    """Write the export, its key, an old checkpoint and a receipt beside this file."""
    target = HERE / "log-2.zip"
    if target.exists():
        sys.exit(f"{target} exists, and is never made again")
    seed, origin = os.urandom(32), f"heard/{ORG}"
    key = notes.format_verifier_key(origin, notes.derive_public_key(seed))
    common = {"who": LEAD, "role": "lead", "org": ORG}
    lines = [
        encode_event(Event(**common, i=i, t=START + timedelta(minutes=i), **values))  # type: ignore[arg-type]  # values of all kinds
        for i, values in enumerate(list_events())
    ]
    nodes: dict[tuple[int, int], bytes] = {}
    tree = merkle.Tree(lambda *at: nodes[at], lambda a, b, h: nodes.update({(a, b): h}), 0)
    leaves = [(tree.append(merkle.leaf_hash(line)), line) for line in lines]
    made = {size: notes.format_checkpoint_text(origin, size, tree.root(size)) for size in SIZES}
    signed = {size: notes.sign_note(text, origin, seed) for size, text in made.items()}
    hidden = 9  # a list of somebody else's: its hash only
    export.write_export(
        str(target),
        leaves=[(merkle.leaf_hash(line), None if i == hidden else line) for i, line in leaves],
        checkpoints=list(signed.values()),
        keys=[key],
    )
    (HERE / "log-key-2.txt").write_text(f"{key}\n")
    (HERE / "checkpoint-2.txt").write_text(signed[7])
    proof = tree.inclusion(5, 7)
    (HERE / "receipt-2.json").write_text(receipts.make_receipt(lines[5], 5, proof, signed[7], key))
    (HERE / "line-2-of-500.jsonl").write_bytes(lines[9] + b"\n")
    sys.stdout.write(f"{tree.root().hex()}\n")


if __name__ == "__main__":
    main()
