"""Chapters that a newer edition changed: to read, for somebody who completed the workbook."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.errors import StaleError
from app.learning.blueprint import bp
from app.services import chapters_read


@bp.get("/changed")
@policy(Policy.SIGNED_IN)
def changed() -> ResponseReturnValue:
    """Which chapters changed since I completed it, or read what had changed."""
    return _page(said="said" in request.args)


@bp.post("/changed")
@policy(Policy.SIGNED_IN)
def have_read() -> ResponseReturnValue:
    """I say that I have read them."""
    try:
        chapters_read.have_read(g.desk, request.form.get("seen", ""))
    except StaleError:
        return _page(again=True), 422
    return redirect(url_for("learning.changed", said=1), 303)


def _page(*, said: bool = False, again: bool = False) -> str:
    asked = chapters_read.asked(g.desk)
    return render_template("learning/changed.html", asked=asked, said=said, again=again)
