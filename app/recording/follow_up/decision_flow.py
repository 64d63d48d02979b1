"""Deciding: the page as it asks about one concern, and the tasks that follow in the same signature.

Each outcome that someone has to do becomes a task, with who does it and by when. What has a clock
of its own, as a referral, a review or a call to the LADO, gets none.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from flask import g
from msgspec import structs

from app.access.app_state import get_today
from app.domain.deadlines.decided_time import describe_decided_time, find_decided_time_problem
from app.domain.deadlines.outstanding import OutstandingKind
from app.domain.pages import find_field
from app.domain.pages.decision import (
    BOXES,
    DECIDED_AT,
    FAMILY_DUE,
    FAMILY_OWNER,
    FAMILY_TOLD,
    FAMILY_WHY,
    NOT_YET,
    TASK_DUE,
    TASK_OWNER,
    TASK_WORDS,
    WILL_TELL,
    DecisionQuestions,
    build_decision_page,
)
from app.domain.pages.page_model import Page
from app.domain.record.answer_parsing import PageAnswers
from app.domain.record.asked_parts import split_outcomes
from app.domain.record.entry_schema import Decision, Entry, Part, Record, TaskOwner, Values
from app.domain.record.form_data import FormData, list_items
from app.domain.times.shown_times import format_instant
from app.domain.times.typed_dates import format_day_for_input
from app.services.concern_tasks import task_entries
from app.services.concerns import follow_up_entries
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_append import MakeBeside
from app.services.concerns.entry_encryption import EntrySlot
from app.services.concerns.record_routing import is_author_a_reader_now

DECIDED_MEANWHILE = (
    "{decision}, after you opened this page. Read that first. We saved your text. If yours is "
    "needed too, press Sign and save again. Both decisions stay."
)
CHOOSE_OWNER = "Select who does it."
SAY_DAY = "Enter when it must be done. For example, “tomorrow” or 14 December."
DAY_OVER = "Enter today or a later day."
SAY_FAMILY_WHY = "Say why the family cannot be told yet."
TELL_FAMILY, LOOK_AGAIN = "Tell the family", "Review if the family can be told"


def load_decision_page(file: OpenConcern) -> Page:
    """Return the page of a decision for this concern: its author is told what they need to know,
    unless they are one of those who decide, and read it all."""
    record = file.record
    asks = record is not None and not is_author_a_reader_now(g.uow, record)
    return build_decision_page(
        DecisionQuestions(
            author=record.by.name if record and asks else "",
            owners=task_entries.list_possible_task_owners(g.uow, file),
            about_staff=record is not None and _is_about_staff(record),
        )
    )


def _is_about_staff(record: Record) -> bool:
    """Whether its writer said that it is, or may be, about someone in the organisation."""
    answers = {part.values.get("about_our_team") for part in record.parts if part.page == "now"}
    return bool(answers & {"yes", "unsure"})


def fill_decision_defaults(page: Page, raw: FormData) -> FormData:
    """Return what was typed, with who does it and by when where neither was chosen."""
    if page.group is None:
        return raw
    me, tomorrow = str(g.uow.me.id), format_day_for_input(get_today() + timedelta(days=1))
    boxes = {f"{item.at}{TASK_OWNER}": me for item in list_items(raw, page.group)}
    boxes |= {f"{item.at}{TASK_DUE}": tomorrow for item in list_items(raw, page.group)}
    boxes |= {FAMILY_OWNER: me}
    return {name: [text] for name, text in boxes.items()} | raw


def drop_untouched_decisions(found: PageAnswers) -> PageAnswers:
    """Return the answers without each decision that has nothing but prefilled boxes.

    Those boxes say nothing until something is ticked or written.
    """
    kept = tuple(part for part in found.parts if part.values.keys() - BOXES)
    return structs.replace(found, parts=kept)


def list_colleagues_decisions(file: OpenConcern) -> tuple[tuple[int, str], ...]:
    """Return the entry of each decision that someone else made, with who decided what and when."""
    me = str(g.uow.me.id)
    return tuple(
        (number, describe_decision(said, g.uow.clock()))
        for number, said in file.said
        if isinstance(said, Decision) and said.by.id != me
    )


def describe_decision(said: Decision, now: datetime) -> str:
    """Return who decided, when and what, in the words of its options."""
    chosen = ((part.values.get("outcome"), part.form_number) for part in said.parts)
    fields = ((token, find_field("decision", "outcome", form)) for token, form in chosen if token)
    words = "”, “".join(field.label_of(token) if field else token for token, field in fields)
    written = format_instant(said.signed_at, now)
    if decided := describe_decided_time(said):
        return f"{said.by.marked_name} decided “{words}” on {decided} and recorded it {written}"
    return f"{said.by.marked_name} decided “{words}”, {written}"


def add_decision_time_problem(
    found: PageAnswers, signed_at: datetime, now: datetime
) -> PageAnswers:
    """Return the answers, with what is wrong with the time of the decision.

    It is one from the signature of the record until now.
    """
    values: Values = next((part.values for part in found.parts if not part.item), {})
    wrong = find_decided_time_problem(values.get(DECIDED_AT, {}), signed_at, now)
    if wrong is None:
        return found
    end, text = wrong
    return structs.replace(found, problems={f"{DECIDED_AT}{end}": text} | found.problems)


def explain_newer_decisions(
    colleagues: Iterable[tuple[int, str]], known: int | None
) -> dict[int, str]:
    """Return what to say of each decision since the entry that its reader knows of, by its entry.

    None where it is not known what they know: nobody can be told what is new to them.
    """
    later = ((number, words) for number, words in colleagues if known and number > known)
    return {number: DECIDED_MEANWHILE.format(decision=words) for number, words in later}


def has_no_newer_decision_by_others(known: int | None, me: str, file: OpenConcern) -> bool:
    """Whether no one but `me` has decided since the entry that is known."""
    return not any(
        isinstance(said, Decision) and said.by.id != me and known and number > known
        for number, said in file.said
    )


def find_missing_task_answers(
    page: Page, found: PageAnswers, raw: FormData, today: date
) -> dict[str, str]:
    """Return what is missing for the tasks of a decision, by the box where it is to be written."""
    if page.group is None:
        return {}
    at = {item.id: item.at for item in list_items(raw, page.group)}
    problems: dict[str, str] = {}
    for part in found.parts:
        if part.item and any(one in TASK_WORDS for one in list_ticked_outcomes(part.values)):
            needs = _check_task(part.values, TASK_OWNER, TASK_DUE, today)
            problems |= {f"{at[part.item]}{name}": text for name, text in needs}
    page_values: Values = next((part.values for part in found.parts if not part.item), {})
    return problems | dict(_check_family(page_values, today))


def strip_task_boxes(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return the answers that a decision holds: each outcome by itself, without those of tasks."""
    kept = (
        structs.replace(part, values={k: v for k, v in part.values.items() if k not in BOXES})
        for part in parts
    )
    return split_outcomes(part for part in kept if part.values)


