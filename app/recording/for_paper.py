"""Words for one paper: from the page where they are written on to the page that makes the paper.

Nothing is signed here: the words wait as a draft until the paper is made.
"""

from uuid import UUID

from flask import url_for

from app.domain.fields import Page
from app.domain.pages.for_paper import ADDED, FOR_PAPERS
from app.domain.raws import Raw
from app.domain.texts import text_fault

FINISH = "Save and check"
_FORMS = {page.name: page.name.removeprefix("for_") for page in FOR_PAPERS}


def is_for_paper(page: Page) -> bool:
    """Whether this page holds words for a paper alone."""
    return page.name in _FORMS


def onwards(concern_id: UUID, page: Page, raw: Raw) -> str:
    """Where its button leads: back to it when something is to mend, or on to its paper."""
    written = {name: texts[0] for name, texts in raw.items() if texts and texts[0].strip()}
    if any(text_fault(text) for text in written.values()):
        return url_for("recording.detail", concern_id=concern_id, page=page.name, check=1)
    child = next(
        (name.partition(".")[0] for name in sorted(written) if name.endswith(f".{ADDED}")), ""
    )
    return url_for("referrals.pdf_page", concern_id=concern_id, form=_FORMS[page.name], child=child)
