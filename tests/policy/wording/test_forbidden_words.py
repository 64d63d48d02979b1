"""Words that nobody may ever read from us, and traces of the workshop that stay in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.parsed_source import parse_source
from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3]
TEXT = {".py", ".html", ".css", ".js", ".toml", ".md", ".txt", ".json", ".mako", ".svg", ""}
LEFT_OUT = {"node_modules", "__pycache__", ".venv", ".git", "instance", "demo-data"}
HIDDEN_TOO = {".ci"}
VENDORED = ("app/static/govuk", "app/static/LICENCE", "requirements/", "tests/data/naughty")

# Instead: said, told, described, reported; and no number stands for a child's danger.
NEVER = re.compile(r"\b(risk[ -]?scor\w*|perpetrator\w*|alleg(ed|edly|ation)|proven)\b", re.I)
# Names of the workshop, split so that this file does not hold them.
TRACES = re.compile(
    "|".join(
        [
            r"\bTO" + r"DO\b",
            r"\bFIX" + r"ME\b",
            r"\bX" + r"XX\b",
            "coming " + "soon",
            "lorem " + "ipsum",
        ]
        + ["/wo" + "rk/", "/ro" + "ot/", "/tm" + "p/build", r"\.\./sha" + "red", "LL" + r"M\b"]
    ),
    re.I,
)


def shipped() -> list[str]:
    """Every text file of ours, as a path from the top."""
    names = []
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        hidden = parts[0].startswith(".") and parts[0] not in HIDDEN_TOO
        if not hidden and not LEFT_OUT & set(parts) and path.is_file() and path.suffix in TEXT:
            names.append("/".join(parts))
    return sorted(name for name in names if not name.startswith(VENDORED))


def is_read_by_people(name: str) -> bool:
    """What reaches a screen or paper: templates, scripts and packs whole, and strings in code."""
    if name.endswith("/language.toml"):
        return False  # the words that hints look for, and why not to use them
    return name.startswith(("app/", "content/", "referral_forms/"))


def strings(text: str) -> Iterator[str]:
    """Every string in a module but its docstrings."""
    tree = parse_source(text)
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


def read_by_people(name: str) -> str:
    text = (ROOT / name).read_text(encoding="utf-8")
    return "\n".join(strings(text)) if name.endswith(".py") else text


@each([name for name in shipped() if is_read_by_people(name)])
def test_no_screen_or_paper_labels_a_child_or_doubts_one(name):
    found = NEVER.search(read_by_people(name))
    assert found is None, found


@each(shipped())
def test_nothing_of_the_workshop_is_left_in_the_house(name):
    found = TRACES.search((ROOT / name).read_text(encoding="utf-8"))
    assert found is None, found


def test_the_words_are_found():
    for word in ("Risk score", "risk-scoring", "Perpetrators", "allegedly", "alleged", "proven"):
        assert NEVER.search(f"A {word} here.")
    assert not NEVER.search("proved, provenance, the risk to the child")
    assert list(strings('"""Doc."""\nx = "said"\nf(f"told {x}")\n')) == ["said", "told "]


def test_the_list_of_files_reaches_everything_that_ships():
    names = shipped()
    for start in ("app/templates/", "content/packs/", "referral_forms/", "tests/", ".ci/run"):
        assert any(name.startswith(start) for name in names), start
    assert {"Makefile", "README.md", "config.py", "pyproject.toml"} <= set(names)
