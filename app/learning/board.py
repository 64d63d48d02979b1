"""Tell the board: five details as a mail draft, to copy or on paper, and when that was done."""

from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.domain.clocks import dated
from app.errors import InvalidError
from app.learning.blueprint import bp
from app.learning.completion_forms import DayForm, blame
from app.services import board_details, completion_records
from app.services.completion_records import Kind


@bp.get("/completion/<uuid:completion_id>/board")
@policy(Policy.SIGNED_IN)
def board(completion_id: UUID) -> ResponseReturnValue:
    """The five details, and the days that were noted."""
    return render_template("learning/board.html", **_shown(completion_id, DayForm()))


@bp.post("/completion/<uuid:completion_id>/board")
@policy(Policy.SIGNED_IN)
def board_noted(completion_id: UUID) -> ResponseReturnValue:
    """Note a day. Each of the two has a form of its own on the page."""
    form = DayForm.of_request()
    kind: Kind = "received" if "received" in request.form else "sent"
    try:
        completion_records.note(g.desk, completion_id, kind, form[kind].data or "")
    except InvalidError as error:
        blame(form, error.problems)
        return render_template("learning/board.html", **_shown(completion_id, form)), 422
    return redirect(url_for("learning.board", completion_id=completion_id, _anchor="noted"), 303)


@bp.get("/completion/<uuid:completion_id>/board/letter")
@policy(Policy.SIGNED_IN)
def board_letter(completion_id: UUID) -> ResponseReturnValue:
    """The same on one sheet, with the postal address."""
    return render_template("learning/board_letter.html", **_shown(completion_id, DayForm()))


def _shown(completion_id: UUID, form: DayForm) -> dict[str, Any]:
    found, said = completion_records.proved(g.desk, completion_id)
    issuer, details = board_details.board_of(g.org, g.desk.clock()), board_details.five(said)
    return {
        "found": found,
        "form": form,
        "board": issuer,
        "details": details,
        "mailto": board_details.mailto(issuer, details),
        "history": completion_records.history(found),
        "today": dated(g.desk.today),
    }
