"""Check an exported log without trusting the people who run it.

All judging is in this one file, which needs Python and the `cryptography` package: no database,
no app, nothing of the code that wrote the log, so that an outsider can read it whole (beside it
`__main__.py` opens the zip and prints). It keeps a few dozen hashes in memory however long the log
is. It never opens a file or a connection, never shows what an event says, never changes anything.
Sources: RFC 6962 section 2.1 (tree), C2SP signed-note and tlog-checkpoint (checkpoints).
"""

import base64
import hashlib
import json
import re
from collections.abc import Collection, Sequence
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BLANK = re.compile(rb'\{"leaf":"([0-9a-f]{64})"\}')
NAMES_MANY = (b',"objs":', b',"v":2,')
"""A line of version 2 has both."""
TIME = re.compile(rb',"t":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})Z"')
CLOCK_SLACK = 60
"""Seconds by which a clock may be put right without a warning."""
MOST_STEPS = 1_000
MOST_NAMED = 500
Keys = dict[tuple[str, bytes], bytes]  # (name, key id) -> public key
NAMES_KEY = b'{"act":"log.key"'
NEXT_KEY = re.compile(r"log-key/[0-9]+/([0-9a-f]{64})")


MISPLACED = "is not event number %d: a line was removed, added, moved or rewritten here."
BADLY_NAMED = (
    "names what it showed as no log does: one thing twice, out of order, "
    f"more than {MOST_NAMED} or none. It was rewritten here."
)


OLD_KEY = (
    "%s is signed with an older key only, after the log changed its key. A person who has the "
    "older key may have rewritten what came after."
)
KEY_NOT_PROVED = (
    "Line %d of leaves.jsonl names a new key of the log, and no checkpoint over exactly that line "
    "is signed by both keys."
)
NEVER_NAMED = (
    "No event of this export names one of the keys as the log's next one. The export is from "
    "before the log changed its key, a key is not this log's, or the change was rewritten."
)


class FailedError(Exception):
    """Why the export cannot be believed, as a sentence for a reader without technical training."""


def _unbase64(text: str) -> bytes:
    raw = base64.b64decode(text.encode("ascii"), validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError
    return raw


def read_log_keys(texts: Sequence[str]) -> Keys:
    """Return the log keys among verifier keys; those of witnesses are left out.

    Raises FailedError.
    """
    keys: Keys = {}
    for text in texts:
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            raw = _unbase64(encoded)
            found = hashlib.sha256(f"{name}\n".encode() + raw).digest()[:4]
        except ValueError:
            key_id, raw, found = "", b"", b""
        if len(raw) != 33 or found.hex() != key_id:
            raise FailedError("A log key is mistyped: it does not fit the check number in it.")
        if raw[0] == 1:
            keys[name, found] = raw[1:]
    return keys


class Checkpoint:
    """A signed promise: the first `size` leaves lead to `root`. `label` says where it was found.

    `signers`: the public keys of this log, of those given, that signed it.
    Raises FailedError unless the note is well formed and signed by the key of its own log.
    """

    def __init__(self, note: str, label: str, keys: Keys, *, held: bool = False) -> None:
        self.label, self.held = label, held
        text, _, rest = note.rpartition("\n\n")
        try:
            self.origin, digits, encoded = text.split("\n")[:3]
            self.root, self.size = _unbase64(encoded), int(digits)
            lines = [line.split(" ") for line in rest.removesuffix("\n").split("\n")]
            signatures = [(name, _unbase64(raw)) for dash, name, raw in lines if dash == "\u2014"]
            body = f"{text}\n".encode()
        except ValueError:
            raise FailedError(f"{label} is not a checkpoint: it was cut or changed.") from None
        wrong = len(self.root) != 32 or str(self.size) != digits or not 0 <= self.size < 1 << 63
        if wrong or len(signatures) != len(lines) or not rest.endswith("\n"):
            raise FailedError(f"{label} is not a checkpoint: it was cut or changed.")
        ours = [(keys[n, s[:4]], s) for n, s in signatures if (n, s[:4]) in keys]
        self.signers = {
            keys[n, s[:4]] for n, s in signatures if n == self.origin and (n, s[:4]) in keys
        }
        if not self.signers:
            raise FailedError(f"{label} is not signed with the key of this log.")
        for public, raw in ours:
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], body)
            except (InvalidSignature, ValueError):
                raise FailedError(f"{label} was changed after it was signed.") from None


def _find_naming_many(lines: Sequence[bytes]) -> list[int]:
    """Return where lines of version 2 stand, or what looks like one."""
    block = b"\n".join(lines)
    if not any(mark in block for mark in NAMES_MANY):
        return []
    return [i for i, line in enumerate(lines) if any(mark in line for mark in NAMES_MANY)]


