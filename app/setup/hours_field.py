"""Opening hours as people type them in a form: also with "9am" and "5.30pm"."""

import re
from typing import Any

from wtforms.validators import ValidationError

from app.domain.times import weekly_hours
from app.errors import InvalidError

_AM_PM = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s*([ap])\.?m\b\.?", re.I)


def convert_to_24_hour(text: str) -> str:
    """Return hours with "9am" and "5.30pm" written as the 24-hour times they mean."""

    def twenty_four(found: re.Match[str]) -> str:
        hour = int(found[1]) % 12 + (12 if found[3].casefold() == "p" else 0)
        return f"{hour:02d}:{found[2] or '00'}"

    return _AM_PM.sub(twenty_four, text)


def require_readable_hours(_form: Any, field: Any) -> None:
    """Refuse opening hours that cannot be read as people write them."""
    try:
        weekly_hours.parse_hours(convert_to_24_hour(field.data or ""))
    except InvalidError as error:
        raise ValidationError(error.problems["hours"]) from None


def format_hours_as_typed(hours: weekly_hours.WeeklyHours) -> str:
    """Return hours as somebody types them: equal days together, if that reads back."""
    short = weekly_hours.summarise_hours(hours)
    try:
        return (
            short if weekly_hours.parse_hours(short) == hours else weekly_hours.format_hours(hours)
        )
    except InvalidError:
        return weekly_hours.format_hours(hours)
