"""List the notices of the signed-in member in words, from the log and from no row.

A notice stays on Home until they dismiss it. A dismissal is a line of the log: someone at an open
screen who dismisses one stops no email, and the page of notices still shows it, with the time
of its dismissal. Leads and seniors see what was done since they were confirmed, and an export of a
concern only if its record was sealed to them, by the log. Of a child's file only leads see it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from app.domain.notices.notice_model import FAILED_TRIES, MANY_TRIES, TRIES_PER_HOUR, Audience
from app.domain.notices.notice_rules import RULES_BY_KIND
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.services.audit_log.notice_index import (
    TRIES_TIME,
    Dismissal,
    FailedTries,
    LoggedNotice,
    NoticeIndex,
    NoticesOfDay,
    notice_log_id,
    select_dismissal,
)
from app.services.concerns.concern_access import list_held_fingerprints
from app.services.notices.notice_names import (
    NoticeName,
    find_members_in_roles,
    load_concern_names,
    load_notice_names,
)
from app.services.unit_of_work import Action, UnitOfWork
from content.london_time import format_past_time, to_london

SHOWN_TEAM_TIME = timedelta(days=90)
"""How long leads and seniors are shown what others did. What happened on an account has no end."""
TRIES_ON_HOME_TIME = timedelta(days=7)
"""How long failed tries stay on Home if no one dismisses them: most are someone's own slips."""
SHOWN_NAMES = 2
_OF_READERS = {kind for kind, rule in RULES_BY_KIND.items() if rule.audience is Audience.READERS}
_OF_LEADS = {kind for kind, rule in RULES_BY_KIND.items() if rule.audience is Audience.LEADS}
_ALONE = _OF_READERS | _OF_LEADS
"""Kinds about something that has its own page: each is its own line, and links to it."""
_ROLES = {kind: rule.roles for kind, rule in RULES_BY_KIND.items() if rule.roles}


class NoticeLine(PrivateStruct, frozen=True):
    """A line on Home: events of one kind, by one person, on one day.

    `first` and `last`: the lines of the log that it stands for. `of_account`: whether to ask "Not
    you?". `concern_id`, `file_id`: where it can be seen, for a concern or a child's file.
    """

    kind: str
    who: str
    first: int
    last: int
    text: str
    at: datetime
    of_account: bool
    concern_id: UUID | None = None
    file_id: UUID | None = None
    dismissed_at: datetime | None = None

    @property
    def token(self) -> str:
        """Which line a form dismisses."""
        return notice_log_id(self.kind, self.who, self.first, self.last)


class _Group(msgspec.Struct):
    """Notices that are one line."""

    notices: list[LoggedNotice]
    dismissed_at: datetime | None

    @property
    def last(self) -> LoggedNotice:
        return self.notices[-1]


def list_all_notices(uow: UnitOfWork) -> tuple[NoticeLine, ...]:
    """Return every notice, dismissed ones too: of the account first, then the newest first.

    Raises LogBrokenError when the log was cut or altered.
    """
    uow.key_log.refresh(uow.session, uow.org)
    tries = _write_tries(uow, TRIES_TIME)
    return (*tries, *_write_lines(uow, _gather(uow, tries)))


def list_open_notices(uow: UnitOfWork) -> tuple[NoticeLine, ...]:
    """Return the notices that this member has not dismissed, in the same order.

    The log must have been read up to now. Call it before anything is logged.
    """
    tries = _write_tries(uow, TRIES_ON_HOME_TIME)
    groups = [group for group in _gather(uow, tries) if group.dismissed_at is None]
    return (*(one for one in tries if one.dismissed_at is None), *_write_lines(uow, groups))


def dismiss_notice(uow: UnitOfWork, token: str) -> None:
    """Put away a line that Home shows, and log that. For any other line nothing happens."""
    uow.key_log.refresh(uow.session, uow.org)
    if token not in {line.token for line in list_open_notices(uow)}:
        return
    with uow.act() as act:
        act.log(Action.NOTICE_DISMISSED, token)


