"""Closing a concern: the page as it asks about this one, what is missing, and what is signed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import g, url_for
from msgspec import UNSET

from app.access.app_state import get_today
from app.domain.deadlines.item_words import describe_owner_and_day, name_outstanding_item
from app.domain.deadlines.outstanding import (
    CHASED_KINDS,
    MOVED,
    OutstandingItem,
    OutstandingKind,
)
from app.domain.pages.closure import (
    AUTHOR_SENTENCES,
    AUTHOR_TEXTS,
    CHILD_TOLD,
    CLOSURE,
    DONE,
    FOR_AUTHOR,
    ITEM,
    MOVED_TO,
    NOT_NEEDED,
    SAID,
    TELL_DUE,
    TELL_OWNER,
    TOLD,
    WHY_NOT_SAFE,
    ClosingQuestions,
    OpenBox,
    build_closing_page,
)
from app.domain.pages.page_model import Page
from app.domain.record.answer_parsing import PageAnswers
from app.domain.record.entry_schema import (
    ClosedItem,
    ClosingNote,
    Closure,
    Decision,
    Entry,
    Referral,
    TaskOwner,
)
from app.domain.record.form_data import FormData
from app.domain.times.shown_times import format_full_time
from app.recording.editor.page_rendering import OpenItems
from app.services.children import child_linking
from app.services.concern_tasks import closings, task_entries
from app.services.concern_tasks.author_questions import can_author_sign_in
from app.services.concern_tasks.call_in_danger import is_danger_call_missing
from app.services.concern_tasks.closings import NOT_SAFE, NOT_TOLD, NewClosing, ToldChild
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.follow_up_entries import OvertakenError
from app.services.concerns.record_routing import is_author_a_reader_now
from app.services.referrals.summary_answers import find_child_names

SAFE_HINT = (
    "The record says the child might be in danger, or not safe tonight. Write who checked, when, "
    "and what they found."
)
SAY_WHAT_HAPPENS = "Select what happens to it."
SAY_REASON = "Write why it is closed."
SAY_ONE_LINE = "Write one line about “{what}”: what was done, or why it’s no longer needed."
SAY_WHY_DUTY = "Write why “{what}” is no longer needed."
SAY_TOLD = "Write what {name} was told, or choose the answer that is true."
SAY_WHY_NOT_SAFE = "Write why it’s not safe to tell {name}."
ONE_OF_BOTH = "You wrote what {name} was told, and why that is not safe. Leave one of them blank."
CHOOSE_TELLER = "Select who tells them."
SAY_TELL_DAY = "Enter when they must be told. For example, “tomorrow” or 14 December."
TELL_DAY_OVER = "Enter today or a later day."
SAY_FOR_AUTHOR = "Choose or write what they will be told."
CLOSED_BY = (
    "{who} closed this concern on {at}. Read that first. To close it in another way, reopen it. We "
    "saved your text."
)
MOST_LINE_CHARACTERS = 300
THE_CHILD, NOT_KNOWN = "the child", "Not known"


def load_closing_page(file: OpenConcern) -> Page:
    """Return the page of closing for this concern."""
    return build_closing_page(_ask(file))


def adopt_old_closing_draft(page: Page, raw: FormData) -> FormData:
    """Return what was typed before each child had a box of their own, in the first one's."""
    boxes = [field.name for field in page.fields if field.name.startswith(TOLD)]
    found = dict(raw)
    for end in ("", "-unknown"):
        if boxes and (texts := found.pop(f"{CHILD_TOLD}{end}", None)):
            found.setdefault(f"{boxes[0]}{end}", texts)
    return found


def list_children_without_file(file: OpenConcern) -> tuple[tuple[str, str], ...]:
    """Return the name of each child that is in no file, and where a lead chooses one."""
    names = _name_children(file)
    return tuple(
        (names.get(one.child, THE_CHILD), url_for("review.which_child", concern_id=file.id,
                                                    child=one.child))
        for one in child_linking.list_children_with_files(g.uow, file)
        if not one.is_linked
    )  # fmt: skip


def summarise_open_items(file: OpenConcern, page: Page) -> OpenItems:
    """Return what the page says of what is open, by the boxes with which it asks about it."""
    names = [field.name for field in page.fields]
    count = sum(name.startswith(ITEM) and not name.endswith(SAID) for name in names)
    record = file.record
    tells = record is not None and not is_author_a_reader_now(g.uow, record)
    author = record.by.name if record and tells and can_author_sign_in(g.uow, file) else ""
    without_file = list_children_without_file(file)
    return OpenItems(count, without_file, is_danger_call_missing(file), author)


