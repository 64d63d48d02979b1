"""Follow the logs in a backup line by line: their ends, and whether they are whole.

Chain, tree and root come from the lines alone, as everywhere (`audit_log/replay.py`). This module
reads no database.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.errors import LogBrokenError
from app.services.audit_log.replay import LogReplay
from app.services.backup.backup_format import LogEndLine
from app.vault.server_secret import ServerSecret
from audit import merkle


class RootFollower:
    """The roots of all logs in a backup, in constant memory."""

    def __init__(self) -> None:
        self._frontiers: dict[str, list[tuple[int, bytes]]] = {}
        self._sizes: dict[str, int] = {}

    def take(self, org: str, digest: bytes) -> None:
        """Take in the hash of the next line of one log."""
        frontier, level = self._frontiers.setdefault(org, []), 0
        while frontier and frontier[-1][0] == level:
            digest = merkle.node_hash(frontier.pop()[1], digest)
            level += 1
        frontier.append((level, digest))
        self._sizes[org] = self._sizes.get(org, 0) + 1

    def list_ends(self, origins: Mapping[str, str]) -> tuple[LogEndLine, ...]:
        """Return the end of the log of each organisation, by id."""
        return tuple(
            LogEndLine(org, origin, self._sizes.get(org, 0), self.find_root(org))
            for org, origin in sorted(origins.items())
        )

    def find_root(self, org: str) -> str:
        """Return the root over the lines of one log so far, in base64."""
        frontier = self._frontiers.get(org, [])
        root = frontier[-1][1] if frontier else merkle.root([])
        for _, left in reversed(frontier[:-1]):
            root = merkle.node_hash(left, root)
        return base64.b64encode(root).decode()


class LogJudge:
    """Replay one organisation's log out of a backup, and say what does not fit."""

    def __init__(self, roots: Mapping[int, bytes]) -> None:
        """`roots`: by size, of checkpoints that someone holds."""
        self._roots = dict(roots)
        self._replay = LogReplay()
        self.problem = ""

    def take(self, index: int, digest: bytes, line: bytes | None) -> None:
        """Take in the next line. What is wrong first is remembered."""
        if self.problem:
            return
        try:
            self._replay.take([(index, digest, line)], None)
        except (LogBrokenError, ValueError):
            self.problem = f"line {self._replay.size} does not match"
            return
        held = self._roots.get(self._replay.size)
        if held is not None and held != self._replay.root():
            self.problem = f"the first {self._replay.size} lines are not those of a checkpoint"

    def judge_end(self, head: Mapping[str, Any] | None, org: UUID, server: ServerSecret) -> None:
        """Compare the end with the stored head, which only this server secret can tag."""
        replay = self._replay
        if self.problem or head is None:
            self.problem = self.problem or "it has no head"
        elif head["size"] != replay.size or head["chain"] != replay.chain:
            self.problem = "it does not end where it says"
        elif not is_log_end_authentic(head, org, server):
            self.problem = "its end was not written by this server"
        elif replay.empty:
            self.problem = "lines of it were emptied"

    @property
    def size(self) -> int:
        """How many lines there are."""
        return self._replay.size


def is_log_end_authentic(head: Mapping[str, Any], org: UUID, server: ServerSecret) -> bool:
    """Whether this server secret wrote this end of a log."""
    try:
        return hmac.compare_digest(
            head["mac"], server.head_tag(str(org), head["size"], head["chain"])
        )
    except (TypeError, AttributeError, OverflowError):
        return False
