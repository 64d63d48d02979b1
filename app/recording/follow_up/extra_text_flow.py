"""Words for one paper: from the page where they are written on to the page that makes the paper.

Nothing is signed here: the words wait as a draft until the paper is made.
"""

from flask import url_for

from app.domain.pages.extra_text_pages import EXTRA_TEXT_FIELD, EXTRA_TEXT_PAGES
from app.domain.pages.page_model import Page
from app.domain.record.form_data import FormData
from app.domain.record.text_limits import find_text_fault
from app.services.concerns.concern_reading import OpenConcern
from app.services.referrals import available_summaries

FINISH = "Save and check"
NO_DOCUMENT_YET = {
    "lado": "This concern has no LADO document yet. It gets one when it says that this may be "
    "about your team, or about someone in a position of trust. What you save here is added to it "
    "then.",
    "police": "This concern has no police document yet. It gets one when it describes "
    "someone who might be harming the child. What you save here is added to it then.",
}
"""Why words for a paper wait: nobody is sent on to a page that is not there."""
_FORMS = {page.name: page.name.removeprefix("for_") for page in EXTRA_TEXT_PAGES}


def is_extra_text(page: Page) -> bool:
    """Whether this page holds words for a paper alone."""
    return page.name in _FORMS


def explain_missing_document(page: Page, file: OpenConcern) -> str:
    """Return why a concern has no document for these words; "" where it has, or needs none."""
    if not is_extra_text(page) or _FORMS[page.name] in available_summaries.find_available_kinds(
        file.entries
    ):
        return ""
    return NO_DOCUMENT_YET.get(_FORMS[page.name], "")


def get_url_after_extra_text(file: OpenConcern, page: Page, raw: FormData) -> str:
    """Return where its button leads: back to it when something is wrong, or on to its document."""
    written = {name: texts[0] for name, texts in raw.items() if texts and texts[0].strip()}
    fault = any(find_text_fault(text) for text in written.values())
    if fault or explain_missing_document(page, file):
        check = 1 if fault else None
        return url_for("recording.detail", concern_id=file.id, page=page.name, check=check)
    child = next(
        (
            name.partition(".")[0]
            for name in sorted(written)
            if name.endswith(f".{EXTRA_TEXT_FIELD}")
        ),
        "",
    )
    return url_for("referrals.pdf_page", concern_id=file.id, form=_FORMS[page.name], child=child)
