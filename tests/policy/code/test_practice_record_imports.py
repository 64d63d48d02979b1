"""Practice never reaches a real record: seen from what its modules name, and what they may not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.parsed_source import parse_source

APP = Path(__file__).resolve().parents[3] / "app"
WRITES = {
    "recording/practice/practice_record_views.py": {
        "practice_record",
        "practice_runs",
        "practice_days",
    },
    "recording/practice/practice_record_store.py": {
        *("real_name_check", "practice_record", "practice_runs", "scenario_content"),
        "speaker_words",
    },
    "recording/practice/practice_contacts.py": {"phone_numbers", "org_contacts"},
    "services/practice/practice_record.py": {
        *("unit_of_work", "draft_types", "private_drafts", "practice_runs", "pack_content"),
    },
}
"""What the practice record may name of the services. `practice_days` says that somebody has
practised, and on which day: all that a lead is told."""
SHARED = ("page_handling", "page_rendering", "review_page", "record_check", "record_store")
"""Code of the pages that a record and a practice share: it is given its store."""
OF_CONCERNS = {
    *("additions", "addition_drafts", "draft_encryption", "draft_metadata", "draft_queries"),
    *("draft_store", "concern_reading", "follow_up_entries", "mail_delivery", "mail_queue"),
    "mail_texts",
    *("record_signing", "concern_deadlines", "member_lookup", "record_routing", "inbox"),
    *("entry_encryption", "dashboard", "stored_status", "referral_pdf", "concern_call_script"),
}
"""Services that open, keep, sign, list or tell of a real record."""


def named(path: Path) -> Iterator[str]:
    """Yield every module and name that a file imports, at its top or within it."""
    for node in ast.walk(parse_source(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


def services(path: Path) -> set[str]:
    """Return the last names of the service modules that a file imports."""
    modules = {
        ".".join(("app", *each.relative_to(APP).with_suffix("").parts)): each.stem
        for each in (APP / "services").rglob("*.py")
    }
    return {modules[name] for name in named(path) if name in modules}


@pytest.mark.parametrize("name", WRITES)
def test_the_practice_record_names_only_what_is_its_own(name: str):
    assert services(APP / name) == WRITES[name]
    assert not [one for one in named(APP / name) if one.startswith("app.models")]


@pytest.mark.parametrize("name", SHARED)
def test_shared_pages_are_told_their_place_and_name_no_record(name: str):
    path = next((APP / "recording").rglob(f"{name}.py"))
    assert not services(path) & OF_CONCERNS
    assert "app.recording.editor.draft_record_store" not in set(named(path))


def test_what_is_forbidden_here_is_there():
    names = {path.stem for path in (APP / "services").rglob("*.py")}
    assert names >= OF_CONCERNS


def test_no_other_page_of_the_record_names_a_practice():
    practice = {path.stem for path in (APP / "services/practice").glob("[!_]*.py")}
    for path in (APP / "recording").rglob("*.py"):
        if path.parent.name != "practice":
            found = services(path) & practice
            assert not found, path.name
