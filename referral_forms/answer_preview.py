"""Preview which questions a filled paper answers and which it does not, before anyone makes it.

It names questions, holds no answer, and counts nothing.
"""

from collections.abc import Iterator

import msgspec

from referral_forms.answer_gaps import is_gap
from referral_forms.composing.now_strip import CALL_BACK
from referral_forms.filled_form import (
    GAP_KINDS,
    NOT_APPLICABLE,
    UNKNOWN_WORDS,
    FilledBlock,
    FilledPaper,
    FilledPart,
    FilledRow,
    StripCell,
)
from referral_forms.form_definition import Form

AT_THE_TOP = "At the top"

Questions = tuple[tuple[str, tuple[str, ...]], ...]
"""Headings of blocks, each with the questions meant."""


class AnswerPreview(msgspec.Struct, frozen=True):
    """Questions that have an answer; those that have none; of these, those the form requires."""

    filled: Questions
    not_known: Questions
    wanted: Questions


def preview_answers(form: Form, paper: FilledPaper) -> AnswerPreview:
    """Sort every question that this paper prints. `paper` is `form`, filled."""
    required = {block.heading for block in form.blocks if block.required}
    strip = () if form.keeps_gaps_in_place else paper.strip  # its boxes say the same again
    gaps = (*_strip(strip, gap=True), *_questions(paper.blocks, gap=True), *_listed(paper))
    return AnswerPreview(
        filled=(*_strip(strip, gap=False), *_questions(paper.blocks, gap=False)),
        not_known=gaps,
        wanted=tuple(one for one in gaps if one[0] in required),
    )


def _strip(strip: tuple[StripCell, ...], *, gap: bool) -> Questions:
    """Return the questions of the strip at the top, answered or not; who to call back is none."""
    asked = [cell for cell in strip if cell.label != CALL_BACK]
    labels = tuple(cell.label for cell in asked if (cell.text in GAP_KINDS) is gap)
    return ((AT_THE_TOP, labels),) if labels else ()


def _listed(paper: FilledPaper) -> Questions:
    """Return the gaps that the paper lists at its end, by heading."""
    found: dict[str, tuple[str, ...]] = {}
    for gap in paper.gaps:
        said = tuple(f"{label} ({gap.kind[:1].lower()}{gap.kind[1:]})" for label in gap.labels)
        found[gap.heading] = (*found.get(gap.heading, ()), *said)
    return tuple(found.items())


def _questions(blocks: tuple[FilledBlock, ...], *, gap: bool) -> Questions:
    found = ((block.heading, tuple(dict.fromkeys(_of_block(block, gap)))) for block in blocks)
    return tuple((heading, labels) for heading, labels in found if labels)


def _of_block(block: FilledBlock, gap: bool) -> Iterator[str]:
    for part in block.parts:
        for row in part.rows:
            if _unanswered(row) is gap and not _no_question(row):
                yield _named(part, row) if row.label else part.heading or block.heading


def _no_question(row: FilledRow) -> bool:
    """Whether nobody had to answer: it is about the paper, or does not arise."""
    arises = any(one.text != NOT_APPLICABLE or not one.blank for one in row.answers)
    return row.key.startswith("paper.") or not arises


def _unanswered(row: FilledRow) -> bool:
    return is_gap(row) or all(
        one.blank and one.text in UNKNOWN_WORDS.values() for one in row.answers
    )


def _named(part: FilledPart, row: FilledRow) -> str:
    """Return the question with its heading, and what was said instead."""
    label = f"{part.heading}: {row.label}" if part.heading else row.label
    if is_gap(row) or not _unanswered(row):
        return label
    said = dict.fromkeys(one.text for one in row.answers)
    return f"{label.rstrip('?')} ({', '.join(said).lower()})"
