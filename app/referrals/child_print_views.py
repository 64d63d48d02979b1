"""A child's file on paper: for whom, why, and who else is named. Asks for the passphrase again."""

from uuid import UUID

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up, never_kept_for_back
from app.access.policy import Policy, policy
from app.access.submitted_form import read_text
from app.errors import InvalidError, StaleError
from app.referrals.views import bp, send_download
from app.services.child_documents import file_printing
from app.services.child_documents.file_paper import PrintChoices

PDF_TYPE = "application/pdf"
CHANGED = "Someone changed this file. Press the button again"


@bp.get("/children/<uuid:file_id>/print")
@policy(Policy.LEAD)
def child_print(file_id: UUID) -> ResponseReturnValue:
    """Ask for whom the copy is and why, and which other children are named on it."""
    return _show(file_id, PrintChoices("", ""), {})


@bp.post("/children/<uuid:file_id>/print")
@policy(Policy.LEAD)
@needs_step_up("print a child’s whole file")
@never_kept_for_back
def make_child_print(file_id: UUID) -> ResponseReturnValue:
    """Make the copy, write down that it was made, and hand it over."""
    choices = PrintChoices(
        for_whom=request.form.get("for_whom", ""),
        why=read_text("why"),
        named=tuple(dict.fromkeys(request.form.getlist("named"))),
        named_why=read_text("named_why"),
    )
    try:
        made = file_printing.print_child_file(g.uow, file_id, choices)
    except InvalidError as error:
        return _show(file_id, choices, error.problems), 422
    except StaleError:
        return _show(file_id, choices, {"": CHANGED}), 409
    return send_download(made.data, PDF_TYPE, made.file_name)


def _show(file_id: UUID, choices: PrintChoices, problems: dict[str, str]) -> str:
    file, others = file_printing.open_file_to_print(g.uow, file_id)
    return render_template(
        "referrals/child_print.html",
        file=file,
        others={name: name for name in others},
        choices=choices,
        typed={name: getattr(choices, name) for name in ("for_whom", "why", "named_why")},
        problems=problems,
    )
