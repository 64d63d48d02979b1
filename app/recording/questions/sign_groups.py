"""The signs of the content pack as one page: five groups to open, each sign with its questions."""

from collections.abc import Iterator
from functools import cache

import msgspec
from flask import g

from app.domain.journey import question_flow
from app.domain.pages.indicators import INDICATOR_GROUP, INDICATORS
from app.domain.pages.page_model import Field, Option
from app.domain.record.form_data import FormData, get_text, label_children
from app.recording.editor import pack_options
from app.recording.editor.question_controls import (
    QuestionControl,
    make_control,
    replace_lone_surrogates,
)
from app.recording.questions.question_sheet import QuestionSheet
from app.services.contacts import phone_numbers
from content.passages import IndicatorGroup

_BASIS = {"not_known": "I do not know"}
_WHEN = {"not_known": "I do not know"}
_DAY: Field = next(one for one in INDICATOR_GROUP.fields if one.name == "noticed_on")
FIRST_GROUP, CHANGES_GROUP = "A", "B"


class SignChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One sign of a child. `at`: how the names of its questions begin."""

    token: str
    label: str
    hint: str
    at: str
    ticked: bool
    basis: str
    when: str
    day: QuestionControl
    note: str
    keep_from_family: bool

    @property
    def stands_open(self) -> bool:
        """Whether it holds answers although it is not ticked."""
        return not self.ticked and bool(self.basis or self.when or self.day.answered or self.note)


class SignGroup(msgspec.Struct, frozen=True):
    """A group of signs, and what the pack says of it. `ring_text`: shown once one is ticked."""

    about: IndicatorGroup
    signs: tuple[SignChoice, ...]
    ring_text: str
    open: bool


class ChildSigns(msgspec.Struct, frozen=True):
    """The signs of one child. `name` is empty where there is only one child."""

    name: str
    start: str
    groups: tuple[SignGroup, ...]

    @property
    def ticked(self) -> list[str]:
        """The signs that were ticked, in words."""
        return [sign.label for group in self.groups for sign in group.signs if sign.ticked]


def list_signs_by_child(sheet: QuestionSheet, *, together: bool = False) -> tuple[ChildSigns, ...]:
    """Return every sign to tick, once a child. `together`: the first stands for each."""
    names = label_children(sheet.pages.get("child", {}), sheet.children)
    several = len(sheet.children) > 1
    return tuple(
        ChildSigns(
            names[child] if several else "",
            f"{child}.",
            tuple(_groups(sheet, f"{child}.")),
        )
        for child in (sheet.children[:1] if together else sheet.children)
    )


@cache
def list_basis_choices() -> tuple[Option, ...]:
    """Return how a sign may be known, in the words of the screen."""
    return _choices("basis", _BASIS)


@cache
def list_when_choices() -> tuple[Option, ...]:
    """Return when a sign may have been noticed, in the words of the screen."""
    return _choices("when", _WHEN)


def _choices(name: str, words: dict[str, str]) -> tuple[Option, ...]:
    field: Field = next(one for one in INDICATOR_GROUP.fields if one.name == name)
    known = {one.token: one.label for one in field.options}
    tokens = [*known, *(one.value for one in field.unknowns if one.value not in known)]
    return tuple(
        Option(token, words.get(token) or known.get(token, token))
        for token in tokens
        if token in known or token in words
    )


def _groups(sheet: QuestionSheet, start: str) -> Iterator[SignGroup]:
    opened = {FIRST_GROUP}
    if question_flow.CHANGES in question_flow.list_ways_of_knowing(sheet.pages):
        opened.add(CHANGES_GROUP)
    pack = phone_numbers.load_pack(g.org.pack)
    for page in INDICATORS:
        about = pack_options.find_sign_group(g.org.pack, page.pick_group)
        raw = sheet.pages.get(page.name, {})
        signs = tuple(_signs(page.pick_group, raw, start))
        ring = pack.fill(about.ring_text, g.org.lead_title) if about.ring else ""
        ticked = any(sign.ticked or sign.stands_open for sign in signs)
        yield SignGroup(about, signs, ring, page.pick_group in opened or ticked)


def _signs(letter: str, raw: FormData, start: str) -> Iterator[SignChoice]:
    picked = raw.get(f"{start}indicators-pick", [])
    for sign in pack_options.list_signs(g.org.pack, letter):
        at = f"{start}indicators-{sign.token}-"
        yield SignChoice(
            token=sign.token,
            label=sign.label,
            hint=sign.hint,
            at=at,
            ticked=sign.token in picked,
            basis=get_text(raw, f"{at}basis") or get_text(raw, f"{at}basis-unknown"),
            when=get_text(raw, f"{at}when"),
            day=make_control(_DAY, f"{at}{_DAY.name}", raw, {}, ()),
            note=replace_lone_surrogates(get_text(raw, f"{at}note")),
            keep_from_family=sign.keep_from_family,
        )
