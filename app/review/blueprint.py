"""The blueprint of this journey, and the words that its pages share."""

from datetime import datetime

from flask import Blueprint

from app.access.house import house
from app.domain.clocks import in_words

bp = Blueprint("review", __name__)


@bp.app_template_filter("when")
def when(at: datetime) -> str:
    """An instant in a list's words: "today 14:02"."""
    return in_words(at, house().clock())
