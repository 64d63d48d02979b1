"""Turn the tables of demo.toml into what the pages' own forms would send.

A page is a table, a question its key; a list of tables is a repeating group; `{day = 1}` is the
day before the writing. The demonstration is read by the same rules as real typing. Pure.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from app.domain.pages.page_model import AnswerKind, Field, Group, Page
from app.domain.record.form_data import FormData


class UnknownQuestionError(Exception):
    """A key in demo.toml that no page asks."""


def build_form_input(page: Page, answers: dict[str, Any], today: date) -> FormData:
    """Return one page as its form sends it, written on `today`. Raises UnknownQuestionError."""
    raw: FormData = {}
    for start, given in _starts(page, answers):
        rest = dict(given)
        items = rest.pop(page.group.name, []) if page.group else []
        raw |= _fields(page, page.fields, start, rest, today)
        if page.group:
            raw |= _items(page, page.group, start, items, today)
    return raw


def _starts(page: Page, answers: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if not page.per_child:
        yield "", answers
        return
    for child, given in answers.items():
        yield f"{child}.", given


def _items(
    page: Page, group: Group, start: str, items: list[dict[str, Any]], today: date
) -> FormData:
    raw: FormData = {}
    if page.pick_group and items:
        raw[f"{start}{group.name}-pick"] = [item["indicator"] for item in items]
    for number, item in enumerate(items):
        name = item["indicator"] if page.pick_group else number
        at = f"{start}{group.name}-{name}-"
        rest = {
            key: value for key, value in item.items() if not page.pick_group or key != "indicator"
        }
        raw |= _fields(page, group.fields, at, rest, today)
        if not page.pick_group:
            raw[f"{at}id"] = [f"c{number + 1}" if group.name == "children" else str(number + 1)]
    return raw


def _fields(
    page: Page, fields: tuple[Field, ...], start: str, given: dict[str, Any], today: date
) -> FormData:
    known = {field.name: field for field in fields}
    raw: FormData = {}
    for name, value in given.items():
        if name not in known:
            raise UnknownQuestionError(f"{page.name}: {start}{name}")
        raw |= _one(known[name], start + name, value, today)
    return raw


def _one(field: Field, name: str, value: Any, today: date) -> FormData:
    if isinstance(value, dict) and "unknown" in value:
        return {name if field.kind is AnswerKind.ONE else f"{name}-unknown": [value["unknown"]]}
    if isinstance(value, dict):
        day = {name: [(today - timedelta(days=value["day"])).isoformat()]}
        return day | ({f"{name}-time": [value["time"]]} if "time" in value else {})
    return {name: list(value) if isinstance(value, list) else [value]}
