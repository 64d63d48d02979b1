"""Look at the head of the log, and keep for a transaction what it saw last."""

from typing import Any, cast

from sqlalchemy.orm import Session

from app.database import is_writing
from app.domain.routing.actors import Org
from app.services.audit_log.replay import LogEnd
from app.services.audit_log.writer import read_head_row, read_verified_head
from app.vault.server_secret import ServerSecret

_SEEN = "head of the log as seen"


class LogHeads:
    """Heads as sessions see them. One that does not verify raises LogBrokenError."""

    def __init__(self, server: ServerSecret) -> None:
        """`server` knows the keys that the heads' tags are made with."""
        self._server = server

    def look(self, session: Session, org: Org) -> LogEnd:
        """Return the head as it is now."""
        return self._keep(session, org, read_verified_head(session, org.id, self._server))

    def look_once(self, session: Session, org: Org) -> LogEnd | None:
        """Return the head as this transaction saw it first; None if a later look may differ."""
        if not _sees_one_head(session):
            return None
        seen = session.info.get(_SEEN)
        if seen is not None and seen[:2] == (session.get_transaction(), org.id):
            return cast(LogEnd, seen[2])
        return self.look(session, org)

    def verify_row(self, session: Session, org: Org, row: Any) -> LogEnd:
        """Return the head that came with a row of another query, by `writer.HEAD_COLUMNS`."""
        return self._keep(session, org, read_head_row(row, org.id, self._server))

    def _keep(self, session: Session, org: Org, end: LogEnd) -> LogEnd:
        session.info[_SEEN] = (session.get_transaction(), org.id, end)
        return end


def _sees_one_head(session: Session) -> bool:
    """Whether each later look of this transaction finds the head that its first one found.

    Not where it writes on PostgreSQL: what was committed since is seen there.
    """
    connection = session.connection()
    return connection.dialect.name == "sqlite" or not is_writing(connection)
