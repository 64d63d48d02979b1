"""How a typed day and time is understood, and what its question asks where it has two meanings."""

from collections.abc import Mapping, Sequence

import msgspec

from app.domain.pages.page_model import AnswerKind, Field
from app.domain.record.form_data import get_text
from app.domain.record.moments import (
    TIME_SUFFIX,
    Meaning,
    describe_understood_moment,
    list_day_meanings,
    list_time_meanings,
)
from app.domain.record.time_choices import CHOICE_PREFIX, ChosenText, encode_time_choice
from app.domain.times.spoken_times import is_approximate

WHICH_DAY = "Which day do you mean?"
WHICH_TIME = "Which time do you mean?"
TIME_AS_TYPED = "The time is saved as you typed it."
_DAYS = {AnswerKind.DATE, AnswerKind.MOMENT}
_TIMES = {*_DAYS, AnswerKind.TIME}


class MeaningQuestion(msgspec.Struct, frozen=True):
    """A question next to a box. `choices`: the value that is sent, and the words beside it."""

    name: str
    text: str
    choices: tuple[tuple[str, str], ...]


def describe_time_answer(field: Field, name: str, raw: Mapping[str, list[str]]) -> str:
    """Return a day and time in full, and that an approximate time stays as it is."""
    if field.kind not in _TIMES:
        return ""
    day, clock = _split_boxes(field, name, raw)
    if not (day or clock):
        return ""
    rough = TIME_AS_TYPED if is_approximate(clock) else ""
    return ". ".join(filter(None, (describe_understood_moment(day, clock), rough)))


def list_meaning_questions(
    field: Field, name: str, raw: Mapping[str, list[str]]
) -> tuple[MeaningQuestion, ...]:
    """Return what is asked of a day and of a time that have two meanings."""
    if field.kind not in _TIMES:
        return ()
    day, clock = _split_boxes(field, name, raw)
    if not (day or clock):
        return ()
    end = "" if field.kind is AnswerKind.TIME else TIME_SUFFIX
    asked = (
        (name, WHICH_DAY, list_day_meanings(day)),
        (name + end, WHICH_TIME, list_time_meanings(clock, end, day)),
    )
    return tuple(
        MeaningQuestion(CHOICE_PREFIX + box, text, _make_choices(name, meanings, raw))
        for box, text, meanings in asked
        if meanings
    )


def _split_boxes(field: Field, name: str, raw: Mapping[str, list[str]]) -> tuple[str, str]:
    """Return the texts of a day and of a time, "" for what this question does not ask."""
    if field.kind is AnswerKind.TIME:
        return "", get_text(raw, name)
    clock = get_text(raw, name + TIME_SUFFIX) if field.kind is AnswerKind.MOMENT else ""
    return (get_text(raw, name), clock) if field.kind in _DAYS else ("", "")


def _make_choices(
    name: str, meanings: Sequence[Meaning], raw: Mapping[str, list[str]]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            encode_time_choice(
                [
                    ChosenText(name + end, get_text(raw, name + end), text)
                    for end, text in meaning.fills
                ]
            ),
            meaning.label,
        )
        for meaning in meanings
    )
