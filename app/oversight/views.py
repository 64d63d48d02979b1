"""Routes of the log: what it is, how to check it, its export, and what an auditor sees of it."""

from io import BytesIO

from flask import Blueprint, g, render_template, request, send_file
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up
from app.access.policy import Policy, policy
from app.domain.routing import role_words
from app.domain.routing.actors import Role
from app.services.audit_log import log_export, record_receipts
from app.services.log_viewing import auditor_lines, saved_checkpoints

LONGEST = 12
"""Digits of the number of a line."""
WITHOUT_ROLE = {"server": "Heard itself", "unconfirmed": "Someone not confirmed"}

bp = Blueprint("oversight", __name__)


@bp.get("/log")
@policy(Policy.READER)
def log() -> ResponseReturnValue:
    """Show what the log is, its newest checkpoint, its key, and how an outsider checks it."""
    return render_template(
        "oversight/log.html",
        note=record_receipts.load_outside_checkpoint(g.uow),
        keys=record_receipts.list_public_log_keys(g.uow),
    )


@bp.post("/log/export")
@policy(Policy.READER)
@needs_step_up("export the audit log")
def export() -> ResponseReturnValue:
    """Send the log as a zip for `python -m audit verify`."""
    target = BytesIO()
    log_export.log_and_write_export(g.uow, target)
    target.seek(0)
    return send_file(target, "application/zip", as_attachment=True, download_name="log.zip")


@bp.get("/log/lines")
@policy(Policy.AUDITOR)
def lines() -> ResponseReturnValue:
    """Show an auditor what happened, newest first, without names and references."""
    return render_template(
        "oversight/lines.html",
        listed=auditor_lines.log_view_and_load_log_page(g.uow, _read_place()),
        name_role=_name_role,
    )


@bp.get("/log/checkpoints")
@policy(Policy.AUDITOR)
def checkpoints() -> ResponseReturnValue:
    """Show an auditor the signed checkpoints, and how an outsider checks one."""
    listed = saved_checkpoints.log_view_and_load_checkpoint_page(g.uow, _read_place())
    return render_template("oversight/checkpoints.html", listed=listed)


def _read_place() -> int | None:
    """Return the number in the address before which a page starts; None for the newest page."""
    typed = request.args.get("before", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST else None


def _name_role(role: str) -> str:
    """Return who did something, as a role."""
    if role in set(Role):
        return role_words.name_roles((Role(role),), g.org.lead_title)
    return WITHOUT_ROLE.get(role, "Someone")
