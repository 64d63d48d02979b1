"""Send five details to the board: as a mail draft, to copy or on paper, and note the day."""

from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.domain.record.form_data import get_text
from app.errors import InvalidError
from app.learning.blueprint import bp
from app.learning.completion.completion_forms import DayForm
from app.services.drafts import rejected_forms
from app.services.training import board_report, completion_records
from app.services.training.completion_records import BoardNoteKind
from content.london_time import format_date

NOTE_KINDS: dict[str, BoardNoteKind] = {"sent": "sent", "received": "received"}


@bp.get("/completion/<uuid:completion_id>/board")
@policy(Policy.SIGNED_IN)
def board(completion_id: UUID) -> ResponseReturnValue:
    """Show the five details, and the days that were noted.

    `check`: the day that is to be corrected.
    """
    form, kind = DayForm(), NOTE_KINDS.get(request.args.get("check", ""))
    typed = rejected_forms.load_rejected_form(g.uow, _place(completion_id, kind)) if kind else {}
    if kind and typed:
        _, said = completion_records.load_proved_completion(g.uow, completion_id)
        form = DayForm.of_kept(typed)
        problem = completion_records.find_board_day_problem(g.uow, said, get_text(typed, kind))
        attach_problems(form, {kind: problem} if problem else {})
    return render_template("learning/board.html", **_shown(completion_id, form))


@bp.post("/completion/<uuid:completion_id>/board")
@policy(Policy.SIGNED_IN)
def board_noted(completion_id: UUID) -> ResponseReturnValue:
    """Note a day. Each of the two has a form of its own on the page."""
    form = DayForm.of_request()
    kind: BoardNoteKind = "received" if "received" in request.form else "sent"
    typed, place = form[kind].data or "", _place(completion_id, kind)
    here = url_for("learning.board", completion_id=completion_id)
    try:
        completion_records.sign_board_note(g.uow, completion_id, kind, typed)
    except InvalidError:
        rejected_forms.save_rejected_form(g.uow, place, {kind: [typed]})
        return redirect(f"{here}?check={kind}", 303)
    rejected_forms.delete_rejected_form(g.uow, place)
    return redirect(f"{here}#noted", 303)


@bp.get("/completion/<uuid:completion_id>/board/letter")
@policy(Policy.SIGNED_IN)
def board_letter(completion_id: UUID) -> ResponseReturnValue:
    """Show the same on one sheet, with the postal address."""
    return render_template("learning/board_letter.html", **_shown(completion_id, DayForm()))


def _place(completion_id: UUID, kind: BoardNoteKind) -> str:
    return f"board/{completion_id}/{kind}"


def _shown(completion_id: UUID, form: DayForm) -> dict[str, Any]:
    found, said = completion_records.load_proved_completion(g.uow, completion_id)
    issuer, details = (
        board_report.find_board_contact(g.org, g.uow.clock()),
        board_report.extract_board_details(said),
    )
    return {
        "found": found,
        "form": form,
        "board": issuer,
        "details": details,
        "mailto": board_report.build_board_mailto(issuer, details),
        "history": completion_records.list_board_notes(found),
        "today": format_date(g.uow.today),
    }
