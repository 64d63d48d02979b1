"""The review that the sign page, and the last page of a practice, show of what is written."""

from typing import Any

from flask import g

from app.domain.pages import PAGES_BY_NAME
from app.recording.editor import step_progress
from app.recording.editor.record_store import RecordStore, get_record_day
from app.recording.signing.answer_overview import build_answer_overview
from app.recording.signing.record_check import RecordCheck, RecordIssue
from app.services.content import pack_content
from app.services.drafts.draft_types import Draft

SPOILED_ASIDE = "A second text of “{}” was changed outside Heard and cannot be opened. Put it away."
Problems = list[tuple[str, str]]


def get_issue_url(place: RecordStore, missing: RecordIssue) -> str:
    """The address of what is to mend or not known."""
    page = place.at("page", page=missing.page)
    return f"{page}#{missing.control}" if missing.control else page


def list_signing_problems(place: RecordStore, draft: Draft, found: RecordCheck) -> Problems:
    """(address, text) of what a record cannot be signed with."""
    return [(get_issue_url(place, missing), missing.text) for missing in found.to_mend] + [
        (place.at("page", page=name), SPOILED_ASIDE.format(PAGES_BY_NAME[name].title))
        for name in place.spoiled_asides(draft)
    ]


def list_conflicting_pages(place: RecordStore, found: RecordCheck) -> Problems:
    """Each page whose other text is signed beside it, unless its writer chooses first."""
    names = dict.fromkeys(one.page for one in found.beside if not one.problems)
    return [(place.at("page", page=name), PAGES_BY_NAME[name].title) for name in names]


def make_review_context(place: RecordStore, draft: Draft, found: RecordCheck) -> dict[str, Any]:
    """What recording/read_through.html takes."""
    words = pack_content.load_org_text(g.org, g.desk.clock())
    return {
        "draft": draft,
        "place": place,
        "check": found,
        "written": build_answer_overview(draft.pages, found.whole.children, g.org.pack),
        "two_texts": list_conflicting_pages(place, found),
        "kept": place.late(draft),
        "said": words,
        "where": lambda missing: get_issue_url(place, missing),
        "done": step_progress.find_done_steps(draft, get_record_day(place), g.org.pack),
        "scene": place.scene,
    }
