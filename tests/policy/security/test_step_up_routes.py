"""Every route says whether its sender types their passphrase again: all routes, all methods.

The lists below are written by hand. A new route fails here until somebody has named it under a
reason. Nothing may stand between anyone and a record, a call, a number or the papers of one
concern: those are never asked (docs/decisions/0046).
"""

from __future__ import annotations

from flask import Flask

from app.access.declarations import read_step_up_purpose
from tests.policy.security.test_route_roles import ENDS, Door, doors
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient, Page

HEADING = "Enter your passphrase to continue"
NEEDS_STEP_UP = {
    "makes or shows a way in": {
        "accounts.card",  # shows the card that was made, until its owner has it on paper
        "accounts.make_card",
        "accounts.second_step",  # shows a secret or codes that were made, until they are on paper
        "accounts.start_step",
        "accounts.finish_second_step_setup",
        "accounts.end_step",
        "accounts.new_passkey",  # asks the device for one
        "accounts.add_passkey",
        "accounts.own_passkey",
        "accounts.remove_passkey",
        "accounts.passkey_alone",
        "accounts.start_passkey_alone",
        "accounts.end_passkey_alone",
        "accounts.end_colleague_step",
        "accounts.make_invite",
        "accounts.new_code",
        "accounts.codes",
        "accounts.ask_for_sheet",
        "accounts.approve_sheet",
        "accounts.start_sheet",
        "accounts.start_sheet_with_old",
        "accounts.new_sheet",  # shows a sheet that was made, until it is on paper
        "accounts.activate_new_sheet",
        "accounts.let_sheet_open",
        "setup.done",  # shows the codes of the first seniors
    },
    "says who somebody is, and gives keys": {
        "accounts.confirmed",
        "accounts.confirm_staff",
        "accounts.rename",
        "accounts.change_roles",
        "accounts.approve",
        "accounts.give_access",
        "accounts.give_senior_access",
        "accounts.appoint",
    },
    "ends what its owner may be doing elsewhere, or deletes what only they have": {
        "accounts.end_chosen_session",
        "accounts.end_other_sessions",
        "recording.discard",
    },
    "ends what somebody else is doing, or lets them in again": {
        "accounts.end_colleague_sessions",
        "accounts.suspend",
        "accounts.restore",
        "accounts.remove",
        "accounts.new_account",
        "review.let_author_read",
    },
    "changes whom people find and call": {
        "accounts.change_details",  # a lead's phone is called from every page
        "setup.correct",
        "setup.save_organisation_details",
        "setup.close",
        "setup.reopen",
        "setup.keep_days",
        "setup.cover",
        "setup.uncover",
    },
    "takes many records, or the log, away at once": {
        "oversight.export",
        "referrals.make_whole_file",
        "referrals.make_child_print",
    },
}
ASKS_ITSELF = {
    "asks for the whole recovery sheet, and writes a day": {"accounts.check_sheet"},
    "its own form asks for the passphrase or the card every time, however recent the last was": {
        "accounts.change_passphrase",
        "accounts.submit_sign_in",
        "accounts.let_in_with_card",
        "accounts.let_in_with_code",  # only after the passphrase or the card
        "accounts.unlock",
        "accounts.step_up",
    },
    "its own form asks a device that checks its owner, every time: it makes no way in that lasts": {
        "accounts.sign_in_with_passkey",
    },
}
NEVER = {
    "ends something, or forgets what was shown": {
        "accounts.sign_out",
        "accounts.lock_session",
        "accounts.stay",
        "accounts.forget_shown_card",
        "accounts.forget_shown_step_codes",
        "accounts.forget_shown_invite_codes",
        "accounts.stop_sheet",  # as the next
        "accounts.stop",  # whoever sees something wrong stops it at once
        "accounts.withdraw",  # takes a way in away, and tells leads: a fresh code makes up for it
        "accounts.dismiss_notice",  # the mail is sent, and Notices shows it still
        "setup.forget_shown_setup_codes",
    },
    "only shows a page about the account, the team or the organisation": {
        "accounts.account",
        "accounts.details",
        "accounts.passphrase",
        "accounts.passphrase_changed",
        "accounts.welcome",
        "accounts.members",
        "accounts.invite",
        "accounts.confirm",
        "accounts.approvals",
        "accounts.senior_access",
        "accounts.show_acting_lead_form",
        "accounts.appointed",
        "accounts.name",
        "accounts.member",
        "accounts.turn_page",
        "accounts.search_members",
        "accounts.search_team",
        "accounts.notices",
        "accounts.colleague_sessions",
        "accounts.show_suspension_form",
        "accounts.account_removal",
        "accounts.lost_passphrase",
        "accounts.leaving_day",
        "accounts.roles",
        "accounts.colleague_step",
        "accounts.recovery_sheet",
        "accounts.sheet_check",
        "accounts.waiting_form",  # asks when its button is pressed, as the form that waits does
        "setup.organisation",
        "setup.change",
        "setup.rota",
        "oversight.log",
        "oversight.lines",
        "oversight.checkpoints",
        "accounts.team",
        "referrals.whole_file",
        "referrals.child_print",
    },
    "asks a colleague to sign or delete drafts: they get an email, and the notice says who": {
        "accounts.set_leaving_day",
    },
    "is open to everybody": {
        "accounts.sign_in",
        "accounts.with_card",
        "accounts.code",
        "accounts.ask_passkey",
        "accounts.locked",
        "accounts.check_code",
        "accounts.join",
        "accounts.joined",
    },
    "is set-up: nobody has a passphrase yet": {
        "setup.start",
        "setup.submit",
        "setup.step",
        "setup.save_step",
        "setup.check",
        "setup.passphrase",
        "setup.choose_passphrase",
        "setup.sheet",
        "setup.finish_organisation_setup",
    },
    "is about a phone number: nothing may stand before a call, and leads are told of a mark": {
        "setup.show_number_directory",
        "setup.number",
        "setup.correction",
        "setup.packs",
        "setup.pack",
        "setup.save_number_check",
    },
    "is a paper of one concern: nothing may stand before a referral": {
        "referrals.referral",
        "referrals.summary",
        "referrals.pdf_page",
        "referrals.summary_pdf",
        "referrals.paper",
        "referrals.paper_style",
        "referrals.council_form",
        "referrals.council_form_pdf",
        "referrals.receipt_page",
        "referrals.receipt",
    },
}
NEVER_IN = {
    "static": "the app's own files",
    "public": "open to everybody: what to do now, and whom to call",
    "recording": "nothing may stand before writing down what a child said, signing it, or a call",
    "review": "finding, reading, linking, marking as read: the screen shows it already",
    "learning": "training: no child in it, and no way in",
}
"""Whole journeys that ask only where a route of theirs is named above, by the tests below."""


