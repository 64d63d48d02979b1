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

from tests.support.parsed_source import parse_source
from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3]
OURS = "practice"
"""The folder of the modules that know of practice and of nothing else, in each layer."""

TRAINING = {"private_store", "private_drafts", "phone_numbers", "pack_content", "workbook_content"}
"""Services that practice shares with the workbook and training. None opens a file."""
MORE = {
    "practice_runs": {"late_page_store"},  # what came late for a practice is put away with it
    "practice_record": {"draft_types"},  # the shape of a draft, which knows no table
    "practice_referrals": {
        *("draft_types", "summary_answers", "available_summaries", "form_filling", "omissions"),
        *("watermarks", "entry_decryption"),  # of this last the shape of an entry alone
    },
    "practice_days": {"completion_records", "statements", "statement_proofs"},
    "debriefs": {"member_lookup", "shown_names", "exchange"},
    "debrief_actions": {"member_lookup", "review_actions", "exchange", "exchange_write"},
}
"""What one of them may import besides, by its name; of `unit_of_work` each may."""
SHAPES = {
    "entry_decryption": {"OpenEntry"},
    "late_page_store": {"LEARNING", "of_learning", "put_away"},
}
"""Of these only so much: they also know concerns, or drafts."""
MODELS = {
    "practice_runs": {"training"},
    "debriefs": {"debrief"},
    "debrief_actions": {"debrief"},
}
VIEWS = {
    "learning": {
        "offered_people",
        "private_drafts",
        "review_actions",
        "exchange_write",
        "workbook_content",
    },
    "recording": {"draft_types", "phone_numbers", "pack_content", "org_contacts"},
}
"""Services that the views of practice may call."""

OF_CONCERNS = (
    "acknowledgements",
    "addition_drafts",
    "additions",
    "canonical_json",
    "concern_reading",
    "council_form_pdfs",
    "draft_encryption",
    "draft_metadata",
    "draft_queries",
    "draft_store",
    "encrypted_copy",
    "extra_text",
    "follow_up_entries",
    "inbox",
    "inbox_queries",
    "log_export",
    "mail_delivery",
    "member_lists",
    "one_time_display",
    "own_concerns",
    "record_receipts",
    "record_routing",
    "record_signing",
    "referral_archive",
    "referral_pdf",
    "stored_cards",
    "stored_status",
    "summary_metadata",
    "unread_additions",
    "unread_by_log",
    "unread_reminders",
)
"""Services through which a concern is written, signed, listed, counted, waited for or sent."""
TABLES = {
    "LearningBox": {"app.services.drafts.private_store", "app.services.practice.practice_runs"},
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
    "app.services.demo.demo_learning",
    "app.services.integrity.exchange_checks",
    "app.services.training.team_standing",  # "has practised, when"
    "app.services.training.outstanding_training",  # what waits for the reader themself, on Home
}
"""Modules beside practice's own that may ask one of its services."""


@cache
def modules(*folders: str) -> dict[str, ast.Module]:
    """Every module under these folders of the app, parsed, by its dotted name."""
    found = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = parse_source(path.read_text(encoding="utf-8"))
    return found


@cache
def imported(tree: ast.Module) -> frozenset[tuple[str, str]]:
    """(module, name) of everything that is imported; name "" for a module as a whole."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {(node.module, one.name) for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {(one.name, "") for one in node.names}
    return frozenset(found)


def find_modules(package: str, tree: ast.Module) -> dict[str, set[str]]:
    """Return the modules of `package` that are imported, each with the names taken from it."""
    found: dict[str, set[str]] = {}
    for module, name in imported(tree):
        if not module.startswith(package):
            continue
        if (ROOT / module.replace(".", "/") / f"{name}.py").exists():
            found.setdefault(f"{module}.{name}", set())
        else:
            found.setdefault(module, set()).add(name)
    return found


def short(module: str) -> str:
    return module.rpartition(".")[2]


def is_ours(name: str) -> bool:
    return f".{OURS}." in f"{name}."


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
    found = find_modules("app.services", SERVICES[name])
    strange = {short(one) for one in found if not is_ours(one)} - {"unit_of_work"} - TRAINING
    assert strange <= MORE.get(short(name), set()), name
    for one, names in found.items():
        assert names <= SHAPES.get(short(one), names), f"{name}: {one}"
    models = {short(one) for one in find_modules("app.models", SERVICES[name])}
    assert models <= MODELS.get(short(name), set())
    assert not find_modules("app.vault", SERVICES[name])


@each(PAGES)
def test_a_view_of_practice_calls_only_what_is_named_here(name):
    may = VIEWS[name.split(".")[1]]
    found = find_modules("app.services", PAGES[name])
    assert {short(one) for one in found if not is_ours(one)} <= may, name


@each(SERVICES)
def test_nothing_of_concerns_can_be_reached_from_practice_however_far(name):
    far = {short(one) for one in graph().find_upstream_modules(name) if ".services." in one}
    assert far & set(OF_CONCERNS) == set()


@each(OF_CONCERNS)
def test_practice_is_unreachable_from_all_that_handles_concerns(name):
    here = next(
        one for one in graph().modules if one.startswith("app.services") and short(one) == name
    )
    far = graph().find_upstream_modules(here)
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
        and any(is_ours(one) for one in find_modules("app.services", tree))
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
