"""Turn what was typed into the parts of a record, and say plainly what cannot be used yet.

To the letter: nothing is stripped, corrected or normalised; a text is kept as it is or refused
with a reason; an unreadable day or time is kept as typed. Blank: the key is absent. Pure.
Source of every rule here: docs/record-schema.md, "How an answer is stored".
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

import msgspec

from app.domain.pages.page_model import AnswerKind, Field, Group, Option, Page
from app.domain.private_struct import PrivateStruct
from app.domain.record import rough_notes
from app.domain.record.entry_schema import FIRST_FORM, Part, Values
from app.domain.record.form_data import FormData, get_text, list_items
from app.domain.record.moments import TIME_SUFFIX, UnreadableInput, read_moment, read_time_of_day
from app.domain.record.text_limits import find_text_fault
from app.domain.times import typed_dates
from app.domain.times.shown_times import format_clock_time
from app.domain.times.spoken_times import find_part_of_day
from content.london_time import LONDON
from content.question_wording import get_current_form_version

Choices = Mapping[str, Sequence[Option]]
"""Options that come from a content pack, by "part.field": council areas, signs."""

_ABOUT = {  # which texts each `whose_…` question speaks for (docs/record-schema.md)
    "whose_child_words": ("child_words", "child_words_original", "questions_asked"),
    "whose_seen": ("seen", "seen_at"),
    "whose_told_by_others": ("told_by_others", "told_by_others_source"),
    "whose_worry": ("worry",),
}
QUESTION_BY_TEXT = {text: question for question, texts in _ABOUT.items() for text in texts}
UNKNOWN_SUFFIX = "-unknown"
CHOOSE_AN_ANSWER = "Choose one of the answers shown."


class PageAnswers(PrivateStruct, frozen=True):
    """What a page says. `problems`: name of the first control to mend, and how to mend it.

    `unread`, by control too: days and times that no one could read; `parts` hold them as typed.
    """

    parts: tuple[Part, ...]
    problems: dict[str, str]
    unread: dict[str, UnreadableInput]


class _Reader:
    """Reads the fields of one page; collects problems and what is unread as it goes."""

    def __init__(self, page: Page, raw: FormData, today: date, choices: Choices) -> None:
        self.page, self.raw, self.today, self.choices = page, raw, today, choices
        self.problems: dict[str, str] = {}
        self.unread: dict[str, UnreadableInput] = {}
        self._answered = {
            name.removesuffix(UNKNOWN_SUFFIX).removesuffix(TIME_SUFFIX) for name in raw
        }

    def values(self, fields: Sequence[Field], start: str) -> Values:
        """Return the values of these fields under names that start with `start`."""
        found: Values = {}
        for field in fields:
            if field.kind is AnswerKind.CHILDREN or start + field.name not in self._answered:
                continue
            value = self._value(field, start + field.name)
            if value is not None:
                found[field.name] = value
        return found

    def _value(self, field: Field, name: str) -> Any:
        value = self._answer(field, name)
        if value is None and name not in self.problems:
            tick = get_text(self.raw, name + UNKNOWN_SUFFIX)
            if tick in field.unknowns:
                return {"unknown": str(tick)}
        return value

    def _answer(self, field: Field, name: str) -> Any:
        texts = self.raw.get(name, [])
        if field.kind is AnswerKind.MANY:
            return self._many(field, name, [text for text in texts if text])
        text = texts[0] if texts else ""
        if field.kind is AnswerKind.ONE:
            return self._choice(field, name, text) if text else None
        if field.kind in {AnswerKind.DATE, AnswerKind.MOMENT}:
            return self._day(field, name, text)
        if not text.strip():
            return None
        return self._clock(name, text) if field.kind is AnswerKind.TIME else self._text(name, text)

    def _text(self, name: str, text: str) -> str | None:
        text = text.replace("\r\n", "\n")
        return text if self._fits(name, text) else None

    def _fits(self, name: str, text: str) -> bool:
        if fault := find_text_fault(text):
            self.problems[name] = fault
        return not fault

    def _options(self, field: Field) -> Sequence[Option]:
        return field.options or self.choices.get(f"{self.page.part_name}.{field.name}", ())

    def _choice(self, field: Field, name: str, token: str) -> Any:
        if token in {option.token for option in self._options(field)}:
            return token
        if token in field.unknowns:
            return {"unknown": str(token)}
        self.problems[name] = CHOOSE_AN_ANSWER
        return None

    def _many(self, field: Field, name: str, tokens: list[str]) -> list[str] | None:
        known = [option.token for option in self._options(field)]
        if not set(tokens) <= set(known):
            self.problems[name] = CHOOSE_AN_ANSWER
            return None
        return [token for token in known if token in tokens] or None

    def _clock(self, name: str, text: str) -> Any:
        if not self._fits(name, text):
            return None
        value, fault = read_time_of_day(text)
        if fault:
            self.unread[name] = fault
        return value

    def _day(self, field: Field, name: str, text: str) -> Values | None:
        clock = get_text(self.raw, name + TIME_SUFFIX) if field.kind is AnswerKind.MOMENT else ""
        if not text.strip() and not clock.strip():
            return None
        if not all([self._fits(name, text), self._fits(name + TIME_SUFFIX, clock)]):
            return None
        value, unread = read_moment(
            text, clock, self.today, later=field.later, needs_year=field.needs_year
        )
        usual = typed_dates.write_today_as_example(self.today, later=field.later)
        for end, found in unread.items():
            if field.like and found.how == usual:
                found = msgspec.structs.replace(found, how=field.like)
            self.unread[name + end] = found
        return value


def parse_answers(
    page: Page,
    raw: FormData,
    children: tuple[str, ...],
    today: date,
    choices: Choices,
    whose: Mapping[str, tuple[str, ...]] | None = None,
) -> PageAnswers:
    """Return the parts that a stored page makes, and what to correct.

    `children`: ids of the children in this record. `whose`: for the account page, which children
    each text is about, as `find_children_of_texts` gives it.
    """
    reader = _Reader(page, raw, today, choices)
    parts: list[Part] = []
    starts = [(f"{child}.", (child,)) for child in children] if page.per_child else [("", children)]
    for start, about in starts:
        values = reader.values(page.fields, start)
        if page.name == rough_notes.NOTES_PAGE:
            values |= rough_notes.make_first_note_values(raw)
        parts += _split(page, values, about, whose or {})
        if page.name == rough_notes.NOTES_PAGE:
            parts += rough_notes.make_later_note_parts(raw, about)
        if page.group:
            parts += _items(reader, page.group, start, about)
    return PageAnswers(tuple(map(_name_form, parts)), reader.problems, reader.unread)


def _name_form(part: Part) -> Part:
    """Return a part that says on which form it was asked; the first form has no name."""
    form = get_current_form_version()
    return part if form == FIRST_FORM else msgspec.structs.replace(part, form=form)


def find_children_of_texts(
    child_raw: Mapping[str, list[str]], children: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Map each text of the account page to the children it is about; all where nothing was said."""
    found: dict[str, tuple[str, ...]] = {}
    for question, texts in _ABOUT.items():
        ticked = tuple(child for child in children if child in child_raw.get(question, []))
        found |= dict.fromkeys(texts, ticked or children)
    return found


