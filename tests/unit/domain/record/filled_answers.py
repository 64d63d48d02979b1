"""An answer to every question, made from PAGES: what a form sends, and what must be stored."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from app.domain.pages import PAGES
from app.domain.pages.page_model import AnswerKind, Field, Option, Page

TODAY = date(2026, 11, 24)
CHOICES = {
    "child.home_area": (Option("north_lincolnshire", "North Lincolnshire"), Option("hull", "Hull")),
    "sharing.basis": (Option("public_task", "Public task"), Option("legal_obligation", "Duty")),
    "indicators.indicator": tuple(Option(f"sign_{letter}", letter) for letter in "abcde"),
}
ASKED = tuple(page for page in PAGES if page.name != "sign")
_numbers = count(1)


def options(page: Page, field: Field) -> tuple[Option, ...]:
    """What may be chosen."""
    return tuple(field.options or CHOICES[f"{page.part_name}.{field.name}"])


def answer(page: Page, field: Field, name: str) -> tuple[dict[str, list[str]], Any]:
    """What is typed under `name`, and the value that must come out of it."""
    if field.kind is AnswerKind.ONE:
        token = options(page, field)[0].token
        return {name: [token]}, token
    if field.kind is AnswerKind.MANY:
        tokens = [option.token for option in options(page, field)][:2]
        return {name: tokens[::-1]}, tokens
    if field.kind is AnswerKind.DATE:
        return {name: ["3/5/2012"]}, _time("2012-05-03", None)
    if field.kind is AnswerKind.MOMENT:
        return {name: ["24 Nov 2026"], f"{name}-time": ["2.05pm"]}, _time("2026-11-24", "14:05")
    if field.kind is AnswerKind.TIME:
        return {name: ["1515"]}, "15:15"
    text = f"  {field.name} {next(_numbers)} \t“ĳ”\U0001f9d2 "
    if field.kind in {AnswerKind.WORDS, AnswerKind.TEXT}:
        text += "\n\n last line\n"
    return {name: [text]}, text


def _time(day: str, clock: str | None) -> dict[str, Any]:
    return {"date": day, "time": clock, "zone": "Europe/London"}


def fill(
    page: Page, children: tuple[str, ...], items: int = 2
) -> tuple[dict[str, list[str]], list[tuple[tuple[str, ...], str, dict[str, Any]]]]:
    """A whole page filled: what is typed, and (children, item, values) of each part."""
    raw: dict[str, list[str]] = {}
    parts = []
    starts = [(f"{c}.", (c,)) for c in children] if page.per_child else [("", children)]
    for start, about in starts:
        own = _fields(page, page.fields, start, raw)
        parts += [(about, "", own)] if own else []
        if page.pick_group:
            parts.append((about, *_pick(page, start, raw)))
        elif page.group:
            for number in range(len(children) if page.name == "child" else items):
                item = f"c{number + 1}" if page.name == "child" else str(number + 1)
                at = f"{start}{page.group.name}-{number}-"
                values = _fields(page, page.group.fields, at, raw)
                parts.append(((item,) if page.name == "child" else about, item, values))
    return raw, parts


def _fields(page: Page, fields: tuple[Field, ...], start: str, raw: dict[str, list[str]]) -> dict:
    values = {}
    for field in fields:
        if field.kind is not AnswerKind.CHILDREN:
            typed, values[field.name] = answer(page, field, start + field.name)
            raw.update(typed)
    return values


def _pick(page: Page, start: str, raw: dict[str, list[str]]) -> tuple[str, dict[str, Any]]:
    token = f"sign_{page.pick_group.lower()}"
    raw[f"{start}indicators-pick"] = [token]
    inner = tuple(field for field in page.group.fields if field.name != "indicator")
    values = _fields(page, inner, f"{start}indicators-{token}-", raw)
    return token, {"indicator": token} | values
