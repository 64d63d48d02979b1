"""Every route says who may reach it, and everybody else is turned away: all routes, all roles.

The lists below are written by hand: a page that becomes public, or loses its role, fails here until
somebody has written it down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.access.policy import Policy, get_declared_policy, policy
from app.models.audit_log import Leaf
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient

PUBLIC = {
    *("static", "public.home", "public.with_a_child", "public.blank_form", "public.numbers"),
    *(
        "public.help",
        "public.support",
        "public.phone_script",
        "public.service_worker",
        "public.healthz",
        "public.readyz",
        "public.security_contact",
        "public.count_policy_report",
    ),
    *(
        "accounts.sign_in",
        "accounts.submit_sign_in",
        "accounts.with_card",
        "accounts.let_in_with_card",
    ),
    *("accounts.code", "accounts.let_in_with_code"),
    *("accounts.ask_passkey", "accounts.sign_in_with_passkey"),
    *("accounts.join", "accounts.check_code", "accounts.joined"),
    *("accounts.locked", "accounts.unlock"),
    *("accounts.sign_out", "accounts.lock_session"),  # these two only ever end a sign-in
    *("learning.workbook", "learning.chapter", "learning.role", "learning.picture"),
    *("learning.law", "learning.glossary", "learning.changes", "learning.whole"),
    *("learning.check", "learning.checked"),  # whoever holds a completion record checks it
    *("learning.worker", "learning.whole_pdf"),
    *("learning.outside_link", "learning.answer_outside", "learning.outside_answered"),  # by a link
    "referrals.paper_style",  # the style sheet of the summary
    *(
        "setup.start",
        "setup.submit",
        "setup.sheet",
        "setup.finish_organisation_setup",
    ),  # absent once it is set up
    *("setup.step", "setup.save_step", "setup.check"),
    *("setup.passphrase", "setup.choose_passphrase"),
}
FOR_READERS = {
    "accounts.approve",
    *("accounts.recovery_sheet", "accounts.approve_sheet", "accounts.stop_sheet"),
    "accounts.let_sheet_open",
    *("review.acknowledge", "review.closed", "review.adults", "oversight.log", "oversight.export"),
    "review.let_author_read",
    *("review.search", "review.search_for", "review.filter_concerns", "review.rebuild_index"),
    *("review.save_list", "review.delete_list"),
    *("review.leaver_work", "review.hand_over_work"),
    *("setup.show_number_directory", "setup.number", "setup.save_number_check"),
    *("setup.correction", "setup.correct", "setup.packs", "setup.pack"),
    *("learning.on_paper", "learning.recorded_on_paper"),
    *("learning.trained", "learning.trained_csv", "learning.for_board", "learning.debrief_sheet"),
    *("learning.for_board_csv", "learning.went", "learning.search_trained"),
    *("learning.outside", "learning.ask_outside", "learning.end_outside"),
    "learning.record_outside",
    *("learning.groups", "learning.make_group", "learning.group", "learning.change_group"),
    *("learning.add_to_group", "learning.remove_from_group", "learning.delete_group"),
}
FOR_LEADS = {
    *("accounts.members", "accounts.invite", "accounts.make_invite", "accounts.new_code"),
    *(
        "accounts.withdraw",
        "accounts.codes",
        "accounts.forget_shown_invite_codes",
        "accounts.confirm",
    ),
    *(
        "accounts.confirmed",
        "accounts.confirm_staff",
        "setup.done",
        "setup.forget_shown_setup_codes",
    ),
    *("accounts.name", "accounts.rename", "accounts.member", "accounts.turn_page"),
    "accounts.search_members",
    *("accounts.give_access", "accounts.senior_access", "accounts.give_senior_access"),
    *("accounts.colleague_sessions", "accounts.end_colleague_sessions"),
    *("accounts.colleague_step", "accounts.end_colleague_step"),
    *("accounts.show_suspension_form", "accounts.suspend", "accounts.restore"),
    *("accounts.account_removal", "accounts.remove"),
    *("accounts.leaving_day", "accounts.set_leaving_day"),
    *("accounts.roles", "accounts.change_roles"),
    *("accounts.lost_passphrase", "accounts.new_account"),
    *("accounts.ask_for_sheet", "accounts.start_sheet", "accounts.start_sheet_with_old"),
    *("accounts.new_sheet", "accounts.activate_new_sheet"),
    *("accounts.sheet_check", "accounts.check_sheet"),
    *(
        "review.children",
        "review.find_children",
        "review.show_concerns_without_file",
        "review.child",
    ),
    *("review.which_child", "review.link_child", "review.unlink", "review.unlink_child"),
    *("review.links", "review.save_not_same"),
    *("review.child_concerns", "review.child_family", "review.child_plans", "review.child_opened"),
    *(
        "review.show_fact_form",
        "review.write_fact",
        "referrals.child_print",
        "referrals.make_child_print",
    ),
    *("setup.change", "setup.save_organisation_details", "setup.close", "setup.reopen"),
    *("setup.rota", "setup.keep_days", "setup.cover", "setup.uncover"),
}
FOR_AUDITORS = {"oversight.lines", "oversight.checkpoints"}
FOR_ADMINISTRATORS = {"accounts.team", "accounts.search_team"}
FOR_SETTINGS = {"setup.organisation", "accounts.approvals"}  # readers and administrators
ENDS = {"accounts.sign_out", "accounts.lock_session"}
STAFF = {"sam", "kit", "tess"}  # a practitioner, one who is not confirmed, a trainee
MAY: dict[Policy, set[str]] = {
    Policy.SIGNED_IN: {*STAFF, "jo", "senior"},
    Policy.READER: {"jo", "senior"},
    Policy.LEAD: {"jo"},
    Policy.SETTINGS: {"jo", "senior"},
    Policy.AUDITOR: set(),  # tests/web/oversight has one, and an administrator
    Policy.ADMINISTRATOR: set(),
}
GIVEN = {
    "child": "c1",
    "page": "account",
    "filename": "heard.css",
    "number": 1,
    "at": 0,
    "topic": "family",
}


@dataclass(frozen=True)
class Door:
    """One address of one view, with one method."""

    endpoint: str
    method: str
    path: str


def doors(app: Flask, ids: Mapping[str, object] | None = None) -> list[Door]:
    """Every route with every method of its own, made-up ids filled in.

    `ids`: others to fill in, by the name in the route, or by "endpoint name".
    """
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            path = _path(rule, ids or {})
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            found += [Door(rule.endpoint, method, path) for method in sorted(methods)]
    return found


def _path(rule: Rule, ids: Mapping[str, object]) -> str:
    given = {**GIVEN, **ids}
    values = {
        name: given.get(f"{rule.endpoint} {name}", given.get(name, uuid4()))
        for name in rule.arguments - set(rule.defaults or {})
    }
    built = rule.build({**(rule.defaults or {}), **values})
    assert built is not None, rule
    return built[1]


class Visitor:
    """A browser that asks at one door after another, signed in afresh when a door ended that."""

    def __init__(self, world: World, who: str | None) -> None:
        self._world, self._who = world, who
        self._arrive()

    def _arrive(self) -> None:
        self._client: CheckingClient = self._world.client(self._who)
        self._token = self._client.csrf("/help" if self._who else "/sign-in")

    def knock(self, door: Door, *, token: bool = True) -> TestResponse:
        """Ask; a POST with the token that a page of theirs holds."""
        if door.method == "GET":
            return self._client.get(door.path, buffered=True)
        fields = {"csrf_token": self._token} if token else {}
        answer = self._client.open(door.path, method="POST", data=fields, buffered=True)
        if token and door.endpoint in ENDS:
            self._arrive()
        return answer


def test_every_view_declares_who_may_reach_it(world: World):
    with world.app.app_context():
        found = {door.endpoint: get_declared_policy(door.endpoint) for door in doors(world.app)}
    assert not [endpoint for endpoint, policy in found.items() if policy is None]
    by_policy = {kind: {e for e, held in found.items() if held is kind} for kind in Policy}
    assert by_policy[Policy.ANYONE] == PUBLIC
    assert by_policy[Policy.READER] == FOR_READERS
    assert by_policy[Policy.LEAD] == FOR_LEADS
    assert by_policy[Policy.AUDITOR] == FOR_AUDITORS
    assert by_policy[Policy.ADMINISTRATOR] == FOR_ADMINISTRATORS
    assert by_policy[Policy.SETTINGS] == FOR_SETTINGS


def test_what_changes_something_is_never_a_get(world: World):
    methods = {door.method for door in doors(world.app)}
    assert methods == {"GET", "POST"}
    with world.app.app_context():
        both = [
            r for r in world.app.url_map.iter_rules() if {"GET", "POST"} <= (r.methods or set())
        ]
    assert not both, "GET and POST are two views"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_signed_out_nobody_gets_further_than_the_public_pages(world: World, method: str):
    visitor = Visitor(world, None)
    for door in doors(world.app):
        if door.method != method or door.endpoint in PUBLIC:
            continue
        answer = visitor.knock(door)
        if method == "GET":
            assert answer.status_code == 302, door
            assert answer.headers["Location"].startswith("/sign-in?next="), door
        else:
            assert answer.status_code == 401, door


@pytest.mark.parametrize("who", sorted(MAY[Policy.SIGNED_IN]))
def test_a_wrong_role_is_refused_and_a_right_one_is_not(world: World, who: str):
    with world.app.app_context():
        policies = {door.endpoint: get_declared_policy(door.endpoint) for door in doors(world.app)}
    visitor = Visitor(world, who)
    for door in doors(world.app):
        wanted = policies[door.endpoint]
        answer = visitor.knock(door)
        assert answer.status_code < 500, door
        if wanted is Policy.ANYONE or who in MAY[wanted]:
            assert answer.status_code not in {401, 403}, door
            assert not answer.headers.get("Location", "").startswith("/sign-in?next="), door
        else:
            assert answer.status_code == 403, door


def test_a_wrong_role_is_written_to_the_log(world: World):
    before = _refusals(world)
    assert world.client("sam").get("/members").status_code == 403
    assert _refusals(world) == before + 1


def test_no_post_is_believed_without_its_token(world: World):
    for who in (None, "jo"):
        visitor = Visitor(world, who)
        for door in (each for each in doors(world.app) if each.method == "POST"):
            assert visitor.knock(door, token=False).status_code == 400, (door, who)


def test_somebody_elses_token_is_no_token(world: World):
    lent = world.client("sam").csrf("/help")
    answer = world.client("jo").post("/members/invite", data={"csrf_token": lent})
    assert answer.status_code == 400


def test_a_view_without_a_policy_cannot_be_reached_by_anybody(world: World):
    def left_open() -> str:
        return "left open"

    def declared_open() -> str:
        return "<!doctype html><title>open</title><h1>open</h1>"

    world.app.add_url_rule("/left-open", view_func=left_open)
    world.app.add_url_rule("/declared", view_func=policy(Policy.ANYONE)(declared_open))
    for who in (None, "jo"):
        assert world.client(who).get("/left-open").status_code == 404
        assert world.client(who).get("/declared").status_code == 200


def _refusals(world: World) -> int:
    with world.engine.connect() as connection:
        lines = connection.scalars(select(Leaf.line))
        return sum(b'"act":"access.refused"' in (line or b"") for line in lines)
