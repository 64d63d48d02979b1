"""Keep the label of a signed record for its author's own lists: its children, what came of it.

A label is boxed under its author's own key, and replaces the pages of the draft that was signed. No
one else can open it, and no row, title or address has a name in clear. It only helps to find a
record: the record itself says who it is about. A label that does not open is left out.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Uuid, and_, bindparam, insert, select, update

from app.domain.deadlines.concern_outcome import OutcomeLine
from app.domain.private_struct import PrivateStruct
from app.domain.record.concern_card import make_card
from app.domain.record.entry_schema import Part
from app.domain.record.form_data import FormData
from app.errors import SealedError
from app.models.concern import Concern
from app.models.draft import Draft, DraftPage
from app.models.member import SignIn
from app.services.drafts.draft_encryption import decrypt_page, encrypt_page
from app.services.drafts.draft_queries import MAX_OPENED_DRAFTS
from app.services.drafts.draft_store import delete_draft_pages, find_signed_draft
from app.services.unit_of_work import Action, UnitOfWork

LABEL_PAGE = "label"
"""The page that a label is kept under: no page of questions has this name."""
OWN_LIST = "own/1"
_VERSION = 1
_BETWEEN_NAMES = re.compile(r"[\s\u2010-\u2015-]+")
# Built once: building a statement costs more than running it.
_LABELS = (
    select(Concern.id, DraftPage.draft_id, DraftPage.box, SignIn.opened_drafts)
    .join(Concern, Concern.draft_id == DraftPage.draft_id)
    .outerjoin(SignIn, and_(SignIn.id == bindparam("sign_in"), SignIn.user_id == Concern.author_id))
    .where(
        Concern.id.in_(bindparam("ids", type_=Uuid(), expanding=True)),
        Concern.org_id == bindparam("org", type_=Uuid()),
        Concern.author_id == bindparam("me", type_=Uuid()),
        DraftPage.page == LABEL_PAGE,
    )
)
_SIGNED_DRAFTS = (
    select(Concern.id, Draft.id.label("draft_id"), Draft.signed_at)
    .join(Draft, Draft.id == Concern.draft_id)
    .where(
        Concern.id.in_(bindparam("ids", type_=Uuid(), expanding=True)),
        Concern.author_id == bindparam("me", type_=Uuid()),
        Draft.user_id == bindparam("me", type_=Uuid()),
        Draft.signed_at.is_not(None),
    )
    .with_for_update(of=Draft)
)


class RecordLabel(PrivateStruct, frozen=True):
    """Names and outcomes, for the author of a record. `seen`: how many entries they are of."""

    children: tuple[str, ...] = ()
    outcomes: tuple[OutcomeLine, ...] = ()
    seen: int = 1

    @property
    def initials(self) -> tuple[str, ...]:
        """The initials of each child, for a page that others might see over a shoulder."""
        found = ("".join(_find_initials(name)) for name in self.children)
        return tuple(filter(None, found))


def replace_pages_by_label(uow: UnitOfWork, draft_id: UUID, parts: Iterable[Part]) -> None:
    """Delete the pages of my signed draft, and keep what to call the record."""
    if find_signed_draft(uow, draft_id) is None:
        return
    names = list_written_child_names(parts)
    with uow.keep() as session:
        delete_draft_pages(session, draft_id)
        if names:
            session.execute(insert(DraftPage).values(_row(uow, draft_id, RecordLabel(names))))


def list_written_child_names(parts: Iterable[Part]) -> tuple[str, ...]:
    """Return the names of a record's children that were written."""
    return tuple(name for name in make_card(parts).children if name)


def load_stored_labels(
    uow: UnitOfWork, concerns: Collection[UUID], sign_in: bytes | None = None
) -> dict[UUID, RecordLabel]:
    """Return the label of each of these concerns of mine that has one.

    Logged before any is opened. With the id of the sign-in row that is done once a sign-in.
    """
    asked = {"ids": list(concerns), "org": uow.org.id, "me": uow.me.id, "sign_in": sign_in}
    rows = uow.session.execute(_LABELS, asked).all() if concerns else []
    if not rows:
        return {}
    if OWN_LIST not in (rows[0].opened_drafts or ()):
        _log_opening(uow, sign_in)
    found = {}
    for row in rows:
        try:
            found[row.id] = _read(decrypt_page(uow, row.draft_id, LABEL_PAGE, _VERSION, row.box))
        except (SealedError, ValueError, KeyError, IndexError):
            continue
    return found


def save_record_labels(uow: UnitOfWork, labels: Mapping[UUID, RecordLabel]) -> None:
    """Replace the labels of these records of mine. Only of a signed draft of mine."""
    with uow.keep() as session:
        asked = {"ids": list(labels), "me": uow.me.id}
        for row in session.execute(_SIGNED_DRAFTS, asked).all():
            made = _row(uow, row.draft_id, labels[row.id])
            there = DraftPage.draft_id == row.draft_id, DraftPage.page == LABEL_PAGE
            held = session.scalar(select(DraftPage.id).where(*there))
            if held is None:
                session.execute(insert(DraftPage).values(id=uuid4(), **made))
            else:
                session.execute(update(DraftPage).where(DraftPage.id == held).values(made))


def _log_opening(uow: UnitOfWork, sign_in: bytes | None) -> None:
    """Log that labels are about to be opened, and remember it for this sign-in."""
    with uow.act() as act:
        row = act.session.get(SignIn, sign_in, populate_existing=True) if sign_in else None
        if row is not None:
            row.opened_drafts = [*(row.opened_drafts or ()), OWN_LIST][-MAX_OPENED_DRAFTS:]
        act.log(Action.LIST_VIEWED, OWN_LIST)


def _find_initials(name: str) -> Iterator[str]:
    for word in _BETWEEN_NAMES.split(name):
        if letter := next(filter(str.isalpha, word), ""):
            yield f"{letter.upper()}."


def _row(uow: UnitOfWork, draft_id: UUID, label: RecordLabel) -> dict[str, object]:
    values: FormData = {"children": list(label.children)}
    if label.seen > 1:
        values["seen"] = [str(label.seen)]
        values["outcomes"] = [f"{one.on.isoformat()} {one.what}" for one in label.outcomes]
    box = encrypt_page(uow, draft_id, LABEL_PAGE, _VERSION, values)
    row = {"org_id": uow.org.id, "draft_id": draft_id, "page": LABEL_PAGE}
    return row | {"version": _VERSION, "box": box, "saved_at": uow.clock()}


def _read(values: FormData) -> RecordLabel:
    lines = (text.partition(" ") for text in values.get("outcomes", ()))
    return RecordLabel(
        children=tuple(values["children"]),
        outcomes=tuple(OutcomeLine(what, date.fromisoformat(day)) for day, _, what in lines),
        seen=int(values.get("seen", ["1"])[0]),
    )
