"""Validators that several journeys put on their forms, and the problems that a service found."""

from collections.abc import Callable
from typing import Any

from wtforms.validators import ValidationError

from app.access.base_form import BaseForm


def attach_problems(form: BaseForm, problems: dict[str, str]) -> None:
    """Put a service's problems beside the fields they are about."""
    for name, text in problems.items():
        if name in form:
            form[name].errors = [text]
        else:
            form.form_errors.append(text)


def make_validator(problem: Callable[..., str], *words: str) -> Callable[[Any, Any], None]:
    """Return a validator whose error is what `problem` answers; `words` for nothing typed."""

    def judge(_form: Any, field: Any) -> None:
        if wrong := problem(field.data or "", *words):
            raise ValidationError(wrong)

    return judge


def require_text(words: str) -> Callable[[Any, Any], None]:
    """Return a validator that wants something typed, and says these words when nothing is."""
    return make_validator(lambda text: "" if text.strip() else words)


def require_same_twice(form: Any, field: Any) -> None:
    """Refuse a second passphrase that is not the first again."""
    if field.data != form.passphrase.data:
        raise ValidationError("The two are not the same. Type the passphrase again in both.")


def require_choice(words: str, *values: str) -> Callable[[Any, Any], None]:
    """Return a validator that wants one of these and says `words` alone when it is none."""

    def judge(_form: Any, field: Any) -> None:
        if field.data not in values:
            field.errors = []
            raise ValidationError(words)

    return judge
