"""A concern as its page shows it: the record in four steps, then every entry in order.

Only names and arranges; never changes or shortens what was written, and never counts answers.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from app.domain.deadlines.call_outcome import has_unanswered_call
from app.domain.journey.leaving_soon import WHERE_PAGE
from app.domain.pages import PAGES, PAGES_BY_NAME, find_field, get_field_as_asked, list_fields
from app.domain.pages.decision import FOR_AUTHOR, FOR_AUTHOR_LABEL
from app.domain.pages.page_model import AnswerKind, Field, Page, Step
from app.domain.record.answer_rows import AnswerRow, make_answer_rows, use_labels_of_form
from app.domain.record.entry_schema import (
    Addition,
    AssignedTask,
    AuthorQuestion,
    ClosingNote,
    Closure,
    Decision,
    Details,
    Entry,
    EntryWithParts,
    EscalationAnswer,
    Handover,
    LeadsNote,
    Paper,
    Part,
    ReadersEntry,
    Record,
)
from app.domain.record.entry_titles import get_entry_title
from app.domain.record.part_lookup import is_account_of_other, is_one_child_location
from app.review.concern_page.event_times import describe_earlier_event_time
from app.review.concern_page.plain_answers import describe_plain_entry
from app.review.concern_page.sign_lines import (
    LIST_OF_SIGNS,
    SignLine,
    find_sign_heading,
    is_sign_part,
    make_sign_line,
)
from app.services.concerns.entry_decryption import OpenEntry
from app.services.referrals.asked_questions import (
    find_asked_keys,
    find_unopened_question_keys,
    list_later_parts,
)
from app.services.referrals.summary_answers import (
    build_record_labels,
    describe_children_concerned,
    find_child_names,
)
from referral_forms.filled_form import GAP_MEANINGS, NOT_ANSWERED, NOT_ASKED_YET

CORE_ASKED = ("now", "account", "child", "told")
HEADING_FIELDS = ("outcome", "name", "name_or_nickname", "source", "who", "whom")


class AnswerBlock(msgspec.Struct, frozen=True):
    """Answers that belong together under a heading: a page, one item of a group, or signs."""

    title: str
    rows: tuple[AnswerRow, ...]
    about: str = ""
    signs: tuple[SignLine, ...] = ()


class StepView(msgspec.Struct, frozen=True):
    """One of the four steps, or the moment before them."""

    key: str
    title: str
    blocks: tuple[AnswerBlock, ...]


class CorrectionMark(msgspec.Struct, frozen=True):
    """A later entry that corrects this one: its number, when it was signed, by whom."""

    number: int
    at: datetime
    who: str


class TimelineLine(msgspec.Struct, frozen=True):
    """One entry in the chronology. `refused`: it cannot be trusted and shows nothing.

    `withheld`: the author of the record cannot read it. `happened`: when that was, where it was
    entered later.
    """

    number: int
    kind: str
    title: str
    who: str
    role: str
    at: datetime | None
    refused: bool
    unconfirmed: bool
    blocks: tuple[AnswerBlock, ...] = ()
    whose: str = ""
    kept_at: datetime | None = None
    words: str = ""
    quote: bool = False
    corrects: int | None = None
    reason: str = ""
    corrected: tuple[CorrectionMark, ...] = ()
    numbers: str = ""
    withheld: bool = False
    happened: str = ""


def list_record_steps(
    record: Record, names: Mapping[str, str], headings: Mapping[Step, str], *, third: bool
) -> tuple[StepView, ...]:
    """Return the record in its steps, each page's answers in the order they were asked.

    Of the child's own words, where there are several children, those about one come first.

    `third`: its reader is not the worker who wrote it.
    """
    labels = build_record_labels(record, names)
    found = []
    for step in Step:
        parts = (part for part in sorted(record.parts, key=_order) if _step(part.page) is step)
        said = (_block(part, labels, third=third) for part in parts)
        blocks = _join_signs(block for block in said if block.rows or block.signs)
        if blocks:
            found.append(StepView(step.value, headings[step], blocks))
    return tuple(found)


class CoreGap(msgspec.Struct, frozen=True):
    """Questions of the core without any answer, in one of two ways."""

    kind: str
    labels: tuple[str, ...]

    @property
    def meaning(self) -> str:
        """A sentence for a reader who has not seen the pages."""
        words = GAP_MEANINGS[self.kind]
        return f"{words[:1].upper()}{words[1:]}."


def list_core_gaps(
    record: Record, entries: tuple[OpenEntry, ...], *, third: bool
) -> tuple[CoreGap, ...]:
    """List core questions without an answer: those that someone was shown, and those no one was."""
    given = [*record.parts, *list_later_parts(entries)]
    answered = {(part.page, name) for part in given for name in part.values}
    shown, closed = find_asked_keys(entries), find_unopened_question_keys(record)
    of_other = is_account_of_other(record.parts)
    found: dict[str, list[str]] = {NOT_ANSWERED: [], NOT_ASKED_YET: []}
    for name in CORE_ASKED:
        part = PAGES_BY_NAME[name].part_name
        for field in _list_core_fields(PAGES_BY_NAME[name]):
            key = f"{part}.{field.name}"
            is_gap = (part, field.name) not in answered and key not in closed
            if field.fold or field.kind is AnswerKind.CHILDREN or not is_gap:
                continue
            words = get_field_as_asked(field, part, record.form_number).said(
                third=third, of_other=of_other
            )
            found[NOT_ANSWERED if key in shown else NOT_ASKED_YET].append(words)
    return tuple(CoreGap(kind, tuple(labels)) for kind, labels in found.items() if labels)


def _list_core_fields(page: Page) -> tuple[Field, ...]:
    """Return the questions of a page. Of a call nothing is asked where no call is recorded."""
    return page.fields if page.part_name == "told" else list_fields(page)


def build_timeline(
    entries: tuple[OpenEntry, ...],
    names: Mapping[str, str],
    me: UUID,
    shown: Iterable[OpenEntry] | None = None,
) -> tuple[TimelineLine, ...]:
    """Return the timeline as I read it: what I wrote says “you”.

    `entries`: all of a concern: they name each other. `shown`: those that are wanted, in this
    order; None for all.
    """
    first = entries[0].entry if entries else None
    labels = build_record_labels(first, names) if isinstance(first, Record) else dict(names)
    tasks = [(one.number, one.entry) for one in entries]
    labels |= {f"task:{n}": said.what for n, said in tasks if isinstance(said, AssignedTask)}
    labels |= {f"question:{n}": said.words for n, said in tasks if isinstance(said, AuthorQuestion)}
    labels |= {f"referral.handed_over:{one.number}": f"Entry {one.number}" for one in entries}
    marks = find_corrections(entries)
    return tuple(
        msgspec.structs.replace(_line(one, labels, me), corrected=marks.get(one.number, ()))
        for one in (entries if shown is None else shown)
    )


def list_second_versions(entries: tuple[OpenEntry, ...], me: UUID) -> tuple[tuple[int, str], ...]:
    """Return number and title of each entry that is another version of a page of the record."""
    return tuple(
        (one.number, get_entry_title(one.entry, third=one.entry.by.id != str(me)))
        for one in entries
        if isinstance(one.entry, Details) and one.entry.other_text_of
    )


def find_corrections(entries: tuple[OpenEntry, ...]) -> dict[int, tuple[CorrectionMark, ...]]:
    """Map each entry that was corrected to its corrections, oldest first. The entry stays whole."""
    found: dict[int, tuple[CorrectionMark, ...]] = {}
    for one in entries:
        said = one.entry
        if isinstance(said, Addition) and said.corrects:
            mark = CorrectionMark(one.number, said.signed_at, said.by.marked_name)
            found[said.corrects] = (*found.get(said.corrects, ()), mark)
    return found


def find_just_added_entry(
    entries: tuple[OpenEntry, ...], names: Mapping[str, str], number: str, me: UUID
) -> TimelineLine | None:
    """Return the entry that an address says I have just added; None unless I added it."""
    for one in entries:
        said = one.entry
        if (
            str(one.number) == number
            and isinstance(
                said,
                Addition
                | AuthorQuestion
                | EntryWithParts
                | Handover
                | EscalationAnswer
                | ReadersEntry,
            )
            and not isinstance(said, Record)
        ):
            mine = said.by.id == str(me)
            return build_timeline(entries, names, me, (one,))[0] if mine else None
    return None


def find_closing_entry_number(entries: tuple[OpenEntry, ...]) -> int:
    """Return the number of the entry that says why a concern was closed last, for whoever can read
    it; 0 for none."""
    numbers = [
        one.number
        for one in entries
        if isinstance(one.entry, ClosingNote)
        or (isinstance(one.entry, Closure) and _has_reason(one.entry))
    ]
    return max(numbers, default=0)


def _has_reason(said: Closure) -> bool:
    return any("reason" in part.values for part in said.parts)


def is_unanswered_call(entries: tuple[OpenEntry, ...], just_added: TimelineLine | None) -> bool:
    """Whether what was just added is a call that nobody answered: the next number is to be rung."""
    number = just_added.number if just_added else None
    return any(
        one.number == number and one.entry and has_unanswered_call(one.entry) for one in entries
    )


def list_child_choices(record: Record | None) -> tuple[tuple[str, str], ...]:
    """List child ids and names to choose from, where there is more than one child."""
    found = tuple(find_child_names(record).items()) if record else ()
    return found if len(found) > 1 else ()


def _line(one: OpenEntry, labels: Mapping[str, str], me: UUID) -> TimelineLine:
    said = one.entry
    if said is None:
        return TimelineLine(
            one.number, "refused", "This entry cannot be trusted", "", "", None, True, False,
            numbers=one.numbers,
        )  # fmt: skip
    third = said.by.id != str(me)
    more = said if isinstance(said, Addition) else None
    paper = said if isinstance(said, Paper) else None
    return TimelineLine(
        number=one.number,
        kind="paper" if paper else "record" if isinstance(said, Record) else "entry",
        title=get_entry_title(said, third=third),
        who=said.by.name,
        role=said.by.job_title,
        at=said.signed_at,
        happened=describe_earlier_event_time(said),
        refused=False,
        unconfirmed=not one.certified,
        blocks=_join_signs(_list_blocks(said, labels, third=third)),
        withheld=isinstance(said, ReadersEntry),
        kept_at=said.other_text_of if isinstance(said, Details) else None,
        whose=describe_children_concerned(more, labels) if more else "",
        words=more.words if more else paper.words if paper else "",
        quote=bool(more and more.verbatim),
        corrects=more.corrects if more else None,
        reason=more.reason if more else "",
    )


def _list_blocks(said: Entry, labels: Mapping[str, str], *, third: bool) -> Iterator[AnswerBlock]:
    """Yield the blocks of an entry that was added to the record."""
    if isinstance(said, EntryWithParts | LeadsNote) and not isinstance(said, Record):
        for part in said.parts:
            yield _block_of(said, part, labels, third=third)
    if rows := tuple(describe_plain_entry(said, labels, third=third)):
        yield AnswerBlock("", rows)


def _block_of(
    said: EntryWithParts | LeadsNote, part: Part, labels: Mapping[str, str], *, third: bool
) -> AnswerBlock:
    """Return a block of an entry, with what a decision says to the author of the record."""
    block = _block(part, labels, third=third)
    words = said.find_words_for_author(part.item) if isinstance(said, Decision) else ""
    if not words:
        return block
    row = AnswerRow(f"{part.page}.{FOR_AUTHOR}", FOR_AUTHOR_LABEL, words)
    return msgspec.structs.replace(block, rows=(*block.rows, row))


def _block(part: Part, labels: Mapping[str, str], *, third: bool) -> AnswerBlock:
    about = ", ".join(labels.get(f"child:{child}", child) for child in part.children)
    if is_sign_part(part):
        line = make_sign_line(part, labels, third=third)
        return AnswerBlock(find_sign_heading(part, labels), (), about, (line,))
    page = next((page for page in PAGES_BY_NAME.values() if page.part_name == part.page), None)
    if is_one_child_location(part) and sum(key.startswith("child:") for key in labels) > 1:
        page = PAGES_BY_NAME[WHERE_PAGE]
    title = page.said(third=third or not page.guided) if page else part.page
    if part.item and page and page.group:
        title = _head(part, labels, third=third) or page.group.one
    elif page and page.pick_group:
        title = LIST_OF_SIGNS
    return AnswerBlock(title, _asked(make_answer_rows(part, labels, third=third)), about)


def _join_signs(blocks: Iterable[AnswerBlock]) -> tuple[AnswerBlock, ...]:
    """Return the blocks, with the signs of one group under one heading."""
    found: list[AnswerBlock] = []
    for block in blocks:
        same = (
            at
            for at, one in enumerate(found)
            if one.signs and (one.title, one.about) == (block.title, block.about)
        )
        if block.signs and (at := next(same, None)) is not None:
            found[at] = msgspec.structs.replace(found[at], signs=found[at].signs + block.signs)
        else:
            found.append(block)
    return tuple(found)


def _asked(found: tuple[AnswerRow, ...]) -> tuple[AnswerRow, ...]:
    """Return rows without what the heading says: whose an answer is."""
    return tuple(row for row in found if ".whose_" not in row.key)


def _head(part: Part, labels: Mapping[str, str], *, third: bool) -> str:
    labels = use_labels_of_form(labels, part.form_number)
    for name in HEADING_FIELDS:
        value = part.values.get(name)
        if isinstance(value, str) and value:
            field = find_field(part.page, name, part.form_number)
            said = field.label_of(value, third=third) if field else value
            return labels.get(f"{part.page}.{name}:{value}", said)
    return ""


def _step(part_name: str) -> Step:
    return next((p.step for p in PAGES if p.part_name == part_name), Step.RECORD)


def _order(part: Part) -> tuple[int, bool]:
    """Return a part's place: by its page, and the child's own words before the rest of it."""
    return _place(part.page), "child_words" not in part.values


def _place(part_name: str) -> int:
    found = [at for at, page in enumerate(PAGES) if page.part_name == part_name]
    return found[0] if found else len(PAGES)
