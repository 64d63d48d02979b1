"""Every route says whether a lead without a second step reaches it: all routes, all methods.

The list below is written by hand. What is not in it, and not open to everyone, is closed to leads,
heads or chairs and administrators until they have set one up (docs/decisions/0110).
"""

from __future__ import annotations

import pytest

from app.access.policy import can_reach, get_declared_policy
from app.access.second_step import step_gate
from app.domain.routing.actors import Role
from tests.policy.security.test_route_roles import ENDS, PUBLIC, Door, doors
from tests.support.club.newcomers import confirm_as
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient, Page

HEADING = "Set up your second step first"
OPEN = {
    "nothing may stand before writing down what a child said, signing it, or a call": {
        *("recording.start", "recording.begin", "recording.page", "recording.submit"),
        *("recording.autosave", "recording.tasks", "recording.ask_discard", "recording.discard"),
        *("recording.sign", "recording.do_sign", "recording.phone_script", "recording.log_call"),
        *(
            "recording.log_first_call",
            "recording.show_late_page_list",
            "recording.show_late_page",
            "recording.apply_late_page_choice",
        ),
        *("recording.phone_script_of_file", "recording.log_call_of_file", "recording.more"),
        *("recording.detail", "recording.detail_again", "recording.submit_detail"),
        "recording.autosave_detail",
        # of what they wrote: services decide
        *("review.signed", "review.concern", "review.ended_concern"),
    },
    "nothing may stand before a referral of what they wrote": {
        *("referrals.referral", "referrals.summary", "referrals.pdf_page", "referrals.summary_pdf"),
        *("referrals.paper", "referrals.council_form", "referrals.council_form_pdf"),
        *("referrals.receipt_page", "referrals.receipt"),
    },
    "leads to a second step": {
        *("accounts.second_step", "accounts.start_step", "accounts.finish_second_step_setup"),
        *("accounts.forget_shown_step_codes", "accounts.end_step"),  # leads back to where it stands
        *("accounts.new_passkey", "accounts.add_passkey"),
        *("accounts.step_up", "accounts.waiting_form"),
        *(
            "setup.done",
            "setup.forget_shown_setup_codes",
        ),  # codes of the first seniors, and then the second step
    },
    "keeps someone signed in, or changes their passphrase": {
        *("accounts.stay", "accounts.passphrase", "accounts.change_passphrase"),
        "accounts.passphrase_changed",
    },
}
ROLES = {"jo": Role.LEAD, "senior": Role.SENIOR, "ada": Role.ADMINISTRATOR}
HOME = "public.home"
"""Open to everyone, and in its place a lead sees the page that leads to a second step."""


def list_open() -> set[str]:
    return set().union(*OPEN.values()) | PUBLIC - {HOME}


def test_the_views_declare_what_the_list_says(world: World):
    with world.app.app_context():
        endpoints = {door.endpoint for door in doors(world.app)}
        declared = {one for one in endpoints if step_gate.is_open_without_step(one)}
    assert declared == list_open()


@pytest.mark.parametrize(("who", "role"), ROLES.items())
def test_without_a_second_step_each_role_reaches_those_and_only_those(world: World, who, role):
    if role is Role.ADMINISTRATOR:
        confirm_as(world, who, role, "Ada Moss")
    world.step_required = True
    browser, token = arrive(world, who)
    stopped = set()
    for door in doors(world.app):
        if is_stopped(browser, door, token):
            stopped.add(door.endpoint)
        if door.endpoint in ENDS:
            browser, token = arrive(world, who)
    assert stopped == list_reached(world, who) - list_open()


def list_reached(world: World, who: str) -> set[str]:
    """Return the views that a role reaches with a second step."""
    me = world.uow(who).me
    with world.app.app_context():
        found = {door.endpoint: get_declared_policy(door.endpoint) for door in doors(world.app)}
    return {name for name, held in found.items() if held is not None and can_reach(held, me)}


def arrive(world: World, who: str) -> tuple[CheckingClient, str]:
    browser = world.client(who)
    return browser, browser.csrf("/help")


def is_stopped(browser: CheckingClient, door: Door, token: str) -> bool:
    """Whether the page that leads to a second step is the answer at this door."""
    data = {"csrf_token": token} if door.method == "POST" else None
    answer = browser.open(door.path, method=door.method, data=data, buffered=True)
    is_page = answer.mimetype == "text/html" and answer.status_code in {200, 403}
    is_asked = is_page and Page(answer.get_data(as_text=True)).headings == [HEADING]
    assert not is_asked or (answer.status_code == 200) == (door.endpoint == HOME), door
    return is_asked
