"""A record read through before it is done with: what is there, what to mend, what is not known.

Says what is not known plainly and counts nothing. A day or time that cannot be read stops nothing:
it is shown as it will be printed. Nobody is named or asked for here: `checking` does.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec

from app.domain.pages import CORE_NAMES, PAGES_BY_NAME, list_fields
from app.domain.pages.page_model import AnswerKind
from app.domain.record.collected_record import ACCOUNT_TEXTS, CollectedRecord, collect_record
from app.domain.record.concern_card import URGENT_ANSWERS, pick_most_cautious
from app.domain.record.conflicting_versions import (
    ConflictingVersion,
    combine_parts,
    has_account,
    read_conflicting_versions,
)
from app.domain.record.entry_schema import Part
from app.domain.record.form_data import FormData
from app.recording.editor import pack_options, page_problems
from app.recording.editor.page_layout import LayoutInput, lay_out_page
from app.services.drafts.draft_types import DraftPages
from content import language_hints

AS_TYPED = "printed as you typed it: “{}”"
SPOILED = "“{}” was changed outside Heard and cannot be opened. Write it again, or leave it empty."
_EITHER = {*ACCOUNT_TEXTS, "questions_asked", "seen_at"}
"""Ways to say what happened: once one is used, the others are not missing."""
_MOOT = {
    "danger_why": ("danger_now", "no"),
    "told_lead_name": ("told_lead", "not_yet"),
    "told_lead_at": ("told_lead", "not_yet"),
}
"""Questions that nobody can answer where the one before them has this answer."""


class RecordIssue(msgspec.Struct, frozen=True):
    """One thing to mend, or not known: the page, the control, the words."""

    page: str
    control: str
    text: str


class ShownHint(msgspec.Struct, frozen=True):
    """One language hint: where, the words found, why, other ways to say it, source."""

    page: str
    control: str
    label: str
    found: str
    why: str
    alternatives: tuple[str, ...]
    source: str


class RecordCheck(msgspec.Struct, frozen=True, kw_only=True):
    """All that is said of what is written. `danger`: "yes" or "unsure" where somebody is or may be
    in danger, else nothing."""

    whole: CollectedRecord
    beside: tuple[ConflictingVersion, ...]
    danger: str
    to_mend: tuple[RecordIssue, ...]
    as_typed: tuple[RecordIssue, ...]
    not_known: tuple[RecordIssue, ...]
    hints: tuple[ShownHint, ...]


def check_record(
    pages: DraftPages, today: date, pack: str, texts: Iterable[tuple[str, datetime, FormData]] = ()
) -> RecordCheck:
    """Read all pages. `texts`: (page, when saved, text) of what was saved beside them."""
    choices = pack_options.load_choices(pack)
    whole = collect_record(pages, today, choices)
    beside = read_conflicting_versions(texts, pages, whole, today, choices)
    danger = _danger(combine_parts(whole.parts, beside))
    return RecordCheck(
        whole=whole,
        beside=beside,
        danger=danger,
        to_mend=_to_mend(whole, pages, pack, beside),
        as_typed=_as_typed(whole, pages, pack),
        not_known=_not_known(whole),
        hints=() if danger else _hints(whole.parts, pack),
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
    if not (whole.has_account or any(map(has_account, beside))):
        text = "Write what the child said, what you saw, what you were told, or what worries you."
        found.append(RecordIssue("account", "child_words", text))
    return tuple(found)


def _two(one: ConflictingVersion) -> str:
    title, wrong = PAGES_BY_NAME[one.page].title, next(iter(one.problems.values()))
    return f"“{title}” was saved in two places. The text kept aside cannot be signed: {wrong}"


def _as_typed(
    whole: CollectedRecord, pages: Mapping[str, FormData], pack: str
) -> tuple[RecordIssue, ...]:
    """Days and times that cannot be read, each with its question and what was typed."""
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
    """Texts about controls of a page, each after the words of its question."""
    given = LayoutInput(pages[page], {}, whole.children, pages.get("child", {}), pack)
    found = page_problems.link_problems(lay_out_page(PAGES_BY_NAME[page], given), texts)
    return [RecordIssue(page, control, text) for control, text in found]


def _not_known(whole: CollectedRecord) -> tuple[RecordIssue, ...]:
    """Questions of the core without an answer, rare ones (behind a fold) left aside."""
    found = []
    for page in map(PAGES_BY_NAME.__getitem__, CORE_NAMES):
        given = {
            name: value
            for part in whole.parts
            if part.page == page.part_name
            for name, value in part.values.items()
            if not (isinstance(value, dict) and "unknown" in value)
        }
        for field in list_fields(page):
            asked = not field.fold and field.kind is not AnswerKind.CHILDREN and page.name != "sign"
            if (whole.has_account and field.name in _EITHER) or _moot(field.name, given):
                continue
            if asked and field.name not in given and not _in_empty_group(page.name, field.name):
                start = "children-0-" if page.name == "child" else ""
                found.append(RecordIssue(page.name, start + field.name, field.label))
    return tuple(found)


def _moot(name: str, given: Mapping[str, object]) -> bool:
    before, answer = _MOOT.get(name, ("", None))
    return before in given and given[before] == answer


def _in_empty_group(page: str, field: str) -> bool:
    group = PAGES_BY_NAME[page].group
    return page == "told" and group is not None and field in {f.name for f in group.fields}


def _hints(parts: tuple[Part, ...], pack: str) -> tuple[ShownHint, ...]:
    found = []
    for part in parts:
        page = next(p for p in PAGES_BY_NAME.values() if p.part_name == part.page)
        for field in list_fields(page):
            text = part.values.get(field.name)
            if not field.hinted or not isinstance(text, str):
                continue
            for hint in language_hints.find_language_hints(text, f"{part.page}.{field.name}", pack):
                found.append(
                    ShownHint(
                        page=page.name,
                        control=field.name,
                        label=field.label,
                        found=hint.found,
                        why=hint.why,
                        alternatives=hint.alternatives,
                        source=hint.source.title,
                    )
                )
    return tuple(found)
