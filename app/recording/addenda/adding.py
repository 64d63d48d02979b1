"""Pages for a signed file: what each asks of it, and the judge of words and corrections.

Which entries can be corrected is the file's to say; whether a duty is asked about is the pack's.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from app.domain.pages.addition import ADDITION, CORRECTS_NOTHING
from app.domain.pages.closure import CLOSURE, REOPENING
from app.domain.pages.decision import DECISION
from app.domain.pages.details_support import CSA_DUTY_FIELDS, DUTIES
from app.domain.pages.later_calls import CALL
from app.domain.pages.page_model import Field, Option, Page
from app.domain.pages.referral import ESCALATION, REFERRAL, REPLY
from app.domain.record.answer_parsing import CHOOSE_AN_ANSWER, PageAnswers
from app.domain.record.entry_schema import Addition, EntryWithParts, Paper
from app.domain.record.entry_titles import get_entry_title
from app.domain.record.form_data import FormData
from app.domain.times.london_time import format_instant
from app.recording.addenda import deciding
from app.recording.editor import call_items
from app.services.concerns.additions import NewAddition
from app.services.concerns.concern_reading import OpenConcern
from app.services.content.pack_content import PackText

NOTHING = "Write what you want to add."
WHICH = "Choose the entry that is wrong, or leave the reason blank."
WHY = "Say what was wrong, and why."

NEEDED = {
    REFERRAL.name: {"method": "Choose how you referred."},
    REPLY.name: {"answer": "Choose what happened."},
    ESCALATION.name: {"to_whom": "Write whom you spoke to.", "why": "Say why."},
    CLOSURE.name: {
        "reason": "Say why it is closed.",
        "child_told": "Write what the child was told, or choose what is so instead.",
    },
    REOPENING.name: {"why": "Say why it is opened again."},
}
"""Answers that these pages cannot do without: what waits, and what is over, follows them."""


def offered(page: Page, file: OpenConcern, now: datetime) -> Page:
    """The page with the entries of this file to choose from; other pages as they are."""
    of = {
        ADDITION.name: ("corrects", Addition | EntryWithParts),
        REFERRAL.name: ("handed_over", Paper),
    }
    if page.name not in of:
        return page
    name, kinds = of[page.name]
    fields = tuple(_with_entries(f, file, now, kinds) if f.name == name else f for f in page.fields)
    return msgspec.structs.replace(page, fields=fields)


def binding(page: Page, raw: FormData, said: PackText) -> Page:
    """The page of duties without the one that does not bind yet; other pages as they are.

    What was begun while it did bind is still asked: nothing typed is lost.
    """
    binds = said.pack.settings.csa_duty.binds(said.day)
    begun = any(
        any(texts)
        for name, texts in raw.items()
        if name.partition(".")[2].removesuffix("-time") in CSA_DUTY_FIELDS
    )
    if page.name != DUTIES.name or binds or begun:
        return page
    fields = tuple(field for field in page.fields if field.name not in CSA_DUTY_FIELDS)
    return msgspec.structs.replace(page, fields=fields)


def judged(
    page: Page, raw: FormData, children: tuple[str, ...], found: PageAnswers, today: date
) -> PageAnswers:
    """What the answers of this page need of each other; those of other pages as they are."""
    if page.name == DECISION.name and page.group:
        needs = dict(deciding.needs(page.group, raw, found, today))
        # A day on which somebody is reminded is never kept as typed: nobody would be.
        unread = {name: one for name, one in found.unread.items() if name not in needs}
        return msgspec.structs.replace(found, problems=needs | found.problems, unread=unread)
    if page.name == CALL.name:
        return call_items.about(page, raw, children, found)
    if needed := NEEDED.get(page.name):
        missing = {name: text for name, text in needed.items() if name not in _values(found)}
        return msgspec.structs.replace(found, problems=missing | found.problems)
    if page.name != ADDITION.name:
        return found
    values = _values(found)
    needs = dict(_needs(raw, children, values))
    return msgspec.structs.replace(found, problems=needs | found.problems)


def _values(found: PageAnswers) -> Mapping[str, Any]:
    return found.parts[0].values if found.parts else {}


def new_words(draft_id: UUID, raw: FormData, found: PageAnswers) -> NewAddition:
    """What is signed. The draft's id is the entry's: pressed twice, it is one entry."""
    values = found.parts[0].values
    corrects = values.get("corrects", CORRECTS_NOTHING)
    return NewAddition(
        once=draft_id,
        words=values["words"],
        children=tuple(raw.get("children", ())),
        verbatim=bool(values.get("verbatim")),
        corrects=None if corrects == CORRECTS_NOTHING else int(corrects),
        reason=values.get("reason", ""),
    )


def _with_entries(field: Field, file: OpenConcern, now: datetime, kinds: Any) -> Field:
    entries = tuple(
        Option(
            str(one.number),
            f"{one.number}. {get_entry_title(said, third=True)}, {said.by.name}, "
            f"{format_instant(said.signed_at, now)}",
        )
        for one in file.entries
        if isinstance(said := one.entry, kinds)
    )
    return msgspec.structs.replace(field, options=(*field.options, *entries))


def _needs(
    raw: FormData, children: tuple[str, ...], values: Mapping[str, object]
) -> list[tuple[str, str]]:
    correction = values.get("corrects", CORRECTS_NOTHING) != CORRECTS_NOTHING
    needs = []
    if "words" not in values:
        needs.append(("words", NOTHING))
    if not set(raw.get("children", ())) <= set(children):
        needs.append(("children", CHOOSE_AN_ANSWER))
    if correction and "reason" not in values:
        needs.append(("reason", WHY))
    if not correction and "reason" in values:
        needs.append(("corrects", WHICH))
    return needs
