"""No deadline and no law is written into code or a page: packs say them, with source and date."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.parsed_source import parse_source
from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3] / "app"
COMMENT = re.compile(r"\{#.*?#\}", re.S)
NUMBER = r"(?:an?|one|two|three|four|five|seven|ten|fourteen|twenty-four|forty-eight|\d+)"
SAYS = re.compile(
    rf"working days?\b|\bwithin (?:the )?{NUMBER} (?:working )?(?:minute|hour|day|week|month)s?\b"
    rf"|\bin {NUMBER} minutes\b|\bby (?:the )?(?:close|end) of\b|\bthe next day\b"
    r"|\b(?:Act|Regulations|Order) (?:19|20)\d\d\b|\bKCSIE\b|\bWorking Together\b"
    r"|\b[Kk]eeping [Cc]hildren [Ss]afe in [Ee]ducation\b|\bstatutory\b|\b[Tt]he law\b|\bGDPR\b"
    r"|\bmust (?:hear of|report|be rung|tell the police)\b|\bsection \d+[A-Z]* of\b"
)
FILES = sorted(path for path in ROOT.rglob("*") if path.suffix in {".html", ".py"})


def texts(path: Path) -> Iterator[str]:
    """What a file can show to somebody: a page without its comments, code without docstrings."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        yield " ".join(COMMENT.sub("", text).split())
        return
    tree = parse_source(text)
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value


@each(FILES)
def test_no_deadline_and_no_law_is_written_into_a_page_or_code(path: Path):
    for text in texts(path):
        assert not (found := SAYS.search(text)), text[max(0, found.start() - 60) : found.end() + 60]


def test_the_pattern_finds_what_it_looks_for():
    for text in (
        "the LADO within one working day",
        "The LADO must be rung",
        "write it up within 24 hours",
        "No answer in ten minutes? Do not wait.",
        "the Sexual Offences Act 2003",
        "by the close of the next working day",
    ):
        assert SAYS.search(text), text
    for text in ("act within your role", "It takes about ten minutes.", "Section by section"):
        assert not SAYS.search(text), text
