"""Count failed tries by account and address together, and by address; never by account alone.

A stranger must not be able to lock a worker out by guessing at their account from elsewhere.
Rows hold an HMAC under the server secret, never an address or an e-mail (docs/threat-model.md).
A try that came too soon is counted, and only the first of its window is logged: a stranger who
goes on for a night never fills the log.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.errors import ThrottledError
from app.models.member import Throttle
from app.services.desk import Action, Desk
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
        return bool(self._full(session, now))

    def too_soon(self, session: Session, now: datetime) -> bool:
        """Count a try that was turned away; whether it is the first of its window. Caller commits.

        Only what is full is counted: hammering at one account shuts nobody else out.
        """
        full = self._full(session, now)
        first = any(row.tries == most for row, most in full)
        for row, _ in full:
            row.tries += 1
        return first

    def _full(self, session: Session, now: datetime) -> list[tuple[Throttle, int]]:
        rows = ((session.get(Throttle, tag), most) for tag, most in self._tags)
        return [
            (row, most)
            for row, most in rows
            if row is not None and now - row.since < WINDOW and row.tries >= most
        ]

    def failed(self, session: Session, now: datetime) -> None:
        """Count one failed try. The caller commits."""
        for tag, most in self._tags:
            row = session.get(Throttle, tag)
            if row is None:
                session.add(Throttle(tag=tag, since=now, tries=1))
            elif now - row.since >= WINDOW:
                row.since, row.tries = now, 1
            elif row.tries < most:  # tries under way together must not step over "the first"
                row.tries += 1

    def cleared(self, session: Session) -> None:
        """Forget the account's count after a success. The address's count stays."""
        row = session.get(Throttle, self._tags[0][0])
        if row is not None:
            session.delete(row)


def demand_few(desk: Desk, tries: Tries) -> None:
    """Raise ThrottledError when there were too many; logged once a window, counted always."""
    if not tries.too_many(desk.session, desk.clock()):
        return
    with desk.keep() as session:
        session.expire_all()  # what was read before the lock may have grown meanwhile
        first = tries.too_soon(session, desk.clock())
    if first:
        desk.refuse(Action.THROTTLED, f"organisation/{desk.org.id}")
    raise ThrottledError("tries")
