"""The blueprint of this journey, and the words that its pages share."""

from datetime import date, datetime

from flask import Blueprint

from app.access.app_state import get_app_state, get_today
from app.domain.times.shown_times import format_instant
from app.domain.times.unreadable_times import UNREADABLE_WORDS, is_readable
from content.london_time import format_date, format_day

bp = Blueprint("review", __name__)


@bp.app_template_filter("when")
def format_when(at: datetime) -> str:
    """Return an instant in a list's words: "today 14:02"."""
    return format_instant(at, get_app_state().clock())


@bp.app_template_filter("began")
def format_started(at: datetime) -> str:
    """Return when something was started, within a sentence: "at 14:02", "yesterday at 14:02"."""
    if not is_readable(at):
        return UNREADABLE_WORDS
    day, _, clock = format_when(at).rpartition(" ")
    return f"at {clock}" if day == "today" else f"{day.rstrip(',')} at {clock}"


@bp.app_template_filter("day")
def format_weekday(on: date) -> str:
    """Return a day as people say it: "Wednesday 25 November", with its year if it is another."""
    return f"{on:%A} {format_day(on, get_today())}"


@bp.app_template_filter("full_day")
def format_full_day(on: date) -> str:
    """Return a day with its year: "3 May 2012"."""
    return format_date(on)
