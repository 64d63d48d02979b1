"""Pages for a signed concern: what each asks of it, and what is missing before it can be signed.

Which entries can be corrected is the concern's to say; whether a duty is asked about is the pack's.
Each decision needs its reason. A review day has to be one that Heard can read, because it is going
to remind somebody on it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from app.domain.pages.addition import ADDITION, CORRECTS_NOTHING
from app.domain.pages.closure import REOPENING
from app.domain.pages.decision import DECISION, FOR_AUTHOR, NO_FURTHER_ACTION, REVIEWED
from app.domain.pages.details_support import CSA_DUTY_FIELDS, DUTIES
from app.domain.pages.later_calls import CALL
from app.domain.pages.page_model import Field, Group, Option, Page
from app.domain.pages.referral import ESCALATION, LEVEL, REFERRAL, REPLY
from app.domain.record.answer_parsing import CHOOSE_AN_ANSWER, PageAnswers
from app.domain.record.entry_schema import Addition, EntryWithParts, Paper, Values
from app.domain.record.entry_titles import get_entry_title
from app.domain.record.form_data import FormData, list_items
from app.domain.times.shown_times import format_instant
from app.recording.editor import call_items
from app.recording.follow_up import closing_flow, decision_flow
from app.services.concerns.additions import NewAddition
from app.services.concerns.concern_reading import OpenConcern
from app.services.content.pack_content import PackText

WRITE_SOMETHING = "Write what you want to add."
CHOOSE_WRONG_ENTRY = "Choose the entry that is wrong, or leave the reason blank."
SAY_WHAT_WAS_WRONG = "Say what was wrong, and why."
CHOOSE_OUTCOME = "Select what happens now."
NOTHING_AND_MORE = "Select “No further action now” alone, or select only other actions."
SAY_WHY = "Write why."
SAY_FOR_AUTHOR = "Write what they need to know and do, or that there is nothing to do."
SAY_REVIEW_DAY = "Enter the day to review this. For example, “tomorrow” or 14 December."
REVIEW_DAY_OVER = "Enter today or a later day."

REQUIRED_ANSWERS = {
    REFERRAL.name: {"method": "Choose how you referred."},
    REPLY.name: {"answer": "Choose what happened."},
    ESCALATION.name: {
        LEVEL.name: "Choose who you are escalating to.",
        "to_whom": "Enter who you spoke to.",
        "why": "Write why.",
    },
    REOPENING.name: {
        "why": "Enter why you’re reopening this concern.",
        "review_on": SAY_REVIEW_DAY,
    },
}
"""Answers that these pages cannot do without: what is outstanding follows from them."""


def add_entry_choices(page: Page, file: OpenConcern, now: datetime) -> Page:
    """Return the page with the choices of this concern. Other pages are returned unchanged."""
    if page.name == DECISION.name:
        return decision_flow.load_decision_page(file)
    if page.name == ESCALATION.name:
        return msgspec.structs.replace(page, fields=(LEVEL, *page.fields))
    of = {
        ADDITION.name: ("corrects", Addition | EntryWithParts),
        REFERRAL.name: ("handed_over", Paper),
    }
    if page.name not in of:
        return page
    name, kinds = of[page.name]
    fields = tuple(_with_entries(f, file, now, kinds) if f.name == name else f for f in page.fields)
    return msgspec.structs.replace(page, fields=fields)


def drop_inactive_duty(page: Page, raw: FormData, said: PackText) -> Page:
    """Return the page of duties without one that does not apply yet. Others are unchanged.

    If someone began it while it did apply, it is still asked: nothing typed is lost.
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


def check_required_answers(
    page: Page, raw: FormData, children: tuple[str, ...], found: PageAnswers, today: date
) -> PageAnswers:
    """Return the answers with what each still needs. Those of other pages are unchanged."""
    if page.name == DECISION.name and page.group:
        found = decision_flow.drop_untouched_decisions(found)
        needs = _find_decision_problems(page, raw, found, today)
        return _refuse_unread_days(_add_problems(found, needs))
    if closing_flow.is_closing_page(page):
        return _add_problems(found, closing_flow.find_closing_problems(page, found, today))
    if page.name == CALL.name:
        return call_items.assign_children_to_calls(page, raw, children, found)
    if needed := REQUIRED_ANSWERS.get(page.name):
        asked, values = {field.name for field in page.fields}, _values(found)
        missing = {
            name: text for name, text in needed.items() if name in asked and name not in values
        }
        if page.name == REOPENING.name and "review_on" in values:
            missing |= dict(_find_day_problem(values["review_on"], today))
        return _add_problems(found, missing)
    if page.name != ADDITION.name:
        return found
    values = _values(found)
    needs = dict(_needs(raw, children, values))
    return msgspec.structs.replace(found, problems=needs | found.problems)


