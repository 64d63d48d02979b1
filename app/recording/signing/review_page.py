"""The review that the sign page, and the last page of a practice, show of what is written."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import g

from app.domain.journey.journey_pages import QUESTION_PAGES
from app.domain.pages import PAGES_BY_NAME
from app.domain.times.answer_times import DANGER_KEY, find_answer_times, list_answer_times
from app.recording.blueprint import list_late_pages
from app.recording.editor.record_store import RecordStore
from app.recording.questions.question_sheet import QuestionSheet
from app.recording.questions.shared_texts import list_shared_texts
from app.recording.signing.answer_overview import build_answer_overview
from app.recording.signing.danger_reminder import DangerReminder, make_danger_reminder
from app.recording.signing.record_check import RecordCheck, RecordIssue
from app.services.content import pack_content
from app.services.drafts.draft_types import Draft

SPOILED_ASIDE = (
    "Another version of “{}” was changed outside Heard and cannot be opened. Dismiss it."
)
Problems = list[tuple[str, str]]


def get_issue_page_url(store: RecordStore, missing: RecordIssue) -> str:
    """Return the address of what is to be corrected or not known."""
    if missing.control:
        return store.question_url(missing.page, missing.control)
    return store.url("page", page=missing.page, whole=1)


def list_signing_problems(store: RecordStore, draft: Draft, found: RecordCheck) -> Problems:
    """List (address, text) of what a record cannot be signed with."""
    return [(get_issue_page_url(store, missing), missing.text) for missing in found.to_mend] + [
        (store.url("page", page=name, whole=1), SPOILED_ASIDE.format(PAGES_BY_NAME[name].title))
        for name in draft.conflicts.spoiled
    ]


def list_conflicting_pages(store: RecordStore, found: RecordCheck) -> Problems:
    """List each page whose other text is signed with it, unless its writer chooses first."""
    names = dict.fromkeys(one.page for one in found.beside if not one.problems)
    return [(store.url("page", page=name, whole=1), PAGES_BY_NAME[name].title) for name in names]


def find_doubtful_no_danger(store: RecordStore, draft: Draft) -> DangerReminder | None:
    """Return what to ask again where “no danger” may no longer be right, else None."""
    given = find_answer_times(list_answer_times(draft.pages, ()), DANGER_KEY)
    return make_danger_reminder(draft.pages, given[-1] if given and not store.scene else None)


def _make_sheet(store: RecordStore, draft: Draft, found: RecordCheck) -> QuestionSheet:
    return QuestionSheet(
        page=QUESTION_PAGES[0],
        pages=dict(draft.pages),  # asked for some hundred times
        children=found.whole.children,
        version="",
        action="",
        today=store.today,
        scene=store.scene,
    )


def _make_addresses(store: RecordStore) -> Callable[..., str]:
    """Return a function that gives the address of a question. Flask makes one: it is slow."""
    name = QUESTION_PAGES[0].name
    start = store.url("page", page=name).removesuffix(name)

    def find_address(page: str, control: str = "", whole: bool = False) -> str:
        anchor = f"#{quote(control)}" if control else ""
        return f"{start}{page}{'?whole=1' if whole else ''}{anchor}"

    return find_address


def make_review_context(store: RecordStore, draft: Draft, found: RecordCheck) -> dict[str, Any]:
    """Return what recording/read_through.html takes."""
    words = pack_content.load_org_pack_text(g.org, g.uow.clock())
    return {
        "draft": draft,
        "store": store,
        "at": _make_addresses(store),
        "check": found,
        "written": build_answer_overview(_make_sheet(store, draft, found), g.org.pack),
        "danger_reminder": find_doubtful_no_danger(store, draft),
        "two_texts": list_conflicting_pages(store, found),
        "shared_texts": list_shared_texts(draft.pages),
        "kept": list_late_pages(draft),
        "said": words,
        "where": lambda missing: get_issue_page_url(store, missing),
        "scene": store.scene,
    }
