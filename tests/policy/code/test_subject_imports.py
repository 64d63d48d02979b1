"""Inside a layer, a subject imports only the subjects that this table declares for it.

A subject is a folder of the layer, or a module that stands in the layer itself. The contracts of
pyproject.toml hold imports between layers; this holds those inside one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.parsed_source import parse_source

ROOT = Path(__file__).resolve().parents[3]
Directions = dict[str, set[str]]

DECLARED: dict[str, Directions] = {
    "app/services": {
        "audit_log": {"concerns", "members"},
        "auth": {"audit_log", "contact_trust", "members", "organisations", "passphrase_rules"},
        "backup": {"audit_log", "organisations"},
        "child_documents": {"children", "concerns", "members", "referrals"},
        "children": {
            "audit_log", "concern_lists", "concerns", "members", "sealed_index"
        },
        "concern_lists": {
            "audit_log", "auth", "concerns", "confirmation", "contact_trust", "contacts", "drafts",
            "members", "notices", "training"
        },
        "concern_search": {
            "auth", "children", "concern_lists", "concerns", "members", "referrals", "sealed_index"
        },
        "concern_tasks": {"children", "concern_lists", "concerns", "emails", "members"},
        "concerns": {"audit_log", "auth", "emails", "members", "sealed_index"},
        "confirmation": {"audit_log", "auth", "emails", "members", "organisations"},
        "contact_trust": {"audit_log", "members"},
        "contacts": {
            "audit_log", "concerns", "contact_trust", "emails", "members", "organisations"
        },
        "content": {"concerns", "contacts", "drafts", "members", "training"},
        "data_move": {"audit_log", "backup"},
        "demo": {
            "auth", "child_documents", "children", "concern_tasks", "concerns", "confirmation",
            "content", "drafts", "members", "organisations", "practice", "training"
        },
        "drafts": {"concerns", "members"},
        "emails": {"contact_trust", "members", "organisations"},
        "integrity": {
            "audit_log", "auth", "concerns", "contact_trust", "members", "organisations",
            "outside_training", "practice", "sealed_index", "suspension", "training"
        },
        "jobs": {
            "audit_log", "auth", "concerns", "contacts", "drafts", "emails", "members", "notices",
            "organisations", "training"
        },
        "log_viewing": {"audit_log"},
        "members": {"audit_log", "auth", "contact_trust", "organisations", "suspension"},
        "notices": {"audit_log", "concerns", "emails", "members"},
        "organisations": {"audit_log", "auth", "contact_trust", "contacts", "members"},
        "outside_training": {"audit_log", "auth", "content", "members", "training"},
        "passphrase_rules": set(),
        "practice": {
            "concerns", "contacts", "content", "drafts", "members", "referrals", "training"
        },
        "referrals": {
            "audit_log", "children", "concerns", "contacts", "content", "drafts", "integrity",
            "members"
        },
        "sealed_index": {"concerns"},
        "secret_change": {"audit_log", "auth", "members", "notices", "organisations"},
        "server_checks": {
            "audit_log", "auth", "backup", "emails", "jobs", "organisations", "secret_change"
        },
        "suspension": {
            "audit_log", "auth", "concern_lists", "confirmation", "emails", "jobs", "members",
            "organisations"
        },
        "training": {
            "audit_log", "auth", "concerns", "contacts", "content", "drafts", "emails", "members",
            "practice", "referrals"
        },
        "unit_of_work": {"audit_log", "auth", "notices"},
    },
    "app/domain": {
        "call_script": {"call_sentences", "pages", "record"},
        "call_sentences": set(),
        "children": {"record", "search", "values"},
        "deadlines": {"pages", "record", "times"},
        "journey": {"pages", "record", "times"},
        "log_words": set(),
        "notices": set(),
        "pages": set(),
        "practice": {"record", "training"},
        "private_struct": set(),
        "record": {"pages", "times"},
        "routing": set(),
        "search": {"record"},
        "times": set(),
        "training": {"record", "times"},
        "trusted_hosts": set(),
        "values": {"pages", "record", "search"},
    },
    "app/recording": {
        "follow_up": {"editor"},
        "blueprint": {"late"},
        "call_script": {"editor"},
        "editor": {"call_script", "practice", "questions"},
        "late": {"follow_up", "editor"},
        "practice": {"editor", "questions", "signing"},
        "questions": {"editor"},
        "signing": {"call_script", "editor", "questions"},
    },
    "app/learning": {
        "blueprint": set(),
        "completion": set(),
        "practice": {"training", "workbook"},
        "training": {"completion", "workbook"},
        "workbook": set(),
    },
    "app/access": {
        "app_state": {"database_gate"},
        "base_form": set(),
        "compression": set(),
        "cookies": {"app_state"},
        "csrf": {"app_state", "cookies", "policy"},
        "database_gate": set(),
        "declarations": set(),
        "form_validators": {"base_form"},
        "late_text": set(),
        "new_passphrase": {"app_state", "base_form", "csrf", "form_validators"},
        "policy": set(),
        "post_answers": {"step_up_gate", "template_context"},
        "request_auth": {"app_state", "cookies"},
        "response_headers": set(),
        "search": set(),
        "second_step": {"csrf", "policy", "step_up_gate", "submitted_form", "template_context"},
        "session_extension": set(),
        "step_up_gate": {
            "app_state", "base_form", "cookies", "csrf", "form_validators", "policy",
            "submitted_form"
        },
        "submitted_form": set(),
        "template_context": {"app_state", "csrf", "request_auth", "search"},
    },
    "app/accounts": {
        "account_views": {"join_views", "responses"},
        "administration": {"member_views"},
        "approval_views": {"word_forms"},
        "auth_views": {"responses", "safe_redirect", "second_step"},
        "blueprint": set(),
        "forms": set(),
        "invite_views": set(),
        "join_views": {"responses"},
        "member_rename_views": set(),
        "member_views": set(),
        "notice_views": set(),
        "recovery_card_views": {"responses", "second_step"},
        "recovery_sheet": {"responses", "word_forms"},
        "responses": {"safe_redirect"},
        "roles": {"word_forms"},
        "safe_redirect": set(),
        "second_step": {"responses", "safe_redirect"},
        "session_views": set(),
        "step_up_views": {"safe_redirect"},
        "suspension": {"invite_views", "word_forms"},
        "verification_views": {"word_forms"},
        "word_forms": set(),
    },
    "app/review": {
        "author_question": {"task_views"},
        "blueprint": set(),
        "child_chronology": {"child_file", "concern_summary"},
        "child_file": {"child_chronology", "child_links", "child_picture", "child_views"},
        "child_links": {"child_picture"},
        "child_picture": {"child_chronology", "child_file"},
        "child_views": set(),
        "concern_list_views": set(),
        "concern_page": {"task_views"},
        "concern_summary": set(),
        "concern_views": {
            "child_links", "concern_page", "concern_summary", "first_tasks", "task_ideas",
            "timeline"
        },
        "escalation_views": set(),
        "first_tasks": set(),
        "handover_views": set(),
        "leaving": set(),
        "next_steps": set(),
        "search_views": set(),
        "signed_views": {"next_steps", "signed_words"},
        "signed_words": set(),
        "task_ideas": set(),
        "task_views": {"task_ideas", "timeline"},
        "timeline": {"concern_page"},
    },
    "content": {
        "allowed_values": {"contacts", "council_forms", "pack_faults", "pack_settings"},
        "contacts": {"pack", "pack_loader", "passage_rules"},
        "content_error": set(),
        "council_forms": set(),
        "findings": {
            "pack", "pack_faults", "pack_files", "pack_rules", "pack_settings", "workbook"
        },
        "language_hints": {"pack", "pack_loader", "patterns", "quotations"},
        "leading_questions": {"pack", "pack_loader", "patterns", "quotations"},
        "london_time": set(),
        "maintenance": {
            "pack", "pack_faults", "pack_files", "pack_loader", "scenarios", "workbook"
        },
        "pack": {"contacts", "council_forms", "pack_settings"},
        "pack_faults": {"contacts", "passage_rules"},
        "pack_files": {"allowed_values", "contacts", "council_forms", "pack_faults"},
        "pack_findings": {
            "contacts", "findings", "pack", "pack_files", "pack_loader", "pack_rules",
            "pack_settings", "scenarios", "workbook"
        },
        "pack_loader": {
            "contacts", "council_forms", "pack", "pack_faults", "pack_files", "pack_rules",
            "pack_settings"
        },
        "pack_rules": {
            "allowed_values", "contacts", "pack", "pack_files", "pack_settings", "passage_rules",
            "patterns"
        },
        "pack_settings": set(),
        "pack_text": {"pack", "pack_loader", "pack_settings"},
        "passage_rules": set(),
        "passages": {"contacts"},
        "patterns": set(),
        "question_wording": set(),
        "quotations": set(),
        "scenarios": {
            "leading_questions", "pack", "pack_faults", "pack_files", "pack_loader",
            "passage_rules", "patterns", "quotations", "workbook"
        },
        "workbook": {
            "contacts", "pack", "pack_faults", "pack_files", "pack_loader", "passage_rules"
        },
    },
    "referral_forms": {
        "answer_gaps": set(),
        "answer_preview": {"answer_gaps", "composing"},
        "completion_sheet": {"summary_pdf"},
        "composing": {"line_wrap", "sheets", "visible_text"},
        "council": {
            "composing", "fonts", "form_checks", "form_filler", "forms", "line_wrap",
            "pdf_finishing", "provenance", "right_to_left", "sheets", "summary_pdf", "visible_text"
        },
        "filled_form": set(),
        "fonts": {"visible_text"},
        "form_checks": set(),
        "form_definition": set(),
        "form_filler": {"composing", "form_checks", "provenance"},
        "forms": set(),
        "line_wrap": {"fonts", "right_to_left", "visible_text"},
        "pdf_finishing": {"composing", "visible_text"},
        "provenance": {"composing", "visible_text"},
        "right_to_left": set(),
        "sheets": {"line_wrap"},
        "summary_html": {"answer_gaps", "right_to_left", "visible_text"},
        "summary_layout": {"composing", "line_wrap", "sheets", "visible_text"},
        "summary_pdf": {
            "answer_gaps", "composing", "fonts", "line_wrap", "pdf_finishing", "sheets",
            "summary_layout", "visible_text"
        },
        "visible_text": set(),
        "workbook": {
            "composing", "line_wrap", "pdf_finishing", "sheets", "summary_pdf", "visible_text"
        },
    },
}  # fmt: skip
"""Layer -> subject -> the subjects that it may import.