def _gather(uow: UnitOfWork, tries: tuple[NoticeLine, ...]) -> list[_Group]:
    """Return the notices by their line, but not what a line about failed tries says already."""
    me, index = str(uow.me.id), uow.key_log.notices(uow.org)
    days = [
        NoticesOfDay(to_london(notice.at).date(), (notice,))
        for notice in index.list_account_notices(me)
        if not any(_is_said_by(line, notice) for line in tries)
    ]
    groups: dict[tuple[object, ...], _Group] = {}
    for batch in (*days, *_list_team_days(uow)):
        kind, who = batch.notices[0].kind, batch.notices[0].who
        put_away = _list_dismissals(index, me, kind, who)
        for notices, dismissed_at in _divide(batch.notices, put_away):
            alone = notices[0].index if kind in _ALONE else None
            key = (kind, who, batch.day, dismissed_at, alone)
            groups.setdefault(key, _Group([], dismissed_at)).notices.extend(notices)
    found = list(groups.values())
    return sorted(found, key=lambda one: (not _is_of_account(one.last), -one.last.index))


def _is_said_by(line: NoticeLine, notice: LoggedNotice) -> bool:
    return notice.kind == MANY_TRIES and line.first <= notice.index <= line.last


def _list_dismissals(index: NoticeIndex, me: str, kind: str, who: str) -> tuple[Dismissal, ...]:
    """Return the dismissals of such notices: who dismissed the tries of a day dismissed both."""
    with_tries = index.list_dismissals(me, FAILED_TRIES, me) if kind == MANY_TRIES else ()
    return (*index.list_dismissals(me, kind, who), *with_tries)


def _divide(
    notices: tuple[LoggedNotice, ...], put_away: tuple[Dismissal, ...]
) -> Iterator[tuple[tuple[LoggedNotice, ...], datetime | None]]:
    """Yield notices that were dismissed together, with when; each of a concern is its own line.

    A club that confirms everyone in one week has thousands on one day: those stay one piece.
    """
    if not put_away and notices[0].kind not in _ALONE:
        yield notices, None
        return
    for notice in notices:
        dismissal = select_dismissal(put_away, notice)
        yield (notice,), dismissal.at if dismissal else None


def _list_team_days(uow: UnitOfWork) -> list[NoticesOfDay]:
    if uow.me.team is None:
        return []
    since, held = uow.clock() - SHOWN_TEAM_TIME, list_held_fingerprints(uow)
    first_day = to_london(since).date()
    recent = []
    for batch in uow.key_log.notices(uow.org).list_team_days(str(uow.me.id)):
        notices = batch.notices
        if notices[0].kind in _OF_LEADS and uow.me.team is not Team.LEADS:
            continue
        if batch.day <= first_day:
            notices = tuple(notice for notice in notices if notice.at >= since)
        if notices and notices[0].kind in _OF_READERS:
            notices = tuple(notice for notice in notices if _may_see(uow, notice, held))
        recent.append(NoticesOfDay(batch.day, notices))
    return _without_staff(uow, [batch for batch in recent if batch.notices])


def _without_staff(uow: UnitOfWork, days: list[NoticesOfDay]) -> list[NoticesOfDay]:
    """Leave out what is told only of leads, seniors and administrators, where it is of others.

    The log says which roles an invite was made for. A row has a say only in an invite from before
    the log said so.
    """
    unsaid = {
        notice.about
        for batch in days
        if batch.notices[0].kind in _ROLES
        for notice in batch.notices
        if notice.roles is None
    }
    by_row = find_members_in_roles(uow, unsaid, frozenset().union(*_ROLES.values()))
    kept = []
    for batch in days:
        notices = batch.notices
        if (roles := _ROLES.get(notices[0].kind)) is not None:
            notices = tuple(
                one
                for one in notices
                if (one.about in by_row if one.roles is None else roles & one.roles)
            )
        kept.append(NoticesOfDay(batch.day, notices))
    return [batch for batch in kept if batch.notices]


def _may_see(uow: UnitOfWork, notice: LoggedNotice, held: tuple[bytes, ...]) -> bool:
    """Whether this lead or senior may know of it: a concern is known only to who can read it."""
    concern_id = UUID(notice.about)
    known = uow.key_log.files(uow.org).known(concern_id)
    return known is not None and known.card_of(concern_id, held) is not None