def needed() -> set[str]:
    return set().union(*NEEDS_STEP_UP.values())


def declared_needs(app: Flask) -> dict[str, str]:
    views = app.view_functions
    return {name: read_step_up_purpose(view) for name, view in views.items()}


def named() -> list[str]:
    groups = (*NEEDS_STEP_UP.values(), *ASKS_ITSELF.values(), *NEVER.values())
    return [endpoint for group in groups for endpoint in sorted(group)]


def test_every_route_is_named_once_under_a_reason(world: World):
    routes = {door.endpoint for door in doors(world.app)}
    single = {one for one in routes if one.split(".")[0] not in NEVER_IN or one in needed()}
    assert sorted(named()) == sorted(single), "name a new route under a reason, once"


def test_the_views_declare_what_the_list_says(world: World):
    declared = declared_needs(world.app)
    assert {endpoint for endpoint, purpose in declared.items() if purpose} == needed()
    assert not [text for text in declared.values() if text[:1].isupper() or text.endswith(".")]


def test_without_a_recent_passphrase_those_and_only_those_ask(world: World):
    browser, token = arrive(world, "jo")
    stopped = set()
    for door in doors(world.app):
        if ask(browser, door, token):
            stopped.add(door.endpoint)
        if door.endpoint in ENDS:
            browser, token = arrive(world, "jo")
    assert stopped == needed()


def test_with_a_recent_passphrase_none_asks(world: World):
    browser, token = arrive(world, "jo", by_passphrase=True)
    for door in (one for one in doors(world.app) if one.endpoint in needed()):
        assert not ask(browser, door, token), door


def arrive(world: World, who: str, *, by_passphrase: bool = False) -> tuple[CheckingClient, str]:
    browser = world.client(who, by_passphrase=by_passphrase)
    return browser, browser.csrf("/help")


def ask(browser: CheckingClient, door: Door, token: str) -> bool:
    """Whether the page that asks for the passphrase is the answer at this door."""
    data = {"csrf_token": token} if door.method == "POST" else None
    answer = browser.open(door.path, method=door.method, data=data, buffered=True)
    if answer.status_code != 403 or answer.mimetype != "text/html":
        return False
    return Page(answer.get_data(as_text=True)).headings == [HEADING]