A line more is a decision: say in the commit why the two belong together.
"""
FREE = {
    "app/services": {"unit_of_work"},
    "app/domain": {"private_struct"},
    "app/recording": {"blueprint"},
    "app/learning": {"blueprint"},
    "app/access": {"declarations"},
    "app/accounts": {"blueprint", "forms"},
    "app/review": {"blueprint"},
    "content": {"content_error", "london_time", "passages"},
    "referral_forms": {"filled_form", "form_definition"},
}
"""Every subject may import these: they are the layer's own ground."""


def imported_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def read_directions(root: Path, layer: str) -> Directions:
    """Return what each subject of the layer imports of the others."""
    found: Directions = {}
    prefix = layer.replace("/", ".") + "."
    for path in sorted((root / layer).rglob("*.py")):
        subject = path.relative_to(root / layer).parts[0].removesuffix(".py")
        if subject == "__init__":
            continue
        names = imported_names(parse_source(path.read_text(encoding="utf-8")))
        others = {
            name.removeprefix(prefix).split(".")[0] for name in names if name.startswith(prefix)
        }
        found[subject] = found.get(subject, set()) | others - {subject} - FREE.get(layer, set())
    return found


def differences(declared: Directions, real: Directions) -> list[str]:
    """Return each pair that is not declared, and each declared one that is gone."""
    subjects = sorted(declared.keys() | real.keys())
    return [
        f"{subject} -> {other}: {problem}"
        for subject in subjects
        for problem, left, right in (
            ("not declared", real, declared),
            ("declared, and no longer so", declared, real),
        )
        for other in sorted(left.get(subject, set()) - right.get(subject, set()))
    ] + [f"{subject}: name it, or take it out" for subject in sorted(declared.keys() ^ real.keys())]