def _find_decision_problems(
    page: Page, raw: FormData, found: PageAnswers, today: date
) -> dict[str, str]:
    if page.group is None:
        return {}
    needs = dict(find_decision_gaps(page.group, raw, found, today))
    if not needs:
        needs = dict(_find_author_gap(page.group, raw, found))
    return needs | decision_flow.find_missing_task_answers(page, found, raw, today)


def _add_problems(found: PageAnswers, needs: dict[str, str]) -> PageAnswers:
    """Return the answers with what is missing.

    A day on which somebody is reminded is never kept as typed: nobody would be.
    """
    unread = {name: one for name, one in found.unread.items() if name not in needs}
    return msgspec.structs.replace(found, problems=needs | found.problems, unread=unread)


def _refuse_unread_days(found: PageAnswers) -> PageAnswers:
    """Return the answers with each day that cannot be read as a problem: none is kept as typed."""
    unread = {name: one for name, one in found.unread.items() if one.stops}
    days = {name: f"{one.what} {one.how}".strip() for name, one in unread.items()}
    left = {name: one for name, one in found.unread.items() if name not in unread}
    return msgspec.structs.replace(found, problems=days | found.problems, unread=left)


def _values(found: PageAnswers) -> Mapping[str, Any]:
    return found.parts[0].values if found.parts else {}


def make_new_addition(draft_id: UUID, raw: FormData, found: PageAnswers) -> NewAddition:
    """Return what is signed. The draft's id is the entry's: pressed twice, it is one entry."""
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
            f"{one.number}. {get_entry_title(said, third=True)}, {said.by.marked_name}, "
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
        needs.append(("words", WRITE_SOMETHING))
    if not set(raw.get("children", ())) <= set(children):
        needs.append(("children", CHOOSE_AN_ANSWER))
    if correction and "reason" not in values:
        needs.append(("reason", SAY_WHAT_WAS_WRONG))
    if not correction and "reason" in values:
        needs.append(("corrects", CHOOSE_WRONG_ENTRY))
    return needs


def find_decision_gaps(
    group: Group, raw: FormData, found: PageAnswers, today: date
) -> Iterator[tuple[str, str]]:
    """Yield what is missing, by the control where it is to be written."""
    written = {part.item: part.values for part in found.parts if part.item}
    shown = list_items(raw, group)
    if not written:
        yield f"{shown[0].at}outcome", CHOOSE_OUTCOME
    for item in shown:
        if item.id in written:
            yield from ((item.at + name, text) for name, text in _of(written[item.id], today))


def _find_author_gap(group: Group, raw: FormData, found: PageAnswers) -> Iterator[tuple[str, str]]:
    """Yield the first box for the author, where the page has one and each is blank."""
    box = next((field for field in group.fields if field.name == FOR_AUTHOR), None)
    if box is not None and not any(FOR_AUTHOR in part.values for part in found.parts):
        yield f"{list_items(raw, group)[0].at}{FOR_AUTHOR}", SAY_FOR_AUTHOR


def _of(values: Values, today: date) -> Iterator[tuple[str, str]]:
    if "outcome" not in values:
        yield "outcome", CHOOSE_OUTCOME
    if "reason" not in values:
        yield "reason", SAY_WHY
    day, chosen = values.get("review_on", {}), decision_flow.list_ticked_outcomes(values)
    if len(chosen) > 1 and NO_FURTHER_ACTION in chosen:
        yield "outcome", NOTHING_AND_MORE
    if set(chosen) & set(REVIEWED) or day:
        yield from _find_day_problem(day, today)


def _find_day_problem(day: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a review day: it is over, or cannot be read."""
    if not day.get("date"):
        yield "review_on", SAY_REVIEW_DAY
    elif date.fromisoformat(day["date"]) < today:
        yield "review_on", REVIEW_DAY_OVER
