"""Read a form about training: its fields, the version it was drawn from, the texts that wait.

A page is saved before it is judged, as in recording. Autosave answers JSON.
"""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4, uuid5

from flask import g, jsonify
from flask.typing import ResponseReturnValue

from app.access.submitted_form import (
    CHANGED_ELSEWHERE,
    SubmittedForm,
    parse_uuid,
    read_submitted_form,
    read_version,
)
from app.domain.record.form_data import FormData
from app.domain.times.shown_times import format_clock_time
from app.domain.training.training_forms import DISCUSSION_METHODS, HOW
from app.errors import StaleError
from app.services.training import private_drafts
from app.services.training.private_drafts import LearningPage, WaitingText

QuestionsAndAnswers = list[tuple[str, str]]
"""Questions, each with what was typed."""


def read_form_id(form: SubmittedForm) -> UUID:
    """Return the id of the form that was on the screen; a fresh one for a form that is not ours."""
    return parse_uuid((form.get("once") or [""])[0]) or uuid4()


def derive_press_id(form: SubmittedForm, *said: object) -> UUID:
    """Derive the id of one press: of the form that was on the screen, and of what it said.

    The same again is the same press. A page that came back with the browser's own button, and says
    something else now, is another one: else its words would be dropped without a word.
    """
    return uuid5(read_form_id(form), json.dumps(said))


def save_typed_page(document: str, raw: FormData, form: SubmittedForm) -> bool:
    """Keep a page and settle what was chosen between two texts; whether the way goes on.

    False: a newer text was there, or a choice was made: the page must be shown again.
    """
    use, away = (form.get("use") or [""])[0], form.get("away", [])
    try:
        private_drafts.save_learning_page(g.uow, document, raw, read_version(form), use, away)
    except StaleError:
        return False
    return not (use or away)


def autosave_page(document: str, raw: FormData) -> ResponseReturnValue:
    """Keep a page while it is being typed; 409 when a newer one is there, this one beside it."""
    try:
        page = private_drafts.save_learning_page(
            g.uow, document, raw, read_version(read_submitted_form())
        )
    except StaleError:
        return jsonify(error="stale", said=CHANGED_ELSEWHERE), 409
    return jsonify(version=page.version, saved=format_clock_time(page.at or g.uow.clock()))


def read_shown_answers_version(form: SubmittedForm) -> tuple[int, str]:
    """Number and digest of what was sent, as it stood on the page of whoever writes about it."""
    number = (form.get("number") or ["0"])[0]
    known = number.isdecimal() and len(number) < 6
    return (int(number) if known else 0), (form.get("digest") or [""])[0]


def compare_waiting_texts(
    page: LearningPage, names: Sequence[str], labels: Mapping[str, str]
) -> list[tuple[WaitingText, QuestionsAndAnswers, QuestionsAndAnswers]]:
    """Return each text set aside, with its answers and the page's where the two differ."""
    found = []
    for aside in page.asides:
        differ = [name for name in names if aside.raw.get(name) != page.raw.get(name)]
        here = list_answers_with_labels(page.raw, differ, labels)
        found.append((aside, list_answers_with_labels(aside.raw, differ, labels), here))
    return found


def list_answers_with_labels(
    raw: FormData, names: Sequence[str], labels: Mapping[str, str]
) -> QuestionsAndAnswers:
    """Return (question, answer) as somebody reads them who wrote down how a talk went."""
    said = {name: (raw.get(name) or [""])[0] for name in names}
    if HOW in said:
        said[HOW] = DISCUSSION_METHODS.get(said[HOW], said[HOW])
    return [(labels[name], text) for name, text in said.items()]