def has_unsigned_text(raw: FormData, entries: Iterable[Entry]) -> bool:
    """Whether a form of closing has a text that no closing of the concern has."""
    known = "\n".join(text for entry in entries for text in _list_texts(entry))
    written = (
        text.strip()
        for name, texts in raw.items()
        if name.startswith((TOLD, WHY_NOT_SAFE, "reason", CHILD_TOLD))
        or name in {FOR_AUTHOR}
        or name.endswith(SAID)
        for text in texts
        if not name.endswith("-unknown")
    )
    return any(text not in known for text in written)


def find_closing_problems(page: Page, found: PageAnswers, today: date) -> dict[str, str]:
    """Return what is missing, by the box where it is to be written."""
    values: Mapping[str, Any] = found.parts[0].values if found.parts else {}
    problems = dict(_check_items(page, values))
    if "reason" not in values:
        problems["reason"] = SAY_REASON
    problems |= dict(_check_told(page, values))
    if any(is_untold for _, is_untold in _list_told(page, values)):
        problems |= dict(_check_teller(values, today))
    asks_author = any(field.name == FOR_AUTHOR for field in page.fields)
    if asks_author and not (values.get(AUTHOR_TEXTS) or values.get(FOR_AUTHOR)):
        first = next(f for f in page.fields if f.name in {AUTHOR_TEXTS, FOR_AUTHOR})
        problems[first.name] = SAY_FOR_AUTHOR
    return problems


def explain_already_closed(page: Page, file: OpenConcern) -> str:
    """Return who closed a concern and when, where it is closed already; "" where it is not.

    A second closing would decide alone what happens to all that the first one sorted.
    """
    if page is not CLOSURE or not file.life.is_closed or file.life.closed is None:
        return ""
    _, said = file.life.closed
    who = "You" if said.by.id == str(g.uow.me.id) else said.by.name
    return CLOSED_BY.format(who=who, at=format_full_time(said.signed_at))


def make_closing(file: OpenConcern, found: PageAnswers) -> NewClosing:
    """Return what is signed. Raises OvertakenError where something came of which nothing is said,
    or what was chosen is not there any more."""
    asked, values = _ask(file), found.parts[0].values
    files = closings.list_file_ids_by_child(g.uow, file)
    told = tuple(_make_told(child, values) for child in asked.children)
    chosen = [AUTHOR_SENTENCES[token] for token in values.get(AUTHOR_TEXTS, ())]
    owner = values.get(TELL_OWNER, "")
    day = values.get(TELL_DUE, {}).get("date")
    return NewClosing(
        reason=values["reason"],
        items=tuple(_make_item(box, values, files) for box in asked.items),
        told=told,
        for_author="\n".join([*chosen, *filter(None, [values.get(FOR_AUTHOR, "")])]),
        task={child: f"Tell {name} what was decided" for child, name in asked.children.items()},
        owner=TaskOwner(owner, _pick(asked.owners, owner)) if owner else None,
        due=date.fromisoformat(day) if day else None,
    )


def _ask(file: OpenConcern) -> ClosingQuestions:
    record = file.record
    asks = record is not None and not is_author_a_reader_now(g.uow, record)
    items = closings.list_outstanding_for_closing(g.uow, file)
    return ClosingQuestions(
        items=[_make_box(item) for item in items],
        children=_name_children(file),
        files=tuple(closings.list_file_ids_by_child(g.uow, file)),
        owners=task_entries.list_possible_task_owners(g.uow, file),
        author=record.by.name if record and asks else "",
        sentences=tuple(_list_true_sentences(file, items)),
    )


def _name_children(file: OpenConcern) -> dict[str, str]:
    names = find_child_names(file.record) if file.record else {"c1": THE_CHILD}
    return {child: THE_CHILD if name == NOT_KNOWN else name for child, name in names.items()}


def _make_box(item: OutstandingItem) -> OpenBox:
    duty = closings.is_legal_duty(item)
    hint = describe_owner_and_day(item, str(g.uow.me.id), get_today())
    if item.kind is OutstandingKind.FGM:
        hint += " Only they can report it. Closing this concern does not report it."
    elif item.kind in CHASED_KINDS:
        hint += " No reply is recorded. If they replied, record the reply first."
    elif duty:
        hint += " If it’s done, record the call first."
    is_now = item.kind is OutstandingKind.SAFE_NOW
    return OpenBox(
        item.key, name_outstanding_item(item), SAFE_HINT if is_now else hint, duty, is_now
    )


