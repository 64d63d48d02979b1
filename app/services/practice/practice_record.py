"""Keep the practice record of a conversation for its trainee alone, and list its answers.

It is read like a draft, but each page is a box of the private store, next to its conversation.
Nothing here can be signed, opened by anyone else, or sent, and no list of concerns can find it.
Days and hours on it are judged as they were in the scenario; what is kept has the true time.

Answers are listed as they were typed. What cannot be read as a day or a time stands word for word
too: nothing is judged and nothing is left out. A choice has the words that stood on the page.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from app.domain.journey.form_questions import find_form_heading, find_page_heading
from app.domain.journey.question_data import Outcome, PageChange, carry_notes_and_mark, plan_change
from app.domain.pages import PAGES, PAGES_BY_NAME
from app.domain.pages.information_sharing import SHARING
from app.domain.pages.page_model import UNKNOWN_LABELS, AnswerKind, Field, Group, Page, Unknown
from app.domain.practice.debrief_schema import WrittenAnswer
from app.domain.record import rough_notes
from app.domain.record.answer_parsing import Choices
from app.domain.record.entry_titles import insert_lead_title
from app.domain.record.form_data import (
    FormData,
    TooManyError,
    get_text,
    is_blank,
    label_children,
    list_children,
    list_items,
    select_page_fields,
)
from app.domain.routing.actors import Org
from app.errors import NotFoundError, SealedError, StaleError
from app.services.content.pack_content import load_pack_options
from app.services.drafts.draft_types import (
    ConflictingText,
    Draft,
    DraftPages,
    PageConflicts,
    SaveResult,
)
from app.services.practice import practice_runs
from app.services.practice.practice_runs import PracticeRun
from app.services.training import private_drafts
from app.services.unit_of_work import UnitOfWork
from content.london_time import LONDON
from content.scenarios.scenario import Scenario

EXTRA_PAGES = frozenset({SHARING.name})
"""Pages of a signed record that a scenario asks about: here they are among the others."""
RECORD_PAGE_NAMES = tuple(
    page.name for page in PAGES if not page.after_signing or page.name in EXTRA_PAGES
)
_EVERY = timedelta(minutes=5)
_NO_VERSION = -1


def read_as_london_time(at: datetime) -> datetime:
    """A wall clock of a scenario as an aware instant in London."""
    return at.replace(tzinfo=LONDON)


def find_scenario_end(scenario: Scenario) -> datetime:
    """When the conversation is over, in its own time: an aware instant on a full five minutes."""
    over = read_as_london_time(scenario.setting.at) + timedelta(minutes=scenario.minutes)
    past = timedelta(minutes=over.minute, seconds=over.second, microseconds=over.microsecond)
    return over + (-past % _EVERY)


def load_practice_draft(uow: UnitOfWork, run: PracticeRun) -> Draft:
    """The pages of a run of mine as a draft reads; what came late waits beside its page."""
    kept = _load_kept_pages(uow, run.id)
    written = {name: page for name, page in kept.items() if page.version or page.spoiled}
    times = [page.at for page in written.values() if page.at]
    waiting = tuple(name for name, page in kept.items() if page.asides)
    return Draft(
        id=run.id,
        concern_id=None,
        began_at=run.began_at,
        touched_at=max([run.began_at, *times]),
        pages=DraftPages({name: partial(_read_page, page) for name, page in written.items()}),
        boxes={name: f"{page.version} {page.at}".encode() for name, page in written.items()},
        versions={name: page.version for name, page in written.items()},
        saved_at={name: page.at for name, page in written.items() if page.at},
        asides=sum(len(page.asides) for page in kept.values()),
        conflicts=PageConflicts(lambda: waiting, lambda name: _list_conflicts(name, kept[name])),
        kept=0,
    )


def save_record_page(
    uow: UnitOfWork,
    run_id: UUID,
    page: str,
    raw: FormData,
    based_on: int,
    settles: Sequence[UUID] = (),
) -> SaveResult:
    """Keep one page of a run of mine; `settles`: asides that are dealt with.

    Raises StaleError when a newer text is there: this one is then kept beside it. NotFoundError for
    a page that is not asked; TooLongError, TooManyVersionsError: nothing is kept.
    """
    away = [one.hex for one in settles]
    carry = partial(rough_notes.carry_notes_and_answer_times, page)
    kept = private_drafts.save_learning_page(
        uow, _name_box(run_id, page), raw, based_on, "", away, carry
    )
    return SaveResult(kept.version, kept.at or uow.clock())


def save_record_question(uow: UnitOfWork, run_id: UUID, changes: Sequence[PageChange]) -> datetime:
    """Save what the form of a question page changes in a run of mine.

    Raises StaleError when a newer text is there: this one is then kept beside it.
    """
    stale = []
    for change in changes:
        document = _name_box(run_id, change.page)
        held = private_drafts.load_learning_page(uow, document)
        outcome, merged = plan_change(change, held.raw, version=held.version, spoiled=held.spoiled)
        if outcome is Outcome.NOTHING:
            continue
        based_on = held.version if outcome is Outcome.WRITE else _NO_VERSION
        try:
            private_drafts.save_learning_page(
                uow, document, merged, based_on, carry=partial(carry_notes_and_mark, change)
            )
        except StaleError:
            stale.append(change.page)
    if stale:
        raise StaleError(f"practice {run_id} pages {', '.join(stale)}")
    now: datetime = uow.clock()
    return now


def swap_record_page(uow: UnitOfWork, run_id: UUID, page: str, aside_id: UUID) -> None:
    """Put a text that waits beside a page into it; the page's own text waits there instead.

    Raises NotFoundError when no such text waits.
    """
    asked = PAGES_BY_NAME[page]

    def carry(before: FormData, chosen: FormData, now: datetime) -> FormData:
        return rough_notes.carry_notes_and_answer_times(
            page, before, select_page_fields(asked, chosen), now
        )

    private_drafts.swap_page_text(uow, _name_box(run_id, page), aside_id.hex, carry)


def is_page_of_member(uow: UnitOfWork, user_id: UUID, run_id: UUID, page: str) -> bool:
    """Whether this is a page of a run of this member's; their sign-in may have ended."""
    return page in RECORD_PAGE_NAMES and practice_runs.is_run_of_member(uow, user_id, run_id)


