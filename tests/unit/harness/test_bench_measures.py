"""Each measure of the benchmark can be called, and asks for pages and fields that exist.

No server is started: a name that has changed is found here, and not half way through `make bench`.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import Mock

import pytest

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME
from tests.bench import __main__ as bench
from tests.bench import attack_table, club, question_pages, sign_in_walk, slow_clients, weight

FOLDER = Path(bench.__file__).parent
ADDRESSES = (
    attack_table.PAGE,
    slow_clients.PDF,
    sign_in_walk.STEP,
    *weight.KEPT,
)


def find_place_keys(source: str) -> Iterator[str]:
    """Yield the text where a function takes one of its pages by a literal."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            pages = {
                one.arg
                for one in function.args.args
                if one.annotation and ast.unparse(one.annotation) == "dict[str, Place]"
            }
            for node in ast.walk(function):
                match node:
                    case ast.Subscript(ast.Name(name), ast.Constant(key)) if name in pages:
                        yield str(key)


def test_every_measure_is_there_and_takes_what_a_run_gives_it(monkeypatch, tmp_path: Path):
    for module, name in (
        (club, "new_club"),
        (club, "serve_heard"),
        (club, "serve_bare"),
        (question_pages, "places"),
    ):
        monkeypatch.setattr(module, name, Mock())
    with ExitStack() as stack:
        works = bench.Run(tmp_path, stack).works()
        assert len(works) == len({work.func for work in works.values()})
        for work in works.values():
            inspect.signature(work.func).bind(*work.args, **work.keywords)


def test_a_measure_takes_pages_by_their_constants():
    sources = {path: path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.py")}
    assert sum("dict[str, Place]" in source for source in sources.values()) >= 2
    found = [f"{path.name}: {key}" for path, one in sources.items() for key in find_place_keys(one)]
    assert found == []
    assert list(find_place_keys("def f(found: dict[str, Place]):\n    g(found['account'])")) == [
        "account"
    ]


@pytest.mark.parametrize("page", [question_pages.FULL, question_pages.LIGHT])
def test_a_measured_page_asks_what_is_typed_on_it(page: str):
    asked = {field for _, field in QUESTIONS_BY_NAME[page].fields}
    assert question_pages.TYPED[page].rpartition("-")[2] in asked


def test_every_address_that_is_measured_is_there(app):
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert [address for address in ADDRESSES if address not in rules] == []


def test_every_row_of_slow_clients_is_of_a_kind_that_they_can_be():
    kinds = {kind for _, count, kind in (*attack_table.ROWS, *attack_table.NGINX_ROWS) if count}
    assert kinds - slow_clients.OPENINGS.keys() == set()
