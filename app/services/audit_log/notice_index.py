"""Index what one organisation's log says that people are told about, and what they dismissed.

Filled line by line by the replay (`verified_log.py`), so it is believed as far as the log is: no
row can hide a notice. It has ids and times. Who can see a notice is not decided here.
"""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from operator import attrgetter

import msgspec

from app.domain.notices.notice_model import FAILED_TRIES, MANY_TRIES, TRIES_PER_HOUR, Audience
from app.domain.notices.notice_rules import find_notice_rule
from app.services.audit_log.member_index import parse_invite_event
from audit import events
from content.london_time import to_london

NOTICE_KIND = "notice"
AN_HOUR = timedelta(hours=1)
TRIES_TIME = timedelta(days=30)
"""How long failed tries are told of."""
_COUNTED = {events.Action.SIGN_IN_FAILED, events.Action.STEP_UP_FAILED}
FAILED_TRY_ACTS = frozenset(action.value.encode() for action in _COUNTED)
_FAILED_TRY = re.compile(
    rb'\{"act":"sign_in\.(repeat_)?failed","as":"[^"]*","i":([0-9]+),'
    rb'"obj":"sign_in/([0-9a-f-]{36})(?:/[0-9a-f]{16})?",.*"t":"([^"]+)"'
)
DismissedKey = tuple[str, str, str]
"""A member, a kind of notice, and the person who acted."""


class LoggedNotice(msgspec.Struct, frozen=True):
    """One event that people are told about: its kind, who did it, and the id it is about.

    `roles`: those that an invite was made for; None where no line says, and of any other event.
    """

    index: int
    kind: str
    who: str
    about: str
    at: datetime
    roles: frozenset[str] | None = None


class NoticesOfDay(msgspec.Struct, frozen=True):
    """Notices of one kind about what one person did on one day in London, in the log's order."""

    day: date
    notices: tuple[LoggedNotice, ...]


class Dismissal(msgspec.Struct, frozen=True):
    """Which lines of the log someone put away, both ends included, and when."""

    first: int
    last: int
    at: datetime


class FailedTries(msgspec.Struct, frozen=True):
    """Failed tries on one account on one day in London, and their first and last line.

    `sign_ins`: how many were to sign in. `step_ups`: how many wrong passphrases were typed in a
    session. `at`: when the last one was.
    """

    sign_ins: int
    step_ups: int
    first: int
    last: int
    at: datetime


