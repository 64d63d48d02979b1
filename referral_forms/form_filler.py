"""Fill a form: put each answer where the form asks for it, and say what is not recorded.

Every answer lands on the paper or the filling stops: a key without a home raises. Nothing is
merged, shortened or re-ordered: several answers to one question print oldest first, as given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import structs

from referral_forms.composing import composed_rows
from referral_forms.composing.answer_day import add_day_to_right_now_heading
from referral_forms.composing.block_order import order_blocks
from referral_forms.composing.gap_list import (
    KIND_BY_TOKEN,
    NOTHING_ASKED,
    AskedQuestions,
    GapList,
    build_gap_block,
    build_identifier_note,
    find_gap_kind,
)
from referral_forms.composing.now_strip import build_strip_note, choose_strip
from referral_forms.filled_form import (
    HELD_BACK_TEXT,
    NOT_ANSWERED,
    NOT_APPLICABLE,
    NOT_ASKED,
    UNKNOWN_WORDS,
    Answer,
    FilledBlock,
    FilledPaper,
    FilledPart,
    FilledRow,
    PaperMeta,
    PrintedAnswer,
)
from referral_forms.form_checks import FormError
from referral_forms.form_definition import FollowUp, Form, FormBlock, FormSection, SectionKind
from referral_forms.provenance import (
    ABOUT,
    build_about_rows,
    build_added_block,
    build_answer_warnings,
    build_check_rows,
    build_opening_lines,
    build_top_rows,
    build_warning_rows,
    list_meta_answers,
)

T = TypeVar("T")
ANSWERING = UNKNOWN_WORDS.keys() - KIND_BY_TOKEN.keys()
"""Tokens that say why there is no other answer, and so print as one."""
WORDS = "account.child_words"
SIGNED_AT = "meta.signed_at"


def fill_form(
    form: Form,
    catalogue: Mapping[str, str],
    answers: Sequence[Answer],
    meta: PaperMeta,
    asked: AskedQuestions = NOTHING_ASKED,
) -> FilledPaper:
    """Fill `form` with `answers`, oldest first, and return the paper.

    `catalogue` maps "part.field" to the label of the question; `asked`: what the worker saw.
    Raises FormError, with keys only, for an answer without a home or a question without a label.
    """
    given = [*_select_meta_answers(form, meta), *answers]
    filling = _Filling(form, {**catalogue, **form.labels}, given, meta, GapList(asked))
    blocks = add_day_to_right_now_heading(filling.blocks(), meta)
    paper = FilledPaper(
        title=form.title,
        form_id=form.id,
        form_version=form.version,
        source=form.source,
        notice=form.notice,
        meta=meta,
        strip_note=build_strip_note(meta) if filling.strip else "",
        top=build_top_rows(meta),
        blocks=(*blocks, *build_added_block(meta, len(blocks))),
        foot=build_check_rows(meta, _name_form(form)),
        strip=filling.strip,
        gaps=filling.gaps.list_gaps(),
    )
    return _lead_with_answers(paper, form, answers)


def _lead_with_answers(paper: FilledPaper, form: Form, answers: Sequence[Answer]) -> FilledPaper:
    """Put what is about the paper itself last, but for what its reader must see first."""
    printed = _select_printed(form, answers, paper.meta)
    if form.keeps_gaps_in_place:
        return structs.replace(paper, top=(*build_answer_warnings(form, printed), *paper.top))
    return structs.replace(
        paper,
        top=build_warning_rows(form, printed, paper.meta),
        foot=build_about_rows(paper.meta, _name_form(form)),
        lead=build_opening_lines(form, answers, paper.meta),
        numbered=False,
        foot_heading=ABOUT,
    )


def _select_printed(form: Form, answers: Sequence[Answer], meta: PaperMeta) -> list[Answer]:
    """Return the answers about the children of a document to questions that its form prints."""
    keys = {key for section in form.sections() for key in section.keys}
    return [one for one in answers if one.key in keys and one.child in {"", *meta.children}]


def _name_form(form: Form) -> str:
    return f"{form.id}, version {form.version}. {form.source}"


def _select_meta_answers(form: Form, meta: PaperMeta) -> Iterator[Answer]:
    """Yield what a form asks of the paper itself. When it was signed, its frame says too."""
    keys = {key for section in form.sections() for key in section.keys}
    return (one for one in list_meta_answers(meta) if one.key != SIGNED_AT or SIGNED_AT in keys)


def _all_have_a_home(form: Form, answers: Sequence[Answer]) -> None:
    known = {key for section in form.sections() for key in section.keys} | set(form.left_out)
    for answer in answers:
        if answer.key not in known:
            raise FormError(f"{form.id}: {answer.key} has no home: add it to the form")
        if answer.unknown and answer.unknown not in UNKNOWN_WORDS:
            raise FormError(f"{form.id}: {answer.key} has an unknown of no known kind")


class _Filling:
    """One filling of one form: answers filed by key, and the words to print them with."""

    def __init__(
        self,
        form: Form,
        labels: Mapping[str, str],
        answers: Sequence[Answer],
        meta: PaperMeta,
        gaps: GapList,
    ) -> None:
        _all_have_a_home(form, answers)
        self.form, self.labels, self.answers, self.meta = form, labels, answers, meta
        self.children = _in_order(a.child for a in answers if a.child)
        self.subjects = [name for name in meta.children if name in self.children] or self.children
        self.gaps, self.heading, self.quiet = gaps, "", False
        mine = [a for a in answers if not a.child or a.child in self.subjects]
        several = len(self.children) > 1
        self.strip, self.stripped = choose_strip(form, mine, meta, gaps, several=several)

    def blocks(self) -> tuple[FilledBlock, ...]:
        """Return every block with something in it, and the list of gaps where they have none."""
        if self.form.keeps_gaps_in_place:
            return tuple(self._block(block, block.number) for block in self.form.blocks)
        filled: list[FilledBlock] = []
        ordered, instead = order_blocks(self.form.blocks, self.answers)
        for block in ordered:
            made = self._block(block, len(filled))
            if block is instead:
                several = len(self.children) > 1
                row = composed_rows.build_no_words_note(self.answers, several=several)
                note = FilledPart("", (row,))
                made = structs.replace(made, parts=(note, *made.parts))
            filled += [made] if made.parts else []
        answered = {block.heading for block in filled}
        empty = {block.heading for block in ordered if block.number} - answered
        gaps = self.gaps.list_gaps()
        return (*filled, *build_gap_block(gaps, self.meta, len(filled), empty))

    def _block(self, block: FormBlock, number: int) -> FilledBlock:
        self.heading = block.heading
        parts = tuple(part for section in block.sections for part in self._parts(section))
        if "child.name" in block.keys and not self.form.keeps_gaps_in_place:
            parts = (*parts, *self._missing_identifiers())
        return FilledBlock(number, block.heading, parts)

    def _missing_identifiers(self) -> Iterator[FilledPart]:
        known = {
            a.key
            for a in self.answers
            if a.text and not a.unknown and (not a.child or a.child in self.subjects)
        }
        if note := build_identifier_note(known):
            yield FilledPart("", (note,))

    def _parts(self, section: FormSection) -> Iterator[FilledPart]:
        wanted = set(section.keys) - self.stripped
        found = [a for a in self.answers if a.key in wanted]
        in_place = self.form.keeps_gaps_in_place
        if section.kind is SectionKind.CALLS and not in_place:
            yield from self._calls(section, found)
        elif section.kind is SectionKind.SIGNS and found and not in_place:
            yield from self._signs(found)
        elif section.fold and not found and not self.form.never_blank:
            yield from self._folded(section)
        elif section.repeats and (found or not self.form.never_blank):
            yield from self._items(section, found) if found else ()
        elif section.per_child and len(self.children) > 1:
            yield from self._children(section, found)
        elif (part := self._part(section, section.heading, found)).rows:
            yield part

    def _folded(self, section: FormSection) -> Iterator[FilledPart]:
        if section.instead and _answered(section.instead, self.answers):
            return
        blank = section.blank or self.gaps.describe_blank(section.keys[0])
        if self.form.keeps_gaps_in_place:
            row = FilledRow(section.keys[0], section.fold, (PrintedAnswer(blank, blank=True),))
            yield FilledPart(section.heading, (row,))
        elif section.gap:
            self.gaps.add(blank, self.heading, section.heading or section.fold)

    def _calls(self, section: FormSection, found: list[Answer]) -> Iterator[FilledPart]:
        """Yield a row a call, by time; what is not known of one is a gap under its name."""
        items = [[a for a in found if a.item == item] for item in _in_order(a.item for a in found)]
        calls = composed_rows.sort_calls(items)
        several = len(self.children) > 1
        rows = [
            composed_rows.build_call_row(call, number, call[0].child if several else "")
            for number, call in enumerate(calls, 1)
        ]
        for row, call in zip(rows, calls, strict=True):
            for a in call:
                if a.unknown or not a.text:
                    kind = KIND_BY_TOKEN.get(a.unknown, NOT_ASKED) if a.unknown else NOT_ANSWERED
                    self.gaps.add(kind, f"{self.heading}, {row.label}", self.labels[a.key])
        note = composed_rows.build_no_police_call_note(calls, self.answers)
        yield FilledPart(section.heading if rows else "", (*rows, *([note] if note else ())))

    def _signs(self, found: list[Answer]) -> Iterator[FilledPart]:
        keys = _in_order((a.child, a.item) for a in found)
        items = [[a for a in found if (a.child, a.item) == key] for key in keys]
        for heading, signs in composed_rows.group_signs(items):
            yield FilledPart(heading, tuple(map(composed_rows.build_sign_row, signs)))

    def _children(self, section: FormSection, found: list[Answer]) -> Iterator[FilledPart]:
        """Yield one part a child; gaps only for those whom the paper is about.

        Another child is named where answers name them, and nobody is told that the rest about
        them is not known. Answers that name no child come first.
        """
        names = _in_order([*self.subjects, *(a.child for a in found if a.child)])
        for name in ["", *names]:
            mine = [a for a in found if a.child == name]
            heading = ": ".join(filter(None, (section.heading, name)))
            self.quiet = name not in self.subjects
            part = self._part(section, heading, mine, own=bool(name))
            self.quiet = False
            if name not in self.subjects:
                told = {a.key for a in mine if not name and a.unknown in ANSWERING}
                rows = tuple(r for r in part.rows if not _gap(r) or r.key in told)
                part = structs.replace(part, rows=rows)
            if not self.form.keeps_gaps_in_place:
                part = structs.replace(part, rows=tuple(r for r in part.rows if not _says(r, name)))
            if part.rows or any(a.key == "child.name" for a in mine):
                yield part

    def _items(self, section: FormSection, found: list[Answer]) -> Iterator[FilledPart]:
        if section.heading:
            yield FilledPart(section.heading, ())
        several = len(self.children) > 1
        for key in _in_order((a.child, a.item) for a in found):
            mine = [a for a in found if (a.child, a.item) == key]
            name, item = key
            own = next((a.item_label for a in mine if a.item_label), "")
            heading = own or f"{section.item_name} {item or 1}"
            if several and name:
                heading = f"{heading} ({name})"
            level = 4 if section.heading else 3
            part = self._part(section, heading, mine, level=level, own=True)
            yield structs.replace(part, rows=tuple(r for r in part.rows if not _says(r, own)))

    def _part(
        self,
        section: FormSection,
        heading: str,
        found: list[Answer],
        *,
        level: int = 3,
        own: bool = False,
    ) -> FilledPart:
        rows = [self._row(key, section, heading, found) for key in section.keys]
        caption = None
        if section.kind is SectionKind.WORDS and not self.form.keeps_gaps_in_place:
            caption, said = composed_rows.build_words_caption(self.answers, self.meta)
            rows = [row for row in rows if row is None or row.key not in said]
        place = next((n for n, row in enumerate(rows, 1) if row and row.key == WORDS), 0)
        rows.insert(place, caption)
        return FilledPart(heading, tuple(row for row in rows if row), level, own)

    def _row(
        self, key: str, section: FormSection, heading: str, found: list[Answer]
    ) -> FilledRow | None:
        mine = [a for a in found if a.key == key]
        if key in self.stripped:
            return None
        asked = self._asked(key, found if section.repeats else self.answers)
        blank = self._blank(key, section) if asked else self._not_asked(key, section)
        if not mine and not blank:
            return None
        if key not in self.labels:
            raise FormError(f"{self.form.id}: {key} has no label: add it to the questions")
        label = next((a.label for a in mine if a.label), self.labels[key])
        shared = [] if mine or heading not in self.children else self._find_shared(key)
        said = mine or shared
        kind = find_gap_kind(said) if said else self.gaps.describe_blank(key)
        if (kind or shared) and not self.form.keeps_gaps_in_place:
            if kind and section.gap and not self.quiet:
                self._add_gap(
                    kind, key if not said else "", self._name_gap(section, heading), label
                )
            return None
        printed = tuple(self._printed(a) for a in mine)
        return FilledRow(key, label, printed or (PrintedAnswer(blank, blank=True),))

    def _add_gap(self, kind: str, blank: str, heading: str, label: str) -> None:
        """List a gap. `blank`: its key where there is no answer at all."""
        if blank:
            self.gaps.add_blank(blank, heading, label)
        else:
            self.gaps.add(kind, heading, label)

    def _find_shared(self, key: str) -> list[Answer]:
        """Return the answers to a question that name no child: they are about each of them."""
        return [one for one in self.answers if one.key == key and not one.child]

    def _name_gap(self, section: FormSection, heading: str) -> str:
        """Return the heading of a gap: of the block, and the item or the child that it is about."""
        own = heading if section.repeats or heading in self.children else ""
        return ", ".join(filter(None, (self.heading, own)))

    def _blank(self, key: str, section: FormSection) -> str:
        return section.blank or self.gaps.describe_blank(key)

    def _not_asked(self, key: str, section: FormSection) -> str:
        """Return the words for a follow-up whose case is not there; "" where there are none."""
        if not self.form.never_blank:
            return ""
        idle = any(map(self._idle, self.form.list_follow_ups(key)))
        return NOT_APPLICABLE if idle else self._blank(key, section)

    def _idle(self, one: FollowUp) -> bool:
        """Whether it is known that the case is not there.

        It is not while the question before it has no answer, unless that does not arise itself.
        """
        first = [a for a in self.answers if a.key == one.after]
        if first or not one.after:
            return not one.after or any(a.text and not a.unknown for a in first)
        before = self.form.list_follow_ups(one.after)
        if not before or self._asked(one.after, self.answers):
            return False
        return any(map(self._idle, before))

    def _asked(self, key: str, among: Sequence[Answer]) -> bool:
        """Whether a blank is a gap: not so for a follow-up whose case is not there."""
        return all(_is_case(one, among) for one in self.form.list_follow_ups(key))

    def _printed(self, answer: Answer) -> PrintedAnswer:
        if answer.unknown:
            return PrintedAnswer(UNKNOWN_WORDS[answer.unknown], said=answer.said, blank=True)
        if not answer.text:
            return PrintedAnswer(NOT_ANSWERED, said=answer.said, blank=True)
        return PrintedAnswer(
            answer.text,
            quote=answer.text != HELD_BACK_TEXT
            and (answer.quote or answer.key in self.form.quotes),
            said=answer.said,
            original=answer.key in self.form.original_language,
        )


def _is_case(one: FollowUp, among: Sequence[Answer]) -> bool:
    """Whether the case of a follow-up is there, so that its keys are asked."""
    if one.or_unanswered and not _answered(one.after, among):
        return True
    return any(a.key in one.keys or (a.key == one.after and _tells(a, one)) for a in among)


def _answered(key: str, among: Sequence[Answer]) -> bool:
    return any(a.key == key and a.text and not a.unknown for a in among)


def _tells(answer: Answer, asked: FollowUp) -> bool:
    known = bool(answer.text) and not answer.unknown
    return known and asked.says in answer.text and answer.text != asked.unless


def _gap(row: FilledRow) -> bool:
    return all(answer.blank and not answer.said for answer in row.answers)


def _says(row: FilledRow, heading: str) -> bool:
    """Whether the heading above already says the whole of this row."""
    return row.answers == (PrintedAnswer(heading),)


def _in_order(values: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(values))