def has_valid_object_list(line: bytes) -> bool:
    """Whether a line of version 2 names 1 to 500 things, in ascending order and none twice."""
    try:
        values = json.loads(line)
        version, named, first = values["v"], values["objs"], values["obj"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return False
    if version != 2 or not isinstance(named, list) or not 0 < len(named) <= MOST_NAMED:
        return False
    if not all(isinstance(name, str) for name in [first, *named]):
        return False
    return first not in named and named == sorted(set(named))


def read_next_key(line: bytes) -> bytes | None:
    """Return the key that a line of the log names as its next one; None for any other line."""
    try:
        named = NEXT_KEY.fullmatch(json.loads(line)["obj"])
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return None if named is None else bytes.fromhex(named[1])


class KeyOrder:
    """Which of the log's keys may sign what: each only until a line names the next one.

    An older key proves nothing about what comes after that line: whoever stole it can sign. So the
    checkpoint over the line itself must have both signatures, and all later ones that of the next.
    """

    def __init__(self, publics: Collection[bytes]) -> None:
        self._unnamed, self._current = set(publics), b""
        self._waiting: list[tuple[int, bytes]] = []  # how many leaves, up to the line; its key

    def note(self, lines: Sequence[bytes], start: int) -> None:
        """Take the next raw lines."""
        if NAMES_KEY not in b"\n".join(lines):
            return
        for size, line in enumerate(lines, start + 1):
            if line.startswith(NAMES_KEY) and (public := read_next_key(line)) in self._unnamed:
                self._waiting.append((size, public))

    def judge(self, size: int, here: Sequence[Checkpoint]) -> None:
        """Take all checkpoints over exactly `size` leaves. Raises FailedError."""
        while self._waiting and self._waiting[0][0] <= size:
            line, public = self._waiting.pop(0)
            signers = set().union(*(one.signers for one in here)) if line == size else set()
            before = {self._current} if self._current else signers - {public}
            if public not in signers or not before & signers:
                raise FailedError(KEY_NOT_PROVED % line)
            self._current = public
            self._unnamed.discard(public)
        for one in here:
            if self._current and self._current not in one.signers:
                raise FailedError(OLD_KEY % one.label)

    def finish(self) -> None:
        """Raise FailedError when more than one key would have to be the log's first."""
        if len(self._unnamed) > 1:
            raise FailedError(NEVER_NAMED)


def count_seconds_back(before: bytes, after: bytes) -> int:
    """Return the seconds from one time in a line back to another; 0 if one is no real day."""
    try:
        first, second = (datetime.fromisoformat(text.decode()) for text in (before, after))
    except ValueError:
        return 0
    return int((first - second).total_seconds())


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _climb(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root to which an audit path leads.

    Raises IndexError when it is too long or short.
    """
    if size == 1:
        if proof:
            raise IndexError
        return leaf
    left = 1 << ((size - 1).bit_length() - 1)
    if index < left:
        return _node(_climb(leaf, index, left, proof[:-1]), proof[-1])
    return _node(proof[-1], _climb(leaf, index - left, size - left, proof[:-1]))


class HeldReceipt:
    """A record's receipt: `leaf` stands at `index` under its checkpoint. Raises FailedError."""

    def __init__(self, text: str, label: str, keys: Keys) -> None:
        try:
            values = json.loads(text)
            self.index, note = int(str(values["index"])), str(values["checkpoint"])
            self.leaf = hashlib.sha256(b"\0" + values["leaf"].encode()).digest()
            proof = [bytes.fromhex(step) for step in values["proof"]]
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            raise FailedError(f"{label} is not a receipt: it was cut or changed.") from None
        self.checkpoint = Checkpoint(note, label, keys, held=True)
        try:
            proved = 0 <= self.index < self.checkpoint.size and self.checkpoint.root == _climb(
                self.leaf, self.index, self.checkpoint.size, proof
            )
        except IndexError:
            proved = False
        if not proved:
            raise FailedError(f"{label} does not prove its event: it was changed.")


class Walk:
    """One pass over the leaves, meeting each checkpoint at its size, the export's own first."""

    def __init__(
        self, checkpoints: Sequence[Checkpoint], receipts: Sequence[HeldReceipt], keys: Keys
    ) -> None:
        self.size = self.sound = self.blanked = self.first_blank = 0
        self.receipts = receipts
        self.steps_back: list[tuple[int, int]] = []
        """Lines whose time is earlier than the line before by more than a minute, and seconds."""
        self._newest = b""
        self._waiting: list[bytes | None] = []  # one hash a level: never the tree itself
        self._ahead = sorted(checkpoints, key=lambda c: (c.size, c.held), reverse=True)
        origins = {checkpoint.origin for checkpoint in checkpoints}
        self._order = KeyOrder({key for (name, _), key in keys.items() if name in origins})
        self._settle()

    def feed(self, lines: Sequence[bytes]) -> None:
        """Take the next raw lines. Raises FailedError at the first that cannot be believed."""
        start = self.size
        hashes, wrong = self._hash(lines)
        self._order.note(lines[: len(hashes)], start)
        for receipt in self.receipts:
            at = receipt.index - start
            if 0 <= at < len(hashes) and hashes[at] != receipt.leaf:
                label = receipt.checkpoint.label
                raise FailedError(f"Line {receipt.index + 1} is not the event that {label} shows.")
        while hashes:
            if not self._ahead:
                raise FailedError(
                    f"Line {self.size + 1} of leaves.jsonl comes after the newest "
                    "checkpoint: no one has signed that it belongs to this log."
                )
            room = self._ahead[-1].size - self.size
            self._extend(hashes[:room])
            hashes = hashes[room:]
            self._settle()
        if wrong is not None:
            index, reason = wrong
            raise FailedError(f"Line {index + 1} of leaves.jsonl {reason}")
        self._note_times(lines, start)

    def finish(self) -> None:
        """Raise FailedError when a checkpoint promises more leaves, or a key fits nowhere."""
        if self._ahead:
            label, size = self._ahead[-1].label, self._ahead[-1].size
            raise FailedError(
                f"{label} covers {size} events, but the export ends at line "
                f"{self.size}: events are missing, or this export is an older one."
            )
        self._order.finish()

    def _hash(self, lines: Sequence[bytes]) -> tuple[list[bytes], tuple[int, str] | None]:
        """Return hashes up to the first line that cannot be in a log; its index, and why."""
        start, sha = self.size, hashlib.sha256
        for index in _find_naming_many(lines):
            if not has_valid_object_list(lines[index]):
                hashes, wrong = self._hash(lines[:index])
                return hashes, wrong or (start + index, BADLY_NAMED)
        hashes = [sha(b"\0" + line).digest() for line in lines]
        for index in [i for i, line in enumerate(lines, start) if b',"i":%d,' % i not in line]:
            blank = BLANK.fullmatch(lines[index - start])
            if blank is None:
                return hashes[: index - start], (index, MISPLACED % index)
            self.first_blank = self.first_blank if self.blanked else index
            self.blanked += 1
            hashes[index - start] = bytes.fromhex(blank[1].decode())
        return hashes, None

    def _note_times(self, lines: Sequence[bytes], start: int) -> None:
        """Note where the clock was set back. That fails nothing: the order is proved by hashes."""
        times = TIME.findall(b"\n".join(lines))
        forward = len(times) == len(lines) and times == sorted(times)
        if forward and times and times[0] >= self._newest:
            self._newest = times[-1]  # by far the most: no line needs a closer look
            return
        before = self._newest
        for found, index in ((TIME.search(line), i) for i, line in enumerate(lines, start)):
            if found is None:
                continue
            if found[1] < before and len(self.steps_back) < MOST_STEPS:
                seconds = count_seconds_back(before, found[1])
                if seconds > CLOCK_SLACK:
                    self.steps_back.append((index, seconds))
            before = found[1]
        self._newest = before

    def _extend(self, row: list[bytes]) -> None:
        self.size += len(row)
        sha, level = hashlib.sha256, 0
        while row:
            if level == len(self._waiting):
                self._waiting.append(None)
            before = self._waiting[level]
            row = row if before is None else [before, *row]
            self._waiting[level] = row[-1] if len(row) & 1 else None
            pairs = zip(row[::2], row[1::2], strict=False)  # the odd one waits
            row = [sha(b"\x01" + left + right).digest() for left, right in pairs]
            level += 1

    def _root(self) -> bytes:
        result = b""
        for waiting in filter(None, self._waiting):
            result = _node(waiting, result) if result else waiting
        return result or hashlib.sha256(b"").digest()

    def _settle(self) -> None:
        """Compare the root with every checkpoint over exactly the leaves seen so far."""
        here: list[Checkpoint] = []
        while self._ahead and self._ahead[-1].size == self.size:
            here.append(self._ahead.pop())
        root = self._root() if here else b""
        odd = [checkpoint.label for checkpoint in here if checkpoint.root != root]
        if odd and len(odd) < len(here):
            raise FailedError(
                f"{odd[0]} was signed over events that differ from the first {self.size} here: "
                "the log was rewritten after that."
            )
        if odd:
            first = self.sound + 1
            where = f"lines {first} to" if first < self.size else "line"
            raise FailedError(
                f"Something in {where} {self.size} of leaves.jsonl was changed: "
                f"it does not fit {odd[0]}."
            )
        if here:
            self._order.judge(self.size, here)
            self.sound = self.size