class NoticeIndex:
    """Notices by the person they are for. Between threads the replay's gate must be held."""

    def __init__(self) -> None:
        self._account: dict[str, list[LoggedNotice]] = {}
        self._team: dict[tuple[str, str, date], list[LoggedNotice]] = {}  # kind, who, day
        self._dismissed: dict[DismissedKey, list[Dismissal]] = {}
        self._certified: dict[str, int] = {}
        self._invited_as: dict[str, frozenset[str]] = {}
        self._tries: dict[str, list[FailedTries]] = {}
        self._recent: dict[str, deque[datetime]] = {}

    def take_failed_try(self, line: bytes) -> None:
        """Take one more try that failed, by its canonical form: there are many."""
        if (found := _FAILED_TRY.match(line)) is None:
            return
        member, index = found[3].decode(), int(found[2])
        at = datetime.fromisoformat(found[4].decode())
        self._count_failed(member, index, at, is_sign_in=found[1] is None)
        self._note_many(member, index, at)

    def _count_failed(self, member: str, index: int, at: datetime, *, is_sign_in: bool) -> None:
        """Count it with those of its day, unless those were dismissed. No sign-in ends a count."""
        tries = [one for one in self._tries.get(member, ()) if at - one.at < TRIES_TIME]
        sign_ins, step_ups, first = int(is_sign_in), int(not is_sign_in), index
        if tries and self._is_counted_on(member, tries[-1], at):
            last = tries.pop()
            sign_ins, step_ups = sign_ins + last.sign_ins, step_ups + last.step_ups
            first = last.first
        self._tries[member] = [*tries, FailedTries(sign_ins, step_ups, first, index, at)]

    def _is_counted_on(self, member: str, last: FailedTries, at: datetime) -> bool:
        same_day = to_london(last.at).date() == to_london(at).date()
        return same_day and self.find_tries_dismissal(member, last) is None

    def _note_many(self, member: str, index: int, at: datetime) -> None:
        recent = self._recent.setdefault(member, deque(maxlen=TRIES_PER_HOUR))
        recent.append(at)
        if len(recent) == TRIES_PER_HOUR and at - recent[0] <= AN_HOUR:
            recent.clear()  # told of once: the next ten are told of after an hour at the earliest
            many = LoggedNotice(index, MANY_TRIES, member, member, at)
            self._account.setdefault(member, []).append(many)

    def take(self, event: events.Event, *, first: bool) -> None:
        """Take one more event. `first`: no earlier one has its log id."""
        if event.act is events.Action.NOTICE_DISMISSED:
            self._take_dismissal(event)
            return
        if event.act is events.Action.MEMBER_CERTIFIED:
            self._certified.setdefault(event.obj.rpartition("/")[2], event.i)
        if (invited := parse_invite_event(event)) is not None:
            self._invited_as[invited[0]] = invited[1]  # the line of the invite itself comes next
        if (found := find_notice_rule(event.act, event.obj)) is None:
            return
        rule, about = found
        if rule.first_is_known and first:
            return
        roles = self._invited_as.get(about) if rule.roles else None
        notice = LoggedNotice(event.i, rule.kind, event.who, about, event.t, roles)
        if rule.audience is Audience.ACCOUNT:
            self._account.setdefault(about, []).append(notice)
        else:
            day = to_london(notice.at).date()
            self._team.setdefault((notice.kind, notice.who, day), []).append(notice)

    def _take_dismissal(self, event: events.Event) -> None:
        _, kind, who, first, last = event.obj.split("/")
        put_away = Dismissal(int(first), int(last), event.t)
        self._dismissed.setdefault((event.who, kind, who), []).append(put_away)

    def list_account_notices(self, member_id: str) -> tuple[LoggedNotice, ...]:
        """Return what happened on one account, oldest first."""
        return tuple(self._account.get(member_id, ()))

    def list_team_days(self, member_id: str) -> tuple[NoticesOfDay, ...]:
        """Return what leads and seniors are told about since this one was confirmed."""
        since = self._certified.get(member_id)
        if since is None:
            return ()
        later = []
        for (_, _, day), notices in tuple(self._team.items()):
            first = bisect_right(notices, since, key=attrgetter("index"))
            later.append(NoticesOfDay(day, tuple(notices[first:])))
        return tuple(batch for batch in later if batch.notices)

    def list_many_tries(self, since: datetime) -> tuple[LoggedNotice, ...]:
        """Return each time since `since` that an account had too many failed tries in an hour."""
        return tuple(
            notice
            for notices in tuple(self._account.values())
            for notice in tuple(notices)
            if notice.kind == MANY_TRIES and notice.at >= since
        )

    def list_failed_tries(self, member_id: str, since: datetime) -> tuple[FailedTries, ...]:
        """Return the tries that failed since then by the day, dismissed ones too, newest first."""
        tries = self._tries.get(member_id, ())
        return tuple(one for one in reversed(tries) if one.at >= since)

    def find_tries_dismissal(self, member_id: str, tries: FailedTries) -> Dismissal | None:
        """Return this member's dismissal of failed tries."""
        notice = LoggedNotice(tries.last, FAILED_TRIES, member_id, member_id, tries.at)
        return select_dismissal(self.list_dismissals(member_id, FAILED_TRIES, member_id), notice)

    def list_dismissals(self, member_id: str, kind: str, who: str) -> tuple[Dismissal, ...]:
        """Return this member's dismissals of one kind of notice about what one person did."""
        return tuple(self._dismissed.get((member_id, kind, who), ()))


def select_dismissal(dismissals: Iterable[Dismissal], notice: LoggedNotice) -> Dismissal | None:
    """Return the first of these dismissals, all of its kind and person, that put a notice away."""
    return next((one for one in dismissals if one.first <= notice.index <= one.last), None)


def notice_log_id(kind: str, who: str, first: int, last: int) -> str:
    """Log id of the lines that someone dismisses together."""
    return f"{NOTICE_KIND}/{kind}/{who}/{first}/{last}"
