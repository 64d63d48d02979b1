"""Every form that asks for the passphrase says who is told about it, or why no one is.

Those that change something for others are told to every lead and senior, or to all of them who can
read what was taken away. The forms that ask for no passphrase are in `lasting_posts.py`.
"""

from __future__ import annotations

from sqlalchemy import select

from app.domain.notices.notice_model import Audience
from app.domain.notices.notice_rules import RULES_BY_KIND, find_notice_rule
from app.models.audit_log import Leaf
from app.services.emails import mail_texts
from audit import events
from audit.actions import Action
from tests.damage.keys.test_step_up_attacked import TYPED
from tests.damage.notices.open_screen_places import make_ids
from tests.policy.security.test_route_roles import ENDS, doors
from tests.policy.security.test_step_up_routes import ASKS_ITSELF, NEEDS_STEP_UP, arrive, needed
from tests.support.club.world import World

TOLD: dict[str, tuple[str, ...]] = {
    "accounts.make_card": ("card_made",),
    "accounts.finish_second_step_setup": ("factor_set",),
    "accounts.end_step": ("factor_removed",),
    "accounts.add_passkey": ("factor_passkey_added",),
    "accounts.remove_passkey": ("factor_passkey_removed",),
    "accounts.start_passkey_alone": ("passkey_alone_on",),
    "accounts.end_passkey_alone": ("passkey_alone_off",),
    "accounts.change_passphrase": ("passphrase_changed", "card_ended"),
    "accounts.let_in_with_card": ("card_used",),
    "accounts.let_in_with_code": ("factor_code_used",),
    "accounts.end_colleague_sessions": ("signed_out",),
    "accounts.change_details": ("details_changed", "called_phone_changed"),
    "accounts.end_colleague_step": ("factor_removed", "factor_taken_off"),
    "accounts.make_invite": ("invited",),
    "accounts.new_code": ("invited",),
    "accounts.ask_for_sheet": ("sheet_asked",),
    "accounts.approve_sheet": ("sheet_approved",),
    "accounts.activate_new_sheet": ("sheet_made",),
    "accounts.let_sheet_open": ("sheet_joined",),
    "accounts.confirmed": ("confirmed", "name_confirmed"),
    "accounts.confirm_staff": ("confirmed",),
    "accounts.rename": ("name_confirmed", "colleague_renamed"),
    "accounts.change_roles": ("roles_changed", "own_roles_changed"),
    "accounts.give_access": ("confirmed",),
    "accounts.give_senior_access": ("confirmed", "sheet_used"),
    "accounts.approve": ("confirmed",),
    "accounts.appoint": ("lead_appointed",),
    "accounts.suspend": ("suspended",),
    "accounts.restore": ("restored",),
    "accounts.remove": ("removed",),
    "accounts.new_account": ("came_back", "invited", "suspended", "removed"),
    "setup.correct": ("number_corrected",),
    "setup.save_organisation_details": ("organisation_changed",),
    "setup.close": ("organisation_changed",),
    "setup.reopen": ("organisation_changed",),
    "setup.keep_days": ("rota_changed",),
    "setup.cover": ("rota_changed",),
    "setup.uncover": ("rota_changed",),
    "oversight.export": ("log_exported",),
    "referrals.make_whole_file": ("concern_exported",),
    "referrals.make_child_print": ("child_printed",),
}
"""The kinds of notices about each, of `notice_rules.py`."""
OWN_RECORD = {"review.let_author_read"}
OWN_THINGS = {"accounts.end_chosen_session", "accounts.end_other_sessions", "recording.discard"}
NO_ONE_TOLD = {
    "only shows what was made, and the person was told when it was made": {
        "accounts.card",
        "accounts.second_step",
        "accounts.codes",
        "accounts.new_sheet",
        "accounts.own_passkey",
        "setup.done",
    },
    "starts what counts only once it is proved, and its owner is told then": {
        "accounts.start_step",
        "accounts.new_passkey",
        "accounts.passkey_alone",
        "accounts.start_sheet",
        "accounts.start_sheet_with_old",
    },
    "is a guess: Home counts those that fail, and ten in an hour send an email": {
        "accounts.submit_sign_in",
        "accounts.sign_in_with_passkey",
        "accounts.unlock",
        "accounts.step_up",
    },
    "proves that the sheet opens, and gives no one anything": {"accounts.check_sheet"},
    "is about one's own sessions or a draft that only they have, and the log has it": OWN_THINGS,
    "lets an author read their record: they get an email, its history has it": OWN_RECORD,
}
ABOUT_OWN_ACCOUNT = "makes or shows a way in"
OWNER_ONLY = {
    "accounts.end_colleague_sessions": "they sign in again: it changes nothing for anyone else",
}
"""Forms about others that tell the owner of the account alone, and why."""
EVERY_READER = {Audience.TEAM, Audience.LEADS, Audience.READERS}
STEPS_ON_THE_WAY = {
    Action.STEPPED_UP,
    Action.REFUSED,
    Action.ENTRY_REFUSED,
    Action.ENTRY_READ,
    Action.STEP_UP_FAILED,
    Action.SIGN_IN_FAILED,
    Action.RECOVERY_DRILLED,
    Action.LIST_VIEWED,
    Action.CHILD_OPENED,
    Action.CHECKPOINT_TAKEN,
}
"""Actions that such a form may leave in the log when it changed nothing."""
REACHED = {
    "accounts.make_card",
    "accounts.make_invite",
    "accounts.end_colleague_sessions",
    "accounts.new_account",
    "accounts.ask_for_sheet",
    "setup.close",
    "oversight.export",
}
"""Forms that must have gone through: else the walk sees nothing."""


