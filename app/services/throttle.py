"""Count failed tries by account and address together, and by address; never by account alone.

A stranger must not be able to lock a worker out by guessing at their account from elsewhere.
Rows hold an HMAC under the server secret, never an address or an e-mail (vault.md, "In clear").
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.models.member import Throttle
from app.vault.server import ServerSecret

WINDOW = timedelta(minutes=15)
TRIES_FOR_ACCOUNT = 8
TRIES_FOR_ADDRESS = 200


def _tags(
    server: ServerSecret, org: str, account: str, address: str
) -> tuple[tuple[str, int], ...]:
    return (
        (server.throttle_tag(f"account {org} {account} {address}"), TRIES_FOR_ACCOUNT),
        (server.throttle_tag(f"address {address}"), TRIES_FOR_ADDRESS),
    )


class Tries:
    """The tries for one account from one address."""

    def __init__(self, server: ServerSecret, org: str, account: str, address: str) -> None:
        """`account` is a case-folded e-mail, or the name of a form that takes a code."""
        self._tags = _tags(server, org, account, address)

    def too_many(self, session: Session, now: datetime) -> bool:
        """Whether either count is full in its window."""
        for tag, most in self._tags:
            row = session.get(Throttle, tag)
            if row is not None and now - row.since < WINDOW and row.tries >= most:
                return True
        return False

    def failed(self, session: Session, now: datetime) -> None:
        """Count one failed try. The caller commits."""
        for tag, _ in self._tags:
            row = session.get(Throttle, tag)
            if row is None:
                session.add(Throttle(tag=tag, since=now, tries=1))
            elif now - row.since >= WINDOW:
                row.since, row.tries = now, 1
            else:
                row.tries += 1

    def cleared(self, session: Session) -> None:
        """Forget the account's count after a success. The address's count stays."""
        row = session.get(Throttle, self._tags[0][0])
        if row is not None:
            session.delete(row)
