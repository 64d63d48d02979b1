"""Rules for texts that wait beside a page, whichever private store the page lies in.

Records being written and what is typed about training lie in stores of their own, in formats of
their own. What counts as the same text, and what is kept when one takes another's place, is the
same for both. Pure.
"""

import json
from collections.abc import Iterable
from typing import Any, Protocol

from app.domain.record import rough_notes
from app.domain.record.form_data import PAGE_DONE, FormData, is_blank


class Waiting(Protocol):
    """A text that waits beside a page. `spoiled`: it does not open."""

    @property
    def raw(self) -> FormData:
        """The typed answers."""

    @property
    def spoiled(self) -> bool:
        """Whether it was changed outside Heard."""


def select_texts_as_sent(raw: FormData) -> FormData:
    """Return the texts as a form sends them, without the mark that a button was pressed."""
    sent = rough_notes.strip_values_no_form_sends(raw)
    return {name: texts for name, texts in sent.items() if name != PAGE_DONE}


def is_text_waiting_already(waiting: Iterable[Waiting], raw: FormData) -> bool:
    """Whether the same words wait: sent again, by a second press or a second autosave."""
    return any(one.raw == raw and not one.spoiled for one in waiting)


def must_keep_page_text(present: FormData, chosen: FormData) -> bool:
    """Whether a page's own text has to wait beside it once another is chosen in its place."""
    return not is_blank(present) and present != chosen


def encode_ascii_json(values: dict[str, Any]) -> bytes:
    """Return JSON in ASCII, which holds half characters too: what cannot be signed can be kept."""
    return json.dumps(values, separators=(",", ":")).encode("ascii")
