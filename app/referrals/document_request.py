"""The one form of a PDF: which paper, which child, and which words were added to it.

And which five words we offered, and whether to use them.
"""

from typing import Self
from uuid import UUID

from werkzeug.datastructures import MultiDict

from app.domain.private_struct import PrivateStruct
from app.errors import InvalidError, NotFoundError
from app.services.referrals.referral_pdf import PRESS_AGAIN_MESSAGE, PassphraseOffer
from referral_forms.forms import FormKind


class DocumentRequest(PrivateStruct, frozen=True):
    """What was asked for. `protect` False: a PDF that anybody can open.

    `mark`: of the entries and added words that stood on the page.
    """

    kind: FormKind
    child: str
    offered: PassphraseOffer
    protect: bool
    mark: str

    @classmethod
    def of(cls, form: "MultiDict[str, str]") -> Self:
        """Read the submitted form. Raises InvalidError when the page's own fields are not there."""
        try:
            once = UUID(form.get("once", ""))
        except ValueError:
            raise InvalidError({"once": PRESS_AGAIN_MESSAGE}) from None
        offered = PassphraseOffer(once, form.get("words", ""), form.get("proof", ""))
        # Anything but a plain "no" protects: a lost field must never unlock a paper.
        protect = form.get("protect") != "no"
        kind, child = parse_document_kind(form.get("form", "")), form.get("child", "")
        return cls(kind, child, offered, protect, form.get("added", ""))


def parse_document_kind(text: str) -> FormKind:
    """Return the kind of document asked for; nothing asks for the council's.

    Raises NotFoundError.
    """
    try:
        return FormKind(text or FormKind.COUNCIL)
    except ValueError:
        raise NotFoundError("form") from None
