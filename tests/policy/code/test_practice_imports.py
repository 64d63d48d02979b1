"""Practice is apart from real concerns by construction: what its modules may import, and who may
import them.

Its rows lie in tables of their own. So a query of concerns can only meet one where its module
names such a table, or asks a service of practice: both are listed here, with nothing in between.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import grimp

from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3]
OURS = ("practice", "practised", "debrief")
"""How the names of modules begin that know of practice and of nothing else."""

TRAINING = {"learning_boxes", "learning_drafts", "numbers", "pack_labels", "workbook_words"}
"""Services that practice shares with the workbook and training. None opens a file."""
MORE = {
    "practice_runs": {"rescues"},  # what came late for a practice is put away with it
    "practice_pages": {"draft_pages"},  # the shape of a draft, which knows no table
    "practice_papers": {
        *("draft_pages", "paper_answers", "paper_choice", "paper_filling", "paper_left_out"),
        *("paper_marks", "unsealing"),  # of this last the shape of an entry alone
    },
    "practised": {"completion_records", "training_notes", "training_proof"},
    "debriefs": {"members", "refusals", "training_entries"},
    "debrief_acts": {"members", "training_acts", "training_entries", "training_writing"},
}
"""What one of them may import besides, by its name; of `desk` each may."""
SHAPES = {"unsealing": {"OpenEntry"}, "rescues": {"LEARNING", "of_learning", "put_away"}}
"""Of these only so much: they also know concerns, or drafts."""
MODELS = {
    "practice_runs": {"training"},
    "debriefs": {"debrief", "member"},
    "debrief_acts": {"debrief"},
}
VIEWS = {
    "learning": {*OURS, "learning_drafts", "training_acts", "training_writing", "workbook_words"},
    "recording": {*OURS, "draft_pages", "numbers", "pack_words", "to_ring"},
}
"""Services that the views of practice may call; "practice" stands for all that begin so."""

OF_CONCERNS = (
    *("acknowledging", "added_to", "additions", "council_papers", "detail_drafts", "draft_boxes"),
    *("draft_in_clear", "draft_rows", "drafts", "dues", "exports", "file_export", "files"),
    *("first_cards", "following", "inbox", "inbox_order", "kept_papers", "mailing", "member_lists"),
    *("not_signed", "own_files", "papers", "paper_facts", "paper_words", "receipts", "references"),
    *("routing", "showings", "signing", "spoiled_drafts", "told", "unread", "unseen"),
)
"""Services through which a concern is written, signed, listed, counted, waited for or sent."""
TABLES = {
    "LearningBox": {"app.services.training.private_store", "app.services.practice.practice_runs"},
    "Debrief": {
        "app.services.practice.debriefs",
        "app.services.practice.debrief_actions",
        "app.services.integrity.exchange_checks",
    },
    "DebriefEntry": {"app.services.practice.debriefs"},
    "DebriefWrap": {"app.services.practice.debriefs"},
}
"""Tables in which a practice lies, and every module that may name one."""
IN_WORDS = re.compile(
    r"\b(learning_box|debrief_(entry|wrap)|(from|join|into|update) debrief)\b", re.I
)
KNOWN_TO = {
    "app.access.request_auth",  # keeps a late page for its writer
    "app.services.demo.demo_learning",
    "app.services.integrity.exchange_checks",
    "app.services.training.team_standing",  # "has practised, when"
    "app.services.training.outstanding_training",  # what waits for the reader themself, on Home
}
"""Modules beside practice's own that may ask one of its services."""


def modules(*folders: str) -> dict[str, ast.Module]:
    """Every module under these folders of the app, parsed, by its dotted name."""
    found = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(tree: ast.Module) -> set[tuple[str, str]]:
    """(module, name) of everything that is imported; name "" for a module as a whole."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {(node.module, one.name) for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {(one.name, "") for one in node.names}
    return found


def of(package: str, tree: ast.Module) -> dict[str, set[str]]:
    """Modules of `package` that are imported, each with the names that are taken from it."""
    found: dict[str, set[str]] = {}
    for module, name in imported(tree):
        if module == package:
            found.setdefault(name, set())
        elif module.startswith(f"{package}."):
            found.setdefault(module.removeprefix(f"{package}."), set()).add(name)
    return found


def short(module: str) -> str:
    return module.rpartition(".")[2]


def is_ours(name: str) -> bool:
    return short(name).startswith(OURS)


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("app", cache_dir=None)


SERVICES = {name: tree for name, tree in modules("app/services").items() if is_ours(name)}
PAGES = {
    name: tree for name, tree in modules("app/learning", "app/recording").items() if is_ours(name)
}


def test_the_modules_of_practice_are_here():
    assert len(SERVICES) > 12
    assert len(PAGES) > 6


@each(SERVICES)
def test_a_service_of_practice_imports_only_what_is_named_here(name):
    found = of("app.services", SERVICES[name])
    strange = {one for one in found if not is_ours(one)} - {"desk"} - TRAINING
    assert strange <= MORE.get(short(name), set()), name
    for one, names in found.items():
        assert names <= SHAPES.get(one, names), f"{name}: {one}"
    assert set(of("app.models", SERVICES[name])) <= MODELS.get(short(name), set())
    assert not of("app.vault", SERVICES[name])


@each(PAGES)
def test_a_view_of_practice_calls_only_what_is_named_here(name):
    may = VIEWS[name.split(".")[1]]
    found = of("app.services", PAGES[name])
    assert {one for one in found if not is_ours(one)} <= may, name


@each(SERVICES)
def test_nothing_of_concerns_can_be_reached_from_practice_however_far(name):
    far = {short(one) for one in graph().find_upstream_modules(name) if ".services." in one}
    assert far & set(OF_CONCERNS) == set()


@each(OF_CONCERNS)
def test_practice_cannot_be_reached_from_what_handles_concerns_however_far(name):
    far = graph().find_upstream_modules(f"app.services.{name}")
    assert {one for one in far if ".services." in one and is_ours(one)} == set()
    assert "app.models.debrief" not in far


def test_only_these_name_a_table_in_which_practice_lies():
    found: dict[str, set[str]] = {name: set() for name in TABLES}
    for module, tree in modules("app").items():
        for _, name in imported(tree):
            if name in TABLES and not module.startswith("app.models"):
                found[name].add(module)
    assert found == TABLES


def test_only_these_ask_a_service_of_practice():
    strange = {
        module
        for module, tree in modules("app").items()
        if not is_ours(module)
        and any(is_ours(one) for one in of("app.services", tree))
        and not module.startswith(("app.learning", "app.migrations"))
    }
    assert strange == KNOWN_TO


def test_no_statement_in_words_names_such_a_table():
    """Every query is built from the tables; none is written out, where no import would show it."""
    for module, tree in modules("app").items():
        texts = (
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        if not module.startswith(("app.models", "app.migrations")):
            assert not [text for text in texts if IN_WORDS.search(text)], module
