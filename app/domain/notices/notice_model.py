"""A rule about a notice: which event, who is told, the words on Home, and the email."""

import re
from enum import StrEnum
from functools import cache

import msgspec

from audit.actions import Action

_ID = r"(?P<about>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
ACCOUNT_MAIL, TEAM_MAIL = "account_changed", "team_notice"
MANY_TRIES_MAIL, DETAILS_MAIL = "failed_sign_ins", "details_changed"
APPOINTED_MAIL, NUMBER_MAIL = "lead_appointed", "number_corrected"
FAILED_TRIES, MANY_TRIES = "failed_tries", "many_tries"
"""Kinds of notices that count failed tries to sign in, since the last one and within an hour."""
TRIES_PER_HOUR = 10
"""How many failed tries within an hour it takes until the owner of an account gets an email."""


class Audience(StrEnum):
    """The people who are told about an event."""

    ACCOUNT = "account"  # whose account it is
    TEAM = "team"  # every lead and senior
    LEADS = "leads"  # every lead, who alone can read a child's file
    READERS = "readers"  # leads and seniors who can read this concern, and no one else


class NoticeRule(msgspec.Struct, frozen=True):
    """The words, the audience and the email for one kind of event.

    `kind` is stored in dismissals and never changes. `obj`: the shape of the log id; its `about`
    is the member, the concern or the child's file. `words` for Home, with {who} and {about};
    `several` for more than one within a day, with {count}. `goes_with`: no email goes out
    if one of these actions is in the same transaction. Home still shows the line. `roles`: only
    for someone invited to one of these. `first_is_known`: the first event of a log id is part of
    joining.
    """

    kind: str
    audience: Audience
    obj: str
    words: str
    several: str
    mail: str
    goes_with: frozenset[Action] = frozenset()
    roles: frozenset[str] = frozenset()
    first_is_known: bool = False

    def match(self, obj: str) -> str | None:
        """Return the id that this event is about, "" when it is about none; None for no match."""
        found = _compile(self.obj).fullmatch(obj)
        return None if found is None else found.groupdict().get("about") or ""


def make_account_notice_rule(
    kind: str,
    obj: str,
    words: str,
    several: str,
    goes_with: frozenset[Action] = frozenset(),
    *,
    first_is_known: bool = False,
) -> NoticeRule:
    """Return the rule of an event that the owner of the account is told about."""
    return NoticeRule(
        kind,
        Audience.ACCOUNT,
        obj.format(id=_ID),
        words,
        several,
        ACCOUNT_MAIL,
        goes_with,
        first_is_known=first_is_known,
    )


def make_team_notice_rule(
    kind: str,
    obj: str,
    words: str,
    several: str,
    goes_with: frozenset[Action] = frozenset(),
    *,
    roles: frozenset[str] = frozenset(),
    mail: str = TEAM_MAIL,
    audience: Audience = Audience.TEAM,
) -> NoticeRule:
    """Return the rule of an event that is told to every lead and senior, or another audience."""
    shape = obj.format(id=_ID)
    return NoticeRule(kind, audience, shape, words, several, mail, goes_with, roles)


@cache
def _compile(shape: str) -> re.Pattern[str]:
    return re.compile(shape)
