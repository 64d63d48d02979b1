"""One question as a page draws it: names, what was typed, what is wrong, what may be chosen.

Built from a field and the submitted strings; never changes what was typed. Choices of one answer
hold "Not known" and its like among them, so that a mistaken choice can be taken back.
"""

from collections.abc import Mapping, Sequence

import msgspec

from app.domain.pages.page_model import UNKNOWN_LABELS, AnswerKind, Field
from app.domain.record.form_data import get_text
from app.recording.editor.time_readings import (
    MeaningQuestion,
    describe_time_answer,
    list_meaning_questions,
)

LONG_LIST = 8


class LabelText(msgspec.Struct, frozen=True):
    """Words as a WTForms field holds them."""

    text: str


class AnswerChoice(msgspec.Struct, frozen=True):
    """One answer to choose."""

    value: str
    label: str
    selected: bool
    hint: str = ""


class UnknownTick(msgspec.Struct, frozen=True):
    """What `unknown()` of components/field.html draws: one tick, or a row of radios."""

    id: str
    name: str
    kind: str
    type: str
    data: str
    label: LabelText
    choices: tuple[AnswerChoice, ...]

    def iter_choices(self) -> tuple[AnswerChoice, ...]:
        """Return the radios, as the macro asks for them."""
        return self.choices


class QuestionControl(msgspec.Struct, frozen=True):
    """One question. `name` is also the id of its first control.

    `reading`: how a day and time are understood; `meanings`: what is asked of them.
    """

    field: Field
    name: str
    label: str
    hint: str
    text: str
    time: str
    choices: tuple[AnswerChoice, ...]
    tick: UnknownTick | None
    problem: str
    time_problem: str
    many_choices: bool
    note: str
    reading: str = ""
    meanings: tuple[MeaningQuestion, ...] = ()

    @property
    def kind(self) -> str:
        """The shape of the answer."""
        return self.field.kind.value

    @property
    def filled(self) -> bool:
        """Whether there is an answer besides a mark that there is none."""
        return bool(self.text or self.time or any(choice.selected for choice in self.choices))

    @property
    def answered(self) -> bool:
        """Whether anything was typed, chosen or ticked."""
        return self.filled or bool(self.tick and self.tick.data)

    @property
    def said(self) -> str:
        """The answer in words, as it stands on the page."""
        chosen = "; ".join(choice.label for choice in self.choices if choice.selected)
        typed = ", ".join(text for text in (self.text, self.time) if text)
        ticks = self.tick.choices if self.tick else ()
        return typed or chosen or "; ".join(tick.label for tick in ticks if tick.selected)


def make_control(
    field: Field,
    name: str,
    raw: Mapping[str, list[str]],
    problems: Mapping[str, str],
    options: Sequence[AnswerChoice],
    note: str = "",
    hint: str = "",
) -> QuestionControl:
    """Return a question with what was typed under `name`. `hint`: the text next to it."""
    typed = field.kind not in {AnswerKind.ONE, AnswerKind.MANY, AnswerKind.CHILDREN}
    choices = () if typed else _choices(field, name, raw, options)
    return QuestionControl(
        field=field,
        name=name,
        label=field.label,
        hint=hint or field.hint,
        text=replace_lone_surrogates(get_text(raw, name)) if typed else "",
        time=replace_lone_surrogates(get_text(raw, f"{name}-time"))
        if field.kind is AnswerKind.MOMENT
        else "",
        choices=choices,
        tick=None if field.kind is AnswerKind.ONE else _tick(field, name, raw),
        problem=problems.get(name, ""),
        time_problem=problems.get(f"{name}-time", ""),
        many_choices=len(choices) > LONG_LIST,
        note=note,
        reading=describe_time_answer(field, name, raw),
        meanings=list_meaning_questions(field, name, raw),
    )


def replace_lone_surrogates(text: str) -> str:
    """Return text as a page can carry it: half a character becomes a visible mark."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _choices(
    field: Field, name: str, raw: Mapping[str, list[str]], options: Sequence[AnswerChoice]
) -> tuple[AnswerChoice, ...]:
    picked = raw.get(name, [])
    found = [msgspec.structs.replace(one, selected=one.value in picked) for one in options]
    if field.kind is AnswerKind.ONE:
        answered = any(choice.selected for choice in found)
        ticked = [*picked, *([] if answered else raw.get(f"{name}-unknown", []))]
        found += _marks(field, ticked)
    return tuple(found)


def _marks(field: Field, ticked: Sequence[str]) -> tuple[AnswerChoice, ...]:
    """Return what may be said instead; a mark that was chosen while offered stays on the page."""
    shown = [t for t in field.unknowns if t in (field.offered or field.unknowns) or t in ticked]
    return tuple(AnswerChoice(t.value, UNKNOWN_LABELS[t], t.value in ticked) for t in shown)


def _tick(field: Field, name: str, raw: Mapping[str, list[str]]) -> UnknownTick | None:
    if not field.unknowns:
        return None
    ticked = get_text(raw, f"{name}-unknown")
    choices = _marks(field, [ticked])
    return UnknownTick(
        id=f"{name}-unknown",
        name=f"{name}-unknown",
        kind="BooleanField" if len(choices) == 1 else "RadioField",
        type="Tick",
        data=ticked,
        label=LabelText(choices[0].label),
        choices=choices,
    )