# An order between the two is better: move what both need below them, or to the one that owns it.
TWO_WAY = {
    "app/services": {
        ("audit_log", "concerns"), ("audit_log", "members"), ("auth", "members"),
        ("auth", "organisations"), ("concerns", "sealed_index"), ("contact_trust", "members"),
        ("contacts", "organisations"), ("content", "training"), ("members", "organisations"),
        ("members", "suspension"), ("practice", "training"),
    },
    "app/recording": {
        ("call_script", "editor"), ("editor", "practice"), ("editor", "questions"),
    },
    "app/review": {("child_chronology", "child_file"), ("child_file", "child_picture")},
    "content": {("contacts", "pack"), ("contacts", "pack_loader")},
}  # fmt: skip
"""Subjects that import each other. A pair can go from here, and none can come."""


def test_every_layer_with_folders_has_its_directions_declared():
    layers = {
        path.parent.parent.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").glob("*/*/__init__.py")
    }
    assert sorted(layers - DECLARED.keys()) == []


@pytest.mark.parametrize("layer", DECLARED)
def test_no_more_subjects_import_each_other(layer: str):
    declared = DECLARED[layer]
    pairs = {
        (one, other)
        for one, others in declared.items()
        for other in others
        if one < other and one in declared.get(other, set())
    }
    assert pairs == TWO_WAY.get(layer, set())


@pytest.mark.parametrize("layer", DECLARED)
def test_a_subject_imports_only_declared_ones_of_its_layer(layer: str):
    assert differences(DECLARED[layer], read_directions(ROOT, layer)) == []


def test_a_new_and_a_vanished_direction_are_both_found(tmp_path: Path):
    for name, text in {
        "concerns/one.py": "from app.services import drafts, unit_of_work\n",
        "drafts/two.py": "import app.services.drafts.other\n",
        "jobs/three.py": "def tend():\n    from app.services.concerns.one import x\n",
    }.items():
        path = tmp_path / "app" / "services" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    real = read_directions(tmp_path, "app/services")
    assert real == {"concerns": {"drafts"}, "drafts": set(), "jobs": {"concerns"}}
    assert differences(real, real) == []
    declared = {"concerns": set(), "drafts": {"jobs"}, "jobs": {"concerns"}, "mail": set()}
    assert differences(declared, real) == [
        "concerns -> drafts: not declared",
        "drafts -> jobs: declared, and no longer so",
        "mail: name it, or take it out",
    ]
