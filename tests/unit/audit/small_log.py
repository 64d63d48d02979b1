"""A small fictional log, built the way the app builds one, for the tests of `audit`."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from audit import export, merkle, notes, receipts
from audit.events import Action, Event, encode_event

ORG = "5d1c9e0a-7a44-4f0e-8f6b-0c2d7f3a9b10"
CONCERN = "c0ffee00-1111-4222-8333-444455556666"
ORIGIN = f"heard/{ORG}"
SEED = bytes(range(32))
KEY = notes.format_verifier_key(ORIGIN, notes.derive_public_key(SEED))
START = datetime(2026, 11, 24, 13, 41, 3, 120_000, tzinfo=UTC)


def event_line(index: int, *, salt: bytes | None = None) -> bytes:
    """Line `index`: a record signed first, then readings of it. Salts are fixed."""
    return encode_event(
        Event(
            act=Action.RECORD_SIGNED if index == 0 else Action.ENTRY_READ,
            who="8f14e45f",
            role="lead",
            org=ORG,
            obj=f"{CONCERN}/1",
            i=index,
            t=START + timedelta(minutes=index),
            h="ab" * 32,
            state="unread" if index == 0 else None,
            due=(START + timedelta(hours=1),) if index == 0 else None,
            salt=salt or index.to_bytes(16, "big"),
        )
    )


@dataclass
class SmallLog:
    """Lines, their tree, and checkpoints made at the given sizes."""

    lines: list[bytes]
    sizes: tuple[int, ...]
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tree = merkle.Tree(lambda *at: self.nodes[at], self._put, 0)
        for each in self.lines:
            self.tree.append(merkle.leaf_hash(each))

    def _put(self, level: int, index: int, digest: bytes) -> None:
        self.nodes[level, index] = digest

    def checkpoint(self, size: int, *, seed: bytes = SEED, origin: str = ORIGIN) -> str:
        text = notes.format_checkpoint_text(origin, size, self.tree.root(size))
        return notes.sign_note(text, origin, seed)

    def receipt(self, index: int, size: int) -> str:
        proof = self.tree.inclusion(index, size)
        return receipts.make_receipt(self.lines[index], index, proof, self.checkpoint(size), KEY)

    def export(self, *, blank: Iterable[int] = (), **more: object) -> bytes:
        hidden = set(blank)
        leaves = [
            (merkle.leaf_hash(each), None if i in hidden else each)
            for i, each in enumerate(self.lines)
        ]
        out = io.BytesIO()
        parts: dict[str, object] = {
            "leaves": leaves,
            "checkpoints": [self.checkpoint(size) for size in self.sizes],
            "keys": [KEY],
        }
        export.write_export(out, **(parts | more))  # type: ignore[arg-type]  # tests pass odd parts too
        return out.getvalue()


def small_log(count: int = 11, sizes: tuple[int, ...] = (1, 6, 11)) -> SmallLog:
    return SmallLog([event_line(index) for index in range(count)], sizes)


def unzip(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezip(members: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()
