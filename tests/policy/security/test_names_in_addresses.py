"""Nothing that people type, such as a name to search for, goes into an address.

An address stays in the history of a shared computer, and in the logs of proxies. So every form is
posted, what is searched for lies in the session, and the names below are all that may stand after
the question mark of an address. A new one is added by hand, with what it holds.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.policy.security.test_late_forms import BOXES
from tests.support.parsed_source import parse_source

ROOT = Path(__file__).resolve().parents[3]
APP = ROOT / "app"
HOLDS = {
    "an id, or a key that a pack or the code has": {
        *("after", "area", "child", "completion_id", "confirmed", "ended", "for", "form", "group"),
        *("list", "meant", "member", "pack", "page", "proposed", "remove", "renamed", "rung"),
        *("saved", "topic"),
    },
    "a number": {
        *("about", "added", "before", "entry", "from", "newer", "number", "page", "v", "written"),
    },
    "one of a few words of ours": {
        *("card", "check", "done", "handed", "order", "role", "search", "show", "standing"),
        *("status",),
    },
    "a mark that something was done, or is asked for": {
        *("again", "ask", "call", "changed", "deleted", "each", "later", "let", "linked", "moved"),
        *("not_kept", "noted", "read", "removed", "replaced", "restored", "returned", "roles"),
        *("said", "sent", "set_up", "signed_out", "step_off", "stopped", "thrown", "waits"),
        "whole",
    },
    "an address of ours, which holds no more than these": {"next"},
}
DECLARED = {name for names in HOLDS.values() for name in names}
"""What may stand after the question mark of an address, by what it holds."""
MORE = {
    "ids, numbers, and marks of what is to be said on the page": {
        "recording/editor/record_store.py",
        "recording/follow_up/follow_up_sheet.py",
        "recording/follow_up/follow_up_views.py",
        "recording/questions/question_handling.py",
        "referrals/council_form_views.py",
        "referrals/views.py",
    },
    "that there was a search, and what was chosen: ids, and words of ours": {
        "accounts/administration/administration_views.py",
        "accounts/member_views.py",
        "learning/practice/sending_views.py",
        "learning/training/answer_sending_views.py",
        "learning/training/group_views.py",
        "learning/training/team_training_views.py",
    },
    "what the page that calls it says": {
        "access/template_context.py",
        "learning/workbook/workbook_links.py",
    },
    "the address of the page, to come back to it": {"access/step_up_gate.py"},
}
"""Modules with names that are not written where an address is made or read."""
SHARED = {
    "for": "a box to search for a concern, and in an address an idea for a task of ours",
    "group": "a box for a group, and in an address its id",
    "said": "a box for what someone said, and in an address that a change was read",
}
"""Names of a box for typed text, whose form is posted, that mean something else in an address."""
FORM = re.compile(r"<form\b[^>]*>", re.S)
LINK = re.compile(r"\burl_for\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)", re.S)
GIVEN = re.compile(r"(?<![\w.])(\w+)=(?!=)")
WHOLE = {"request.args.items", "request.args.to_dict", "request.args.keys"}
BUILT_IN = {"filename", "_anchor", "_external"}


def list_templates() -> Iterator[tuple[str, str]]:
    """Yield the name and text of each template."""
    for path in sorted((APP / "templates").rglob("*.html")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def find_constants(trees: list[ast.Module]) -> dict[str, str]:
    """Return the texts that modules give names to in capitals."""
    return {
        target.id: value.value
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target, value in _pair(node)
        if isinstance(target, ast.Name)
        and isinstance(value, ast.Constant)
        and isinstance(value.value, str)
    }


def _pair(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


def list_names_read(tree: ast.AST, constants: dict[str, str]) -> set[str]:
    """Return the names that code reads from an address, and those it puts into one."""
    found: set[str] = set()
    for node in ast.walk(tree):
        asked = [*_list_asked(node)]
        found |= {one.value for one in asked if isinstance(one, ast.Constant)}
        found |= {constants.get(one.id, "") for one in asked if isinstance(one, ast.Name)}
        found |= {one.arg for one in _list_given(node) if one.arg}
    return found - {""}


def has_more_names(tree: ast.AST) -> bool:
    """Return whether code reads every name of an address, or puts in names that stand elsewhere."""
    return any(
        any(one.arg is None for one in _list_given(node))
        or (isinstance(node, ast.comprehension) and ast.unparse(node.iter) == "request.args")
        or (isinstance(node, ast.Call) and ast.unparse(node.func) in WHOLE)
        for node in ast.walk(tree)
    )


def _list_given(node: ast.AST) -> list[ast.keyword]:
    """Return what a call of url_for is given by name; also where it is called later."""
    if not isinstance(node, ast.Call):
        return []
    called = ast.unparse(node.func)
    later = called == "partial" and node.args and ast.unparse(node.args[0]) == "url_for"
    return node.keywords if called == "url_for" or later else []


def _list_asked(node: ast.AST) -> list[ast.expr]:
    whole = ("request.args", "request.values", "(request.args if said is None else said)")
    if isinstance(node, ast.Compare):
        return [node.left] if ast.unparse(node.comparators[0]) in whole else []
    if isinstance(node, ast.Subscript):
        return [node.slice] if ast.unparse(node.value) in whole else []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        is_read = node.func.attr in {"get", "getlist"} and ast.unparse(node.func.value) in whole
        return node.args[:1] if is_read else []
    return []


def list_names_linked(text: str) -> set[str]:
    """Return the names that links of a template put into an address."""
    return {name for link in LINK.findall(text) for name in GIVEN.findall(link)}


def find_address_names(url_map: set[str]) -> set[str]:
    """Return every name that the app reads from an address or puts into one."""
    trees = [parse_source(path.read_text(encoding="utf-8")) for path in APP.rglob("*.py")]
    constants = find_constants(trees)
    read = {name for tree in trees for name in list_names_read(tree, constants)}
    linked = {name for _, text in list_templates() for name in list_names_linked(text)}
    return (read | linked) - url_map - BUILT_IN


def test_every_form_is_posted():
    got = [
        f"{name}: {form}"
        for name, text in list_templates()
        for form in FORM.findall(text)
        if 'method="post"' not in form
    ]
    assert got == [], "a form that is not posted puts what is typed into the address"
    assert not [name for name, text in list_templates() if re.search(r"formmethod", text)]


def test_only_these_names_stand_in_addresses(app):
    parts = {name for rule in app.url_map.iter_rules() for name in rule.arguments}
    assert find_address_names(parts) == DECLARED - parts, "name it in HOLDS, with what it holds"


def test_other_names_are_given_and_read_in_these_modules_alone():
    found = {
        path.relative_to(APP).as_posix()
        for path in APP.rglob("*.py")
        if has_more_names(parse_source(path.read_text(encoding="utf-8")))
    }
    assert found == {name for names in MORE.values() for name in names}


def test_no_box_for_typed_text_has_a_name_that_stands_in_an_address():
    boxes = {name for _, text in list_templates() for one in BOXES for name in one.findall(text)}
    assert "q" in boxes
    assert boxes & DECLARED == set(SHARED)


def test_a_name_in_an_address_is_seen():
    code = "request.args.get('a'), 'b' in request.args, url_for('x', c=1), request.args[D]"
    assert list_names_read(parse_source(code), {"D": "d"}) == {"a", "b", "c", "d"}
    link = """<a href="{{ url_for('x.y', q=search.words or none, page=f(1 + g(2))) }}">"""
    assert list_names_linked(link) == {"q", "page"}
