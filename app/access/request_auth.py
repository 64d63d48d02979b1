"""At the start of each request: which organisation, who is it, and are they still signed in.

A page that is posted after its sign-in ended is sealed for its author before anything else
(docs/decisions/0015). Views find `g.org`, `g.desk`, `g.actor`, `g.visit` and `g.sign_in_id`.
"""

from uuid import UUID

import msgspec
from flask import Flask, g, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import SecurityError

from app.access import cookies
from app.access.app_state import get_app_state
from app.domain.training.training_forms import OWN_REPLY
from app.errors import DatabaseAwayError, HeardError
from app.extensions import db
from app.services.auth import sessions
from app.services.contacts import phone_numbers
from app.services.drafts import late_page_store
from app.services.organisations import organisation_lookup
from app.services.practice import debriefs, free_text, practice_record, practice_runs
from app.services.training import reviews, workbook_answers
from app.services.unit_of_work import translate_database_error

ENDPOINTS_WITHOUT_ORG = {"static", "setup.start", "setup.submit", "setup.sheet", "setup.prove",
                    "public.healthz", "public.readyz", "public.service_worker",
                    "learning.worker"}  # fmt: skip
PACK_ONLY_ENDPOINTS = {"public.with_a_child", "public.blank_form", "public.numbers", "public.help",
                 "public.support", "public.phone_script"}  # fmt: skip
"""Pages that need no row: shown in full while the database is away, and before set-up."""
LEARNING_FORMS = {"learning.answer": "question", "learning.keep_answer": "question",
                     "learning.talked": "confirm", "learning.keep_talked": "confirm",
                     "learning.practice_said": "practice",
                     "learning.practice_keep_own": "practice",
                     "learning.practice_note": "talk", "learning.keep_practice_note": "talk",
                     "recording.practice_submit": "record",
                     "recording.practice_autosave": "record"}  # fmt: skip
"""Forms about training in which somebody writes, and what their page is."""
MAX_STRANGER_BYTES = 64 * 1024
NO_LOOKUP_ENDPOINTS = {"static", "public.healthz", "public.service_worker", "learning.worker"}


class NoSuchHostError(HeardError):
    """No organisation answers on this host."""

    status = 404
    public = "There is nothing at this address."


class NotSetUpError(HeardError):
    """Nobody has set this installation up yet."""

    status = 404
    public = "Heard has not been set up here yet."


def init_app(app: Flask) -> None:
    """Run before every request, before policies and CSRF."""
    app.before_request(load_request_context)


def load_request_context() -> None:
    """Fill `g`. Raises NoSuchHostError or NotSetUpError where a page needs an organisation."""
    # Reading a form costs time before anybody is known: a stranger may send only a small one.
    request.max_content_length = MAX_STRANGER_BYTES
    try:
        _arrive()
    except (DBAPIError, PoolTimeoutError, DatabaseAwayError) as error:
        _without_the_database(error)
    if g.visit is not None:
        request.max_content_length = None  # the app's own limit


def _without_the_database(error: Exception) -> None:
    """A public page comes from the pack and from what is remembered; any other one says why not."""
    found = translate_database_error(error) if isinstance(error, DBAPIError) else error
    if request.endpoint not in PACK_ONLY_ENDPOINTS or not isinstance(
        found, DatabaseAwayError | PoolTimeoutError
    ):
        raise error
    db.session.rollback()
    g.org = get_app_state().remembered.of(get_host(), phone_numbers.FALLBACK_PACK)
    g.desk = g.actor = g.visit = g.sign_in_id = None


def _arrive() -> None:
    g.org = g.desk = g.actor = g.visit = g.sign_in_id = None
    name = get_host()
    if request.endpoint in NO_LOOKUP_ENDPOINTS:
        return
    org = organisation_lookup.find_organisation_by_host(db.session(), name)
    if org is None:
        _nobody_here()
        return
    get_app_state().remembered.keep(name, org)
    g.org, g.desk = org, get_app_state().desk(org)
    if token := cookies.get_sign_in_token():
        _recognise(token)


def get_host() -> str:
    """The host name that was asked for, without its port. Raises NoSuchHostError."""
    # An untrusted Host header raises here, before anything is looked up for it.
    try:
        return (request.host or "").rsplit(":", 1)[0].strip("[]")
    except SecurityError:
        raise NoSuchHostError("host") from None


def _nobody_here() -> None:
    if request.endpoint in ENDPOINTS_WITHOUT_ORG:
        return
    if organisation_lookup.has_any_organisation(db.session()):
        raise NoSuchHostError("host")
    if request.endpoint not in PACK_ONLY_ENDPOINTS:
        raise NotSetUpError("set up first")
    nobody = get_app_state().remembered.of(
        "", phone_numbers.FALLBACK_PACK
    )  # no number hides behind set-up
    g.org = msgspec.structs.replace(nobody, demo=get_app_state().config.demo)


def _recognise(token: str) -> None:
    visit = sessions.open_session(g.desk, token)
    if visit is None:
        return
    g.visit, g.actor, g.sign_in_id = visit, visit.actor, visit.row_id
    if visit.actor is None:
        g.late = visit


def save_late_page() -> bool:
    """Seal a late page to its author's key; whether there was one to seal."""
    visit = g.get("late")
    if visit is None or not visit.late:
        return False
    page, draft = _of_learning(visit.user_id) or (_page(), _draft())
    if page is None or draft is None:
        return False
    raw = {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}
    late_page_store.store_late_page(g.desk, visit.user_id, draft, page, raw)
    return True


def _of_learning(user_id: UUID) -> tuple[str, UUID] | None:
    """What a late page about training is kept under: it belongs to no draft, but to its writer."""
    name = LEARNING_FORMS.get(request.endpoint or "") if request.method == "POST" else None
    args = request.view_args or {}
    if name == "question" and workbook_answers.has_question(g.desk, args["key"]):
        return (
            f"{late_page_store.LEARNING_PREFIX}{workbook_answers.build_answer_box_name(args['key'])}",
            user_id,
        )
    if name == "confirm" and reviews.is_confirmer(g.desk, user_id, args["training_id"]):
        return f"{late_page_store.LEARNING_PREFIX}{name}/{args['training_id']}", user_id
    if name == "talk" and debriefs.is_debrief_participant(g.desk, user_id, args["training_id"]):
        return (
            f"{late_page_store.LEARNING_PREFIX}{debriefs.build_debrief_box_name(args['training_id'])}",
            user_id,
        )
    if name == "record" and practice_record.is_page_of_member(
        g.desk, user_id, args["run_id"], args["page"]
    ):
        box = practice_runs.build_run_box_name(args["run_id"], args["page"])
        return f"{late_page_store.LEARNING_PREFIX}{box}", user_id
    wrote = bool(request.form.get(OWN_REPLY, "").strip())  # a reply that was only chosen is no loss
    if (
        name == "practice"
        and wrote
        and practice_runs.is_run_of_member(g.desk, user_id, args["run_id"])
    ):
        box = free_text.build_own_words_box_name(args["run_id"], args["at"])
        return f"{late_page_store.LEARNING_PREFIX}{box}", user_id
    return None


def _page() -> str | None:
    args = request.view_args or {}
    if request.method != "POST" or not (request.endpoint or "").startswith("recording."):
        return None
    page = args.get("page")
    return page if isinstance(page, str) else None


def _draft() -> UUID | None:
    draft = (request.view_args or {}).get("draft_id")
    return draft if isinstance(draft, UUID) else None
