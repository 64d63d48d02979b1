"""Say which events of the log people are told about, who is told, and the words.

Every action of the log has a rule here, or a reason in `tests/policy/test_notice_rules.py` why
no one is told. The words go on Home only: the email about an event holds none of them. This module
never names a person: names are put in where a line is shown.
"""

from app.domain.notices.notice_model import (
    APPOINTED_MAIL,
    DETAILS_MAIL,
    NUMBER_MAIL,
    Audience,
    NoticeRule,
    make_account_notice_rule,
    make_team_notice_rule,
)
from audit.actions import Action

TRUSTED_ROLES = frozenset({"lead", "senior", "administrator"})
_AT_SET_UP = frozenset({Action.ORGANISATION_MADE})
_AT_APPOINTING = frozenset({Action.LEAD_APPOINTED})
_AT_JOINING = frozenset({Action.MEMBER_JOINED})
_AT_STEP_CHANGE = frozenset({Action.FACTOR_PASSKEY_REMOVED, Action.FACTOR_REMOVED})
_AT_CONFIRMING = frozenset({Action.MEMBER_CERTIFIED})
NOTICE_RULES: dict[Action, tuple[NoticeRule, ...]] = {
    Action.LOCK_SET: (
        make_account_notice_rule(
            "passphrase_changed", "lock/{id}/passphrase",
            "Your passphrase was changed", "Your passphrase was changed {count} times",
            _AT_JOINING, first_is_known=True,
        ),
    ),
    Action.LOCK_REMOVED: (
        make_account_notice_rule(
            "card_ended", "lock/{id}/card",
            "Your recovery card was ended", "Your recovery card was ended {count} times",
        ),
    ),
    Action.PASSKEY_LOCK_SET: (
        make_account_notice_rule(
            "passkey_alone_on", "lock/{id}/passkey/[0-9a-f-]+",
            "A passkey was set to sign in to your account alone",
            "Passkeys were set to sign in to your account alone {count} times",
        ),
    ),
    Action.PASSKEY_LOCK_REMOVED: (
        make_account_notice_rule(
            "passkey_alone_off", "lock/{id}/passkey/[0-9a-f-]+",
            "A passkey stopped signing in to your account alone",
            "Passkeys stopped signing in to your account alone {count} times",
            _AT_STEP_CHANGE,
        ),
    ),
    Action.RECOVERY_CARD_MADE: (
        make_account_notice_rule(
            "card_made", "recovery_card/{id}",
            "A recovery card was made for your account",
            "{count} recovery cards were made for your account, and the newest one works",
        ),
    ),
    Action.RECOVERY_CARD_USED: (
        make_account_notice_rule(
            "card_used", "recovery_card/{id}",
            "A recovery card was used to choose a new passphrase for your account",
            "A recovery card was used {count} times to choose a new passphrase for your account",
        ),
    ),
    Action.FACTOR_SET: (
        make_account_notice_rule(
            "factor_set", "factor/{id}",
            "A second step was set up for signing in to your account",
            "A second step was set up {count} times for your account, and the newest one works",
        ),
    ),
    Action.FACTOR_CODE_USED: (
        make_account_notice_rule(
            "factor_code_used", "factor/{id}",
            "A recovery code of your account was used",
            "{count} recovery codes of your account were used",
        ),
    ),
    Action.FACTOR_PASSKEY_ADDED: (
        make_account_notice_rule(
            "factor_passkey_added", "factor/{id}",
            "A passkey was added to your account",
            "{count} passkeys were added to your account",
        ),
    ),
    Action.FACTOR_PASSKEY_REMOVED: (
        make_account_notice_rule(
            "factor_passkey_removed", "factor/{id}",
            "A passkey was removed from your account",
            "{count} passkeys were removed from your account",
        ),
    ),
    Action.FACTOR_REMOVED: (
        make_account_notice_rule(
            "factor_removed", "factor/{id}",
            "{who} turned off the second step of your account",
            "The second step of your account was turned off {count} times",
        ),
    ),
    Action.FACTOR_TAKEN_OFF: (
        make_team_notice_rule(
            "factor_taken_off", "second_step/{id}",
            "{who} turned off the second step of {about}",
            "{who} turned off the second step of {about}",
        ),
    ),
    Action.MEMBER_CHANGED: (
        make_account_notice_rule(
            "details_changed", "details/{id}",
            "Your name, job title or work phone was changed",
            "Your name, job title or work phone was changed {count} times",
        ),
        make_team_notice_rule(
            "called_phone_changed", "called_phone/{id}",
            "{who} gave a new phone number for people to call",
            "{who} gave a new phone number for people to call {count} times",
        ),
    ),
    Action.MEMBER_NAMED: (
        make_account_notice_rule(
            "name_confirmed", "name/{id}",
            "{who} confirmed a new name for you",
            "{who} confirmed a new name for you {count} times",
            _AT_CONFIRMING, first_is_known=True,
        ),
        make_team_notice_rule(
            "colleague_renamed", "renamed/{id}",
            "{who} confirmed a new name for {about}", "{who} confirmed new names for {about}",
        ),
    ),
    Action.TRAINING_LINK_MADE: (
        make_account_notice_rule(
            "training_link_made", "training_link/{id}/[0-9a-f-]+",
            "A link was made for someone outside to confirm your training",
            "{count} links were made for someone outside to confirm your training",
        ),
    ),
    Action.TRAINING_LINK_ANSWERED: (
        make_account_notice_rule(
            "training_link_answered", "training_link/{id}/[0-9a-f-]+",
            "Someone outside answered whether your training is confirmed",
            "Someone outside answered {count} times whether your training is confirmed",
        ),
    ),
    Action.INVITED: (
        make_team_notice_rule(
            "invited", "invite/{id}", "{who} invited {about}", "{who} invited {about}",
            roles=TRUSTED_ROLES,
        ),
    ),
    Action.INVITE_WITHDRAWN: (
        make_team_notice_rule(
            "invite_withdrawn", "invite/{id}", "{who} took back the invite for {about}",
            "{who} took back the invites for {about}",
        ),
    ),
    Action.NUMBER_WRONG: (
        make_team_notice_rule(
            "number_wrong", "number/[^/]+/[^/]+/[0-9a-f]+",
            "{who} marked a phone number as wrong",
            "{who} marked phone numbers as wrong {count} times",
        ),
    ),
    Action.NUMBER_UNMARKED: (
        make_team_notice_rule(
            "number_unmarked", "number/[^/]+/[^/]+/[0-9a-f]+",
            "{who} marked a phone number as correct again",
            "{who} marked phone numbers as correct again {count} times",
        ),
    ),
    Action.TRAINING_RECORDED: (
        make_team_notice_rule(
            "training_recorded", "training_record/{id}",
            "{who} recorded a completion from paper for {about}",
            "{who} recorded a completion from paper for {about}",
        ),
    ),
    Action.MEMBER_CERTIFIED: (
        make_team_notice_rule(
            "confirmed", "member/{id}", "{who} confirmed {about}", "{who} confirmed {about}",
            _AT_SET_UP | _AT_APPOINTING,
        ),
    ),
    Action.MEMBER_REMOVED: (
        make_team_notice_rule(
            "removed", "suspension/{id}", "{who} removed {about}", "{who} removed {about}",
        ),
    ),
    Action.MEMBER_SUSPENDED: (
        make_team_notice_rule(
            "suspended", "suspension/{id}", "{who} stopped the account of {about}",
            "{who} stopped the accounts of {about}",
        ),
    ),
    Action.MEMBER_RESTORED: (
        make_team_notice_rule(
            "restored", "suspension/{id}", "{who} let {about} sign in again",
            "{who} let {about} sign in again",
        ),
    ),
    Action.MEMBER_CAME_BACK: (
        make_team_notice_rule(
            "came_back", "earlier/{id}/[0-9a-f-]+", "{who} gave {about} a new account",
            "{who} gave new accounts to {about}",
        ),
    ),
    Action.ROLES_CHANGED: (
        make_team_notice_rule(
            "roles_changed", "roles/{id}", "{who} changed the roles of {about}",
            "{who} changed the roles of {about}",
        ),
        make_account_notice_rule(
            "own_roles_changed", "own_roles/{id}",
            "{who} changed your roles", "{who} changed your roles {count} times",
        ),
    ),
    Action.MEMBER_LEAVING: (
        make_account_notice_rule(
            "leaving", "leaving/{id}/[0-9a-z-]+",
            "{who} wrote down when you leave", "{who} changed {count} times when you leave",
        ),
    ),
    Action.MEMBER_SIGNED_OUT: (
        make_account_notice_rule(
            "signed_out", "sessions/{id}",
            "{who} ended your sessions", "{who} ended your sessions {count} times",
        ),
    ),
    Action.RECOVERY_SHEET_USED: (
        make_team_notice_rule(
            "sheet_used", "team/[a-z]+", "{who} used the recovery sheet",
            "{who} used the recovery sheet {count} times",
            _AT_APPOINTING | frozenset({Action.RECOVERY_SHEET_MADE}),
        ),
    ),
    Action.RECOVERY_SHEET_MADE: (
        make_team_notice_rule(
            "sheet_made", "recovery_sheet/leads/[0-9a-f]+",
            "{who} made a new recovery sheet",
            "{who} made a new recovery sheet {count} times",
        ),
        make_team_notice_rule(
            "sheet_joined", "recovery_sheet/seniors/[0-9a-f]+",
            "{who} changed the heads’ and chairs’ key, which the new recovery sheet now opens",
            "{who} changed the heads’ and chairs’ key {count} times for a new recovery sheet",
        ),
    ),
    Action.SHEET_ASKED: (
        make_team_notice_rule(
            "sheet_asked", "sheet_request/[0-9a-f-]+", "{who} asked to make a new recovery sheet",
            "{who} asked {count} times to make a new recovery sheet",
        ),
    ),
    Action.SHEET_APPROVED: (
        make_team_notice_rule(
            "sheet_approved", "sheet_request/[0-9a-f-]+", "{who} approved a new recovery sheet",
            "{who} approved new recovery sheets {count} times",
        ),
    ),
    Action.SHEET_STOPPED: (
        make_team_notice_rule(
            "sheet_stopped", "sheet_request/[0-9a-f-]+", "{who} stopped a new recovery sheet",
            "{who} stopped new recovery sheets {count} times",
        ),
    ),
    Action.LEAD_APPOINTED: (
        make_team_notice_rule(
            "lead_appointed", "proposal/{id}",
            "{who} used the recovery sheet to appoint {about} at once",
            "{who} used the recovery sheet to appoint {about} at once",
            mail=APPOINTED_MAIL,
        ),
    ),
    Action.ORGANISATION_CHANGED: (
        make_team_notice_rule(
            "organisation_changed", "organisation/[0-9a-f-]+/[a-z_-]+",
            "{who} changed your organisation’s details or hours",
            "{who} changed your organisation’s details or hours {count} times",
            mail=DETAILS_MAIL,
        ),
    ),
    Action.NUMBER_CORRECTED: (
        make_team_notice_rule(
            "number_corrected", "number/[a-z0-9_]+/[a-z0-9_]+/[a-z0-9]+/[0-9]+",
            "{who} corrected a phone number that everyone sees",
            "{who} corrected {count} phone numbers that everyone sees",
            mail=NUMBER_MAIL,
        ),
    ),
    Action.ROTA_CHANGED: (
        make_team_notice_rule(
            "rota_changed", "rota/{id}", "{who} changed who is on duty",
            "{who} changed who is on duty {count} times",
        ),
    ),
    Action.EXPORTED: (
        make_team_notice_rule(
            "log_exported", "organisation/[0-9a-f-]+", "{who} exported the audit log",
            "{who} exported the audit log {count} times",
        ),
        make_team_notice_rule(
            "concern_exported", "{id}", "{who} exported the whole of {about}",
            "{who} exported the whole of {about}",
            audience=Audience.READERS,
        ),
    ),
    Action.CHILD_PRINTED: (
        make_team_notice_rule(
            "child_printed", "{id}/[0-9]+", "{who} printed a child’s whole file",
            "{who} printed children’s whole files {count} times",
            audience=Audience.LEADS,
        ),
    ),
    Action.SECRET_CHANGED: (
        make_team_notice_rule(
            "secret_changed", "server-secret/[0-9]+",
            "{who} changed the server secret, so everyone had to sign in again",
            "{who} changed the server secret {count} times, so everyone had to sign in again",
        ),
    ),
    Action.RESTORED: (
        make_team_notice_rule(
            "data_restored", "backup/[0-9a-f-]+",
            "{who} put all data back from a backup, so what was saved after it is missing",
            "{who} put all data back from a backup {count} times",
        ),
    ),
}  # fmt: skip
"""Action -> what is told of it. A new action that changes something for others is a line here."""
RULES_BY_KIND = {rule.kind: rule for rules in NOTICE_RULES.values() for rule in rules}


def find_notice_rule(action: Action, obj: str) -> tuple[NoticeRule, str] | None:
    """Return the rule for an event and the id that it is about; None when no one is told."""
    for rule in NOTICE_RULES.get(action, ()):
        if (about := rule.match(obj)) is not None:
            return rule, about
    return None
