"""People are told of every action of the log by a rule, or a reason here says why no one is.

To add a rule: `NOTICE_RULES` of `app/domain/notices/notice_rules.py`.
"""

from __future__ import annotations

from app.domain.notices.notice_model import MANY_TRIES_MAIL, Audience
from app.domain.notices.notice_rules import NOTICE_RULES, RULES_BY_KIND, find_notice_rule
from app.services.emails import mail_texts
from audit.actions import DEPRECATED, Action

UNTOLD = {
    "Home counts failed tries, and the others say only that someone is at work": {
        Action.SIGNED_IN,
        Action.SIGN_IN_FAILED,
        Action.FACTOR_USED,
        Action.FACTOR_PASSKEY_USED,
        Action.FACTOR_PASSKEY_ALONE,
        Action.FACTOR_REFUSED,  # goes with a failed try
        Action.STEPPED_UP,
        Action.STEP_UP_FAILED,
        Action.SIGN_IN_EXPIRED,
        Action.SIGNED_OUT,
        Action.THROTTLED,
    },
    "was stopped, and changed nothing": {
        Action.REFUSED,
        Action.ENTRY_REFUSED,
        Action.KEY_REFUSED,
        Action.WORDS_REFUSED,
    },
    "has an email of its own, and stands on Home or under approvals": {
        Action.LEAD_PROPOSED,
        Action.LEAD_APPROVED,
        Action.LEAD_STOPPED,
        Action.SENIOR_PROPOSED,
        Action.SENIOR_APPROVED,
        Action.SENIOR_STOPPED,
    },
    "goes with an invite": {Action.INVITED_AS},
    "is what someone did with a notice": {Action.NOTICE_DISMISSED},
    "is about their own words, which no one else reads": {
        Action.DRAFT_OPENED,
        Action.DRAFT_DISCARDED,
        Action.PAGE_RESCUED,
        Action.RESCUE_OPENED,
        Action.RESCUE_DISCARDED,
    },
    "is about one concern: its readers have their own mail and list": {
        Action.FILE_SEALED,
        Action.RECORD_SIGNED,
        Action.ENTRY_ADDED,
        Action.ENTRY_WITHHELD,
        Action.HANDED_OVER,
        Action.ACKNOWLEDGED,
        Action.STATE_CHANGED,
        Action.DUE_CHANGED,
        Action.CARD_WRITTEN,
        Action.CHILD_LINKED,
        Action.CHILD_UNLINKED,
        Action.CHILD_WRITTEN,
        Action.CHILD_CARD,
        Action.CHILD_NOT_SAME,
        Action.SLIP_SEALED,
        Action.SHARED,
        Action.SHARE_ENDED,
    },
    "is a look or a paper: the access history of the concern has it": {
        Action.ENTRY_READ,
        Action.DOCUMENT_READ,
        Action.LIST_VIEWED,
        Action.TASKS_SHOWN,
        Action.LINKS_SHOWN,
        Action.REFERRALS_SHOWN,
        Action.INDEXED,
        Action.CHILD_OPENED,
        Action.SEARCHED,
        Action.RECEIPT_TAKEN,
        Action.PRINTED,
        Action.PAPER_MADE,
    },
    "is between a learner and who confirms, or goes with a line that is told": {
        Action.TRAINING_ADDED,
        Action.TRAINING_READ,
        Action.TRAINING_NOTED,
    },
    "takes back one's own link, and gives no one anything": {Action.TRAINING_LINK_ENDED},
    "stands on Home and on Learn of whoever is in the group": {Action.TRAINING_GROUP_CHANGED},
    "gives no one anything: leads are shown who waits to be confirmed": {
        Action.MEMBER_JOINED,
        Action.MEMBER_NAME_DIFFERS,
    },
    "goes with another line, which tells of it": {Action.CONTACT_SET, Action.LOG_KEY},
    "proves that the sheet opens, and gives no one anything": {Action.RECOVERY_DRILLED},
    "keeps the same passphrase or passkey, under the server secret that everyone was told of": {
        Action.LOCK_RENEWED
    },
    "goes with a confirmation, a removal or the set-up": {
        Action.GRANT_MADE,
        Action.GRANT_REMOVED,
        Action.TEAM_CERTIFIED,
        Action.EPOCH_MADE,
        Action.SET_UP,
        Action.ORGANISATION_MADE,
    },
    "checks a number as it stands: one that was marked as wrong has a line that is told": {
        Action.NUMBER_RIGHT
    },
    "copies what is sealed as it is, and opens nothing": {Action.BACKED_UP, Action.MOVE_STARTED},
    "is about the log itself, and opens nothing": {
        Action.CHECKPOINT_TAKEN,
        Action.LOG_VERIFIED,
        Action.LOG_VIEWED,
    },
    "says from when on a time is counted: each author reads on Home until which day": {
        Action.READING_COUNTED
    },
    "puts together what searches look in, and gives no one anything": {Action.BOOK_SEALED},
}