def _load_kept_pages(uow: UnitOfWork, run_id: UUID) -> dict[str, private_drafts.LearningPage]:
    documents = {name: _name_box(run_id, name) for name in RECORD_PAGE_NAMES}
    found = private_drafts.load_learning_pages(uow, list(documents.values()))
    return {name: found[document] for name, document in documents.items()}


def _name_box(run_id: UUID, page: str) -> str:
    if page not in RECORD_PAGE_NAMES:
        raise NotFoundError("page")
    return practice_runs.build_run_box_name(run_id, page)


def _read_page(page: private_drafts.LearningPage) -> FormData:
    if page.spoiled:
        raise SealedError("practice page")
    return page.raw


def _list_conflicts(name: str, page: private_drafts.LearningPage) -> tuple[ConflictingText, ...]:
    return tuple(_read_conflict(name, one) for one in page.asides)


def _read_conflict(name: str, one: private_drafts.WaitingText) -> ConflictingText:
    """Return a waiting text with the fields of its page. A late text was never checked."""
    try:
        raw, spoiled = select_page_fields(PAGES_BY_NAME[name], one.raw), one.spoiled
    except TooManyError:
        raw, spoiled = {}, True
    return ConflictingText(UUID(one.id), raw, one.at, spoiled=spoiled, late=one.late)


_CHOSEN = (AnswerKind.ONE, AnswerKind.MANY)


def list_record_answers(
    pages: Mapping[str, FormData], org: Org, labels: Mapping[str, str] | None = None
) -> tuple[WrittenAnswer, ...]:
    """Every answer, in the order of the record's pages. `pages`: what was typed, by page.

    `labels`: of questions by "part.field" that this practice words otherwise.
    """
    known, children = load_pack_options(org.pack), list_children(pages)
    names = label_children(pages.get("child", {}), children)
    return tuple(
        WrittenAnswer(
            insert_lead_title(find_page_heading(page, pages), org.lead_title),
            insert_lead_title(question, org.lead_title),
            answer,
        )
        for page in PAGES
        if not is_blank(pages.get(page.name, {}))
        for question, answer in _list_page_answers(page, pages, names, known, labels or {})
    )


