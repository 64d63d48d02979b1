"""Say which events of the log people are told about, who is told, and the words.

Every action of the log has a rule here, or a reason in `tests/policy/test_notice_rules.py` why
no one is told. The words go on Home only: the email about an event holds none of them. This module
never names a person: names are put in where a line is shown.
"""

import re
from enum import StrEnum
from functools import cache

import msgspec

from audit.actions import Action

_ID = r"(?P<about>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
ACCOUNT_MAIL, TEAM_MAIL = "account_changed", "team_notice"
MANY_TRIES_MAIL, DETAILS_MAIL = "failed_sign_ins", "details_changed"
APPOINTED_MAIL = "lead_appointed"
FAILED_TRIES, MANY_TRIES = "failed_tries", "many_tries"
"""Kinds of notices that count failed tries to sign in, since the last one and within an hour."""
TRIES_PER_HOUR = 10
"""Failed tries to sign in to one account within an hour, after which its owner gets an email."""


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
    `several` for more than one within a day, with {count}. `goes_with`: of these actions in the
    same transaction people are told already, or need not be. `roles`: only of members with one of
    these. `first_is_known`: the first event of a log id is part of joining.
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


def _account(
    kind: str,
    obj: str,
    words: str,
    several: str,
    goes_with: frozenset[Action] = frozenset(),
    *,
    first_is_known: bool = False,
) -> NoticeRule:
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


