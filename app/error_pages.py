"""A problem has a plain-words page: what happened, what is safe, what to do, whom to ring.

Never a stack trace, never a blank, never a database query: the numbers come from the pack. Log
lines carry the error's class, its ids and where it was raised, never its full message: a driver's
message can hold what somebody typed.
"""

import errno
import logging
import re
import traceback
from typing import cast

from flask import Flask, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from app.access import late_text, request_auth, step_up_gate, template_context
from app.access.app_state import get_app_state
from app.access.csrf import StaleTokenError
from app.access.declarations import get_late_text_declaration
from app.access.policy import Policy, get_declared_policy
from app.access.second_step import step_gate
from app.access.step_up_gate import UnlockForm
from app.access.submitted_form import list_typed_fields_with_labels, parse_uuid
from app.domain.pages import PAGES_BY_NAME, list_fields
from app.domain.pages.page_model import Page
from app.domain.routing.actors import Org
from app.domain.times.shown_times import format_full_time
from app.domain.training import training_forms
from app.errors import (
    DatabaseAwayError,
    DatabaseDamagedError,
    DiskFullError,
    ExpiredError,
    HeardError,
    InvalidError,
    LogBrokenError,
    NotConfirmedError,
    NotFoundError,
    ReadingEndedError,
    SecondStepMissingError,
)
from app.extensions import db
from app.services.auth import waiting_forms
from app.services.contacts import org_contacts, phone_numbers
from app.services.unit_of_work import translate_database_error

log = logging.getLogger("heard")
OWN_FIELDS = {"csrf_token", "version", "concern", "shown", "add", "remove", "save", "use", "away"}
OWN_FIELDS |= {"next", "once", "choice", "line", "not_for", "sure"}
"""What a form sends of itself, and what was only picked: never words of anybody."""
_ITEM_ID = re.compile(r"[a-z]\d{1,3}")
"""The id of a child or a person within a record: "c1"."""
DISK_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
SAVED_MESSAGE = "We’ve saved what you just sent. Sign in again to find it."
SIGNED_OUT_MESSAGE = "You have been signed out. What you just sent was not saved."
HTTP_WORDS = {
    404: NotFoundError.public,
    405: "That is not something this page can do.",
    413: "That was too large to send. Send it in smaller pieces. Everything you saved is safe.",
}


def init_app(app: Flask) -> None:
    """Catch everything, from our own tree to what nobody expected."""
    app.register_error_handler(request_auth.NotSetUpError, _not_set_up)
    app.register_error_handler(request_auth.NoSuchHostError, _no_such_host)
    app.register_error_handler(ExpiredError, _expired)
    app.register_error_handler(StaleTokenError, _stale)
    app.register_error_handler(SecondStepMissingError, _without_step)
    app.register_error_handler(ReadingEndedError, _reading_ended)
    app.register_error_handler(HeardError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeoutError, _database)
    app.register_error_handler(OSError, _system)
    app.register_error_handler(Exception, _unexpected)


def render_problem(
    status: int, public: str, *, waits: bool = False, needs_repair: bool = False
) -> ResponseReturnValue:
    """Render the problem page. Needs no database."""
    db.session.rollback()
    org = _recall_org()
    try:
        known = org_contacts.fill_contacts_from_memory(org, get_app_state().key_log)
        panel = phone_numbers.build_panel_without_people(known, get_app_state().clock())
    except Exception:  # noqa: BLE001 - this is the last page there is: it must never fail itself
        panel = phone_numbers.build_panel_without_org(
            phone_numbers.FALLBACK_PACK, get_app_state().clock()
        )
    return render_template(
        "errors/problem.html",
        status=status,
        what=public,
        panel=panel,
        typed=_typed(),
        waits_to_be_confirmed=waits,
        needs_repair=needs_repair,
        signed_out=public == SIGNED_OUT_MESSAGE,
        outside=g.get("visit") is None and not _is_for_anyone(),
        organisation=org if org.name else None,
        demo=org.demo,
        sign_in=url_for("accounts.sign_in", next=request.path),
        time_out=None,  # a countdown would make two absent pages differ by a second
    ), status


