"""No file, function, folder or test's name outgrows a reader, and each file name means one thing.

Ruff counts complexity; this counts lines and modules.

The vault is small enough to be read whole by whoever reviews it: fewer than 600 lines of code.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from pathlib import Path

from tests.support.parsed_source import parse_source
from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("app", "audit", "content", "referral_forms", "tests", "tools")
FILE_LINES = 400
FUNCTION_LINES = 30
FOLDER_MODULES = 18
TEST_NAME_CHARACTERS = 69
VAULT_LINES = 600
NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
# The same thing in each journey or package, or a name that a tool gives.
CONVENTIONAL = {"__init__.py", "__main__.py", "conftest.py", "views.py", "forms.py", "blueprint.py"}
# Scripts that are written once, and blobs that are never regenerated.
EXEMPT = ("app/migrations/versions/", "tests/vectors/")


def sources() -> list[str]:
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    names = [path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.py"), *found)]
    return sorted(
        name for name in names if "node_modules" not in name and not name.startswith(EXEMPT)
    )


def limit(name: str) -> int:
    return 100 if name.endswith("conftest.py") else FILE_LINES


def too_long(text: str, lines: int) -> list[str]:
    """What is longer than it may be: the whole file, or functions by name."""
    found = [f"{text.count(chr(10))} lines"] if text.count("\n") > lines else []
    for node in ast.walk(parse_source(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                found.append(f"{node.name}: {length} lines")
    return found


def long_test_names(text: str) -> list[str]:
    names = re.findall(r"^def (test_\w+)", text, re.M)
    return [name for name in names if len(name) > TEST_NAME_CHARACTERS]


def code_lines(text: str) -> int:
    """Lines that hold code: without blank lines, comments and texts that stand by themselves."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    code = {
        line
        for token in tokens
        if token.type not in NO_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(parse_source(text)):
        alone = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if alone and isinstance(node.value.value, str):
            code -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(code)


def test_the_vault_can_be_read_in_one_sitting():
    files = sorted((ROOT / "app/vault").rglob("*.py"))
    lines = {path.name: code_lines(path.read_text(encoding="utf-8")) for path in files}
    assert len(lines) > 10
    assert sum(lines.values()) < VAULT_LINES, lines


def test_only_code_is_counted_as_code():
    text = '"""What."""\n\n# Why.\nX = 1  # here\n"""Of\nX."""\n\ndef f():\n    """Doc."""\n'
    assert code_lines(text + '    return (\n        """a\nb"""\n    )\n') == 6


@each(sources())
def test_files_and_functions_stay_small(name):
    assert too_long((ROOT / name).read_text(encoding="utf-8"), limit(name)) == []


def test_a_folder_has_few_enough_modules_to_be_one_subject():
    counts = Counter(
        Path(name).parent.as_posix() for name in sources() if not name.endswith("__init__.py")
    )
    assert {name: count for name, count in counts.items() if count > FOLDER_MODULES} == {}


def test_the_name_of_a_test_can_be_read_at_a_glance():
    assert long_test_names(f"def test_{'x' * 65}(): ...\n") == [f"test_{'x' * 65}"]
    assert long_test_names(f"def test_{'x' * 64}(): ...\n") == []
    tests = [name for name in sources() if name.startswith("tests/")]
    found = {name: long_test_names((ROOT / name).read_text(encoding="utf-8")) for name in tests}
    assert {name: names for name, names in found.items() if names} == {}


def test_no_file_name_is_used_for_two_different_things():
    places: dict[str, list[str]] = {}
    for name in sources():
        if Path(name).name not in CONVENTIONAL:
            places.setdefault(Path(name).name, []).append(name)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_what_is_too_long_is_found():
    body = "    pass\n" * 30
    assert too_long(f"def long():\n{body}", 400) == ["long: 31 lines"]
    assert too_long(f"async def long():\n{body}", 400) == ["long: 31 lines"]
    assert too_long(f"def right():\n{body}".removesuffix("    pass\n"), 400) == []
    assert too_long("x = 1\n" * 401, 400) == ["401 lines"]
    assert too_long("x = 1\n" * 400, 400) == []


def test_the_list_of_files_is_not_empty():
    names = sources()
    assert {"config.py", "wsgi.py", "app/__init__.py", "tests/conftest.py"} <= set(names)
    assert all(any(name.startswith(f"{folder}/") for name in names) for folder in FOLDERS)
