"""Save what is typed about training before it is sent or signed: an answer, or a confirmer's words.

Each page is a box of the private store. A page saved over a newer one is kept beside it, and so is
one that came after its sign-in had ended, until its writer has chosen: nothing is lost, and nothing
is put together automatically. This module never judges what is typed.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec

from app.domain.private_struct import PrivateStruct
from app.domain.record.form_data import PAGE_DONE, FormData, is_blank
from app.domain.record.text_limits import TooManyVersionsError, demand_page_fits
from app.domain.record.waiting_texts import (
    is_text_waiting_already,
    must_keep_page_text,
    select_texts_as_sent,
)
from app.errors import NotFoundError, SealedError, StaleError
from app.services.drafts import late_page_store, private_store
from app.services.unit_of_work import Action, UnitOfWork

MAX_WAITING_BYTES = 2 * 1024 * 1024
"""Most characters of JSON that wait next to one page: a hundred of its longest texts."""
_TRIES = 5
_PRESSED = frozenset({"version", "shown", "save", "add", "remove", "use", "away"})
"""Fields of a late form that are no answers. The same answers can come with a button or without."""
CarryOver = Callable[[FormData, FormData, datetime], FormData]
"""Takes the text of a page, a new text for it and the time. Returns the text to keep."""


class WaitingText(PrivateStruct, frozen=True):
    """A text that waits beside a page. `late`: it came after its sign-in had ended.

    `spoiled`: it was changed outside Heard and does not open.
    """

    id: str
    raw: FormData
    at: datetime
    late: bool = False
    spoiled: bool = False


class LearningPage(PrivateStruct, frozen=True):
    """One page as it is kept. `version` counts its own texts alone, not what waits beside them."""

    version: int = 0
    raw: FormData = {}
    at: datetime | None = None
    asides: tuple[WaitingText, ...] = ()
    spoiled: bool = False

    @property
    def typed(self) -> FormData:
        """The texts as a form sends them, without the mark that a button was pressed."""
        return select_texts_as_sent(self.raw)


class _Held(msgspec.Struct, frozen=True):
    """A page, and the version of the box that it lies in."""

    box: int
    page: LearningPage


def load_learning_page(uow: UnitOfWork, document: str) -> LearningPage:
    """Return a page of mine; what came late is put next to it first."""
    return load_learning_pages(uow, [document])[document]


def load_learning_pages(uow: UnitOfWork, documents: Sequence[str]) -> dict[str, LearningPage]:
    """Return several pages of mine, by document."""
    for late in late_page_store.list_late_learning_pages(uow):
        if late.page.removeprefix(late_page_store.LEARNING_PREFIX) in documents:
            _gather_late_page(uow, late)
    found = private_store.load_private_documents(uow, documents)
    return {document: _read_stored_page(kept) for document, kept in found.items()}


def save_learning_page(
    uow: UnitOfWork,
    document: str,
    raw: FormData,
    based_on: int,
    use: str = "",
    away: Sequence[str] = (),
    carry: CarryOver | None = None,
) -> LearningPage:
    """Keep a page. `use`: the aside that takes its place; `away`: asides that are dealt with.

    `carry`: what stays of the text that was there; only the mark of a button unless given.
    Raises StaleError when a newer text is there: this one is then kept beside it. TooLongError,
    TooManyVersionsError: nothing is kept.
    """
    demand_page_fits(raw)

    def change(page: LearningPage) -> tuple[LearningPage, bool]:
        new, stale = _add_sent(page, raw, based_on, away, uow.clock(), carry or _keep_mark)
        return (_swap_aside(uow, new, use) if use and not stale else new), stale

    return _change_page(uow, document, change)


def swap_page_text(uow: UnitOfWork, document: str, use: str, carry: CarryOver) -> LearningPage:
    """Put what waits beside a page into it; the page's own text waits there instead.

    Raises NotFoundError when no such text waits; StaleError: other tabs kept coming between.
    """

    def change(page: LearningPage) -> tuple[LearningPage, bool]:
        new = _swap_aside(uow, page, use, carry)
        if new is page:
            raise NotFoundError(f"learning {uow.me.id} {document}")
        return new, False

    return _change_page(uow, document, change)


def clear_signed_page(uow: UnitOfWork, document: str, signed: FormData) -> None:
    """Empty a page whose words are in a signed entry now.

    What waits beside it stays, and so does what another tab kept since: neither was signed.
    """
    held = _load_held(uow, document)
    if not held.box or held.page.typed != select_texts_as_sent(signed):
        return
    emptied = _dump_page(LearningPage(version=held.page.version + 1, asides=held.page.asides))
    with suppress(StaleError):  # another tab kept something in this moment
        private_store.save_private_document(uow, document, emptied, held.box)


def _change_page(
    uow: UnitOfWork, document: str, change: Callable[[LearningPage], tuple[LearningPage, bool]]
) -> LearningPage:
    """Save a page as `change` returns it, and try again when another tab saved in between.

    `change` also returns whether the page had a newer text: that is saved too, as a StaleError.
    """
    for _ in range(_TRIES):
        held = _load_held(uow, document)
        new, stale = change(held.page)
        if new != held.page:
            try:
                private_store.save_private_document(uow, document, _dump_page(new), held.box)
            except StaleError:
                continue
        if stale:
            break
        return new
    raise StaleError(f"learning {uow.me.id} {document}")


def _add_sent(
    page: LearningPage,
    raw: FormData,
    based_on: int,
    away: Sequence[str],
    now: datetime,
    carry: CarryOver,
) -> tuple[LearningPage, bool]:
    """Return the page with what was sent in it, or next to it where a newer text is there."""
    new = select_texts_as_sent(raw)
    if page.version and not page.spoiled and based_on != page.version and new != page.typed:
        if is_blank(new):  # an empty page that comes late: nothing to lose
            return page, False
        return _add_aside(page, new, now), True
    asides = tuple(one for one in page.asides if one.id not in away)
    whole = carry(page.raw, raw, now)
    if whole == page.raw and page.version:
        return msgspec.structs.replace(page, asides=asides), False
    version = max(page.version, based_on) + 1
    return LearningPage(version, whole, now, asides), False


def _keep_mark(before: FormData, new: FormData, _now: datetime) -> FormData:
    """Return the new page, with the mark that it is done if the page before had it."""
    return (
        {**new, PAGE_DONE: before[PAGE_DONE]} if PAGE_DONE in before and not is_blank(new) else new
    )


def _add_aside(
    page: LearningPage, raw: FormData, at: datetime, *, late: bool = False
) -> LearningPage:
    """Return the page with one more text next to it; the same words wait only once."""
    if is_text_waiting_already(page.asides, raw):
        return page
    aside = WaitingText(uuid4().hex, raw, at, late, spoiled=not raw)
    new = msgspec.structs.replace(page, asides=(*page.asides, aside))
    if len(json.dumps(msgspec.to_builtins(new.asides))) > MAX_WAITING_BYTES:
        raise TooManyVersionsError
    return new


def _swap_aside(
    uow: UnitOfWork, page: LearningPage, use: str, carry: CarryOver | None = None
) -> LearningPage:
    """Return an aside in the page, and the page's own text next to it instead."""
    chosen = next((one for one in page.asides if one.id == use and not one.spoiled), None)
    if chosen is None:
        return page
    now = uow.clock()
    rest = tuple(one for one in page.asides if one.id != use)
    if must_keep_page_text(page.typed, chosen.raw):
        rest = (*rest, WaitingText(uuid4().hex, page.typed, page.at or now))
    new = carry(page.raw, chosen.raw, now) if carry else chosen.raw
    return LearningPage(page.version + 1, new, now, rest)


