"""No number that a row alone says is called: `vouched_contacts.py` judges it first."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.support.parsed_source import parse_source

APP = Path(__file__).resolve().parents[3] / "app"
NO_ROW = {"form", "self", "new", "PlaceForm", "one.said", "said", "held", "recalled", "record.by"}
"""Names with a phone that is not of a row: forms, signed text, and what was vouched for."""
READERS = {
    "services/children/file_contacts.py": "has what a lead signed of people outside",
    "services/concern_lists/inbox.py": "asks vouched_contacts",
    "services/concern_lists/unread_by_log.py": "asks vouched_contacts",
    "services/concerns/entry_encryption.py": "has the signed-in member's, whom sessions.py judged",
    "services/contacts/org_contacts.py": "takes it away where the log does not vouch for it",
    "services/contacts/phone_numbers.py": "has organisations of org_contacts, and judged members",
    "services/contact_trust/vouched_contacts.py": "judges it",
    "services/integrity/contact_checks.py": "names rows that differ, and shows none",
    "services/members/joining.py": "sets it",
    "services/members/own_account.py": "sets it",
    "services/organisations/offline_org_cache.py": "has organisations of org_contacts",
    "services/members/member_lists.py": "has member_lookup judge each",
    "services/organisations/organisation_lookup.py": "reads the row, which org_contacts judges",
    "services/organisations/organisation_settings.py": "is the form that saves it",
    "services/organisations/organisation_setup.py": "writes the first row",
    "services/practice/real_name_check.py": "compares it with what was typed",
    "services/referrals/summary_metadata.py": "has members whom member_lookup judged",
    "setup/organisation_views.py": "is the form that saves it",
}
"""Modules that read a phone of a member or an organisation, and why they can."""
SHOW_THE_ROW = {"setup/change.html", "setup/organisation.html"}
"""Templates that show the number in the organisation's row: to those who can say if it is right."""


def list_owners(tree: ast.AST) -> set[str]:
    """Return what a `.phone` is read from or set on in this code."""
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return {ast.unparse(node.value) for node in nodes if node.attr == "phone"}


def test_only_these_modules_read_a_phone_of_a_row():
    found = {
        path.relative_to(APP).as_posix()
        for path in APP.rglob("*.py")
        if list_owners(parse_source(path.read_text(encoding="utf-8"))) - NO_ROW
    }
    assert found == READERS.keys(), "read it with app/services/contact_trust/vouched_contacts.py"


def test_only_the_pages_that_save_it_show_the_organisations_number():
    folder = APP / "templates"
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.html")
        if "organisation.phone" in path.read_text(encoding="utf-8")
    }
    assert found == SHOW_THE_ROW, "show it with build_call_panel"


def test_a_use_in_a_query_is_seen():
    assert list_owners(parse_source("select(Member.id, Member.phone)")) == {"Member"}
