"""One answer as the check page shows it: its question, its words, the hints under its sentences."""

import re

import msgspec

from app.recording.editor.question_controls import QuestionControl
from content import language_hints, leading_questions

_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+|\n+")
ASKED_FIELD = "questions_asked"


class ShownHint(msgspec.Struct, frozen=True):
    """One language hint: the words found, why, other ways to say it, source."""

    found: str
    why: str
    alternatives: tuple[str, ...]
    source: str


class HintedPiece(msgspec.Struct, frozen=True):
    """Part of an answer that ends with a sentence, and the hints under it."""

    text: str
    hints: tuple[ShownHint, ...] = ()

    def __repr__(self) -> str:
        return "<HintedPiece>"


class OverviewAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer. `control` is where it was typed; `quote` marks somebody's own words.

    `pieces`: all of the text, in order; `leading`: the questions in it may lead a child; `reading`:
    how a day and time are understood, as they will be printed.
    """

    control: str
    label: str
    pieces: tuple[HintedPiece, ...]
    quote: bool = False
    leading: bool = False
    reading: str = ""

    @property
    def text(self) -> str:
        """The whole answer."""
        return "".join(piece.text for piece in self.pieces)

    def __repr__(self) -> str:
        return f"<OverviewAnswer {self.control}>"


class OverviewBlock(msgspec.Struct, frozen=True):
    """Answers under one heading of a page: its own questions, one child, one call, one sign."""

    title: str
    rows: tuple[OverviewAnswer, ...]
    about: str = ""


class AnswerGap(msgspec.Struct, frozen=True):
    """A question without an answer: its words, its page and its control."""

    label: str
    page: str
    control: str


def make_row(control: QuestionControl, pack: str, label: str = "") -> OverviewAnswer:
    """Return an answer with the hints that stand under its sentences."""
    quote = control.field.verbatim and bool(control.text)
    return OverviewAnswer(
        control=control.name,
        label=label or control.label,
        pieces=_list_pieces(control, pack),
        quote=quote,
        leading=control.field.name == ASKED_FIELD
        and leading_questions.has_leading_question(control.text, pack),
        reading=control.reading,
    )


def make_plain_row(control: str, label: str, text: str) -> OverviewAnswer:
    """Return an answer in the words of the page, where nothing was typed."""
    return OverviewAnswer(control=control, label=label, pieces=(HintedPiece(text),))


def make_text_row(control: str, label: str, field: str, text: str, pack: str) -> OverviewAnswer:
    """Return a text of the worker's own that has no control of its own on the page."""
    return OverviewAnswer(control=control, label=label, pieces=_split_text(text, field, pack))


def _list_pieces(control: QuestionControl, pack: str) -> tuple[HintedPiece, ...]:
    if not control.field.hinted or not control.text:
        return (HintedPiece(control.said),)
    return _split_text(control.text, control.field.name, pack)


def _split_text(text: str, field: str, pack: str) -> tuple[HintedPiece, ...]:
    """Return the text cut after each sentence that has a hint. Nothing of it is lost."""
    found: dict[int, list[ShownHint]] = {}
    for hint in language_hints.find_language_hints(text, field, pack):
        sentence = _SENTENCE_END.search(text, hint.end)
        found.setdefault(sentence.end() if sentence else len(text), []).append(
            ShownHint(hint.found, hint.why, hint.alternatives, hint.source.title)
        )
    pieces: list[HintedPiece] = []
    start = 0
    for stop, hints in sorted(found.items()):
        pieces.append(HintedPiece(text[start:stop], tuple(hints)))
        start = stop
    return (*pieces, HintedPiece(text[start:])) if start < len(text) else tuple(pieces)
