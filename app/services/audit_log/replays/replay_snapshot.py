"""Save all that the replay of a log arrived at, for a new process to read on from.

A snapshot is believed only with the server's tag. The server makes one after it read every line, or
read on from another snapshot. A process that reads on must still arrive at the chain that the head
of the log has. The marks in it come from the server secret, so that no one who reads the file
can look for lines with an equal sum. This module reads and writes no file.
"""

import hashlib
import inspect
from collections.abc import Callable
from uuid import UUID

import msgspec

from app.domain.notices import notice_rules
from app.domain.routing import actors
from app.errors import LogBrokenError
from app.services.audit_log import (
    concern_commitment,
    concern_index,
    member_index,
    notice_index,
    number_index,
    replay,
    session_index,
    training_index,
)
from app.services.audit_log.replay import LogReplay
from app.services.audit_log.replays import author_reading_index, replay_state
from app.services.audit_log.replays.replay_state import (
    ReplayState,
    dump_index_state,
    load_index_state,
)
from audit import actions, events, merkle
from content import london_time

FORMAT = 1
LINES_BETWEEN_SNAPSHOTS = 2_000
"""Lines after which a new one is saved: as many as are read in less than a tenth of a second."""
_LONGEST_HEAD = 512
SIZE_LIMIT = 256 * 1024 * 1024
"""A larger one is neither saved nor read: then every line is."""
_RULES = (
    *(concern_commitment, concern_index, member_index, notice_index, number_index, replay),
    *(session_index, training_index, author_reading_index, replay_state),
    *(actors, notice_rules, actions, events, merkle, london_time),
)


class UnusableSnapshotError(Exception):
    """A snapshot that cannot be used, and why, in words for the log."""


class SnapshotHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line: whose log, how many lines, and what the marks were made with.

    `rules`: hash of the code that reads lines. Other code would have arrived elsewhere.
    """

    format: int
    org: str
    rules: str
    size: int
    salt: str


class _AnyHead(msgspec.Struct, frozen=True):
    """The part of the first line that every format has."""

    format: int


_encode = msgspec.msgpack.Encoder(enc_hook=list).encode  # a deque
_decode = msgspec.msgpack.Decoder(ReplayState).decode


def hash_code_on_disk() -> str:
    """Return the hash of all code that decides what a replay arrives at, as it is on disk now.

    Nothing where the source cannot be read.
    """
    digest = hashlib.sha256()
    try:
        for module in _RULES:
            digest.update(hashlib.sha256(inspect.getsource(module).encode()).digest())
    except (OSError, TypeError):
        return ""
    return digest.hexdigest()


_RULES_AT_START = hash_code_on_disk()
"""Hashed when the module loads: later the disk can have the source of another release."""


def get_running_code_hash() -> str:
    """Return the hash of the code that this process runs; nothing where it had no source."""
    return _RULES_AT_START


def can_save_replay(of: LogReplay) -> bool:
    """Whether this code has a hash, and nothing in a log was emptied.

    Lines that were emptied in one process are not empty in another.
    """
    return bool(get_running_code_hash()) and not of.empty and not of.files.blanked


def encode_replay(org_id: UUID, of: LogReplay) -> bytes:
    """Return a replay as bytes, to be tagged with the server secret."""
    head = SnapshotHead(FORMAT, str(org_id), get_running_code_hash(), of.size, of.salt.hex())
    return b"%s\n%s" % (msgspec.json.encode(head), _encode(dump_index_state(of)))


def decode_replay(
    org_id: UUID, text: bytes | memoryview, make_key: Callable[[bytes], bytes]
) -> LogReplay:
    """Return the replay of bytes with the right tag. `make_key`: of the salt of its marks.

    Raises UnusableSnapshotError for another version's, and another organisation's.
    """
    first = bytes(text[:_LONGEST_HEAD]).partition(b"\n")[0]
    rest = text[len(first) + 1 :]
    try:
        if msgspec.json.decode(first, type=_AnyHead).format != FORMAT:
            raise UnusableSnapshotError("is of another version of Heard")
        head = msgspec.json.decode(first, type=SnapshotHead)
        if not get_running_code_hash():
            raise UnusableSnapshotError("cannot be compared with code that has no source here")
        if head.rules != get_running_code_hash():
            raise UnusableSnapshotError("is of another version of Heard")
        if head.org != str(org_id):
            raise UnusableSnapshotError("is another organisation's")
        found = _load_replay(rest, make_key(bytes.fromhex(head.salt)))
    except (msgspec.MsgspecError, ValueError):
        raise UnusableSnapshotError("cannot be read") from None
    if found.size != head.size or found.salt.hex() != head.salt:
        raise UnusableSnapshotError("cannot be read")
    return found


def _load_replay(packed: bytes | memoryview, key: bytes) -> LogReplay:
    found = load_index_state(_decode(packed), key)
    if not isinstance(found, LogReplay):
        raise TypeError("not a replay")
    return found


def verify_root_at_checkpoint(
    of: LogReplay, held: tuple[int, bytes] | None, get: Callable[[int, int], bytes]
) -> None:
    """Raise LogBrokenError unless the checkpoint held outside is of a beginning of these lines.

    A checkpoint after the last of them is checked when it is reached. `get`: reads a subtree that
    is stored, which counts only as far as the two roots prove it; raises KeyError.
    """
    if held is None or not 0 < held[0] <= of.size:
        return
    try:
        proof = merkle.Tree(get, _put_nothing, of.size).consistency(held[0])
    except KeyError:
        raise LogBrokenError("a subtree is not stored") from None
    if not merkle.verify_consistency(held[0], of.size, held[1], of.root(), proof):
        raise LogBrokenError(f"root at {held[0]} is not the one held outside")


def _put_nothing(_level: int, _index: int, _digest: bytes) -> None:
    raise TypeError("a proof writes nothing")
