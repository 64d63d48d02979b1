"""A record read before it is done with: what is there, what stops it, what cannot be read.

A day or time that cannot be read stops nothing: it is shown as it will be printed. Nobody is named
or asked for here: `signing_check` does. What is not answered stands in `answer_overview`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec

from app.domain.journey import question_flow
from app.domain.pages import PAGES_BY_NAME
from app.domain.record.collected_record import CollectedRecord, collect_record
from app.domain.record.concern_card import URGENT_ANSWERS, pick_most_cautious
from app.domain.record.conflicting_versions import (
    ConflictingVersion,
    combine_parts,
    does_version_say_what_happened,
    read_conflicting_versions,
)
from app.domain.record.entry_schema import Part
from app.domain.record.form_data import FormData
from app.recording.editor import pack_options, page_problems
from app.recording.editor.page_layout import LayoutInput, lay_out_page
from app.services.drafts.draft_types import DraftPages

AS_TYPED = "it’s printed as you typed it, “{}”"
NO_ACCOUNT = (
    "Write one of these: what the child said, what you saw, what someone told you, or what "
    "worries you."
)
SPOILED = "“{}” was changed outside Heard and cannot be opened. Write it again, or leave it empty."


class RecordIssue(msgspec.Struct, frozen=True):
    """One thing to fix, or that cannot be read: the page, the control, the words."""

    page: str
    control: str
    text: str


class RecordCheck(msgspec.Struct, frozen=True, kw_only=True):
    """All that is said of what is written. `danger`: "yes" or "unsure" where somebody is or may be
    in danger, else nothing."""

    whole: CollectedRecord
    beside: tuple[ConflictingVersion, ...]
    danger: str
    to_mend: tuple[RecordIssue, ...]
    as_typed: tuple[RecordIssue, ...]


def check_record(
    pages: DraftPages, today: date, pack: str, texts: Iterable[tuple[str, datetime, FormData]] = ()
) -> RecordCheck:
    """Read all pages. `texts`: (page, when saved, text) of what was saved beside them."""
    choices = pack_options.load_pack_options(pack)
    whole = collect_record(pages, today, choices)
    beside = read_conflicting_versions(texts, pages, whole, today, choices)
    return RecordCheck(
        whole=whole,
        beside=beside,
        danger=_danger(combine_parts(whole.parts, beside)),
        to_mend=_to_mend(whole, pages, pack, beside),
        as_typed=_as_typed(whole, pages, pack),
    )


def _danger(parts: Iterable[Part]) -> str:
    said = pick_most_cautious((p for p in parts if p.page == "now"), "danger_now")
    return said if said in URGENT_ANSWERS else ""


def _to_mend(
    whole: CollectedRecord, pages: DraftPages, pack: str, beside: tuple[ConflictingVersion, ...]
) -> tuple[RecordIssue, ...]:
    spoiled = [one for one in pages.spoiled if one in PAGES_BY_NAME and one != "sign"]
    found = [RecordIssue(one, "", SPOILED.format(PAGES_BY_NAME[one].title)) for one in spoiled]
    found += [
        one
        for page, problems in whole.problems.items()
        for one in _asked(page, problems, whole, pages, pack)
    ]
    found += [RecordIssue(one.page, "", _two(one)) for one in beside if one.problems]
    if not (whole.has_account or any(map(does_version_say_what_happened, beside))):
        found.append(RecordIssue(*_find_account_question(pages), NO_ACCOUNT))
    return tuple(found)


def _find_account_question(pages: Mapping[str, FormData]) -> tuple[str, str]:
    """Return the page and control of the first text that this record asks for."""
    asked = {page.name for page in question_flow.list_asked_pages(pages)}
    texts = {"words": ("account", "child_words"), "seen": ("account", "seen")}
    return next((text for name, text in texts.items() if name in asked), ("account", "worry"))


def _two(one: ConflictingVersion) -> str:
    title, wrong = PAGES_BY_NAME[one.page].title, next(iter(one.problems.values()))
    return f"“{title}” was saved in two versions. The other version cannot be signed: {wrong}"


def _as_typed(
    whole: CollectedRecord, pages: Mapping[str, FormData], pack: str
) -> tuple[RecordIssue, ...]:
    """Return days and times that cannot be read, each with its question and what was typed."""
    found = []
    for page, unread in whole.unread.items():
        texts = {name: AS_TYPED.format(one.text) for name, one in unread.items()}
        found += _asked(page, texts, whole, pages, pack)
    return tuple({one.text: one for one in found}.values())  # a time without its day is one line


def _asked(
    page: str,
    texts: Mapping[str, str],
    whole: CollectedRecord,
    pages: Mapping[str, FormData],
    pack: str,
) -> list[RecordIssue]:
    """Return texts about controls of a page, each after the words of its question."""
    given = LayoutInput(pages[page], {}, whole.children, pages.get("child", {}), pack)
    found = page_problems.list_problems_in_page_order(
        lay_out_page(PAGES_BY_NAME[page], given), texts
    )
    return [RecordIssue(page, control, text) for control, text in found]
