"""Routes of the papers. A PDF comes only by POST, after a page that says what is on it.

It is kept before it goes out.
"""

from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.access.declarations import never_kept_for_back, works_without_second_step
from app.access.policy import Policy, policy
from app.errors import StaleError
from app.referrals.document_request import DocumentRequest, parse_document_kind
from app.services.audit_log import record_receipts
from app.services.auth.second_step import step_requirement
from app.services.children import file_contacts
from app.services.children.file_contacts import FileContacts
from app.services.content import pack_content
from app.services.referrals import council_form_pdfs, extra_text, referral_archive, referral_pdf
from referral_forms import summary_html
from referral_forms.forms import FormKind

ENCRYPTED_TYPE = "application/octet-stream"
"""A copy of a whole file: no program of a browser is to look into it."""

bp = Blueprint("referrals", __name__)


@bp.get("/concerns/<uuid:concern_id>/referral")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def referral(concern_id: UUID) -> ResponseReturnValue:
    """Ring first; then the papers that this file offers, the council's first, one a child."""
    made = referral_pdf.build_summary(g.uow, concern_id)
    areas = dict(made.areas)
    children = [(name, areas.get(key, "")) for key, name in made.children]
    return render_template(
        "referrals/referral.html",
        made=made,
        concern_id=concern_id,
        file_contacts=_list_file_contacts(concern_id),
        council_forms=council_form_pdfs.list_council_forms(g.uow, made),
        how_to_send=pack_content.find_delivery_methods(g.org, children, g.uow.clock()),
    )


@bp.get("/concerns/<uuid:concern_id>/referral/summary")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def summary(concern_id: UUID) -> ResponseReturnValue:
    """Show one document, accessible, on the screen and for the printer."""
    kind = parse_document_kind(request.args.get("form", ""))
    made = referral_pdf.log_print_and_build_summary(
        g.uow, concern_id, request.args.get("child", ""), kind
    )
    return render_template(
        "referrals/summary.html",
        made=made,
        concern_id=concern_id,
        body=Markup(referral_pdf.render_summary_body(made)),  # noqa: S704 - referral_forms escapes every value itself
    )


@bp.get("/paper.css")
@policy(Policy.ANYONE)
def paper_style() -> ResponseReturnValue:
    """Send the style of a summary, from next to the form that writes its classes."""
    return Response(summary_html.CSS.read_bytes(), mimetype="text/css")


@bp.get("/concerns/<uuid:concern_id>/referral/pdf")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def pdf_page(concern_id: UUID) -> ResponseReturnValue:
    """Show what is on the document and what is not, five fresh words, and the button for it."""
    child, kind = request.args.get("child", ""), parse_document_kind(request.args.get("form", ""))
    made = referral_pdf.build_summary(
        g.uow, concern_id, child, kind, make_extra_text_loader(concern_id, kind)
    )
    return render_template(
        "referrals/pdf.html",
        made=made,
        concern_id=concern_id,
        offered=referral_pdf.offer_pdf_passphrase(g.uow),
        file_contacts=_list_file_contacts(concern_id) if kind is FormKind.COUNCIL else (),
        page=extra_text.get_extra_text_page(kind),
        council_forms=council_form_pdfs.list_council_forms(g.uow, made)
        if kind is FormKind.COUNCIL
        else (),
        changed=request.args.get("changed") == "1",
    )


@bp.post("/concerns/<uuid:concern_id>/referral/summary.pdf")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def summary_pdf(concern_id: UUID) -> ResponseReturnValue:
    """Make the PDF, keep it, hand it over; or show again what was added to it meanwhile."""
    wanted = DocumentRequest.of(request.form)
    kind, child = wanted.kind, wanted.child
    try:
        made = referral_pdf.make_and_archive_summary_pdf(
            g.uow,
            concern_id,
            child,
            wanted.offered,
            protect=wanted.protect,
            kind=kind,
            added=make_extra_text_loader(concern_id, kind),
            mark=wanted.mark,
        )
    except StaleError:
        more: dict[str, Any] = {"child": child, "form": kind.value, "changed": "1"}
        return redirect(url_for("referrals.pdf_page", concern_id=concern_id, **more), 303)
    return send_download(made.data, "application/pdf", made.file_name)


@bp.post("/concerns/<uuid:concern_id>/papers/<int:number>")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def paper(concern_id: UUID, number: int) -> ResponseReturnValue:
    """Send a document that was handed over, byte for byte."""
    made = referral_archive.read_archived_file(g.uow, concern_id, number)
    kind = "application/pdf" if made.file_name.endswith(".pdf") else ENCRYPTED_TYPE
    return send_download(made.data, kind, made.file_name)


@bp.get("/concerns/<uuid:concern_id>/receipt")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def receipt_page(concern_id: UUID) -> ResponseReturnValue:
    """Show what a receipt is, and the button that makes one."""
    reference = referral_pdf.load_concern_reference(g.uow, concern_id)
    return render_template(
        "referrals/receipt.html",
        reference=reference,
        concern_id=concern_id,
        log_key=record_receipts.derive_public_log_key(g.uow),
    )


@bp.post("/concerns/<uuid:concern_id>/receipt")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def receipt(concern_id: UUID) -> ResponseReturnValue:
    """Send the receipt as a file."""
    name = f"receipt-{referral_pdf.load_concern_reference(g.uow, concern_id)}.json"
    return send_download(
        record_receipts.issue_receipt(g.uow, concern_id).encode(), "application/json", name
    )


def _list_file_contacts(concern_id: UUID) -> tuple[FileContacts, ...]:
    """Return what children's files hold for this concern; nothing while a second step is due."""
    if step_requirement.is_step_due(g.uow):
        return ()  # these pages open without it, and children's files do not
    return file_contacts.list_file_contacts(g.uow, concern_id)


def make_extra_text_loader(concern_id: UUID, kind: FormKind) -> referral_pdf.ExtraTextForChild:
    """Return what loads my words for a document of this concern, by child."""
    return partial(extra_text.load_extra_text, g.uow, concern_id, kind, sign_in=g.sign_in_id)


def send_download(data: bytes, kind: str, name: str) -> ResponseReturnValue:
    """Send a file to save, never shown in the browser."""
    return send_file(BytesIO(data), kind, as_attachment=True, download_name=name)
