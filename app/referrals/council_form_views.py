"""Routes of a council's own form. A PDF comes only by POST, and is kept before it goes out."""

from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.app_state import get_app_state
from app.access.declarations import never_kept_for_back, works_without_second_step
from app.access.policy import Policy, policy
from app.errors import BusyError, StaleError
from app.referrals.document_request import DocumentRequest
from app.referrals.views import bp, make_extra_text_loader, send_download
from app.services.referrals import council_form_pdfs, extra_text, referral_pdf
from app.services.referrals.referral_archive import ArchivedFile
from app.services.referrals.referral_pdf import PassphraseOffer
from referral_forms.forms import FormKind


@bp.get("/concerns/<uuid:concern_id>/referral/forms/<key>")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def council_form(concern_id: UUID, key: str) -> ResponseReturnValue:
    """Show what the form will say, five fresh words, and the button that fills it in."""
    changed = request.args.get("changed") == "1"
    child = request.args.get("child", "")
    return _page(concern_id, key, child, referral_pdf.offer_pdf_passphrase(g.uow), changed=changed)


@bp.post("/concerns/<uuid:concern_id>/referral/forms/<key>.pdf")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def council_form_pdf(concern_id: UUID, key: str) -> ResponseReturnValue:
    """Fill the form in, keep it, hand it over; or show again what was added to it meanwhile.

    While too many do, the page comes back with the same five words.
    """
    wanted = DocumentRequest.of(request.form)
    referral_pdf.demand_offered_passphrase(g.uow, wanted.offered)
    try:
        with get_app_state().slots.hold():
            made = _made(concern_id, key, wanted)
    except StaleError:
        again: dict[str, Any] = {"child": wanted.child, "changed": "1"}
        here = url_for("referrals.council_form", concern_id=concern_id, key=key, **again)
        return redirect(here, 303)
    except BusyError as error:
        kept, busy = wanted.protect, error.no_paper
        page = _page(concern_id, key, wanted.child, wanted.offered, protect=kept, busy=busy)
        return page, error.status
    return send_download(made.data, "application/pdf", made.file_name)


def _made(concern_id: UUID, key: str, wanted: DocumentRequest) -> ArchivedFile:
    return council_form_pdfs.make_and_archive_council_pdf(
        g.uow,
        concern_id,
        wanted.child,
        key,
        wanted.offered,
        protect=wanted.protect,
        added=make_extra_text_loader(concern_id, FormKind.COUNCIL),
        mark=wanted.mark,
    )


def _page(
    concern_id: UUID,
    key: str,
    child: str,
    offered: PassphraseOffer,
    *,
    protect: bool = True,
    busy: str = "",
    changed: bool = False,
) -> str:
    added = make_extra_text_loader(concern_id, FormKind.COUNCIL)
    return render_template(
        "referrals/council_form.html",
        made=council_form_pdfs.preview_council_form(g.uow, concern_id, child, key, added),
        concern_id=concern_id,
        offered=offered,
        page=extra_text.get_extra_text_page(FormKind.COUNCIL),
        protect=protect,
        busy=busy,
        changed=changed,
    )
