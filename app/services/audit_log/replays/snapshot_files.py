"""Open and save what a log said so far, in files next to the checkpoints.

Each file begins with a tag under the server secret. One that is cut, another organisation's, of
another version or older than one that this process has seen is no answer: it is named in the log
of the server, and every line is read. This module trusts no row and reads none.
"""

import hashlib
import hmac
import logging
import secrets
from functools import partial
from uuid import UUID

from app.domain.routing.actors import Org
from app.services.audit_log import number_snapshot
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.replay import LogReplay
from app.services.audit_log.replays import replay_snapshot
from app.services.audit_log.replays.replay_snapshot import UnusableSnapshotError
from app.vault.server_secret import ServerSecret

log = logging.getLogger("heard.replay")
TAG_SIZE = hashlib.sha256().digest_size
SALT_SIZE = 16


def derive_marks_key(server: ServerSecret, org_id: UUID, salt: bytes) -> bytes:
    """Return the 16-byte key that sums up a log's lines.

    The snapshot stores only `salt`. No snapshot starts with “marks ”, so a tag of one is never a
    key.
    """
    return server.saved_log_tag(str(org_id), b"marks " + salt)[:SALT_SIZE]


class LogSnapshots:
    """The snapshots of one process. Between threads the lock of the organisation must be held."""

    def __init__(self, files: CheckpointFiles, server: ServerSecret) -> None:
        self._files, self._server = files, server
        self._seen: dict[UUID, int] = {}  # lines of the newest that was opened or saved

    def new_replay(self, org: Org) -> LogReplay:
        """Return a replay that has read nothing yet."""
        salt = secrets.token_bytes(SALT_SIZE)
        return LogReplay(salt, derive_marks_key(self._server, org.id, salt))

    def open_replay(self, org: Org) -> LogReplay | None:
        """Return the replay that was saved last; None where there is none that counts."""
        tagged = self._files.find_snapshot(org.id, replay_snapshot.SIZE_LIMIT)
        if not tagged:
            return None
        try:
            found = self._open(org, tagged)
        except UnusableSnapshotError as why:
            self.refuse(org, str(why))
            return None
        self._seen[org.id] = found.size
        return found

    def _open(self, org: Org, tagged: bytes) -> LogReplay:
        tag, text = tagged[:TAG_SIZE], memoryview(tagged)[TAG_SIZE:]  # it can be large
        if not hmac.compare_digest(tag, self._server.saved_log_tag(str(org.id), text)):
            raise UnusableSnapshotError("has a tag that this server did not make")
        found = replay_snapshot.decode_replay(
            org.id, text, partial(derive_marks_key, self._server, org.id)
        )
        if found.size < self._seen.get(org.id, 0):
            raise UnusableSnapshotError("is older than one that was seen here")
        return found

    @staticmethod
    def refuse(org: Org, why: str) -> None:
        """Say in the server's log that a snapshot is not used, and why."""
        log.warning(
            "log: a snapshot %s, so every line is read",
            why,
            extra={"figures": {"organisation": str(org.id)}},
        )

    def save_replay(self, org: Org, replay: LogReplay) -> None:
        """Save a whole replay, when enough lines came since the last. Raises OSError when full."""
        since = replay.size - self._seen.get(org.id, 0)
        if since < replay_snapshot.LINES_BETWEEN_SNAPSHOTS:
            return
        if not replay_snapshot.can_save_replay(replay):
            return
        text = replay_snapshot.encode_replay(org.id, replay)
        if len(text) <= replay_snapshot.SIZE_LIMIT - TAG_SIZE:
            self._files.keep_snapshot(org.id, self._server.saved_log_tag(str(org.id), text) + text)
        self._seen[org.id] = replay.size  # one that is too large is not tried each minute

    def open_numbers(self, org: Org) -> LogReplay | None:
        """Return what was saved for numbers and sessions alone; None where it does not count."""
        tagged = self._files.numbers(org.id)
        tag, text = tagged[:TAG_SIZE], tagged[TAG_SIZE:]
        if not hmac.compare_digest(tag, self._server.saved_log_tag(str(org.id), text)):
            return None
        return number_snapshot.decode_number_replay(org.id, text)

    def save_numbers(self, org: Org, replay: LogReplay) -> None:
        """Save it anew, when enough lines came since the last time. Raises OSError when full."""
        kept = self.open_numbers(org)
        least = number_snapshot.LINES_BETWEEN_SNAPSHOTS
        if replay.size - (kept.size if kept else 0) >= least:
            text = number_snapshot.encode_number_replay(org.id, replay)
            self._files.keep_numbers(org.id, self._server.saved_log_tag(str(org.id), text) + text)