def _team(
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
    shape = obj.format(id=_ID)
    return NoticeRule(kind, audience, shape, words, several, mail, goes_with, roles)


TRUSTED_ROLES = frozenset({"lead", "senior", "administrator"})
_AT_SET_UP = frozenset({Action.ORGANISATION_MADE})
_AT_APPOINTING = frozenset({Action.LEAD_APPOINTED})
_AT_JOINING = frozenset({Action.MEMBER_JOINED})
_AT_CONFIRMING = frozenset({Action.MEMBER_CERTIFIED})
NOTICE_RULES: dict[Action, tuple[NoticeRule, ...]] = {
    Action.LOCK_SET: (
        _account(
            "passphrase_changed", "lock/{id}/passphrase",
            "Your passphrase was changed", "Your passphrase was changed {count} times",
            _AT_JOINING, first_is_known=True,
        ),
    ),
    Action.LOCK_REMOVED: (
        _account(
            "card_ended", "lock/{id}/card",
            "Your recovery card was ended", "Your recovery card was ended {count} times",
        ),
    ),
    Action.RECOVERY_CARD_MADE: (
        _account(
            "card_made", "recovery_card/{id}",
            "A recovery card was made for your account",
            "{count} recovery cards were made for your account, and the newest one works",
        ),
    ),
    Action.RECOVERY_CARD_USED: (
        _account(
            "card_used", "recovery_card/{id}",
            "A recovery card was used to choose a new passphrase for your account",
            "A recovery card was used {count} times to choose a new passphrase for your account",
        ),
    ),
    Action.FACTOR_SET: (
        _account(
            "factor_set", "factor/{id}",
            "A second step was set up for signing in to your account",
            "A second step was set up {count} times for your account, and the newest one works",
        ),
    ),
    Action.FACTOR_CODE_USED: (
        _account(
            "factor_code_used", "factor/{id}",
            "A recovery code of your account was used",
            "{count} recovery codes of your account were used",
        ),
    ),
    Action.FACTOR_PASSKEY_ADDED: (
        _account(
            "factor_passkey_added", "factor/{id}",
            "A passkey was added to your account",
            "{count} passkeys were added to your account",
        ),
    ),
    Action.FACTOR_PASSKEY_REMOVED: (
        _account(
            "factor_passkey_removed", "factor/{id}",
            "A passkey was removed from your account",
            "{count} passkeys were removed from your account",
        ),
    ),
    Action.FACTOR_REMOVED: (
        _account(
            "factor_removed", "factor/{id}",
            "{who} turned off the second step of your account",
            "The second step of your account was turned off {count} times",
        ),
    ),
    Action.FACTOR_TAKEN_OFF: (
        _team(
            "factor_taken_off", "second_step/{id}",
            "{who} turned off the second step of {about}",
            "{who} turned off the second step of {about}",
        ),
    ),
    Action.MEMBER_CHANGED: (
        _account(
            "details_changed", "details/{id}",
            "Your name, job title or work phone was changed",
            "Your name, job title or work phone was changed {count} times",
        ),
    ),
    Action.MEMBER_NAMED: (
        _account(
            "name_confirmed", "name/{id}",
            "{who} confirmed a new name for you",
            "{who} confirmed a new name for you {count} times",
            _AT_CONFIRMING, first_is_known=True,
        ),
    ),
    Action.TRAINING_LINK_MADE: (
        _account(
            "training_link_made", "training_link/{id}/[0-9a-f-]+",
            "A link was made for someone outside to confirm your training",
            "{count} links were made for someone outside to confirm your training",
        ),
    ),
    Action.TRAINING_LINK_ANSWERED: (
        _account(
            "training_link_answered", "training_link/{id}/[0-9a-f-]+",
            "Someone outside answered whether your training is confirmed",
            "Someone outside answered {count} times whether your training is confirmed",
        ),
    ),
    Action.INVITED: (
        _team(
            "invited", "invite/{id}", "{who} invited {about}", "{who} invited {about}",
            roles=TRUSTED_ROLES,
        ),
    ),
    Action.INVITE_WITHDRAWN: (
        _team(
            "invite_withdrawn", "invite/{id}", "{who} took back the invite for {about}",
            "{who} took back the invites for {about}",
        ),
    ),
    Action.NUMBER_WRONG: (
        _team(
            "number_wrong", "number/[^/]+/[^/]+/[0-9a-f]+",
            "{who} marked a phone number as wrong",
            "{who} marked phone numbers as wrong {count} times",
        ),
    ),
    Action.NUMBER_UNMARKED: (
        _team(
            "number_unmarked", "number/[^/]+/[^/]+/[0-9a-f]+",
            "{who} marked a phone number as correct again",
            "{who} marked phone numbers as correct again {count} times",
        ),
    ),
    Action.TRAINING_RECORDED: (
        _team(
            "training_recorded", "training_record/{id}",
            "{who} recorded a completion from paper for {about}",
            "{who} recorded a completion from paper for {about}",
        ),
    ),
    Action.MEMBER_CERTIFIED: (
        _team(
            "confirmed", "member/{id}", "{who} confirmed {about}", "{who} confirmed {about}",
            _AT_SET_UP | _AT_APPOINTING,
        ),
    ),
    Action.MEMBER_REMOVED: (
        _team(
            "removed", "suspension/{id}", "{who} removed {about}", "{who} removed {about}",
        ),
    ),
    Action.MEMBER_SUSPENDED: (
        _team(
            "suspended", "suspension/{id}", "{who} stopped the account of {about}",
            "{who} stopped the accounts of {about}",
        ),
    ),
    Action.MEMBER_RESTORED: (
        _team(
            "restored", "suspension/{id}", "{who} let {about} sign in again",
            "{who} let {about} sign in again",
        ),
    ),
    Action.MEMBER_CAME_BACK: (
        _team(
            "came_back", "earlier/{id}/[0-9a-f-]+", "{who} gave {about} a new account",
            "{who} gave new accounts to {about}",
        ),
    ),
    Action.MEMBER_SIGNED_OUT: (
        _account(
            "signed_out", "sessions/{id}",
            "{who} ended your sessions", "{who} ended your sessions {count} times",
        ),
    ),
    Action.RECOVERY_SHEET_USED: (
        _team(
            "sheet_used", "team/[a-z]+", "{who} used the recovery sheet",
            "{who} used the recovery sheet {count} times",
            _AT_APPOINTING | frozenset({Action.RECOVERY_SHEET_MADE}),
        ),
    ),
    Action.RECOVERY_SHEET_MADE: (
        _team(
            "sheet_made", "recovery_sheet/leads/[0-9a-f]+",
            "{who} made a new recovery sheet",
            "{who} made a new recovery sheet {count} times",
        ),
        _team(
            "sheet_joined", "recovery_sheet/seniors/[0-9a-f]+",
            "{who} changed the heads’ and chairs’ key, which the new recovery sheet now opens",
            "{who} changed the heads’ and chairs’ key {count} times for a new recovery sheet",
        ),
    ),
    Action.SHEET_ASKED: (
        _team(
            "sheet_asked", "sheet_request/[0-9a-f-]+", "{who} asked to make a new recovery sheet",
            "{who} asked {count} times to make a new recovery sheet",
        ),
    ),
    Action.SHEET_APPROVED: (
        _team(
            "sheet_approved", "sheet_request/[0-9a-f-]+", "{who} approved a new recovery sheet",
            "{who} approved new recovery sheets {count} times",
        ),
    ),
    Action.SHEET_STOPPED: (
        _team(
            "sheet_stopped", "sheet_request/[0-9a-f-]+", "{who} stopped a new recovery sheet",
            "{who} stopped new recovery sheets {count} times",
        ),
    ),
    Action.LEAD_APPOINTED: (
        _team(
            "lead_appointed", "proposal/{id}",
            "{who} used the recovery sheet to appoint {about} at once",
            "{who} used the recovery sheet to appoint {about} at once",
            mail=APPOINTED_MAIL,
        ),
    ),
    Action.ORGANISATION_CHANGED: (
        _team(
            "organisation_changed", "organisation/[0-9a-f-]+/[a-z_-]+",
            "{who} changed your organisation’s details or hours",
            "{who} changed your organisation’s details or hours {count} times",
            mail=DETAILS_MAIL,
        ),
    ),
    Action.NUMBER_CORRECTED: (
        _team(
            "number_corrected", "number/[a-z0-9_]+/[a-z0-9_]+/[a-z0-9]+/[0-9]+",
            "{who} corrected a phone number that everyone sees",
            "{who} corrected {count} phone numbers that everyone sees",
            mail=DETAILS_MAIL,
        ),
    ),
    Action.EXPORTED: (
        _team(
            "log_exported", "organisation/[0-9a-f-]+", "{who} exported the audit log",
            "{who} exported the audit log {count} times",
        ),
        _team(
            "concern_exported", "{id}", "{who} exported the whole of {about}",
            "{who} exported the whole of {about}",
            audience=Audience.READERS,
        ),
    ),
    Action.CHILD_PRINTED: (
        _team(
            "child_printed", "{id}/[0-9]+", "{who} printed a child’s whole file",
            "{who} printed children’s whole files {count} times",
            audience=Audience.LEADS,
        ),
    ),
    Action.SECRET_CHANGED: (
        _team(
            "secret_changed", "server-secret/[0-9]+",
            "{who} changed the server secret, so everyone had to sign in again",
            "{who} changed the server secret {count} times, so everyone had to sign in again",
        ),
    ),
    Action.RESTORED: (
        _team(
            "data_restored", "backup/[0-9a-f-]+",
            "{who} put all data back from a backup, so what was saved after it is missing",
            "{who} put all data back from a backup {count} times",
        ),
    ),
}  # fmt: skip
"""Action -> what is told of it. A new action that changes something for others is a line here."""
RULES_BY_KIND = {rule.kind: rule for rules in NOTICE_RULES.values() for rule in rules}


def find_rule(action: Action, obj: str) -> tuple[NoticeRule, str] | None:
    """Return the rule for an event and the id that it is about; None when no one is told."""
    for rule in NOTICE_RULES.get(action, ()):
        if (about := rule.match(obj)) is not None:
            return rule, about
    return None


@cache
def _compile(shape: str) -> re.Pattern[str]:
    return re.compile(shape)
