"""A view declares what access does for it: no module of access names a view.

The lists below are written by hand: a view that is looked up less, kept by browsers or keeps late
text fails here until somebody has written it down.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from flask import Flask

from app.access.declarations import OrgNeed
from app.access.policy import Policy, get_declared_policy
from tests.support.parsed_source import parse_source

ACCESS = Path(__file__).resolve().parents[3] / "app/access"
FLASKS_OWN = "static"
"""Flask serves these files itself: there is no view of ours that could declare anything."""
NEEDS = {
    OrgNeed.NEVER: {
        *(FLASKS_OWN, "public.healthz", "public.readyz", "public.service_worker"),
        *("learning.worker", "public.security_contact", "public.count_policy_report"),
    },
    OrgNeed.OPTIONAL: {
        *("setup.start", "setup.submit", "setup.sheet", "setup.finish_organisation_setup"),
        *("setup.step", "setup.save_step", "setup.check"),
        *("setup.passphrase", "setup.choose_passphrase"),
    },
    OrgNeed.CACHED: {
        *("public.with_a_child", "public.blank_form", "public.numbers", "public.help"),
        *("public.support", "public.phone_script"),
    },
}
SAME_FOR_STRANGERS = {
    *("public.home", "public.with_a_child", "public.blank_form", "public.numbers"),
    *("public.help", "public.support", "public.service_worker", "learning.worker"),
    *("learning.workbook", "learning.chapter", "learning.role", "learning.picture"),
    *("learning.law", "learning.glossary", "learning.changes", "learning.whole"),
}
LATE_PAGES_OF_DRAFTS = {
    *("recording.submit", "recording.autosave", "recording.do_sign"),
    *("recording.submit_detail", "recording.autosave_detail"),
}
LATE_TRAINING = {
    *("learning.answer", "learning.keep_answer", "learning.talked", "learning.keep_talked"),
    *("learning.practice_said", "learning.practice_keep_own"),
    *("learning.practice_note", "learning.keep_practice_note"),
    *("recording.practice_submit", "recording.practice_autosave"),
}
"""Kept in boxes of their writer. A practice record has the questions of a real one."""

NEVER_KEPT = {
    *("accounts.change_passphrase", "accounts.make_card", "accounts.forget_shown_card"),
    *("accounts.finish_second_step_setup", "accounts.forget_shown_step_codes", "accounts.end_step"),
    *("accounts.add_passkey", "accounts.remove_passkey", "accounts.start_passkey_alone"),
    "accounts.sign_in_with_passkey",
    *("accounts.let_in_with_card", "accounts.let_in_with_code", "accounts.new_code"),
    *("accounts.forget_shown_invite_codes", "accounts.confirmed", "accounts.appoint"),
    "accounts.give_senior_access",
    *("accounts.remove", "accounts.new_account"),
    "accounts.change_roles",
    *("accounts.start_sheet_with_old", "accounts.activate_new_sheet"),
    *("accounts.let_sheet_open", "accounts.check_sheet"),
    *(
        "setup.finish_organisation_setup",
        "setup.choose_passphrase",
        "setup.forget_shown_setup_codes",
    ),
}
"""Their pages show a way in, or part of one. So do papers; the others show a concern."""
SUBJECTS_WITH_CONCERNS = ("recording.", "referrals.", "review.")


def declared(app: Flask, name: str) -> dict[str, object]:
    """Return what each view declared under a name, by endpoint, where it declared anything."""
    found = {key: getattr(view, name, None) for key, view in app.view_functions.items()}
    return {key: value for key, value in found.items() if value}


def texts(path: Path) -> set[str]:
    """Return every text in the code of a module."""
    nodes = ast.walk(parse_source(path.read_text(encoding="utf-8")))
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_no_module_of_access_names_a_view(app: Flask):
    starts = tuple(f"{name}." for name in app.blueprints)
    found = {path.name: texts(path) for path in ACCESS.glob("*.py")}
    assert len(found) > 10
    for name, said in found.items():
        assert not said & (app.view_functions.keys() - {FLASKS_OWN}), name
        assert not [text for text in said if text.startswith(starts)], name


@pytest.mark.parametrize("need", NEEDS)
def test_only_these_need_less_than_an_organisation(app: Flask, need: OrgNeed):
    found = declared(app, "org_need")
    assert {key for key, value in found.items() if value is need} == NEEDS[need]


def test_only_a_report_of_a_browser_needs_no_token(app: Flask):
    assert set(declared(app, "accepted_without_csrf_token")) == {"public.count_policy_report"}


def test_only_these_are_the_same_for_every_stranger(app: Flask):
    assert declared(app, "cacheable_when_signed_out").keys() == SAME_FOR_STRANGERS
    with app.app_context():
        assert {get_declared_policy(key) for key in SAME_FOR_STRANGERS} == {Policy.ANYONE}


def test_these_keep_text_that_comes_too_late(app: Flask):
    found = declared(app, "late_text")
    in_drafts = {key for key, value in found.items() if value.find_box is None}
    assert in_drafts == LATE_PAGES_OF_DRAFTS
    assert found.keys() - in_drafts == LATE_TRAINING
    assert {key for key, value in found.items() if value.labels} == {
        key for key in LATE_TRAINING if key.startswith("learning.")
    }


def test_every_form_of_a_draft_page_keeps_text_that_comes_too_late(app: Flask):
    posts = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    pages = {rule.endpoint for rule in posts if {"draft_id", "page"} <= rule.arguments}
    assert pages == LATE_PAGES_OF_DRAFTS


def test_late_text_is_kept_of_what_is_sent_and_never_of_what_is_read(app: Flask):
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    for key in declared(app, "late_text"):
        assert "GET" not in (rules[key].methods or ()), key


def test_a_page_with_a_secret_or_a_concern_in_it_is_not_kept_for_back(app: Flask):
    of_concerns = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and rule.endpoint.startswith(SUBJECTS_WITH_CONCERNS)
        and "practice" not in rule.endpoint
    }
    assert "referrals.make_whole_file" in of_concerns
    assert set(declared(app, "never_kept_for_back")) == NEVER_KEPT | of_concerns
