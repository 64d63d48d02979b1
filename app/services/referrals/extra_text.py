"""Text that somebody adds to one referral summary: a draft until the summary is made.

The words go out only as they stood on the page whose button was pressed: changed meanwhile, they
are shown again. Making the summary takes them out of the draft. Words that cannot be printed, or
opened, wait where they are and stop no paper.
"""

import hashlib
from uuid import UUID

from app.domain.pages.extra_text_pages import EXTRA_TEXT_FIELD, FOR_COUNCIL, FOR_LADO, FOR_POLICE
from app.domain.private_struct import PrivateStruct
from app.domain.record.form_data import FormData, get_text, is_blank
from app.domain.record.text_limits import find_text_fault
from app.services.drafts import addition_drafts, draft_store
from app.services.unit_of_work import UnitOfWork
from referral_forms.form_definition import FormKind

SPOILED_MESSAGE = (
    "They were changed outside Heard, so we cannot open them. They will not be in the document."
)
PAGE_BY_KIND = {FormKind.COUNCIL: FOR_COUNCIL, FormKind.LADO: FOR_LADO, FormKind.POLICE: FOR_POLICE}


class ExtraText(PrivateStruct, frozen=True):
    """Words for one paper. `problem`: why they cannot be printed yet; `waits`: a second text does.

    `mark` tells one text from another; "" for none.
    """

    text: str = ""
    problem: str = ""
    waits: bool = False

    @property
    def mark(self) -> str:
        """Names this text and no other."""
        return hashlib.sha256(self.text.encode()).hexdigest() if self.text else ""


def get_extra_text_page(kind: FormKind) -> str:
    """Return the name of the page on which they are written."""
    return PAGE_BY_KIND[kind].name


def load_extra_text(
    uow: UnitOfWork, concern_id: UUID, kind: FormKind, child: str, *, sign_in: bytes | None
) -> ExtraText:
    """Return my words for this document; the first opening in the sign-in of this row is logged."""
    draft = _draft(uow, concern_id, kind, sign_in)
    if draft is None:
        return ExtraText()
    text = _text(draft, kind, child)
    if draft.pages.is_spoiled(get_extra_text_page(kind)):
        return ExtraText(problem=SPOILED_MESSAGE, waits=bool(draft.asides))
    problem = find_text_fault(text)
    return ExtraText("" if problem else text, problem, waits=bool(draft.asides))


def remove_used_text(
    uow: UnitOfWork, concern_id: UUID, kind: FormKind, child: str, words: ExtraText
) -> None:
    """Take them out of the draft: they live in the entry of their paper now.

    Changed since, or for another child, they stay. They were opened, and logged, by `typed`.
    """
    draft = _draft(uow, concern_id, kind) if words.text else None
    if draft is None or _text(draft, kind, child) != words.text:
        return
    page = get_extra_text_page(kind)
    rest = {name: texts for name, texts in draft.pages[page].items() if name != _name(kind, child)}
    if is_blank(rest) and not draft.asides:
        draft_store.discard_draft(uow, draft.id)
    else:
        draft_store.save_page(uow, draft.id, page, rest, draft.versions[page])


def _draft(
    uow: UnitOfWork, concern_id: UUID, kind: FormKind, sign_in: bytes | None = None
) -> draft_store.Draft | None:
    issued = addition_drafts.find_addition_draft(uow, concern_id, get_extra_text_page(kind))
    return draft_store.load_own_draft(uow, issued.id, sign_in) if issued.began else None


def _text(draft: draft_store.Draft, kind: FormKind, child: str) -> str:
    raw: FormData = draft.pages.get(get_extra_text_page(kind), {})
    text = get_text(raw, _name(kind, child)).replace("\r\n", "\n")
    return text if text.strip() else ""


def _name(kind: FormKind, child: str) -> str:
    return f"{child}.{EXTRA_TEXT_FIELD}" if PAGE_BY_KIND[kind].per_child else EXTRA_TEXT_FIELD