def _is_for_anyone() -> bool:
    """Return whether the page of this request is open to people who are not signed in."""
    return get_declared_policy(request.endpoint or "") is Policy.ANYONE


def _recall_org() -> Org:
    """Return the organisation of this request, or as it was last shown where nothing was read."""
    here, org = get_app_state(), g.get("org")
    if org is not None and here.key_log.recall_contacts(org) is not None:
        return cast(Org, org)
    recalled = here.org_cache.recall(request_auth.get_host(), phone_numbers.FALLBACK_PACK)
    return recalled if org is None or recalled.phone else cast(Org, org)


def _typed() -> list[tuple[str, str]]:
    """Return what was just typed, so that nothing is lost."""
    declared = get_late_text_declaration()
    in_training = declared.labels if declared else None
    if (
        (g.get("visit") is None and not _from_our_own_page())
        or request.method != "POST"
        or _is_for_anyone()
        or not (_gives_back() or g.get("actor") is None)
    ):
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []  # the body itself was the problem
    if in_training:
        return training_forms.list_answered_fields_with_labels(fields, in_training)
    if not _gives_back():
        return list(
            list_typed_fields_with_labels(pair for pair in fields if pair[0] not in OWN_FIELDS)
        )
    return _describe_answers(fields)


def _describe_answers(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what was typed on a page of a record, under its questions."""
    sent = PAGES_BY_NAME.get((request.view_args or {}).get("page", ""))
    labels, chosen = FIELD_LABELS | _labels(sent), _options(sent)
    ours = OWN_FIELDS if sent is None or "seen" in _labels(sent) else OWN_FIELDS | {"seen"}
    return [
        (template_context.fill_lead_title(labels.get(field, "")), chosen.get((field, text), text))
        for field, text in (
            (name.rsplit("-", 1)[-1].rsplit(".", 1)[-1], text)
            for name, text in fields
            if text.strip() and name not in ours and not name.endswith(("-id", "-unknown"))
        )
        if (field, text) in chosen or not _is_id(text, labels.get(field, ""))
    ]


def _is_id(text: str, label: str) -> bool:
    """Whether a text names a person, a child or an entry by an id that no one typed."""
    return parse_uuid(text) is not None or (not label and bool(_ITEM_ID.fullmatch(text)))


def _gives_back() -> bool:
    """Whether the words of this page are kept when they come late, or given back under labels."""
    return (request.endpoint or "").startswith(
        "recording."
    ) or get_late_text_declaration() is not None


def _from_our_own_page() -> bool:
    """Whether the browser says that a page of ours sent this. No page of another site can say it.

    Somebody who signed out in another tab has no sign-in to seal words to, and their page cannot
    be gone back to. Words that another site sent are never shown as their own.
    """
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _labels(sent: Page | None) -> dict[str, str]:
    """Return the questions of the page that was sent, by field: two pages may use one name."""
    return {field.name: field.label for field in list_fields(sent)} if sent else {}


FIELD_LABELS = {
    name: text for page in PAGES_BY_NAME.values() for name, text in _labels(page).items()
}
"""The questions of every page: for what was sent to an address that names none."""


def _options(sent: Page | None) -> dict[tuple[str, str], str]:
    """Return the words of what can be chosen on the page that was sent, by field and token."""
    fields = list_fields(sent) if sent else ()
    return {(field.name, one.token): one.label for field in fields for one in field.options}


def _not_set_up(_error: HeardError) -> ResponseReturnValue:
    return redirect(url_for("setup.start"), 302)


def _no_such_host(error: HeardError) -> ResponseReturnValue:
    return render_template("errors/unknown_host.html"), error.status


def _stale(error: HeardError) -> ResponseReturnValue:
    """Answer a page from an earlier session: what waits for a passphrase in it is not lost.

    Only from a page of ours. No other site may put a form before someone that they did not fill in.
    """
    if not _from_our_own_page():
        return _ours(error)
    if page := step_up_gate.offer_carried_form():
        return page, 403
    if (locked := _ask_to_unlock()) is not None:
        return locked
    if g.get("actor") is None and not _is_for_anyone():
        return render_problem(error.status, SIGNED_OUT_MESSAGE)
    return _ours(error)


def _ask_to_unlock(late_form: str = "") -> ResponseReturnValue | None:
    """Return the page that asks for the passphrase only, with the form that waits; or None.

    The form stays sealed. Only its writer opens it, once they have signed in again.
    """
    visit, form = g.get("late"), UnlockForm.of_request()
    text = form.carried.data or late_form
    if visit is None or not visit.late or not 0 < len(text) <= waiting_forms.MAX_CHARACTERS:
        return None
    return render_template("accounts/locked.html", form=UnlockForm(data={"carried": text})), 401


def _expired(error: HeardError) -> ResponseReturnValue:
    kept, words = _rescue(error)
    if request.method == "GET":
        timed_out = g.get("visit") is not None and g.visit.timed_out
        ended = "1" if timed_out else None
        return redirect(url_for("accounts.sign_in", next=request.path, ended=ended), 302)
    if request.accept_mimetypes.best == "application/json":
        return {"problem": _explain_end(error.public), "kept": kept}, 401
    late_form = "" if kept or _gives_back() else step_up_gate.seal_late_form()
    return _ask_to_unlock(late_form) or render_problem(401, _explain_end(words))


def _explain_end(words: str) -> str:
    """Say first who ended a session, where a lead did."""
    late = g.get("late")
    if late is not None and late.stopped_at is not None:
        did = "removed" if late.removed else "stopped"
        return (
            f"Your {g.org.lead_title} {did} your account on {format_full_time(late.stopped_at)}. "
            "What you just sent was not saved. Copy it, then call them."
        )
    if late is None or late.ended_by_lead is None:
        return words
    return f"Your {g.org.lead_title} ended your session. {words}"


def _rescue(ended: HeardError) -> tuple[bool, str]:
    try:
        kept = late_text.save_late_page()
    except InvalidError as error:  # too much of it: the page gives the words back, and says why
        return False, f"You have been signed out. {error.public}"
    except HeardError as error:  # not kept: the page gives the words back instead
        log.error("rescue: %s: %s", type(error).__name__, error)  # noqa: TRY400 - ids only, no traceback
        return False, ended.public
    return kept, SAVED_MESSAGE if kept else ended.public


def _without_step(_error: HeardError) -> ResponseReturnValue:
    """Answer a view that opened while a key below it did not."""
    db.session.rollback()
    return step_gate.answer_with_second_step_page()


def _reading_ended(error: ReadingEndedError) -> ResponseReturnValue:
    """Show the author of a closed concern what they can still see of it, or give back a form."""
    if request.method == "GET":
        return redirect(url_for("review.ended_concern", concern_id=error.concern_id), 302)
    return _ours(error)


def _ours(error: HeardError) -> ResponseReturnValue:
    if error.status >= 500:
        log.error("%s: %s at %s", type(error).__name__, error, _where(error))
    if isinstance(error, DatabaseAwayError):
        get_app_state().gate.doubt()  # the next page looks before it waits for the same
    return render_problem(
        error.status,
        error.public,
        waits=isinstance(error, NotConfirmedError),
        needs_repair=isinstance(error, LogBrokenError | DatabaseDamagedError),
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    return render_problem(status, HTTP_WORDS.get(status, HeardError.public))


def _database(error: DBAPIError | PoolTimeoutError) -> ResponseReturnValue:
    if isinstance(error, PoolTimeoutError):  # every connection is taken, or none can be made
        return _ours(DatabaseAwayError("no connection"))
    ours = translate_database_error(error)
    if isinstance(ours, HeardError):
        return _ours(ours)
    return _unexpected(error)


def _system(error: OSError) -> ResponseReturnValue:
    return (
        _ours(DiskFullError("disk full")) if error.errno in DISK_FULL_ERRNOS else _unexpected(error)
    )


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.error("%s at %s", type(error).__name__, _where(error))
    return render_problem(500, HeardError.public)


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
