"""A source that a comment or docstring names can be opened by whoever reads this repository."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.policy.wording.test_forbidden_words import ROOT, shipped
from tests.support.parsed_source import parse_source
from tests.support.sweeping import each

NAMED = re.compile(r"(?<![\w/.*])((?:[\w-]+/)*(?:[\w-]+\.md|decisions/\d{4}))\b")
"""A page by its path from the top, or a decision by its number; `*.md` is a pattern, no page."""
FILES = [name for name in shipped() if name.endswith((".py", ".toml", ".html", ".js", ".css"))]


def missing(text: str, beside: Path) -> list[str]:
    """What is named in `text` and neither stands at the top nor beside the file that names it."""
    return [name for name in NAMED.findall(text) if not _there(name, beside)]


def _there(name: str, beside: Path) -> bool:
    if name.endswith(".md"):
        return (ROOT / name).is_file() or (beside / name).is_file()
    return any((ROOT / name).parent.glob(f"{name[-4:]}-*.md"))


def written(name: str) -> str:
    """Docstrings and comments of a module, or the whole of any other file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    if not name.endswith(".py"):
        return text
    said = [
        node.value.value
        for node in ast.walk(parse_source(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ]
    return "\n".join([*map(str, said), *re.findall(r"(?:^|\s)#.*$", text, re.M)])


@each(FILES)
def test_every_page_that_is_named_is_here(name: str):
    assert not missing(written(name), (ROOT / name).parent)
    assert "design page" not in written(name)


def test_what_is_not_here_is_found_and_what_is_here_is_not():
    beside = ROOT
    assert missing("Rules: vault.md, and docs/decisions/9999.", beside) == [
        "vault.md",
        "docs/decisions/9999",
    ]
    assert not missing("docs/threat-model.md, decisions as docs/decisions/0015, any *.md", beside)