def prepare_decision_tasks(file: OpenConcern, parts: tuple[Part, ...]) -> tuple[MakeBeside, ...]:
    """Return the makers of the tasks that follow from a decision, in its own transaction."""
    owners = task_entries.list_possible_task_owners(g.uow, file)
    waits = {one.kind for one in follow_up_entries.find_outstanding_of_concern(g.org, file)}
    return tuple(
        partial(_make_task, what, TaskOwner(owner, owners[owner]), due)
        for what, owner, due in _list_needed(parts, has_lado=OutstandingKind.LADO in waits)
    )


def _list_needed(parts: tuple[Part, ...], *, has_lado: bool) -> Iterator[tuple[str, str, date]]:
    """Yield what is to be done, the id of who does it, and the day."""
    for part in parts:
        for outcome in list_ticked_outcomes(part.values):
            if outcome in TASK_WORDS and not (outcome == "lado" and has_lado):
                yield TASK_WORDS[outcome], part.values[TASK_OWNER], _read(part.values, TASK_DUE)
        what = {WILL_TELL: TELL_FAMILY, NOT_YET: LOOK_AGAIN}.get(part.values.get(FAMILY_TOLD, ""))
        if what:
            yield what, part.values[FAMILY_OWNER], _read(part.values, FAMILY_DUE)


def _make_task(what: str, owner: TaskOwner, due: date, slot: EntrySlot, _number: int) -> Entry:
    return task_entries.make_task(slot, what, owner, due)


def _read(values: Mapping[str, Any], name: str) -> date:
    return date.fromisoformat(values[name]["date"])


def list_ticked_outcomes(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the outcomes that were ticked."""
    found = values.get("outcome", ())
    return (found,) if isinstance(found, str) else tuple(found)


def _check_family(values: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    told = values.get(FAMILY_TOLD, "")
    if told == NOT_YET and FAMILY_WHY not in values:
        yield FAMILY_WHY, SAY_FAMILY_WHY
    if told in {WILL_TELL, NOT_YET}:
        yield from _check_task(values, FAMILY_OWNER, FAMILY_DUE, today)


def _check_task(
    values: Mapping[str, Any], owner: str, due: str, today: date
) -> Iterator[tuple[str, str]]:
    if not values.get(owner):
        yield owner, CHOOSE_OWNER
    day = values.get(due, {}).get("date")
    if not day:
        yield due, SAY_DAY
    elif date.fromisoformat(day) < today:
        yield due, DAY_OVER
