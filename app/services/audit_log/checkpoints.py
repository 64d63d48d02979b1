"""Keep the newest checkpoint in a file outside the database, so that a cut log is seen.

Older than the database is normal (a crash between commit and file); newer stops sign-in
(docs/decisions/0006). This module never signs anything.
"""

import fcntl
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from app.domain.routing.actors import Org
from app.errors import LogBrokenError
from app.vault.server_secret import ServerSecret
from audit import notes


@dataclass
class OutsideNotes:
    """The notes held outside the database, by organisation, and why others cannot be read."""

    texts: dict[UUID, str] = field(default_factory=dict)
    errors: list[OSError] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything shows that there was an organisation."""
        return bool(self.texts or self.errors)


class CheckpointFiles:
    """One file an organisation under DATA/checkpoints, replaced after each commit.

    What root makes is given to the user of the folder: a command that root runs leaves no file
    that the server cannot use.
    """

    def __init__(self, data: Path) -> None:
        """`data` is the DATA folder; the sub-folder is made when first needed."""
        self._folder = data / "checkpoints"

    def keep(self, org_id: UUID, size: int, note: str) -> None:
        """Replace the file unless it already holds a larger tree.

        Raises OSError when full, or where a file cannot be used.
        """
        self._make_folder()
        path = self._folder / f"{org_id}.note"
        with open(self._folder / f"{org_id}.lock", "w", opener=_open_private) as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            held = self._read(org_id)
            if held is not None and read_checkpoint_note(held)[0] >= size:
                return
            _replace(path, path.with_suffix(".new"), note.encode())

    def keep_numbers(self, org_id: UUID, tagged: bytes) -> None:
        """Replace what the log says of numbers (`number_snapshot.py`). Raises OSError when full."""
        self._make_folder()
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
        self._make_folder()
        path = self._folder / f"{org_id}.snapshot"
        # Not the lock of `keep`: a commit would wait until a large one is written.
        with open(self._folder / f"{org_id}.saving", "w", opener=_open_private) as gate:
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
        """Return the note held outside, or None before the first checkpoint.

        Raises LogBrokenError for one that cannot be read: nobody knows what the log has to have.
        """
        try:
            return self._read(org_id)
        except OSError as error:
            cause = type(error).__name__
            raise LogBrokenError(f"checkpoint of {org_id} cannot be read: {cause}") from error

    def held(self, org_id: UUID) -> tuple[int, bytes] | None:
        """Return size and root of the note held outside; its signature is not checked here.

        Raises LogBrokenError as `note` does, and ValueError for one without them.
        """
        note = self.note(org_id)
        return None if note is None else read_checkpoint_note(note)

    def list_notes(self) -> dict[UUID, str]:
        """Return every note held outside, by organisation. Raises OSError if one can't be read."""
        found = self.read_notes()
        if found.errors:
            raise found.errors[0]
        return found.texts

    def read_notes(self) -> OutsideNotes:
        """Return every note held outside, and the error of each file that cannot be read."""
        found = OutsideNotes()
        try:
            names = sorted(os.listdir(self._folder))
        except FileNotFoundError:
            return found
        except OSError as error:
            found.errors.append(error)
            return found
        for name in names:
            if (org_id := _find_note_org(name)) is None:
                continue
            try:
                note = self._read(org_id)
            except OSError as error:
                error.filename = str(self._folder / name)  # one of reading names no file
                found.errors.append(error)
                continue
            if note is not None:
                found.texts[org_id] = note
        return found

    def _read(self, org_id: UUID) -> str | None:
        # Each request reads it: as bytes it takes half the time. Bytes that are no text stay a
        # note, which does not open.
        try:
            with open(self._folder / f"{org_id}.note", "rb", buffering=0) as file:
                return file.read().decode(errors="replace")
        except FileNotFoundError:
            return None

    def _make_folder(self) -> None:
        if not self._folder.exists():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _give_to_owner(self._folder)


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
    """Open a file of mode 0600. One that root makes belongs to the user of its folder."""
    handle = os.open(path, flags, 0o600)
    _give_to_owner(Path(path), handle)
    return handle


def _give_to_owner(path: Path, handle: int | None = None) -> None:
    """Give what root made to the user of its folder, where the system lets root do so."""
    with suppress(OSError):
        user, group = _find_owner(path.parent)
        if os.geteuid() == 0 and _find_owner(path)[0] != user:
            os.chown(path if handle is None else handle, user, group)


def _find_owner(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_uid, found.st_gid


def _find_note_org(name: str) -> UUID | None:
    """Return whose note a file of this name is; None for any other file."""
    stem, end = os.path.splitext(name)
    try:
        return UUID(stem) if end == ".note" else None
    except ValueError:
        return None
