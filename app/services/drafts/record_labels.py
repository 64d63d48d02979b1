"""Keep the label of a signed record for its author's own list: the names of its children.

A label is boxed under its author's own key, in place of the pages of the draft that was signed. No
one else can open it, and no row, title or address has a name in clear. It only helps to find a
record: the record itself says whom it is about. A label that does not open is left out.
"""

import json
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Uuid, bindparam, insert, select

from app.domain.record.concern_card import make_card
from app.domain.record.entry_schema import Part
from app.errors import SealedError
from app.models.concern import Concern
from app.models.draft import DraftPage
from app.services.drafts.draft_encryption import decrypt_page, encrypt_page
from app.services.drafts.draft_store import delete_draft_pages, find_signed_draft
from app.services.unit_of_work import Action, UnitOfWork

LABEL_PAGE = "label"
"""The page that a label is kept under: no page of questions has this name."""
OWN_LIST = "own/1"
_VERSION = 1
# Built once: building a statement costs more than running it.
_LABELS = (
    select(Concern.id, DraftPage.draft_id, DraftPage.box)
    .join(Concern, Concern.draft_id == DraftPage.draft_id)
    .where(
        Concern.org_id == bindparam("org", type_=Uuid()),
        Concern.author_id == bindparam("me", type_=Uuid()),
        DraftPage.page == LABEL_PAGE,
    )
)


def replace_pages_by_label(uow: UnitOfWork, draft_id: UUID, parts: Iterable[Part]) -> None:
    """Delete the pages of my signed draft, and keep what to call the record."""
    if find_signed_draft(uow, draft_id) is None:
        return
    names = [name for name in make_card(parts).children if name]
    with uow.keep() as session:
        delete_draft_pages(session, draft_id)
        if names:
            box = encrypt_page(uow, draft_id, LABEL_PAGE, _VERSION, {"children": names})
            row = {"org_id": uow.org.id, "draft_id": draft_id, "page": LABEL_PAGE}
            row |= {"version": _VERSION, "box": box, "saved_at": uow.clock()}
            session.execute(insert(DraftPage).values(row))


def load_labels(uow: UnitOfWork, concerns: Sequence[UUID]) -> dict[UUID, str]:
    """Return the label of each of these concerns that has one. Logged before any is opened."""
    rows = uow.session.execute(_LABELS, {"org": uow.org.id, "me": uow.me.id}).all()
    wanted = [row for row in rows if row.id in set(concerns)]
    if not wanted:
        return {}
    uow.look(Action.LIST_VIEWED, OWN_LIST)
    found = {}
    for row in wanted:
        try:
            names = decrypt_page(uow, row.draft_id, LABEL_PAGE, _VERSION, row.box)["children"]
        except (SealedError, json.JSONDecodeError, KeyError):
            continue
        found[row.id] = ", ".join(names)
    return found