def test_every_action_has_a_rule_or_a_reason_why_no_one_is_told() -> None:
    named = set().union(*UNTOLD.values())
    silent = sorted(set(Action) - DEPRECATED - NOTICE_RULES.keys() - named)
    assert silent == [], "give it a rule in NOTICE_RULES, or a reason here"
    assert sorted(named & (NOTICE_RULES.keys() | DEPRECATED)) == [], "take it out of UNTOLD here"
    assert sum(map(len, UNTOLD.values())) == len(named), "an action is named twice"


def test_each_rule_has_its_own_kind_a_mail_and_words_that_can_be_filled() -> None:
    rules = [rule for rules in NOTICE_RULES.values() for rule in rules]
    assert len(rules) == len(RULES_BY_KIND), "a dismissal of one kind would hide another"
    assert {rule.mail for rule in rules} | {MANY_TRIES_MAIL} <= mail_texts.SUBJECTS.keys()
    for rule in rules:
        words = [
            text.format(who="Jo Smith", about="Sam Hill", count=3)
            for text in (rule.words, rule.several)
        ]
        assert all(text[0].isalnum() and text[-1] != "." for text in words), rule.kind
        assert rule.audience is Audience.ACCOUNT or "{who}" in rule.words, rule.kind


def test_an_event_has_the_rule_of_its_log_id() -> None:
    member = "6f1d5b3c-1111-4222-8333-444455556666"
    for action, obj, kind in (
        (Action.LOCK_SET, f"lock/{member}/passphrase", "passphrase_changed"),
        (Action.LOCK_SET, f"lock/{member}/card", None),  # told as the card that was made
        (Action.PASSKEY_LOCK_SET, f"lock/{member}/passkey/{member}", "passkey_alone_on"),
        (Action.PASSKEY_LOCK_REMOVED, f"lock/{member}/passkey/{member}", "passkey_alone_off"),
        (Action.EXPORTED, f"organisation/{member}", "log_exported"),
        (Action.EXPORTED, member, "concern_exported"),
        (Action.EXPORTED, "trained/inspection", None),
        (Action.CHILD_PRINTED, f"{member}/3", "child_printed"),
        (Action.CHILD_PRINTED, member, None),  # the line of the concerns that were on it
        (Action.MEMBER_CHANGED, f"details/{member}", "details_changed"),
        (Action.MEMBER_CHANGED, f"called_phone/{member}", "called_phone_changed"),
        (Action.MEMBER_NAMED, f"renamed/{member}", "colleague_renamed"),
        (Action.ROTA_CHANGED, f"rota/{member}", "rota_changed"),
        (Action.NUMBER_WRONG, "number/hull/front_door/" + "0f" * 32, "number_wrong"),
    ):
        found = find_notice_rule(action, obj)
        assert (found[0].kind if found else None) == kind, obj
