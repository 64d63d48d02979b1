"""Routes of the log: what it is, how to check it, and its export."""

from io import BytesIO

from flask import Blueprint, g, render_template, send_file
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up
from app.access.policy import Policy, policy
from app.services.audit_log import log_export, record_receipts

bp = Blueprint("oversight", __name__)


@bp.get("/log")
@policy(Policy.READER)
def log() -> ResponseReturnValue:
    """What the log is, its newest checkpoint, its key, and how an outsider checks it."""
    return render_template(
        "oversight/log.html",
        note=g.uow.files.note(g.org.id) or "",
        log_key=record_receipts.derive_public_log_key(g.uow),
    )


@bp.post("/log/export")
@policy(Policy.READER)
@needs_step_up("export the audit log")
def export() -> ResponseReturnValue:
    """The log as a zip for `python -m audit verify`."""
    target = BytesIO()
    log_export.export_log(g.uow, target)
    target.seek(0)
    return send_file(target, "application/zip", as_attachment=True, download_name="log.zip")
