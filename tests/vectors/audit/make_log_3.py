"""How log-3.zip was made, once: a log whose key was changed twice, as `flask secret rotate` does.

Kept for reading. It refuses to replace what exists: the keys were random and are gone.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from audit import export, merkle, notes, receipts
from audit.events import Action, Event, encode_event

HERE = Path(__file__).parent
ORG = "0b9f5c3e-2f7d-4a61-9a7c-51e1f0a2b3c4"
FILE = "c0ffee00-1111-4222-8333-444455556666"
START = datetime(2026, 11, 30, 9, 30, 0, 250_000, tzinfo=UTC)
CHANGES = {3: 2, 7: 3}
"""Which line names the key of which generation."""
COUNT, ENDS = 11, (3, 4, 8, 11)


def write_line(index: int, seeds: list[bytes]) -> bytes:
    """Return one line: a record was signed, the next key, or that the secret was changed."""
    values: dict[str, object] = {"act": Action.ENTRY_READ, "obj": f"{FILE}/1", "h": "ab" * 32}
    if index in CHANGES:
        public = notes.derive_public_key(seeds[CHANGES[index] - 1]).hex()
        values = {"act": Action.LOG_KEY, "obj": f"log-key/{CHANGES[index]}/{public}"}
        values["h"] = "cd" * 32
    elif index - 1 in CHANGES:
        values = {"act": Action.SECRET_CHANGED, "obj": f"server-secret/{CHANGES[index - 1]}"}
    elif index == 0:
        due = (START + timedelta(hours=1),)
        values |= {"act": Action.RECORD_SIGNED, "state": "unread", "due": due}
    event = Event(
        who="server", role="server", org=ORG, i=index, t=START + timedelta(minutes=index),
        **values,  # type: ignore[arg-type]  # values of all kinds
    )  # fmt: skip
    return encode_event(event)


def main() -> None:
    """Write the export, its keys, two checkpoints and a receipt beside this file."""
    target = HERE / "log-3.zip"
    if target.exists():
        sys.exit(f"{target} exists, and is never made again")
    seeds, origin = [os.urandom(32) for _ in range(3)], f"heard/{ORG}"
    keys = [notes.format_verifier_key(origin, notes.derive_public_key(seed)) for seed in seeds]
    lines = [write_line(index, seeds) for index in range(COUNT)]
    nodes: dict[tuple[int, int], bytes] = {}
    tree = merkle.Tree(lambda *at: nodes[at], lambda a, b, h: nodes.update({(a, b): h}), 0)
    leaves = [(tree.append(merkle.leaf_hash(line)), line) for line in lines]
    signed = {}
    for size in ENDS:
        # A line that names the next key is signed with the key before, and with the next one.
        generation = 1 + sum(at + 1 < size for at in CHANGES)
        text = notes.format_checkpoint_text(origin, size, tree.root(size))
        signed[size] = notes.sign_note(text, origin, seeds[generation - 1])
        if size - 1 in CHANGES:
            signed[size] = notes.add_signature(signed[size], origin, seeds[generation])
    export.write_export(
        str(target),
        leaves=[(merkle.leaf_hash(line), line) for _, line in leaves],
        checkpoints=list(signed.values()),
        keys=keys,
    )
    (HERE / "log-keys-3.txt").write_text("\n".join(keys) + "\n")
    (HERE / "checkpoint-3.txt").write_text(signed[3])
    (HERE / "checkpoint-3-change.txt").write_text(signed[4])
    proof = tree.inclusion(0, 3)
    (HERE / "receipt-3.json").write_text(
        receipts.make_receipt(lines[0], 0, proof, signed[3], keys[0])
    )
    sys.stdout.write(f"{tree.root().hex()}\n")


if __name__ == "__main__":
    main()
