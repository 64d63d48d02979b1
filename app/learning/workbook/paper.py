"""The whole workbook as a file to print. Public, and the same for everybody of an organisation."""

from io import BytesIO

from flask import g, send_file
from flask.typing import ResponseReturnValue

from app.access.app_state import house
from app.access.policy import Policy, policy
from app.access.template_context import org_to_ring
from app.domain.routing.actors import Org
from app.errors import NotFoundError
from app.learning.blueprint import bp
from app.services.contacts import org_contacts
from app.services.content import workbook_pdf_cache


@bp.get("/whole.pdf")
@policy(Policy.ANYONE)
def whole_pdf() -> ResponseReturnValue:
    """Every chapter, room to answer, the boxes to sign, the law, the words and what changed."""
    if g.get("org") is None:
        raise NotFoundError("workbook")
    made = workbook_pdf_cache.get_workbook_pdf(house().workbook, _nameless(), house().clock())
    return send_file(BytesIO(made.data), "application/pdf", download_name=made.name)


def _nameless() -> Org:
    """The organisation as strangers see it, whoever asks: who found a number wrong is no name."""
    return (
        org_to_ring()
        if g.desk is None
        else org_contacts.load_org_with_contacts(g.desk, named=False)
    )