def asking() -> set[str]:
    return needed().union(*ASKS_ITSELF.values())


def audiences(endpoint: str) -> set[Audience]:
    return {RULES_BY_KIND[kind].audience for kind in TOLD.get(endpoint, ())}


def test_each_form_that_asks_for_the_passphrase_says_who_is_told():
    silent = [endpoint for group in NO_ONE_TOLD.values() for endpoint in sorted(group)]
    assert sorted([*TOLD, *silent]) == sorted(asking()), "name it once: who is told, or why no one"
    kinds = {kind for kinds in TOLD.values() for kind in kinds}
    assert kinds <= RULES_BY_KIND.keys()
    assert not [kind for kind in kinds if RULES_BY_KIND[kind].mail not in mail_texts.SUBJECTS]
    assert all(TOLD.values())


def test_what_changes_something_for_others_is_told_to_them():
    groups = NEEDS_STEP_UP.keys() - {ABOUT_OWN_ACCOUNT}
    others = set().union(*(NEEDS_STEP_UP[group] for group in groups))
    offenders = [
        endpoint
        for endpoint in sorted(others - OWNER_ONLY.keys() - OWN_RECORD - OWN_THINGS)
        if not audiences(endpoint) & EVERY_READER
    ]
    assert offenders == [], "a rule of NOTICE_RULES for every lead and senior, or a reason"
    assert all(audiences(endpoint) == {Audience.ACCOUNT} for endpoint in OWNER_ONLY)


def list_events(world: World, start: int) -> list[events.Event]:
    with world.engine.connect() as connection:
        lines = connection.scalars(select(Leaf.line).where(Leaf.i >= start).order_by(Leaf.i)).all()
    return [events.parse_event_cached(line) for line in lines]


def find_kinds(found: list[events.Event]) -> set[str]:
    rules = (find_notice_rule(event.act, event.obj) for event in found)
    return {rule[0].kind for rule in rules if rule is not None}


def test_what_a_lead_sends_with_the_passphrase_is_told_as_declared(world: World):
    """Behind every id in an address is something real, so that no form stops at that."""
    forms = [one for one in doors(world.app, make_ids(world, "jo")) if one.method == "POST"]
    jo, token = arrive(world, "jo", by_passphrase=True)
    told, offenders, start = set(), [], len(list_events(world, 0))
    for door in (one for one in forms if one.endpoint in needed()):
        jo.post(door.path, data={**TYPED, "csrf_token": token}, buffered=True)
        later = list_events(world, start)
        start, kinds = start + len(later), find_kinds(later)
        changed = {event.act for event in later} - STEPS_ON_THE_WAY
        silent = changed and not kinds and door.endpoint not in OWN_THINGS
        if kinds - set(TOLD.get(door.endpoint, ())) or silent:
            offenders.append((door.endpoint, sorted(kinds), sorted(changed)))
        told |= {door.endpoint} if kinds else set()
        if door.endpoint in ENDS:
            jo, token = arrive(world, "jo", by_passphrase=True)
            start = len(list_events(world, 0))
    assert offenders == []
    assert told >= REACHED, sorted(REACHED - told)
