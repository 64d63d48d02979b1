"""Count failed tries by account and address together, and by address.

A stranger must not be able to lock a worker out by guessing at their account from elsewhere, nor,
from the address of a whole school, everybody who has signed in from there before: who did so
within a month is not held up by what others there do. Each way in is counted by itself.
For an account alone, wrong passphrases from everywhere make others wait (account_delay.py).
Rows hold an HMAC under the server secret, never an address or an email (docs/threat-model.md).
Someone who writes to the database can take a row away. For what a session can try, the log counts
as well (`demand_tries_left_by_log`, docs/decisions/0074).
A try that came too soon is counted, and only the first of its window is logged: a stranger who
goes on for a night never fills the log.
"""

from datetime import datetime, timedelta
from enum import Enum
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import inf
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.database import lock_until_commit
from app.errors import ThrottledError
from app.models.columns import has_passed
from app.models.member import Throttle
from app.services.audit_log.session_index import TRY_WINDOW, session_log_id
from app.services.auth import account_delay
from app.services.auth.account_delay import AccountDelay
from app.services.unit_of_work import Action, UnitOfWork
from app.vault.server_secret import ServerSecret

IPV6_PREFIX_BITS = 64
"""Bits of an IPv6 address that name a household: whoever holds one, holds every address in it."""
WINDOW = TRY_WINDOW
TRIES_FOR_ACCOUNT = 8
TRIES_FOR_ADDRESS = 200
CODES_FOR_ADDRESS = 1000
"""Wrong invite codes of one address in a window, whoever types them: a training day in one
building must not stop for eight slips. A code is one of 31 ** 11, or 2 ** 54.5. An address gets
1,000 * 96 tries a day, so a thousand addresses get 6.7 * 10 ** 8 in the week that a code is good:
one chance in 38 million for each code that is open."""
PASSPHRASE_CHOICES = 40
WORDS_FOR_MEMBER = 3
"""Wrong tries to confirm one member in a window, whoever types them and wherever. A key that was
made so that three of its six words agree passes one page in five: nobody retries until it does."""
CODES_FOR_MEMBER = 10
"""Wrong six-digit codes of one account in a window, from everywhere, by the log alone. Only someone
with the passphrase comes so far. Three of a million codes are right at a time: 10 * 96 tries a day
find one in 0.3 % of days. An address that the account signed in from has as many again, and a
recovery code is not counted here: strangers keep nobody out."""
KNOWN_ADDRESS_TIME = timedelta(days=30)
_KNOWN = "known:"
_COUNTING = 0x4845415254
"""An advisory lock of ours on PostgreSQL, next to that of the migrations (0x4845415244)."""


