"""Questions that hold no answer look the same to everybody, so their mark-up is kept.

Most questions of a full page are empty, and drawing one costs more than finding it. All that a
question is drawn from is the key; nothing that anybody typed, chose or ticked is ever kept, nor
a child's name.
"""

from functools import lru_cache

from flask import current_app, g
from markupsafe import Markup

from app.domain.pages.page_model import AnswerKind
from app.recording.editor.question_controls import QuestionControl

MAX_CACHED = 1024


def draw_cached_control(asked: QuestionControl, small: bool = False) -> Markup:
    """Return the question as mark-up, drawn once where it has no answer."""
    if (
        asked.answered
        or asked.problem
        or asked.time_problem
        or asked.field.kind is AnswerKind.CHILDREN
    ):
        return _drawn(asked, small)
    return _kept(asked, small, g.org.lead_title)


@lru_cache(maxsize=MAX_CACHED)
def _kept(asked: QuestionControl, small: bool, _lead_title: str) -> Markup:
    return _drawn(asked, small)


def _drawn(asked: QuestionControl, small: bool) -> Markup:
    macros = current_app.jinja_env.get_template("recording/questions.html").module
    drawn: Markup = macros.question(asked, small)  # type: ignore[attr-defined]  # a macro
    return drawn
