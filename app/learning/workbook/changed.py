"""Chapters that a newer edition changed: to read, for somebody who completed the workbook."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.errors import StaleError
from app.learning.blueprint import bp
from app.services.content import changed_chapters


@bp.get("/changed")
@policy(Policy.SIGNED_IN)
def changed() -> ResponseReturnValue:
    """Which chapters changed since I completed it, or read what had changed.

    `again`: some changed once more while the page was open.
    """
    asked = changed_chapters.find_changed_chapters(g.desk)
    again = "again" in request.args and bool(asked.stands.changed)
    said = "said" in request.args
    return render_template("learning/changed.html", asked=asked, said=said, again=again)


@bp.post("/changed")
@policy(Policy.SIGNED_IN)
def have_read() -> ResponseReturnValue:
    """I say that I have read them."""
    try:
        changed_chapters.sign_chapters_read(g.desk, request.form.get("seen", ""))
    except StaleError:
        return redirect(url_for("learning.changed", again=1), 303)
    return redirect(url_for("learning.changed", said=1), 303)