def find_address_network(address: str) -> str:
    """Return what tries are counted by: an IPv4 address, the /64 of an IPv6 one, else the text.

    An IPv4 address that was mapped into IPv6 is that IPv4 address.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if (mapped := found.ipv4_mapped) is not None:
            return str(mapped)
        return str(IPv6Network((int(found), IPV6_PREFIX_BITS), strict=False))
    return str(found)


class TryKind(Enum):
    """A way in: its name, most tries for an account from an address, most for an address."""

    SIGN_IN = ("sign-in", TRIES_FOR_ACCOUNT, TRIES_FOR_ADDRESS)
    CARD = ("card", TRIES_FOR_ACCOUNT, TRIES_FOR_ADDRESS)
    PASSKEY = ("passkey", TRIES_FOR_ACCOUNT, TRIES_FOR_ADDRESS)
    CODE = ("code", inf, CODES_FOR_ADDRESS)
    CHECK = ("check", inf, TRIES_FOR_ADDRESS)
    SET_UP = ("set-up", TRIES_FOR_ACCOUNT, TRIES_FOR_ADDRESS)
    CHOOSING = ("choosing", PASSPHRASE_CHOICES, inf)
    STEP_UP = ("step-up", TRIES_FOR_ACCOUNT, inf)
    WORDS = ("words", WORDS_FOR_MEMBER, inf)
    SECOND_STEP = ("second step", CODES_FOR_MEMBER, inf)
    SHEET = ("sheet", TRIES_FOR_ACCOUNT, inf)


class TryCounter:
    """The tries for one account from one address, by one way in to one organisation."""

    def __init__(
        self,
        server: ServerSecret,
        org: str,
        account: str,
        address: str,
        kind: TryKind = TryKind.SIGN_IN,
    ) -> None:
        """`account` is a case-folded email, or empty where no one has a name yet."""
        name, for_account, for_address = kind.value
        address = find_address_network(address)
        self._account = server.throttle_tag(f"account {name} {org} {account} {address}")
        self._address = server.throttle_tag(f"address {name} {org} {address}")
        self._known = _KNOWN + server.throttle_tag(f"known {org} {account} {address}")
        self._delay = _make_delay(server, f"{name} {org} {account}", address, kind, account)
        self.made_others_wait = False
        both = ((self._account, for_account), (self._address, for_address))
        self._tags = tuple((tag, int(most)) for tag, most in both if most != inf)

    def has_too_many(self, session: Session, now: datetime) -> bool:
        """Whether either count is full in its window."""
        return bool(self._full(session, now))

    def find_wait(self, session: Session, now: datetime) -> timedelta:
        """Return how long an address waits that the account does not know; zero where it does."""
        if self._delay is None or not (delay := self._delay.find_delay(session, now)):
            return timedelta(0)
        return timedelta(0) if self.is_known(session, now) else delay

    def take_turn(self, session: Session, now: datetime) -> timedelta:
        """Return how long to wait still; zero for a turn, used up now. Caller commits."""
        lock_until_commit(session, _COUNTING)
        if self._delay is None or not self.find_wait(session, now):
            return timedelta(0)
        return self._delay.take_turn(session, now)

    def count_refused(self, session: Session, now: datetime) -> bool:
        """Count a try that was turned away; whether it is the first of its window. Caller commits.

        Only what is full is counted: hammering at one account shuts nobody else out.
        """
        lock_until_commit(session, _COUNTING)
        full = self._full(session, now)
        first = any(row.tries == most for row, most in full)
        for row, _ in full:
            row.tries += 1
        return first

    def _full(self, session: Session, now: datetime) -> list[tuple[Throttle, int]]:
        rows = ((session.get(Throttle, tag), most) for tag, most in self._tags)
        full = [
            (row, most)
            for row, most in rows
            if row is not None and abs(now - row.since) < WINDOW and row.tries >= most
        ]
        if any(row.tag == self._address for row, _ in full) and self.is_known(session, now):
            return [(row, most) for row, most in full if row.tag != self._address]
        return full

    def is_known(self, session: Session, now: datetime) -> bool:
        """Whether the account signed in from this address in the last 30 days."""
        row = session.get(Throttle, self._known)
        return row is not None and now - row.since < KNOWN_ADDRESS_TIME

    def count_failed(self, session: Session, now: datetime) -> None:
        """Count one failed try. The caller commits."""
        lock_until_commit(session, _COUNTING)
        for tag, most in self._tags:
            row = session.get(Throttle, tag)
            if row is None:
                session.add(Throttle(tag=tag, since=now, tries=1))
            elif abs(now - row.since) >= WINDOW:  # also where the clock was ahead and was set back
                row.since, row.tries = now, 1
            elif row.tries < most:  # tries under way together must not step over "the first"
                row.tries += 1
        if self._delay is not None and not self.is_known(session, now):
            self.made_others_wait = self._delay.count_failed(session, now)

    def count_stored(self, session: Session) -> int:
        """Return the account's count as its row has it; 0 without a row."""
        row = session.get(Throttle, self._account)
        return 0 if row is None else row.tries

    def record_success(self, session: Session, now: datetime) -> None:
        """Forget the account's count, and know the account at this address from now on.

        The address's count stays. The caller commits.
        """
        self.forget(session)
        session.merge(Throttle(tag=self._known, since=now, tries=0))

    def forget(self, session: Session) -> None:
        """Forget the account's count. The caller commits."""
        lock_until_commit(session, _COUNTING)
        row = session.get(Throttle, self._account)
        if row is not None:
            session.delete(row)
        if self._delay is not None:
            self._delay.forget_turn(session)


