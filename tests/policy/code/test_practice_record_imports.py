"""Practice never reaches a real record: seen from what its modules name, and what they may not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[3] / "app"
WRITES = {
    "recording/practice.py": {"practice_runs", "practised"},
    "recording/practice_place.py": {
        *("draft_pages", "practice_names", "practice_pages", "practice_runs"),
    },
    "recording/would_ring.py": {"numbers", "to_ring"},
    "services/practice_pages.py": {"desk", "draft_pages", "learning_drafts", "practice_runs"},
}
"""What the practice record may name of the services. `practised` says that somebody has practised,
and on which day: all that a lead is told."""
SHARED = ("writing", "drawing", "before_finishing", "reading_through", "places")
"""Code of the pages that a record and a practice share: it is told its place."""
OF_CONCERNS = {
    *("additions", "detail_drafts", "draft_boxes", "draft_in_clear", "draft_rows", "drafts"),
    *("files", "following", "mailing", "outbox", "signing", "spoiled_drafts", "clocks"),
    *("members", "routing", "sealing", "inbox", "homes", "dues", "papers", "phone_scripts"),
}
"""Services that open, keep, sign, list or tell of a real record."""


def named(path: Path) -> Iterator[str]:
    """Yield every module and name that a file imports, at its top or within it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


def services(path: Path) -> set[str]:
    """The services that a file names."""
    start = "app.services."
    return {one.removeprefix(start).partition(".")[0] for one in named(path) if start in one}


@pytest.mark.parametrize("name", WRITES)
def test_the_practice_record_names_only_what_is_its_own(name: str):
    assert services(APP / name) == WRITES[name]
    assert not [one for one in named(APP / name) if one.startswith("app.models")]


@pytest.mark.parametrize("name", SHARED)
def test_shared_pages_are_told_their_place_and_name_no_record(name: str):
    path = APP / "recording" / f"{name}.py"
    assert not services(path) & OF_CONCERNS
    assert "app.recording.editor.draft_record_store" not in set(named(path))


def test_what_is_forbidden_here_is_there():
    names = {path.stem for path in (APP / "services").glob("*.py")}
    assert names >= OF_CONCERNS


def test_no_other_page_of_the_record_names_a_practice():
    for path in (APP / "recording").glob("*.py"):
        if not path.name.startswith("practice"):
            found = {one for one in services(path) if one.startswith("practi")}
            assert not found, path.name
