"""List what is not recorded, in four kinds: not known, not asked, not answered, not asked yet.

A question that no one was asked is never called not known. Nothing here reads an answer.
"""

from collections.abc import Collection, Iterator, Sequence

import msgspec

from referral_forms.filled_form import (
    ABOUT_ANOTHER_CHILD,
    GAP_KINDS,
    GAP_MEANINGS,
    NOT_ANSWERED,
    NOT_ASKED,
    NOT_ASKED_YET,
    NOT_KNOWN,
    Answer,
    FilledBlock,
    FilledPart,
    FilledRow,
    Gap,
    PaperMeta,
    PrintedAnswer,
    RowStyle,
)

KIND_BY_TOKEN = {"not_known": NOT_KNOWN, "not_asked": NOT_ASKED}
"""The tokens that count as gaps. "Not safe to ask" and "not told yet" are answers, and print."""

HEADING = "Not recorded"
WHOLE_SECTIONS = "Not asked about"
MANY = 5
NO_REASON_TO_WAIT = "A gap is no reason to wait."
SEPARATOR = "\u00a0· "
IDENTIFIERS = {
    "child.name": "name",
    "child.age": "age",
    "child.born_on": "date of birth",
    "child.home_area": "council area",
    "about_child.addresses": "address",
    "about_child.school_or_setting": "school",
    "response.social_worker": "social worker",
}
"""The answers that a duty team needs to find a child, and their names in one line on page 1."""


class AskedQuestions(msgspec.Struct, frozen=True):
    """The keys that the worker was shown; those answered about another child alone; and follow-ups
    that stayed closed, because no answer that opens them was chosen."""

    shown: Collection[str] = frozenset()
    about_others: Collection[str] = frozenset()
    closed: Collection[str] = frozenset()


NOTHING_ASKED = AskedQuestions()


class GapList:
    """The gaps met while a form is filled, in the order that the form has its questions."""

    def __init__(self, asked: AskedQuestions) -> None:
        self.asked = asked
        self.labels: dict[tuple[str, str], list[str]] = {}

    def describe_blank(self, key: str) -> str:
        """Return the kind of gap of a question without any answer; one about others is none."""
        if key in self.asked.about_others:
            return ABOUT_ANOTHER_CHILD
        shown = key in self.asked.shown and key not in self.asked.closed
        return NOT_ANSWERED if shown else NOT_ASKED_YET

    def add_blank(self, key: str, heading: str, label: str) -> None:
        """Add a question without any answer, but for a follow-up that stayed closed."""
        if key not in self.asked.closed:
            self.add(self.describe_blank(key), heading, label)

    def add(self, kind: str, heading: str, label: str) -> None:
        """Add a question under the heading that it belongs to, once."""
        labels = self.labels.setdefault((kind, heading), [])
        if label not in labels:
            labels.append(label)

    def list_gaps(self) -> tuple[Gap, ...]:
        """Return every gap, kind by kind; what was answered about another child is none."""
        return tuple(
            Gap(kind, heading, tuple(labels))
            for kind in GAP_KINDS
            for (of_kind, heading), labels in self.labels.items()
            if of_kind == kind
        )


def find_gap_kind(answers: Sequence[Answer]) -> str:
    """Return which gap these answers to one question are, or "" where one of them is an answer."""
    kinds = {"" if one.text and not one.unknown else _kind(one) for one in answers}
    return kinds.pop() if len(kinds) == 1 and not any(one.said for one in answers) else ""


def _kind(answer: Answer) -> str:
    return KIND_BY_TOKEN.get(answer.unknown, "") if answer.unknown else NOT_ANSWERED


def build_gap_block(
    gaps: Sequence[Gap], meta: PaperMeta, number: int, empty: Collection[str] = ()
) -> tuple[FilledBlock, ...]:
    """Return the block "Not recorded": a row for each kind that there is, and no block without one.

    `empty`: headings of blocks that hold no answer at all.
    """
    if not gaps:
        return ()
    ask = f"{NO_REASON_TO_WAIT} Ask {meta.author}." if meta.author else NO_REASON_TO_WAIT
    note = FilledRow("paper.gaps_note", "", (PrintedAnswer(ask),), RowStyle.PLAIN)
    rows = (
        FilledRow("paper.gaps", f"{kind}: {GAP_MEANINGS[kind]}", tuple(_lines(gaps, kind, empty)))
        for kind in GAP_KINDS
        if any(gap.kind == kind for gap in gaps)
    )
    return (FilledBlock(number, HEADING, (FilledPart("", (note, *rows)),)),)


def _lines(gaps: Sequence[Gap], kind: str, empty: Collection[str]) -> Iterator[PrintedAnswer]:
    """Yield the questions under each heading; a section that no one was asked is last, alone."""
    whole = _find_unasked(gaps, empty) if kind == NOT_ASKED_YET else []
    for gap in gaps:
        if gap.kind == kind and gap.heading not in whole:
            yield PrintedAnswer(f"{gap.heading}: {SEPARATOR.join(gap.labels)}")
    if whole:
        yield PrintedAnswer(f"{WHOLE_SECTIONS}: {SEPARATOR.join(whole)}")


def _find_unasked(gaps: Sequence[Gap], empty: Collection[str]) -> list[str]:
    """Return the headings of empty blocks all of whose questions are not asked yet.

    A few questions are read sooner than a heading is understood, so those are named.
    """
    other = {gap.heading for gap in gaps if gap.kind != NOT_ASKED_YET}
    return [
        gap.heading
        for gap in gaps
        if gap.kind == NOT_ASKED_YET
        and not 1 < len(gap.labels) < MANY
        and gap.heading in empty
        and gap.heading not in other
    ]


def build_identifier_note(answered: Collection[str]) -> FilledRow | None:
    """Return one line that names what is missing to find the child, or None where nothing is."""
    missing = [word for key, word in IDENTIFIERS.items() if key not in answered]
    if not missing:
        return None
    text = f"Not recorded: {', '.join(missing)}."
    return FilledRow("paper.identifiers", "", (PrintedAnswer(text),), RowStyle.NOTE)
