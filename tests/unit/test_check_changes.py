"""The check of what a change adds: subjects, names and docstrings."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_SPEC = importlib.util.spec_from_file_location("check_changes", ROOT / "tools/check_changes.py")
assert _SPEC is not None
assert _SPEC.loader is not None
check_changes = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(check_changes)


@pytest.mark.parametrize(
    ("subject", "faults"),
    [
        ("Show the call button before the questions", 0),
        ("Show the call button before the questions on every page that has one", 1),
        ("Show the call button; keep the list", 1),
        ("recording: show the call button.", 2),
    ],
)
def test_a_subject_says_one_thing_shortly(subject, faults):
    assert len(list(check_changes.find_subject_faults(subject))) == faults


@pytest.mark.parametrize(
    ("name", "is_file", "fault"),
    [
        ("sign_record", False, None),
        ("timeline", True, None),
        ("render", False, None),
        ("draft", False, "one word"),
        ("kept", True, "participle"),
        ("added_to", True, "preposition"),
        ("whom_to_ring", True, "who"),
        ("sign_in", True, None),
        ("hand_over", False, None),
        ("make_whole_card", False, "full"),
        ("list_team_standing", False, "status"),
        ("by_day", True, "starts with a preposition"),
        ("is_session_over", False, "ends with a preposition"),
    ],
)
def test_a_name_is_judged(name, is_file, fault):
    found = check_changes.find_name_fault(name, is_file)
    assert (fault in found) if fault else found is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("When a record should be read.", "opens with"),
        ("Without a session, nothing.", "opens with"),
        ("When is a record read? Before the child leaves.", None),
        ("End both.", "too little"),
        ("End both.\n\nThe second never started.", None),
        ("Return the drafts that are not signed.", None),
    ],
)
def test_a_docstring_is_judged(text, fault):
    found = check_changes.find_text_fault(text)
    assert (fault in found) if fault else found is None


def test_a_string_under_an_attribute_is_judged_too():
    node = ast.parse('class Card:\n    name: str = ""\n    """Who it is for."""\n').body[0]
    assert len(list(check_changes.find_docstring_faults(node, {3}))) == 1


def test_a_riddle_is_found_only_on_new_lines():
    node = ast.parse('def load_draft():\n    """What was kept."""\n').body[0]
    assert list(check_changes.find_docstring_faults(node, {7})) == []
    assert len(list(check_changes.find_docstring_faults(node, {2}))) == 1


def test_the_hook_refuses_a_long_subject(tmp_path):
    message = tmp_path / "message"
    for subject, status in (("Show the call button", 0), ("Show " * 20, 1)):
        message.write_text(f"{subject}\n\nBecause.\n", encoding="utf-8")
        command = [sys.executable, "tools/check_changes.py", "--message", str(message)]
        assert subprocess.run(command, cwd=ROOT, capture_output=True).returncode == status


def test_without_history_the_check_says_that_it_did_not_run(monkeypatch, capsys):
    monkeypatch.setattr(check_changes, "run_git", lambda *_arguments: None)
    assert check_changes.main([]) == 0
    assert capsys.readouterr().out.count("not run") == 2


def test_this_change_passes(capsys):
    assert check_changes.main([]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Return the person whom the lead rang.", 2),
        ("A reader who may only read, of their own team.", 2),
        ("Return “whom to ring”, as `somebody` wrote it.", 0),
        ("Return the person who sits beside the child.", 0),
        ("# the row is mended", 1),
    ],
)
def test_a_phrase_that_is_read_twice_is_found_and_not_in_a_quotation(words, count):
    assert len(list(check_changes.find_phrase_faults(words))) == count


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("test_a_lead_can_call", None),
        ("test_the_whole_page_is_shown", None),
        ("test_nobody_reads_it", "no one"),
        ("test_a_draft_is_no_record", "is_not_a"),
        ("test_a_draft_is_no_longer_there", None),
    ],
)
def test_the_name_of_a_test_is_judged(name, fault):
    found = check_changes.find_test_name_fault(name)
    assert (fault in found) if fault else found is None


def test_prose_is_judged_on_new_lines_only(tmp_path, monkeypatch):
    monkeypatch.setattr(check_changes, "ROOT", tmp_path)
    text = '"""Read.\n\nFor somebody.\n"""\nSAID = "nobody"  # by whom\ndef test_nobody(): pass\n'
    (tmp_path / "a.py").write_text(text, encoding="utf-8")
    found = list(check_changes.find_prose_faults("a.py", {3, 5, 6}))
    assert [line for line, _ in found] == [3, 5, 6]
    assert list(check_changes.find_prose_faults("a.py", {1, 2, 4})) == []
