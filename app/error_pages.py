"""A problem has a plain-words page: what happened, what is safe, what to do, whom to ring.

Never a stack trace, never a blank, never a database query: the numbers come from the pack. Log
lines carry the error's class, its ids and where it was raised, never its full message: a driver's
message can hold what somebody typed.
"""

import errno
import logging
import traceback

from flask import Flask, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from app.access import visitors
from app.access.house import house
from app.errors import DiskFullError, ExpiredError, HeardError, NotFoundError
from app.extensions import db
from app.services import numbers
from app.services.desk import database_error

log = logging.getLogger("heard")
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
HTTP_WORDS = {
    404: NotFoundError.public,
    405: "That is not something this page can do. Go back and try again.",
    413: "That was too large to send. Send it in smaller pieces. What you had saved is safe.",
}


def init_app(app: Flask) -> None:
    """Catch everything, from our own tree to what nobody expected."""
    app.register_error_handler(visitors.NotSetUpError, _not_set_up)
    app.register_error_handler(visitors.NoSuchHostError, _no_such_host)
    app.register_error_handler(ExpiredError, _expired)
    app.register_error_handler(HeardError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(OSError, _system)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, public: str) -> ResponseReturnValue:
    """The problem page. Needs no database."""
    db.session.rollback()
    org = g.get("org")
    pack = org.pack if org is not None else numbers.FALLBACK_PACK
    panel = numbers.bare_panel(pack, house().clock())
    return render_template("errors/problem.html", status=status, what=public, panel=panel), status


def _not_set_up(_error: HeardError) -> ResponseReturnValue:
    return redirect(url_for("setup.start"), 302)


def _no_such_host(error: HeardError) -> ResponseReturnValue:
    return render_template("errors/unknown_host.html"), error.status


def _expired(error: HeardError) -> ResponseReturnValue:
    kept = visitors.rescue()
    if request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=request.path), 302)
    if request.accept_mimetypes.best == "application/json":
        return {"problem": error.public, "kept": kept}, 401
    words = "We have kept what you just sent. Sign in again to find it." if kept else error.public
    return page(401, words)


def _ours(error: HeardError) -> ResponseReturnValue:
    if error.status >= 500:
        log.error("%s: %s at %s", type(error).__name__, error, _where(error))
    return page(error.status, error.public)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    return page(status, HTTP_WORDS.get(status, HeardError.public))


def _database(error: DBAPIError) -> ResponseReturnValue:
    ours = database_error(error)
    if isinstance(ours, HeardError):
        return _ours(ours)
    return _unexpected(error)


def _system(error: OSError) -> ResponseReturnValue:
    return _ours(DiskFullError("disk full")) if error.errno in NO_ROOM else _unexpected(error)


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.error("%s at %s", type(error).__name__, _where(error))
    return page(500, HeardError.public)


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
