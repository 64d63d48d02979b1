"""A form that could not be used, kept for its sender alone until it can.

The answer to a form is an address to come back to, so that Back never repeats it; and no address
holds what somebody typed. It lies in a box of `learning_boxes` instead, under its sender's own key.
A form sent again from the same place takes the place of the one before. Nothing here is evidence.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from app.domain.record.form_data import FormData
from app.domain.record.text_limits import demand_page_fits
from app.errors import StaleError
from app.services.drafts import private_store
from app.services.unit_of_work import UnitOfWork

BOX_PREFIX = "refused/"
MAX_REJECTED_FORMS = 20
"""Forms of one person that wait to be mended; the oldest is let go for a newer one."""


def save_rejected_form(uow: UnitOfWork, place: str, typed: Mapping[str, Sequence[str]]) -> None:
    """Keep what was typed at `place`. Raises TooLongError for more than a page holds."""
    demand_page_fits(typed)
    held = private_store.load_private_document(uow, BOX_PREFIX + place)
    values = {name: list(texts) for name, texts in typed.items()}
    with suppress(StaleError):  # another tab kept its own in this moment: one of the two stays
        private_store.save_private_document(uow, BOX_PREFIX + place, values, held.version)
    for old in private_store.list_private_document_names(uow, BOX_PREFIX)[MAX_REJECTED_FORMS:]:
        private_store.delete_private_documents(uow, old)


def load_rejected_form(uow: UnitOfWork, place: str) -> FormData:
    """Return what was typed at `place` and could not be used; empty where nothing waits."""
    found: FormData = private_store.load_private_document(uow, BOX_PREFIX + place).values
    return found


def delete_rejected_form(uow: UnitOfWork, place: str) -> None:
    """Delete a rejected form that was used: nothing is left to correct."""
    if private_store.load_private_document(uow, BOX_PREFIX + place).version:
        private_store.delete_private_documents(uow, BOX_PREFIX + place)