def _make_delay(
    server: ServerSecret, account_at: str, address: str, kind: TryKind, account: str
) -> AccountDelay | None:
    """Return the delay of an account; None for a way in that is not slowed down so."""
    if kind is not TryKind.SIGN_IN or not account:
        return None
    tags = (f"everywhere {account_at}", f"turn {account_at} {address}")
    return AccountDelay(*map(server.throttle_tag, tags))


def delete_old_try_counts(session: Session, now: datetime) -> None:
    """Throw away counts whose window is over, and who was known too long ago."""
    lock_until_commit(session, _COUNTING)
    account_delay.delete_old_delays(session, now)
    known, count = Throttle.tag.startswith(_KNOWN), ~Throttle.tag.contains(":")
    session.execute(delete(Throttle).where(count, has_passed(Throttle.since, now - WINDOW)))
    session.execute(
        delete(Throttle).where(known, has_passed(Throttle.since, now - KNOWN_ADDRESS_TIME))
    )


def start_try(
    uow: UnitOfWork, account: str, address: str, kind: TryKind = TryKind.SIGN_IN
) -> TryCounter:
    """Return the tries of this account from here. Raises ThrottledError after too many."""
    tries = TryCounter(uow.server, str(uow.org.id), account, address, kind)
    raise_if_throttled(uow, tries)
    _wait_for_turn(uow, tries)
    return tries


def demand_tries_left_by_log(uow: UnitOfWork, obj: str, kind: TryKind, *, times: int = 1) -> None:
    """Raise ThrottledError when the log tells of too many wrong tries, whatever the rows say.

    `times`: how many times as many as the kind allows are not too many.

    Nothing is logged: a row writer who goes on for a night adds no line by it.
    """
    tries = uow.key_log.read_sessions(uow.session, uow.org).tries
    if tries.count_tries(obj, uow.clock()) >= times * kind.value[1]:
        raise ThrottledError("tries by the log")


def _wait_for_turn(uow: UnitOfWork, tries: TryCounter) -> None:
    """Use the turn of this address up, or raise ThrottledError with the time until it comes."""
    if not tries.find_wait(uow.session, uow.clock()):
        return
    with uow.keep() as session:
        session.expire_all()  # of two tries at once, one has the turn
        wait = tries.take_turn(session, uow.clock())
    if wait:
        raise ThrottledError("tries for this account", wait)


def count_failed_try(uow: UnitOfWork, tries: TryCounter) -> None:
    """Count one wrong try. Nothing is logged."""
    with uow.keep() as session:
        tries.count_failed(session, uow.clock())


def log_failed_try(
    uow: UnitOfWork,
    tries: TryCounter,
    user: UUID,
    action: Action = Action.SIGN_IN_FAILED,
    session_id: str = "",
    also_log: tuple[Action, str] | None = None,
) -> None:
    """Count and log one wrong try. `session_id`: the session it came from, as the log names it.

    `also_log`: an action that is logged with it, and its log id.
    """
    obj = session_log_id(user, session_id) if session_id else f"sign_in/{user}"
    with uow.act() as act:
        tries.count_failed(act.session, act.now)
        act.log(action, obj)
        if also_log is not None:
            act.log(*also_log)
        if tries.made_others_wait:
            act.log(Action.THROTTLED, f"organisation/{uow.org.id}")


def raise_if_throttled(uow: UnitOfWork, tries: TryCounter) -> None:
    """Raise ThrottledError when there were too many; logged once a window, counted always."""
    if not tries.has_too_many(uow.session, uow.clock()):
        return
    with uow.keep() as session:
        session.expire_all()  # what was read before the lock may have grown meanwhile
        first = tries.count_refused(session, uow.clock())
    if first:
        uow.refuse(Action.THROTTLED, f"organisation/{uow.org.id}")
    raise ThrottledError("tries")
