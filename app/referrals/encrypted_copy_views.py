"""Routes of a locked copy of a whole file. It comes only by POST, and is kept first."""

from uuid import UUID

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.access.app_state import get_app_state
from app.access.declarations import needs_step_up, never_kept_for_back
from app.access.policy import Policy, policy
from app.errors import BusyError, InvalidError, NotLockedError
from app.referrals.document_request import DocumentRequest
from app.referrals.views import ENCRYPTED_TYPE, bp, send_download
from app.services.referrals import encrypted_copy, referral_pdf
from app.services.referrals.referral_pdf import PassphraseOffer

KEY = "key"


@bp.get("/concerns/<uuid:concern_id>/export")
@policy(Policy.SIGNED_IN)
def whole_file(concern_id: UUID) -> ResponseReturnValue:
    """Show what a copy holds and who may have it, five fresh words, and the button for it."""
    return _page(concern_id, referral_pdf.offer_pdf_passphrase(g.uow))


@bp.post("/concerns/<uuid:concern_id>/export")
@policy(Policy.SIGNED_IN)
@needs_step_up("take away a copy of a whole concern")
@never_kept_for_back
def make_whole_file(concern_id: UUID) -> ResponseReturnValue:
    """Make the copy, keep it, hand it over; or the page again, with the same five words."""
    wanted = DocumentRequest.of(request.form)
    referral_pdf.demand_offered_passphrase(g.uow, wanted.offered)
    key = request.form.get(KEY, "") if request.form.get("lock") == KEY else None
    try:
        with get_app_state().slots.hold():
            made = encrypted_copy.make_and_archive_encrypted_copy(
                g.uow, concern_id, encrypted_copy.LockMethod(wanted.offered, key)
            )
    except InvalidError as error:
        if KEY not in error.problems:
            raise
        return _page(concern_id, wanted.offered, problem=error.problems[KEY]), 422
    except BusyError as error:
        return _page(concern_id, wanted.offered, busy=error.no_paper), error.status
    except NotLockedError as error:
        return _page(concern_id, wanted.offered, busy=error.public), error.status
    return send_download(made.data, ENCRYPTED_TYPE, made.file_name)


def _page(concern_id: UUID, offered: PassphraseOffer, *, problem: str = "", busy: str = "") -> str:
    return render_template(
        "referrals/whole_file.html",
        made=encrypted_copy.preview_encrypted_copy(g.uow, concern_id),
        concern_id=concern_id,
        offered=offered,
        key=request.form.get(KEY, ""),
        by_key=request.form.get("lock") == KEY,
        problem=problem,
        busy=busy,
    )
