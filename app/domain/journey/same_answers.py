"""Answers that may be the same for each of several children: asked of the first, then copied. Pure.

Nothing is ever merged unasked. Only "Yes" copies; with "No", or no answer, what is stored about the
other children stays as it is, and their questions are on the page.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from app.domain.journey.question_model import QuestionPage
from app.domain.pages.indicators import INDICATOR_GROUP, LOOKED
from app.domain.record.form_data import FormData, get_text

SAME_FIELD = "same-for-each"
"""In a form: whether the answers of the first child are those of each child."""
SAME_CHILDREN = "same-of"
"""In a form: the children. It asks about the first alone."""
_CHILD = re.compile(r"c[0-9]{1,3}")
_TONIGHT = frozenset(("wishes", name) for name in ("safe_tonight", "sleeps_where", "unsure_why"))


def list_fields_that_can_be_same(page: QuestionPage) -> frozenset[tuple[str, str]]:
    """Return the answers of a page that may be the same for each child."""
    if page.name == "next":
        return _TONIGHT
    if page.signs:  # that the list was seen is said of each child by Heard itself
        return frozenset(field for field in page.fields if field[1] != LOOKED.name)
    return frozenset(page.fields) if page.name == "family" else frozenset()


def are_asked_together(
    page: QuestionPage, pages: Mapping[str, FormData], children: Sequence[str]
) -> bool:
    """Whether the first child stands for all: nothing else is stored about another one."""
    fields = list_fields_that_can_be_same(page)
    if len(children) < 2 or not fields:
        return False
    first = _select(fields, pages, children[0])
    return all(_select(fields, pages, child) in ({}, first) for child in children[1:])


def is_same_for_each(
    page: QuestionPage, pages: Mapping[str, FormData], children: Sequence[str]
) -> bool:
    """Whether each child has the same answers stored, and there are some."""
    fields = list_fields_that_can_be_same(page)
    first = _select(fields, pages, children[0])
    return bool(first) and all(_select(fields, pages, child) == first for child in children[1:])


def add_answers_of_unshown_children(
    page: QuestionPage,
    typed: Mapping[str, FormData],
    form: Mapping[str, list[str]],
    pages: Mapping[str, FormData],
) -> dict[str, FormData]:
    """Return what a form says with the answers of the children that it does not show."""
    children = [one for one in get_text(form, SAME_CHILDREN).split(",") if _CHILD.fullmatch(one)]
    found = {name: dict(raw) for name, raw in typed.items()}
    for child in children[1:]:
        source, whose = (typed, children[0]) if is_same_for_each_chosen(form) else (pages, child)
        for stored, ending, texts in _list_texts(list_fields_that_can_be_same(page), source, whose):
            found.setdefault(stored, {})[f"{child}.{ending}"] = texts
    return found


def is_same_for_each_chosen(form: Mapping[str, list[str]]) -> bool:
    """Whether a form says that it is the same for each child."""
    return get_text(form, SAME_FIELD) == "yes"


def must_ask_each(form: Mapping[str, list[str]]) -> bool:
    """Whether a form that asked the first child alone says that the others differ."""
    return SAME_CHILDREN in form and get_text(form, SAME_FIELD) == "no"


def _select(
    fields: frozenset[tuple[str, str]], pages: Mapping[str, FormData], child: str
) -> dict[tuple[str, str], list[str]]:
    return {
        (stored, ending): texts
        for stored, ending, texts in _list_texts(fields, pages, child)
        if any(text.strip() for text in texts)
    }


def _list_texts(
    fields: frozenset[tuple[str, str]], pages: Mapping[str, FormData], child: str
) -> Iterator[tuple[str, str, list[str]]]:
    start = f"{child}."
    for stored in sorted({stored for stored, _ in fields}):
        names = {field for of, field in fields if of == stored}
        for name, texts in pages.get(stored, {}).items():
            ending = name.removeprefix(start)
            if name.startswith(start) and _find_field(ending) in names:
                yield stored, ending, texts


def _find_field(ending: str) -> str:
    """Return the field that a control is about: of a sign, that at its end."""
    field = ending.removesuffix("-time").removesuffix("-unknown")
    if not field.startswith(f"{INDICATOR_GROUP.name}-"):
        return field
    last = field.rpartition("-")[2]
    return INDICATOR_GROUP.fields[0].name if last == "pick" else last
