"""Made-up disclosures as data: what a worker types, by page and question.

`tests/data/disclosures/*.toml` holds each as a worker would write it, with who must and who must
not be able to read it. `raw` gives the names and values that a page's form would send, so that a
Flask client, a keyboard and a damage test can all type the same thing. Every name is made up.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.pages import PAGES, PAGES_BY_NAME
from app.domain.pages.page_model import AnswerKind, Field, Group, Page

FOLDER = Path(__file__).parents[1] / "data" / "disclosures"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))

Raw = dict[str, list[str]]


@dataclass(frozen=True)
class Disclosure:
    """One disclosure. People are keys of `tests/support/club/club_setup.py`."""

    name: str
    about: str
    author: str
    route: str
    opened_by: tuple[str, ...]
    absent_for: tuple[str, ...]
    not_for: tuple[str, ...]
    choice: str
    world: str
    answers: dict[str, Any]

    def pages(self) -> tuple[Page, ...]:
        """The pages that hold something, in the order of PAGES."""
        return tuple(page for page in PAGES if page.name in self.answers)

    def raw(self, page: str) -> Raw:
        """What the form of a page would send, hidden fields left aside."""
        return raw(PAGES_BY_NAME[page], self.answers.get(page, {}))

    def words(self) -> list[str]:
        """Every text that somebody typed, options and days left aside."""
        texts = {AnswerKind.WORDS, AnswerKind.TEXT, AnswerKind.LINE}
        return [
            value
            for page in self.pages()
            for field, value in _answered(page, self.answers[page.name])
            if field.kind in texts and isinstance(value, str)
        ]


def load(name: str) -> Disclosure:
    """A disclosure by the name of its file. A key that nothing reads is an error."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        found = tomllib.load(file)
    made = Disclosure(
        name=name,
        about=found.pop("about"),
        author=found.pop("author"),
        route=found.pop("route"),
        opened_by=tuple(found.pop("opened_by")),
        absent_for=tuple(found.pop("absent_for")),
        not_for=tuple(found.pop("not_for", ())),
        choice=found.pop("choice", ""),
        world=found.pop("world", "usual"),
        answers=found,
    )
    assert set(found) <= set(PAGES_BY_NAME), (
        f"{name}: no such page: {set(found) - set(PAGES_BY_NAME)}"
    )
    return made


def raw(page: Page, answers: dict[str, Any]) -> Raw:
    """Answers of one page as its form sends them."""
    typed: Raw = {}
    for start, given in _starts(page, answers):
        rest = dict(given)
        items = rest.pop(page.group.name, []) if page.group else []
        _fields(page.fields, start, rest, typed)
        if page.group and page.pick_group:
            _picked(page.group, start, items, typed)
        elif page.group:
            for number, item in enumerate(items):
                _fields(page.group.fields, f"{start}{page.group.name}-{number}-", item, typed)
    return typed


def _starts(page: Page, answers: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    if not page.per_child:
        return [("", answers)]
    return [(f"{child}.", given) for child, given in answers.items()]


def _answered(page: Page, answers: dict[str, Any]) -> list[tuple[Field, Any]]:
    found: list[tuple[Field, Any]] = []
    for _, given in _starts(page, answers):
        found += [(field, given[field.name]) for field in page.fields if field.name in given]
        for item in given.get(page.group.name, []) if page.group else []:
            found += [(f, item[f.name]) for f in page.group.fields if f.name in item]
    return found


def _fields(fields: tuple[Field, ...], start: str, given: dict[str, Any], typed: Raw) -> None:
    unread = set(given) - {field.name for field in fields}
    assert not unread, f"no such question: {start}{unread}"
    for field in fields:
        if field.name in given:
            typed |= one(field, start + field.name, given[field.name])


def one(field: Field, name: str, value: Any) -> Raw:
    """One answer as a form sends it."""
    if isinstance(value, dict) and "unknown" in value:
        return {name if field.kind is AnswerKind.ONE else f"{name}-unknown": [value["unknown"]]}
    if isinstance(value, dict):
        clock = {f"{name}-time": [value["time"]]} if "time" in value else {}
        return {name: [value["day"]], **clock}
    return {name: list(value) if isinstance(value, list) else [value]}


def _picked(group: Group, start: str, items: list[dict[str, Any]], typed: Raw) -> None:
    if items:
        typed[f"{start}{group.name}-pick"] = [item["indicator"] for item in items]
    for item in items:
        rest = {key: value for key, value in item.items() if key != "indicator"}
        _fields(group.fields, f"{start}{group.name}-{item['indicator']}-", rest, typed)
