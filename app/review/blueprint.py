"""The blueprint of this journey, and the words that its pages share."""

from datetime import date, datetime

from flask import Blueprint

from app.access.house import house
from app.domain.clocks import LONDON, in_words
from app.domain.not_readable import IN_WORDS, readable

bp = Blueprint("review", __name__)


@bp.app_template_filter("when")
def when(at: datetime) -> str:
    """An instant in a list's words: "today 14:02"."""
    return in_words(at, house().clock())


@bp.app_template_filter("began")
def began(at: datetime) -> str:
    """When something was begun, in the middle of a sentence: "at 14:02", "yesterday at 14:02"."""
    if not readable(at):
        return IN_WORDS
    day, _, clock = when(at).rpartition(" ")
    return f"at {clock}" if day == "today" else f"{day.rstrip(',')} at {clock}"


@bp.app_template_filter("day")
def day(on: date) -> str:
    """A day as people say it: "Wednesday 25 November", with its year where that is not this one."""
    return f"{on:%A} {_short(on)}"


@bp.app_template_filter("on_day")
def on_day(at: datetime) -> str:
    """The day of an instant: "25 November", with its year where that is not this one."""
    return _short(at.astimezone(LONDON).date()) if readable(at) else IN_WORDS


def _short(on: date) -> str:
    said = f"{on.day} {on:%B}"
    return said if on.year == house().clock().astimezone(LONDON).year else f"{said} {on.year}"
