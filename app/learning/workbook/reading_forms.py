"""How a reader wants pages set: shapes and words. No query here."""

from enum import StrEnum
from typing import Any, Self

from wtforms import RadioField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # stubs of WTForms 3.2
    SelectChoice,
)
from wtforms.validators import ValidationError

from app.access.base_form import Form
from app.domain.training.reading_state import Letters, Lines, Settings, Size, Tint, Width

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


class SettingsForm(Form):
    """Five choices; each has one that leaves it as everybody sees it."""

    size = _asked(
        "Size of the text",
        {Size.USUAL: "As it is", Size.LARGER: "Larger", Size.LARGEST: "Largest"},
    )
    lines = _asked(
        "Space between lines",
        {Lines.USUAL: "As it is", Lines.WIDER: "More", Lines.WIDEST: "Most"},
    )
    letters = _asked(
        "Space between letters and words",
        {Letters.USUAL: "As it is", Letters.WIDER: "More", Letters.WIDEST: "Most"},
    )
    width = _asked(
        "Length of a line",
        {Width.USUAL: "As it is", Width.NARROW: "Short"},
        "On a phone lines are short already.",
    )
    tint = _asked(
        "Colour behind the text",
        {
            Tint.USUAL: "As it is",
            Tint.CREAM: "Cream",
            Tint.BLUE: "Pale blue",
            Tint.GREEN: "Pale green",
        },
    )

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As it is kept now."""
        return cls(data={name: _value(settings, name) for name in settings.__struct_fields__})

    def to_settings(self) -> Settings:
        """What the service keeps; only after `validate`."""
        return Settings(
            size=Size(self.size.data),
            lines=Lines(self.lines.data),
            letters=Letters(self.letters.data),
            width=Width(self.width.data),
            tint=Tint(self.tint.data),
        )


def _value(settings: Settings, name: str) -> str:
    found: StrEnum = getattr(settings, name)
    return found.value