_TIMES_ASKED_APART = {"told_on": "told_at_time"}
"""A day whose time is a question next to it, by the control of each."""


def resolve_relative_times(page: Page, raw: FormData, now: datetime) -> FormData:
    """Return the page with "today", "last Monday" and "now" replaced by the London day and time."""
    local = now.astimezone(LONDON)
    fixed = dict(raw)
    for field in chain(page.fields, page.group.fields if page.group else ()):
        if field.kind in {AnswerKind.DATE, AnswerKind.MOMENT, AnswerKind.TIME}:
            for name in {name.removesuffix(TIME_SUFFIX) for name in raw}:
                if name == field.name or name.endswith((f".{field.name}", f"-{field.name}")):
                    _fix(field, fixed, name, local)
    return fixed


def _fix(field: Field, fixed: FormData, name: str, local: datetime) -> None:
    text, clock = get_text(fixed, name), name + TIME_SUFFIX
    if field.kind is AnswerKind.TIME:
        fixed[name] = [format_clock_time(local) if typed_dates.is_now(text) else text]
        return
    if field.kind is AnswerKind.MOMENT and typed_dates.is_now(get_text(fixed, clock) or text):
        fixed[clock] = [format_clock_time(local)]
        text = text or "today"
    part = find_part_of_day(text)
    if field.kind is AnswerKind.MOMENT and part and not get_text(fixed, clock):
        fixed[clock] = [part]
    if text:
        apart = _TIMES_ASKED_APART.get(name, "")
        time = get_text(fixed, clock if field.kind is AnswerKind.MOMENT else apart)
        night = typed_dates.resolve_night(text, time, local.date())
        usual = typed_dates.resolve_relative_day(
            text, local.date(), later=field.later, needs_year=field.needs_year
        )
        fixed[name] = [night or usual]


def _split(
    page: Page, values: Values, about: tuple[str, ...], whose: Mapping[str, tuple[str, ...]]
) -> list[Part]:
    """Return one part for each set of children that the values are about, in page order."""
    by_children: dict[tuple[str, ...], Values] = {}
    for name, value in values.items():
        children = whose.get(name, about) if page.name == "account" else about
        by_children.setdefault(children, {})[name] = value
    return [Part(page.part_name, children, found) for children, found in by_children.items()]


def _items(reader: _Reader, group: Group, start: str, about: tuple[str, ...]) -> list[Part]:
    if reader.page.pick_group:
        return _picked(reader, group, start, about)
    parts = []
    for item in list_items(reader.raw, group, start):
        values = reader.values(group.fields, item.at)
        if reader.page.name == "child":
            if item.id in about and (values or len(about) > 1):
                parts.append(Part(reader.page.part_name, (item.id,), values, item.id))
        elif values:
            parts.append(Part(reader.page.part_name, about, values, item.id))
    return parts


def _picked(reader: _Reader, group: Group, start: str, about: tuple[str, ...]) -> list[Part]:
    name = f"{start}{group.name}-pick"
    tokens = reader.raw.get(name, [])
    known = [o.token for o in reader.choices.get(f"{reader.page.part_name}.indicator", ())]
    if not set(tokens) <= set(known):
        reader.problems[name] = CHOOSE_AN_ANSWER
    inner = [field for field in group.fields if field.name != "indicator"]
    return [
        Part(
            reader.page.part_name,
            about,
            {"indicator": token} | reader.values(inner, f"{start}{group.name}-{token}-"),
            token,
        )
        for token in known
        if token in tokens
    ]