def list_typed_texts(found: Iterable[WrittenAnswer], org: Org) -> tuple[str, ...]:
    """The answers that were typed: what the pack lets somebody choose is nobody's name."""
    offered = {one.label for options in load_pack_options(org.pack).values() for one in options}
    return tuple(one.answer for one in found if one.answer not in offered)


def _list_page_answers(
    page: Page,
    pages: Mapping[str, FormData],
    names: Mapping[str, str],
    known: Choices,
    labels: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    raw = pages[page.name]
    if not page.per_child:
        part = page.part_name
        keys = {one.label: f"{part}.{one.name}" for one in page.fields}
        heads = {
            label: labels.get(key) or find_form_heading(key, pages) for label, key in keys.items()
        }
        for question, answer in _list_answers(page, raw, "", "", names, known):
            yield heads.get(question) or question, answer
        return
    mentioned = dict.fromkeys((*names, *sorted({n.partition(".")[0] for n in raw if "." in n})))
    for child in mentioned:  # also one whose name was taken out since
        under = f"{names.get(child, child)}. " if len(mentioned) > 1 else ""
        yield from _list_answers(page, raw, f"{child}.", under, names, known)


def _list_answers(
    page: Page, raw: FormData, start: str, under: str, names: Mapping[str, str], known: Choices
) -> Iterator[tuple[str, str]]:
    for at, heading, fields in _list_question_places(page, raw, start, known):
        for field in fields:
            if answer := _word_answer(page, field, raw, f"{at}{field.name}", names, known):
                yield f"{under}{heading}{field.label}", answer


def _list_question_places(
    page: Page, raw: FormData, start: str, known: Choices
) -> Iterator[tuple[str, str, Sequence[Field]]]:
    """Where questions stand on a page: how their names begin, the heading above, the questions."""
    yield start, "", page.fields
    if page.group is None:
        return
    if page.pick_group:
        yield from _list_picked_signs(page.group, raw, start, known)
        return
    found = list_items(raw, page.group, start)
    for number, item in enumerate(found, 1):
        heading = page.group.one if len(found) == 1 else f"{page.group.one} {number}"
        yield item.at, f"{heading}: ", page.group.fields


def _list_picked_signs(
    group: Group, raw: FormData, start: str, known: Choices
) -> Iterator[tuple[str, str, Sequence[Field]]]:
    """Each sign that was ticked, with what was written about it."""
    labels = {one.token: one.label for one in known.get("indicators.indicator", ())}
    inner = [field for field in group.fields if field.name != "indicator"]
    for token in raw.get(f"{start}{group.name}-pick", []):
        label = labels.get(token, token)
        yield start, f"{label}: ", (Field(f"{group.name}-pick", "Noticed"),)
        yield f"{start}{group.name}-{token}-", f"{label}: ", inner


def _word_answer(
    page: Page, field: Field, raw: FormData, name: str, names: Mapping[str, str], known: Choices
) -> str:
    """What was typed or chosen under a name; empty where nothing was."""
    if field.name.endswith("-pick"):
        return "Yes"
    unknown = "; ".join(_word_unknown(token) for token in raw.get(f"{name}-unknown", []))
    if field.kind is AnswerKind.CHILDREN:
        return "; ".join(names.get(child, child) for child in raw.get(name, []))
    if field.kind in _CHOSEN:
        options = field.options or known.get(f"{page.part_name}.{field.name}", ())
        labels = {one.token: one.label for one in options}
        picked = [labels.get(token) or _word_unknown(token) for token in raw.get(name, [])]
        return "; ".join((*picked, *filter(None, [unknown])))
    typed = ", ".join(text for text in (get_text(raw, name), get_text(raw, f"{name}-time")) if text)
    return typed or unknown


def _word_unknown(token: str) -> str:
    known = token in set(Unknown)
    return UNKNOWN_LABELS[Unknown(token)] if known else token
