"""Every action of the log has words where people read who did what, or is named here with a reason.

An action that nothing writes is in DEPRECATED, and is never removed: a log may hold it. To add one:
docs/adding-a-log-action.md.
"""

from __future__ import annotations

import ast
from pathlib import Path

from app.domain.log_words import LOG_WORDS
from app.services.audit_log import access_history
from audit.actions import DEPRECATED, Action
from tests.support.parsed_source import parse_source

ROOT = Path(__file__).resolve().parents[2]
HISTORY = Path(access_history.__file__)
NO_WORDS = {
    "is about a sign-in, no concern": {
        Action.SIGNED_IN,
        Action.SIGN_IN_FAILED,
        Action.SIGN_IN_EXPIRED,
        Action.SIGNED_OUT,
        Action.THROTTLED,
        Action.STEPPED_UP,
        Action.STEP_UP_FAILED,
        Action.RECOVERY_CARD_MADE,
        Action.RECOVERY_CARD_USED,
        Action.FACTOR_SET,
        Action.FACTOR_USED,
        Action.FACTOR_CODE_USED,
        Action.FACTOR_PASSKEY_ADDED,
        Action.FACTOR_PASSKEY_USED,
        Action.FACTOR_PASSKEY_ALONE,
        Action.FACTOR_PASSKEY_REMOVED,
        Action.FACTOR_REMOVED,
        Action.FACTOR_TAKEN_OFF,
        Action.FACTOR_REFUSED,
        Action.RECOVERY_SHEET_USED,
        Action.NOTICE_DISMISSED,
    },
    "is about a draft: there is no concern yet": {
        Action.DRAFT_OPENED,
        Action.DRAFT_DISCARDED,
        Action.PAGE_RESCUED,
        Action.RESCUE_OPENED,
        Action.RESCUE_DISCARDED,
    },
    "goes with another line, which has the words": {
        Action.FILE_SEALED,
        Action.STATE_CHANGED,
        Action.DUE_CHANGED,
        Action.CARD_WRITTEN,
        Action.CHILD_CARD,
        Action.SLIP_SEALED,
    },
    "is about children's files, whose own history has the words": {
        Action.CHILD_NOT_SAME,
        Action.CHILD_WRITTEN,
    },
    "is about training": {
        Action.TRAINING_ADDED,
        Action.TRAINING_READ,
        Action.TRAINING_NOTED,
        Action.TRAINING_RECORDED,
        Action.TRAINING_LINK_MADE,
        Action.TRAINING_LINK_ANSWERED,
        Action.TRAINING_LINK_ENDED,
        Action.TRAINING_GROUP_CHANGED,
    },
    "is about a member or a key": {
        Action.INVITED,
        Action.INVITE_WITHDRAWN,
        Action.INVITED_AS,
        Action.WORDS_REFUSED,
        Action.LEAD_PROPOSED,
        Action.LEAD_APPROVED,
        Action.LEAD_STOPPED,
        Action.SENIOR_PROPOSED,
        Action.SENIOR_APPROVED,
        Action.SENIOR_STOPPED,
        Action.LEAD_APPOINTED,
        Action.MEMBER_JOINED,
        Action.MEMBER_NAME_DIFFERS,
        Action.MEMBER_CERTIFIED,
        Action.MEMBER_NAMED,
        Action.MEMBER_CHANGED,
        Action.MEMBER_REMOVED,
        Action.MEMBER_SUSPENDED,
        Action.MEMBER_RESTORED,
        Action.MEMBER_CAME_BACK,
        Action.ROLES_CHANGED,
        Action.MEMBER_LEAVING,
        Action.MEMBER_SIGNED_OUT,
        Action.LOCK_SET,
        Action.LOCK_RENEWED,
        Action.LOCK_REMOVED,
        Action.PASSKEY_LOCK_SET,
        Action.PASSKEY_LOCK_REMOVED,
        Action.GRANT_MADE,
        Action.GRANT_REMOVED,
        Action.TEAM_CERTIFIED,
        Action.EPOCH_MADE,
        Action.RECOVERY_SHEET_MADE,
        Action.RECOVERY_DRILLED,
        Action.SHEET_ASKED,
        Action.SHEET_APPROVED,
        Action.SHEET_STOPPED,
    },
    "is about the organisation, a phone number or the log itself": {
        Action.SET_UP,
        Action.ORGANISATION_MADE,
        Action.ORGANISATION_CHANGED,
        Action.CONTACT_SET,
        Action.ROTA_CHANGED,
        Action.NUMBER_RIGHT,
        Action.NUMBER_WRONG,
        Action.NUMBER_UNMARKED,
        Action.NUMBER_CORRECTED,
        Action.CHECKPOINT_TAKEN,
        Action.LOG_VERIFIED,
        Action.LOG_VIEWED,
        Action.BOOK_SEALED,
        Action.READING_COUNTED,
        Action.BACKED_UP,
        Action.RESTORED,
        Action.MOVE_STARTED,
        Action.LOG_KEY,
        Action.SECRET_CHANGED,
    },
}
ASKED = (ast.Compare, ast.Dict, ast.Set)
"""An action in one of these is looked for or given words. It is not written."""


def named_in(tree: ast.AST) -> set[Action]:
    """Actions that code names outside of comparisons, sets and keys: it can write them."""
    found: set[Action] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).split(".")[-1] == "Action":
            found.add(Action[node.attr])
        if not isinstance(node, ASKED):
            waiting += ast.iter_child_nodes(node)
    return found


def written() -> set[Action]:
    paths = [path for path in (ROOT / "app").rglob("*.py") if path != HISTORY]
    return set().union(*(named_in(parse_source(path.read_text("utf-8"))) for path in paths))


def test_every_action_has_words_in_the_access_history_or_is_named() -> None:
    named = set().union(*NO_WORDS.values())
    silent = sorted(set(Action) - DEPRECATED - access_history.ACTION_WORDS.keys() - named)
    assert silent == [], (
        f"give it words in ACTION_WORDS of {HISTORY.relative_to(ROOT)}, or a reason in NO_WORDS"
    )
    assert sorted(named & (access_history.ACTION_WORDS.keys() | DEPRECATED)) == [], (
        "take it out of NO_WORDS here"
    )
    assert sum(map(len, NO_WORDS.values())) == len(named), "an action is named twice"


def test_an_action_that_nothing_writes_is_deprecated_and_no_other() -> None:
    now = written()
    cure = (
        f"log it where it happens: what {HISTORY.relative_to(ROOT)} names does not count, because "
        "it gives words to other lines. Is it no longer written? Add it to DEPRECATED in "
        "audit/actions.py, and never remove it"
    )
    assert sorted(set(Action) - now - DEPRECATED) == [], cure
    assert sorted(now & DEPRECATED) == [], "it is written: take it out of DEPRECATED"


def test_words_are_given_to_no_action_that_nothing_writes() -> None:
    assert sorted(access_history.ACTION_WORDS.keys() & DEPRECATED) == []


def test_an_action_that_is_only_looked_for_is_not_taken_for_written() -> None:
    code = "if event.act == Action.SHARED: found = {Action.SEARCHED: 'x'}\nact.log(Action.PRINTED)"
    assert named_in(parse_source(code)) == {Action.PRINTED}


def test_every_action_has_words_for_an_auditor():
    assert LOG_WORDS.keys() == set(Action)