def _gather_late_page(uow: UnitOfWork, late: late_page_store.LatePage) -> None:
    """Put a page that came late beside the page that it belongs to, and then let go of it."""
    document = late.page.removeprefix(late_page_store.LEARNING_PREFIX)
    try:
        raw = _drop_buttons(late_page_store.read_late_page(uow, late.id))
    except SealedError:
        uow.refuse(Action.KEY_REFUSED, f"learning/{uow.me.id}/{document}")
        raw = None
    held = _load_held(uow, document)
    if raw is None or not (is_blank(raw) or raw == held.page.typed):
        page = _add_aside(held.page, raw or {}, late.came_at, late=True)
        private_store.save_private_document(uow, document, _dump_page(page), held.box)
    late_page_store.dismiss_late_page(uow, late.id)


def _drop_buttons(sent: FormData) -> FormData:
    """Return a form without its buttons and the boxes left empty: the same words, however sent."""
    found = {name: [t for t in texts if t] for name, texts in sent.items() if name not in _PRESSED}
    return {name: texts for name, texts in found.items() if texts}


def _load_held(uow: UnitOfWork, document: str) -> _Held:
    kept = private_store.load_private_document(uow, document)
    return _Held(kept.version, _read_stored_page(kept))


def _dump_page(page: LearningPage) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(page)
    return found


def _read_stored_page(kept: private_store.StoredDocument) -> LearningPage:
    if kept.spoiled:
        return LearningPage(spoiled=True, at=kept.at)
    return msgspec.convert(kept.values, LearningPage) if kept.version else LearningPage()
