"""Fill a form: put each answer where the form asks for it, and say where nothing is known.

Every answer lands on the paper or the filling stops: a key without a home raises. Nothing is
merged, shortened or re-ordered: several answers to one question print oldest first, as given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import structs

from referral_forms.filled_form import (
    BLANK,
    NOT_APPLICABLE,
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
from referral_forms.form_definition import FollowUp, Form, FormBlock, FormSection
from referral_forms.provenance import (
    build_added_block,
    build_check_rows,
    build_top_rows,
    list_meta_answers,
)

T = TypeVar("T")


def fill_form(
    form: Form, catalogue: Mapping[str, str], answers: Sequence[Answer], meta: PaperMeta
) -> FilledPaper:
    """Fill `form` with `answers`, oldest first, and return the paper.

    `catalogue` maps "part.field" to the label of the question. Raises FormError when an answer's
    key has no home on the form, or a printed question has no label: the message holds keys only.
    """
    given = [*list_meta_answers(meta), *answers]
    _all_have_a_home(form, given)
    filling = _Filling(form, {**catalogue, **form.labels}, given, meta.children)
    return FilledPaper(
        title=form.title,
        form_id=form.id,
        form_version=form.version,
        source=form.source,
        notice=form.notice,
        meta=meta,
        top=build_top_rows(meta),
        blocks=(
            *(filling.block(block) for block in form.blocks),
            *build_added_block(meta, len(form.blocks)),
        ),
        foot=build_check_rows(meta, f"{form.id}, version {form.version}. {form.source}"),
    )


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
        subjects: Sequence[str],
    ) -> None:
        self.form = form
        self.labels = labels
        self.answers = answers
        self.children = _in_order(a.child for a in answers if a.child)
        self.subjects = [name for name in subjects if name in self.children] or self.children

    def block(self, block: FormBlock) -> FilledBlock:
        parts = tuple(part for section in block.sections for part in self._parts(section))
        return FilledBlock(block.number, block.heading, parts)

    def _parts(self, section: FormSection) -> Iterator[FilledPart]:
        wanted = set(section.keys)
        found = [a for a in self.answers if a.key in wanted]
        if section.fold and not found and not self.form.never_blank:
            row = FilledRow(
                section.keys[0], section.fold, (PrintedAnswer(section.blank, blank=True),)
            )
            yield FilledPart(section.heading, (row,))
        elif section.repeats and (found or not self.form.never_blank):
            yield from self._items(section, found) if found else ()
        elif section.per_child and len(self.children) > 1:
            yield from self._children(section, found)
        elif (part := self._part(section, section.heading, found)).rows:
            yield part

    def _children(self, section: FormSection, found: list[Answer]) -> Iterator[FilledPart]:
        """One part a child; gaps only for those whom the paper is about.

        Another child is named where answers name them, and nobody is told that the rest about
        them is not known. Answers that name no child come first.
        """
        names = _in_order([*self.subjects, *(a.child for a in found if a.child)])
        for name in ["", *names]:
            mine = [a for a in found if a.child == name]
            heading = ": ".join(filter(None, (section.heading, name)))
            part = self._part(section, heading, mine, own=bool(name))
            if name not in self.subjects:
                part = structs.replace(part, rows=tuple(r for r in part.rows if not _gap(r)))
            if part.rows:
                yield part

    def _items(self, section: FormSection, found: list[Answer]) -> Iterator[FilledPart]:
        yield FilledPart(section.heading, ())
        several = len(self.children) > 1
        for key in _in_order((a.child, a.item) for a in found):
            mine = [a for a in found if (a.child, a.item) == key]
            name, item = key
            own = next((a.item_label for a in mine if a.item_label), "")
            heading = own or f"{section.item_name} {item or 1}"
            if several and name:
                heading = f"{heading} ({name})"
            part = self._part(section, heading, mine, level=4, own=True)
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
        rows = (self._row(key, section, found) for key in section.keys)
        return FilledPart(heading, tuple(row for row in rows if row), level, own)

    def _row(self, key: str, section: FormSection, found: list[Answer]) -> FilledRow | None:
        mine = [a for a in found if a.key == key]
        asked = self._asked(key, found if section.repeats else self.answers)
        blank = section.blank if asked else self._not_asked(key, section)
        if not mine and not blank:
            return None
        if key not in self.labels:
            raise FormError(f"{self.form.id}: {key} has no label: add it to the questions")
        label = next((a.label for a in mine if a.label), self.labels[key])
        printed = tuple(self._printed(a) for a in mine)
        return FilledRow(key, label, printed or (PrintedAnswer(blank, blank=True),))

    def _not_asked(self, key: str, section: FormSection) -> str:
        """What stands for a follow-up whose case is not there; "" where nothing does."""
        if not self.form.never_blank:
            return ""
        one = self.form.follow_up(key)
        return NOT_APPLICABLE if one and self._idle(one) else section.blank

    def _idle(self, one: FollowUp) -> bool:
        """Whether it is known that the case is not there.

        It is not while the question before it has no answer, unless that does not arise itself.
        """
        first = [a for a in self.answers if a.key == one.after]
        if first or not one.after:
            return not one.after or any(a.text and not a.unknown for a in first)
        before = self.form.follow_up(one.after)
        if before is None or self._asked(one.after, self.answers):
            return False
        return self._idle(before)

    def _asked(self, key: str, among: Sequence[Answer]) -> bool:
        """Whether a blank is a gap: not so for a follow-up whose case is not there."""
        one = self.form.follow_up(key)
        return one is None or any(
            a.key in one.keys or (a.key == one.after and _tells(a, one)) for a in among
        )

    def _printed(self, answer: Answer) -> PrintedAnswer:
        if answer.unknown:
            return PrintedAnswer(UNKNOWN_WORDS[answer.unknown], said=answer.said, blank=True)
        if not answer.text:
            return PrintedAnswer(BLANK, said=answer.said, blank=True)
        return PrintedAnswer(
            answer.text,
            quote=answer.quote or answer.key in self.form.quotes,
            said=answer.said,
            original=answer.key in self.form.original_language,
        )


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
