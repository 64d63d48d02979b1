"""Slow down wrong passphrases for one account from everywhere, without ever locking it.

After FREE_TRIES wrong ones with no hour between two of them, from addresses where the account has
not signed in during the last 30 days, each such address waits before each of its tries: a minute,
then longer, an hour at most. The wait belongs to the address, so that no one can use up another's
turn: however many strangers try, the owner with a new device waits an hour at most. No one is held
up who comes from an address that the account knows. Rows hold an HMAC, never an account or an
address.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.models.columns import has_passed
from app.models.member import Throttle

FREE_TRIES = 20
TRIES_A_STEP = 5
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=1)
_PENDING = timedelta(minutes=1)
"""Until the next turn of an address whose try was never judged, because too many waited."""
_TURN_KEPT = timedelta(days=1)
_EVERYWHERE, _TURN = "everywhere:", "turn:"


def compute_delay(tries: int) -> timedelta:
    """Return how long an address waits after so many wrong tries for an account."""
    if tries < FREE_TRIES:
        return timedelta(0)
    steps = min((tries - FREE_TRIES) // TRIES_A_STEP, 6)  # more would be longer than the longest
    return min(FIRST_DELAY * (1 << steps), LONGEST_DELAY)


class AccountDelay:
    """The wrong tries for one account from everywhere, and the turn of one address."""

    def __init__(self, account_tag: str, turn_tag: str) -> None:
        """Take two HMACs: of the account, and of the account and the address together."""
        self._everywhere, self._turn = _EVERYWHERE + account_tag, _TURN + turn_tag

    def find_delay(self, session: Session, now: datetime) -> timedelta:
        """Return how long an address waits at present; zero when nothing is slowed down."""
        return compute_delay(self._count(session, now))

    def take_turn(self, session: Session, now: datetime) -> timedelta:
        """Return how long this address has to wait still; zero when it has its turn, used up now.

        The caller holds the write lock, and commits.
        """
        delay, row = self.find_delay(session, now), session.get(Throttle, self._turn)
        if row is None:
            session.add(Throttle(tag=self._turn, since=now + delay))
            return delay
        if row.since - now > LONGEST_DELAY:  # the clock was ahead then
            row.since = now + delay
        if row.since > now:
            return row.since - now
        row.since = now + _PENDING
        return timedelta(0)

    def count_failed(self, session: Session, now: datetime) -> bool:
        """Count a wrong try; whether it is the one from which on others wait. Caller commits."""
        tries = self._count(session, now) + 1
        session.merge(Throttle(tag=self._everywhere, since=now, tries=tries))
        if delay := compute_delay(tries):
            session.merge(Throttle(tag=self._turn, since=now + delay, tries=0))
        return tries == FREE_TRIES

    def forget_turn(self, session: Session) -> None:
        """Delete the turn: someone signed in from here. What was tried elsewhere stays counted."""
        if (row := session.get(Throttle, self._turn)) is not None:
            session.delete(row)

    def _count(self, session: Session, now: datetime) -> int:
        row = session.get(Throttle, self._everywhere)
        return row.tries if row is not None and abs(now - row.since) < LONGEST_DELAY else 0


def delete_old_delays(session: Session, now: datetime) -> None:
    """Delete counts that have ended, and turns that were not taken for a day."""
    for prefix, kept in ((_EVERYWHERE, LONGEST_DELAY), (_TURN, _TURN_KEPT)):
        old = has_passed(Throttle.since, now - kept)
        session.execute(delete(Throttle).where(Throttle.tag.startswith(prefix), old))
