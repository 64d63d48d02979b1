"""Decide what each box of a council's form says, and which answers go on behind it.

An answer is told once it stands in a box whole, with who added it; every other answer is left for
the sheets, with the number that its box points to. Where a question was answered again, the boxes
to tick show the newest answer, and the sheets every one.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec

from content.council_forms import CouncilForm, FormBox
from content.london_time import format_date_time, format_iso_day
from referral_forms import fonts, right_to_left
from referral_forms.council.blank_form import BlankBox, read_blank_boxes
from referral_forms.council.text_fit import FittedText, fit_beginning, fit_text
from referral_forms.filled_form import UNKNOWN_WORDS, Answer, PaperMeta
from referral_forms.form_definition import FollowUp, Form
from referral_forms.provenance import list_meta_answers
from referral_forms.visible_text import make_visible

NO_ANSWER = "blank"
"""The token of a box to tick for when nothing was answered."""
TO_THE_RIGHT = "\u200e"
"""Has no shape: what follows reads from left to right."""


class BoxContent(msgspec.Struct, frozen=True):
    """What one box shows. `ticked` None: not a box to tick; "": nothing is ticked.

    `known`: whether the record has an answer, which is then not to be typed over.
    """

    name: str
    fit: FittedText | None = None
    ticked: str | None = None
    known: bool = True


class ContinuedAnswers(msgspec.Struct, frozen=True):
    """Answers that a box had no room for. `number` is what the box points to."""

    number: int
    label: str
    answers: tuple[Answer, ...]


class CouncilFormContent(msgspec.Struct, frozen=True):
    """A whole form: its boxes, what goes on, answers that no box asks for, and boxes left empty.

    `coded`: boxes with letters that no font draws, which print as their codes.
    """

    shown: tuple[BoxContent, ...]
    goes_on: tuple[ContinuedAnswers, ...]
    rest: tuple[Answer, ...]
    left_empty: tuple[str, ...]
    coded: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "<Said>"


def assign_answers_to_boxes(
    form: CouncilForm, base: Form, answers: Sequence[Answer], meta: PaperMeta
) -> CouncilFormContent:
    """Say `answers`, oldest first, in the boxes of `form`, for the first child of `meta`.

    `base` tells which questions do not arise: a box for one of those is no gap.

    Raises NotFillableError when its PDF cannot be filled in.
    """
    child = meta.children[0] if meta.children else ""
    saying = _Saying(form, base, [*list_paper_answers(meta), *answers], child)
    shown = tuple(saying.box(name, box) for name, box in form.boxes.items())
    rest = tuple(a for n, a in enumerate(saying.answers) if n not in saying.told)
    empty = tuple(dict.fromkeys(saying.left_empty))
    return CouncilFormContent(shown, tuple(saying.goes_on), rest, empty, tuple(saying.coded))


def list_paper_answers(meta: PaperMeta) -> Iterator[Answer]:
    """Yield what a form may ask about the paper itself, as answers to "meta." keys."""
    yield from list_meta_answers(meta)
    yield Answer("meta.reference", text=meta.reference)
    yield Answer("meta.made_by", text=meta.made_by)
    yield Answer(
        "meta.made_at",
        text=format_date_time(meta.made_at),
        day=format_iso_day(meta.made_at),
    )


class _Saying:
    """One filling: which answers are told already, and what is left to say elsewhere."""

    def __init__(self, form: CouncilForm, base: Form, answers: list[Answer], child: str) -> None:
        self.form, self.base, self.answers, self.child = form, base, answers, child
        self.boxes = read_blank_boxes(form.data)
        self.told: set[int] = set()
        self.goes_on: list[ContinuedAnswers] = []
        self.left_empty: list[str] = []
        self.coded: list[str] = []
        self.numbered: set[tuple[str, ...]] = set()

    def box(self, name: str, box: FormBox) -> BoxContent:
        blank = self.boxes[name]
        found = self._asked(box)
        self.told.update(found)
        mine = [self.answers[n] for n in found]
        if blank.kind == "text":
            return self._text(name, box, blank, mine)
        return self._ticks(name, box, blank, mine)

    def _asked(self, box: FormBox) -> list[int]:
        """Return places of the answers that a box asks for."""
        found = [n for n, a in enumerate(self.answers) if self._about(box, a)]
        if box.item:
            parts = {key.split(".", 1)[0] for key in box.keys}
            items = _in_order(
                _place(box, a)
                for a in self.answers
                if a.key.split(".", 1)[0] in parts and self._whose(box, a) and a.item
            )
            wanted = items[box.item - 1 : box.item]
            found = [n for n in found if _place(box, self.answers[n]) in wanted]
        return found

    def _about(self, box: FormBox, answer: Answer) -> bool:
        return answer.key in box.keys and self._whose(box, answer)

    def _whose(self, box: FormBox, answer: Answer) -> bool:
        if box.whose == "child":
            return answer.child in {"", self.child}
        return answer.child not in {"", self.child}

    def _text(self, name: str, box: FormBox, blank: BlankBox, mine: list[Answer]) -> BoxContent:
        if not mine:
            return self._nothing(name, box, blank)
        text = format_box_answers(box, mine)
        if _has_codes(text or ""):
            self.coded.append(box.label)
        whole = fit_text(text, blank, box.longest) if text else None
        if whole:
            return BoxContent(name, whole)
        number = self._later(box, mine)
        return BoxContent(name, fit_beginning(text or "", number, blank, box.longest))

    def _nothing(self, name: str, box: FormBox, blank: BlankBox) -> BoxContent:
        """Return the form's own words for that nothing is known, where there is room for them."""
        words = self.form.blank if box.blank is None else box.blank
        shown = fit_text(words, blank, box.longest) if words else None
        if words and shown is None:
            self._leave_empty(box)
        return BoxContent(name, shown, known=False)

    def _leave_empty(self, box: FormBox) -> None:
        if not all(self._ruled_out(box, key) for key in box.keys):
            self.left_empty.append(box.label)

    def _ruled_out(self, box: FormBox, key: str) -> bool:
        """Whether the answer before a follow-up says, each time, that its case is not there."""
        return any(self._is_ruled_out_by(box, one) for one in self.base.list_follow_ups(key))

    def _is_ruled_out_by(self, box: FormBox, one: FollowUp) -> bool:
        if not one.unless:
            return False
        before = [a for a in self.answers if a.key == one.after and self._whose(box, a)]
        return bool(before) and all(a.text == one.unless and not a.unknown for a in before)

    def _ticks(self, name: str, box: FormBox, blank: BlankBox, mine: list[Answer]) -> BoxContent:
        newest = next((a for a in reversed(mine) if a.tokens or a.unknown), None)
        chosen = (newest.tokens or (newest.unknown,)) if newest else (NO_ANSWER,)
        if mine and not self._all_ticked(box, mine):
            self._later(box, mine)
        if not mine and box.blank is None and NO_ANSWER not in (*box.tick, *box.options):
            self._leave_empty(box)
        if blank.kind == "check":
            state = next(iter(blank.states)) if set(chosen) & set(box.tick) else ""
        else:
            state = next((s for token in chosen if (s := box.options.get(token, ""))), "")
        if blank.kind == "choice":
            words = fit_text(blank.states.get(state, ""), blank)
            return BoxContent(name, words, ticked=state, known=bool(mine))
        return BoxContent(name, ticked=state, known=bool(mine))

    def _all_ticked(self, box: FormBox, mine: list[Answer]) -> bool:
        """Whether the ticks alone tell the whole answer."""
        if len(mine) != 1 or mine[0].said:
            return False
        places = {
            token
            for other in self.form.boxes.values()
            if set(other.keys) & set(box.keys) and other.whose == box.whose
            for token in (*other.tick, *(t for t, state in other.options.items() if state))
        }
        return set(mine[0].tokens or (mine[0].unknown,)) <= places

    def _later(self, box: FormBox, mine: list[Answer]) -> int:
        """Return the number under which these answers are on the sheets; once for one question."""
        wanted = (*box.keys, box.whose, str(box.item))
        if wanted not in self.numbered or not (box.tick or box.options):
            self.numbered.add(wanted)
            self.goes_on.append(ContinuedAnswers(len(self.goes_on) + 1, box.label, tuple(mine)))
        return len(self.goes_on)