def _list_true_sentences(file: OpenConcern, items: tuple[OutstandingItem, ...]) -> Iterator[str]:
    """Yield the sentences for the author that are true of this concern."""
    said = [entry for _, entry in file.said]
    if any(isinstance(entry, Referral) for entry in said):
        yield "referred"
    if any(isinstance(entry, Decision) for entry in said):
        yield "decided"
    yield "talk"
    author = str(file.author_id)
    if not any(item.whose is not None and item.whose.id == author for item in items):
        yield "nothing"


def _check_items(page: Page, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each thing that is open of which nothing is said, or not why."""
    for field in page.fields:
        if not field.name.startswith(ITEM) or field.name.endswith(SAID):
            continue
        how, said = values.get(field.name, ""), values.get(f"{field.name}{SAID}", "")
        if not how:
            yield field.name, SAY_WHAT_HAPPENS
        elif how in {DONE, NOT_NEEDED} and not said:
            duty = all(option.token != DONE for option in field.options)
            problem = SAY_WHY_DUTY if duty else SAY_ONE_LINE
            yield f"{field.name}{SAID}", problem.format(what=field.label)
        elif len(said) > MOST_LINE_CHARACTERS:
            yield f"{field.name}{SAID}", f"Use {MOST_LINE_CHARACTERS} characters or fewer."


def _check_told(page: Page, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in page.fields:
        if not field.name.startswith(TOLD):
            continue
        name = field.label.removeprefix("What was ").removesuffix(" told?")
        child = field.name.removeprefix(TOLD)
        value, why = values.get(field.name), values.get(f"{WHY_NOT_SAFE}{child}", "")
        if value is None and not why:
            yield field.name, SAY_TOLD.format(name=name)
        elif value == {"unknown": str(NOT_SAFE)} and not why:
            yield f"{WHY_NOT_SAFE}{child}", SAY_WHY_NOT_SAFE.format(name=name)
        elif why and value not in (None, {"unknown": str(NOT_SAFE)}):
            yield f"{WHY_NOT_SAFE}{child}", ONE_OF_BOTH.format(name=name)


def _list_told(page: Page, values: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield each child, and whether they are still to be told."""
    for field in page.fields:
        if field.name.startswith(TOLD):
            untold = values.get(field.name) == {"unknown": str(NOT_TOLD)}
            yield field.name.removeprefix(TOLD), untold


def _check_teller(values: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    if not values.get(TELL_OWNER):
        yield TELL_OWNER, CHOOSE_TELLER
    day = values.get(TELL_DUE, {}).get("date")
    if not day:
        yield TELL_DUE, SAY_TELL_DAY
    elif date.fromisoformat(day) < today:
        yield TELL_DUE, TELL_DAY_OVER


def _make_told(child: str, values: Mapping[str, Any]) -> ToldChild:
    value = values.get(f"{TOLD}{child}")
    words = value if isinstance(value, str) else ""
    return ToldChild(child, words, values.get(f"{WHY_NOT_SAFE}{child}", ""))


def _make_item(box: OpenBox, values: Mapping[str, Any], files: Mapping[str, str]) -> ClosedItem:
    how, said = _pick(values, box.name), values.get(f"{box.name}{SAID}", "")
    if how.startswith(MOVED_TO):
        child = how.removeprefix(MOVED_TO)
        return ClosedItem(box.key, MOVED, said, child, _pick(files, child))
    return ClosedItem(box.key, how, said)


def _pick(found: Mapping[str, Any], name: str) -> Any:
    """Return what was answered or chosen, as it is now."""
    if name not in found:
        raise OvertakenError(f"{name}: changed since the page was drawn")
    return found[name]


def sign_closing(
    file: OpenConcern, draft_id: UUID, found: PageAnswers, touched: Any, seen: int | None
) -> int:
    """Sign the closing of this concern; returns its entry's number."""
    new = make_closing(file, found)
    return closings.sign_closure_note_and_tasks(g.uow, file.id, draft_id, new, touched, seen)


def _list_texts(entry: Entry) -> Iterator[str]:
    """Yield the texts of a closing."""
    if isinstance(entry, Closure):
        yield from (str(text) for part in entry.parts for text in part.values.values())
        yield "" if entry.for_author is UNSET else entry.for_author
    elif isinstance(entry, ClosingNote):
        yield entry.reason
        yield from (one.said for one in entry.items)
        yield from (one.why for one in entry.not_safe)


def is_closing_page(page: Page) -> bool:
    """Whether this is the page of closing, as it asks about any concern."""
    return page.name == CLOSURE.name
