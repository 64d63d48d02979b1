"""Keep the newest checkpoint in a file outside the database, so that a cut log is seen.

Older than the database is normal (a crash between commit and file); newer stops sign-in
(docs/decisions/0006). This module never signs anything.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from app.domain.routing.actors import Org
from app.errors import LogBrokenError
from app.vault.server_secret import ServerSecret
from audit import notes


class CheckpointFiles:
    """One file an organisation under DATA/checkpoints, replaced after each commit."""

    def __init__(self, data: Path) -> None:
        """`data` is the DATA folder; the sub-folder is made when first needed."""
        self._folder = data / "checkpoints"

    def keep(self, org_id: UUID, size: int, note: str) -> None:
        """Replace the file unless it already holds a larger tree. Raises OSError when full."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{org_id}.note"
        with (self._folder / f"{org_id}.lock").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            held = self.held(org_id)
            if held is not None and held[0] >= size:
                return
            _replace(path, path.with_suffix(".new"), note.encode())

    def keep_numbers(self, org_id: UUID, tagged: bytes) -> None:
        """Replace what the log says of numbers (`number_snapshot.py`). Raises OSError when full."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{org_id}.numbers"
        _replace(path, path.with_suffix(f".numbers-{os.getpid()}"), tagged)

    def numbers(self, org_id: UUID) -> bytes:
        """Return what was saved last, or nothing."""
        try:
            return (self._folder / f"{org_id}.numbers").read_bytes()
        except OSError:
            return b""

    def keep_snapshot(self, org_id: UUID, tagged: bytes) -> None:
        """Replace what a whole log said (`replays/snapshot_files.py`). Raises OSError when full."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{org_id}.snapshot"
        # Not the lock of `keep`: a commit would wait until a large one is written.
        with (self._folder / f"{org_id}.saving").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)  # or one deletes what another is writing
            for left in self._folder.glob(f"{path.name}-*"):  # by a process that was killed
                left.unlink(missing_ok=True)
            _replace(path, path.with_suffix(f".snapshot-{os.getpid()}"), tagged)

    def find_snapshot(self, org_id: UUID, limit: int) -> bytes:
        """Return what was saved last, or nothing, also where it has more than `limit` bytes."""
        try:
            with (self._folder / f"{org_id}.snapshot").open("rb") as file:
                return file.read() if os.fstat(file.fileno()).st_size <= limit else b""
        except OSError:
            return b""

    def note(self, org_id: UUID) -> str | None:
        """Return the note held outside, or None before the first checkpoint."""
        try:
            with (self._folder / f"{org_id}.note").open("rb", buffering=0) as file:
                return (
                    file.read().decode()
                )  # each request reads it: as bytes it takes half the time
        except FileNotFoundError:
            return None

    def held(self, org_id: UUID) -> tuple[int, bytes] | None:
        """Return size and root of the note held outside; its signature is not checked here."""
        note = self.note(org_id)
        return None if note is None else read_checkpoint_note(note)

    def list_notes(self) -> dict[UUID, str]:
        """Return every note held outside, by organisation, without files that cannot be read."""
        held: dict[UUID, str] = {}
        for path in self._folder.glob("*.note"):
            with suppress(OSError, ValueError):
                held[UUID(path.stem)] = path.read_text(encoding="utf-8")
        return held


class VerifiedCheckpoints:
    """The checkpoints held outside, as far as a key of the log signed them."""

    def __init__(self, files: CheckpointFiles, server: ServerSecret) -> None:
        """`server` knows the keys of the logs."""
        self._files, self._server = files, server
        self._opened: dict[UUID, tuple[str, str, tuple[int, bytes]]] = {}
        self._publics: dict[UUID, tuple[bytes, ...]] = {}

    def find_newest(self, org: Org) -> tuple[int, bytes] | None:
        """Return size and root of an organisation's checkpoint, or None before the first.

        Raises LogBrokenError for one that another key signed, or for another log.
        """
        note = self._files.note(org.id)
        if note is None:
            return None
        # What a note says depends on its text and the origin alone: one that opened is remembered.
        before = self._opened.get(org.id)
        if before is None or before[:2] != (note, org.origin):
            before = (note, org.origin, self._open(org, note))
            self._opened[org.id] = before
        return before[2]

    def list_log_publics(self, org: Org) -> tuple[bytes, ...]:
        """Return the log's public keys, the newest first: a process reads the secret once."""
        if org.id not in self._publics:
            seeds = (one.log_seed(str(org.id)) for one in self._server.generations)
            self._publics[org.id] = tuple(map(notes.derive_public_key, seeds))
        return self._publics[org.id]

    def _open(self, org: Org, note: str) -> tuple[int, bytes]:
        try:
            keys = [notes.format_verifier_key(org.origin, k) for k in self.list_log_publics(org)]
            origin, size, root = notes.read_checkpoint(notes.open_note(note, keys)[0])
        except ValueError:
            raise LogBrokenError(f"checkpoint of {org.id} does not open") from None
        if origin != org.origin:
            raise LogBrokenError(f"checkpoint of {org.id} has another origin")
        return size, root


def read_checkpoint_note(note: str) -> tuple[int, bytes]:
    """Return size and root that a note says, whoever signed it. Raises ValueError."""
    _, size, root = notes.read_checkpoint(note.split("\n\n", 1)[0] + "\n")
    return size, root


def _replace(path: Path, fresh: Path, data: bytes) -> None:
    """Put `data` at `path` by way of `fresh`: after a cut it is the old file or the new one."""
    with open(fresh, "wb", opener=_open_private) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
