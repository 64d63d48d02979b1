"""The form for how a reader wants pages set. No query here."""

from enum import StrEnum
from typing import Any, Self

from wtforms import RadioField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # stubs of WTForms 3.2
    SelectChoice,
)
from wtforms.validators import ValidationError

from app.access.base_form import BaseForm
from app.domain.training.reading_state import (
    LetterSpacing,
    LineSpacing,
    LineWidth,
    PageTint,
    ReadingSettings,
    TextSize,
)

CHOOSE = "{}: choose one of these."


def _asked(label: str, words: dict[Any, str], description: str = "") -> RadioField:
    choices = [SelectChoice(value.value, said) for value, said in words.items()]
    return RadioField(
        label,
        description=description,
        choices=choices,
        validate_choice=False,  # said in our words
        validators=[_one_of(tuple(value.value for value in words))],
    )


def _one_of(values: tuple[str, ...]) -> Any:
    def judge(_form: Any, field: Any) -> None:
        if field.data not in values:
            raise ValidationError(CHOOSE.format(field.label.text))

    return judge


class SettingsForm(BaseForm):
    """Five choices; each has one that leaves it as everybody sees it."""

    size = _asked(
        "Size of the text",
        {TextSize.USUAL: "As it is", TextSize.LARGER: "Larger", TextSize.LARGEST: "Largest"},
    )
    lines = _asked(
        "Space between lines",
        {LineSpacing.USUAL: "As it is", LineSpacing.WIDER: "More", LineSpacing.WIDEST: "Most"},
    )
    letters = _asked(
        "Space between letters and words",
        {
            LetterSpacing.USUAL: "As it is",
            LetterSpacing.WIDER: "More",
            LetterSpacing.WIDEST: "Most",
        },
    )
    width = _asked(
        "Length of a line",
        {LineWidth.USUAL: "As it is", LineWidth.NARROW: "Short"},
        "On a phone lines are short already.",
    )
    tint = _asked(
        "Colour behind the text",
        {
            PageTint.USUAL: "As it is",
            PageTint.CREAM: "Cream",
            PageTint.BLUE: "Pale blue",
            PageTint.GREEN: "Pale green",
        },
    )

    @classmethod
    def of(cls, settings: ReadingSettings) -> Self:
        """Return the form as its settings are saved now."""
        return cls(data={name: _value(settings, name) for name in settings.__struct_fields__})

    def to_settings(self) -> ReadingSettings:
        """Return what the service saves; only after `validate`."""
        return ReadingSettings(
            size=TextSize(self.size.data),
            lines=LineSpacing(self.lines.data),
            letters=LetterSpacing(self.letters.data),
            width=LineWidth(self.width.data),
            tint=PageTint(self.tint.data),
        )


def _value(settings: ReadingSettings, name: str) -> str:
    found: StrEnum = getattr(settings, name)
    return found.value
