"""What the sign page, and the last page of a practice, show of what is written."""

from typing import Any

from flask import g

from app.domain.pages import PAGES_BY_NAME
from app.recording.editor import settled
from app.recording.editor.record_store import Place, day
from app.recording.signing.answer_overview import read_over
from app.recording.signing.record_check import Missing, ReadThrough
from app.services.content import pack_content
from app.services.drafts.draft_types import Draft

SPOILED_ASIDE = "A second text of “{}” was changed outside Heard and cannot be opened. Put it away."
Problems = list[tuple[str, str]]


def where(place: Place, missing: Missing) -> str:
    """The address of what is to mend or not known."""
    page = place.at("page", page=missing.page)
    return f"{page}#{missing.control}" if missing.control else page


def to_mend(place: Place, draft: Draft, found: ReadThrough) -> Problems:
    """(address, text) of what a record cannot be signed with."""
    return [(where(place, missing), missing.text) for missing in found.to_mend] + [
        (place.at("page", page=name), SPOILED_ASIDE.format(PAGES_BY_NAME[name].title))
        for name in place.spoiled_asides(draft)
    ]


def two_texts(place: Place, found: ReadThrough) -> Problems:
    """Each page whose other text is signed beside it, unless its writer chooses first."""
    names = dict.fromkeys(one.page for one in found.beside if not one.problems)
    return [(place.at("page", page=name), PAGES_BY_NAME[name].title) for name in names]


def shown(place: Place, draft: Draft, found: ReadThrough) -> dict[str, Any]:
    """What recording/read_through.html takes."""
    words = pack_content.load_org_text(g.org, g.desk.clock())
    return {
        "draft": draft,
        "place": place,
        "check": found,
        "written": read_over(draft.pages, found.whole.children, g.org.pack),
        "two_texts": two_texts(place, found),
        "kept": place.late(draft),
        "said": words,
        "where": lambda missing: where(place, missing),
        "done": settled.steps_done(draft, day(place), g.org.pack),
        "scene": place.scene,
    }
