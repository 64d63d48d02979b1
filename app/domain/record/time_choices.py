"""Choices between two meanings of a day or time, as a form sends them beside the boxes.

The value of a choice says what it explains and what it puts in which box. Whatever was typed since
wins over it. Nothing of a choice is stored: the page holds the text that was chosen.
"""

from collections.abc import Mapping, Sequence

import msgspec

from app.domain.private_struct import PrivateStruct

CHOICE_PREFIX = "choose-"
"""Start of the name of a choice. The name of the box that it explains follows."""


class ChosenText(PrivateStruct, frozen=True, array_like=True):
    """A box, what it held when the choice was shown, and what the choice puts there."""

    box: str
    typed: str
    text: str


def encode_time_choice(texts: Sequence[ChosenText]) -> str:
    """Return the value of a choice."""
    return msgspec.json.encode(texts).decode()


def apply_time_choices(form: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return a form with each day and time as it was chosen."""
    chosen = dict(form)
    for name, values in form.items():
        if name.startswith(CHOICE_PREFIX):
            own = name.removeprefix(CHOICE_PREFIX)
            texts = _decode_choice(values[0] if values else "")
            if _explains(own, texts, form):
                for one in texts:
                    chosen[one.box] = [one.text if t == one.typed else t for t in form[one.box]]
    return chosen


def _decode_choice(value: str) -> list[ChosenText]:
    try:
        return msgspec.json.decode(value, type=list[ChosenText])
    except (msgspec.DecodeError, UnicodeEncodeError):
        return []


def _explains(own: str, texts: Sequence[ChosenText], form: Mapping[str, list[str]]) -> bool:
    boxes = {own, own.removesuffix("-time")}
    return all(one.box in boxes and one.typed in form.get(one.box, ()) for one in texts)
