"""Which of the four steps are done, for the line of steps above each page.

Whether a page is settled is worked out once for each version of it. Only that word is kept, under
a hash of the sealed page: never an answer. A page whose word is known is not opened again.
"""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import date
from hashlib import sha256
from threading import Lock

from app.domain.pages import PAGES
from app.domain.pages.page_model import Page
from app.domain.record.form_data import list_children
from app.recording.editor import pack_options
from app.recording.editor.progress import Status, status
from app.services.drafts.draft_store import Draft

AT_MOST = 4096
_SETTLED = frozenset({Status.DONE, Status.NOT_KNOWN, Status.NOT_NEEDED})
_ASKED = tuple(page for page in PAGES if page.core and page.name != "sign")
_KNOWN = OrderedDict[Hashable, bool]()
_ONE_AT_A_TIME = Lock()


def steps_done(draft: Draft, today: date, pack: str) -> tuple[str, ...]:
    """The steps whose core pages were all left with Continue and can be read."""
    children = list_children(draft.pages)
    open_steps = {page.step for page in _ASKED if not _settled(page, draft, children, today, pack)}
    return tuple(dict.fromkeys(p.step.value for p in _ASKED if p.step not in open_steps))


def _settled(page: Page, draft: Draft, children: tuple[str, ...], today: date, pack: str) -> bool:
    # No core page's word depends on another page, but for the children (whole.not_needed).
    version = sha256(draft.boxes.get(page.name, b"")).digest()
    key = (draft.id, page.name, version, children, today, pack)
    with _ONE_AT_A_TIME:
        known = _KNOWN.get(key)
    if known is None:
        choices = pack_options.load_choices(pack)
        known = status(page, draft.pages, children, today, choices) in _SETTLED
        with _ONE_AT_A_TIME:
            _KNOWN[key] = known
            while len(_KNOWN) > AT_MOST:
                _KNOWN.popitem(last=False)
    return known