def _is_of_account(notice: LoggedNotice) -> bool:
    rule = RULES_BY_KIND.get(notice.kind)
    return rule is None or rule.audience is Audience.ACCOUNT


def _write_lines(uow: UnitOfWork, groups: list[_Group]) -> tuple[NoticeLine, ...]:
    shown = [notice for group in groups for notice in group.notices[-SHOWN_NAMES:]]
    concerns = {notice.about for notice in shown if notice.kind in _OF_READERS}
    people = {notice.who for notice in shown}
    people |= {notice.about for notice in shown if notice.kind not in _ALONE} - {""}
    names = load_notice_names(uow, people) | load_concern_names(uow, concerns) if groups else {}
    return tuple(_write_line(uow, group, names) for group in groups)


def _write_line(uow: UnitOfWork, group: _Group, names: dict[str, NoticeName]) -> NoticeLine:
    last, is_account = group.last, _is_of_account(group.last)
    who = "You" if last.who == str(uow.me.id) else names[last.who].name
    count = len(group.notices)
    text = _choose_words(last.kind, count).format(
        who=who[:1].upper() + who[1:],
        about=_name_subjects(group, names),
        count=count,
    )
    when = format_past_time(last.at, uow.clock())
    between = ", the last " if count > 1 else " " if is_account else ", "
    return NoticeLine(
        kind=last.kind,
        who=last.who,
        first=group.notices[0].index,
        last=last.index,
        text=f"{text}{between}{when}",
        at=last.at,
        of_account=is_account,
        concern_id=UUID(last.about) if last.kind in _OF_READERS else None,
        file_id=UUID(last.about) if last.kind in _OF_LEADS else None,
        dismissed_at=group.dismissed_at,
    )


def _choose_words(kind: str, count: int) -> str:
    if kind == MANY_TRIES:
        return f"{TRIES_PER_HOUR} failed tries in an hour to get into your account,"
    rule = RULES_BY_KIND[kind]
    return rule.words if count == 1 else rule.several


def _name_subjects(group: _Group, names: dict[str, NoticeName]) -> str:
    """Return "Sam Hill as a lead", or "Sam Hill, Pat Green and 4 others", the newest first."""
    count = len({notice.about for notice in group.notices} - {""})  # thousands, in a large team
    newest: dict[str, None] = {}
    for notice in reversed(group.notices):
        if len(newest) == min(count, SHOWN_NAMES):
            break
        newest |= {notice.about: None} if notice.about else {}
    shown = [names[one].name + names[one].role for one in newest if one in names]
    others = count - len(shown)
    if others:
        shown.append(f"{others} {'other' if others == 1 else 'others'}")
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def _write_tries(uow: UnitOfWork, shown_time: timedelta) -> tuple[NoticeLine, ...]:
    """Return a line for each day with failed tries, newest first, whoever signed in since then."""
    me, index = str(uow.me.id), uow.key_log.notices(uow.org)
    account, lines = index.list_account_notices(me), []
    for tries in index.list_failed_tries(me, uow.clock() - shown_time):
        dismissal = index.find_tries_dismissal(me, tries)
        line = NoticeLine(
            kind=FAILED_TRIES,
            who=me,
            first=tries.first,
            last=tries.last,
            text=_describe_tries(tries, format_past_time(tries.at, uow.clock())),
            at=tries.at,
            of_account=True,
            dismissed_at=dismissal.at if dismissal else None,
        )
        if any(_is_said_by(line, notice) for notice in account):
            text = f"{line.text}. There were {TRIES_PER_HOUR} in an hour"
            line = msgspec.structs.replace(line, text=text)
        lines.append(line)
    return tuple(lines)


def _describe_tries(tries: FailedTries, when: str) -> str:
    """Return "2 failed tries to sign in to your account, the last one today at 15:04"."""
    parts = []
    if tries.sign_ins:
        noun = "try" if tries.sign_ins == 1 else "tries"
        parts.append(f"{tries.sign_ins} failed {noun} to sign in to your account")
    if tries.step_ups:
        noun = "passphrase" if tries.step_ups == 1 else "passphrases"
        parts.append(f"{tries.step_ups} wrong {noun} typed while your account was signed in")
    between = " " if tries.sign_ins + tries.step_ups == 1 else ", the last one "
    return " and ".join(parts) + between + when