def format_box_answers(box: FormBox, mine: Sequence[Answer]) -> str | None:
    """Return the answers as the box says them; None where they are no day and the box wants one."""
    if box.day:
        days = {a.day for a in mine}
        if len(days) != 1 or not all(days) or any(a.said or a.unknown for a in mine):
            return None
        return date.fromisoformat(days.pop()).strftime(box.day)
    items = _in_order(_place(box, a) for a in mine)
    return "\n".join(_joined(box, list(_pieces(box, mine, item))) for item in items)


def _joined(box: FormBox, pieces: list[str]) -> str:
    """Join pieces of one line.

    It reads from the left, as the form does, also after an Arabic name.
    """
    line = box.join.join(pieces)
    return (
        f"{TO_THE_RIGHT}{line}"
        if len(pieces) > 1 and right_to_left.starts_right_to_left(line)
        else line
    )


def _pieces(box: FormBox, mine: Sequence[Answer], item: tuple[str, int | None]) -> Iterator[str]:
    for key in box.keys:
        for answer in mine:
            if answer.key == key and _place(box, answer) == item:
                text = UNKNOWN_WORDS.get(answer.unknown, "") or answer.text
                yield f"{text} ({answer.said})" if answer.said else text


def _has_codes(text: str) -> bool:
    """Whether some of it can only be printed as codes (docs/decisions/0013)."""
    lines = make_visible(text).replace("\t", " ").split("\n")
    return (
        any(fonts.replace_undrawable(line) != line for line in lines) or make_visible(text) != text
    )


def _place(box: FormBox, answer: Answer) -> tuple[str, int | None]:
    """Return which item of a group, or which other child, an answer belongs to.

    A child is one item.
    """
    item = None if answer.key.startswith("child.") else answer.item
    return ("" if box.whose == "child" else answer.child), item


def _in_order(values: Iterable[tuple[str, int | None]]) -> list[tuple[str, int | None]]:
    return list(dict.fromkeys(values))
