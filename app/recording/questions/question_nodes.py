"""The tree that a question page is drawn from: its questions as a tree, each with what its answers
open.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import msgspec

from app.domain.journey.question_model import Ask, Style
from app.domain.pages import PAGES_BY_NAME, find_field
from app.domain.pages.page_model import UNKNOWN_LABELS, AnswerKind, Field, Option, Unknown
from app.domain.record.form_data import FormData, get_text
from app.recording.editor import pack_options
from app.recording.editor.question_controls import AnswerChoice, QuestionControl, make_control

Words = Mapping[str, str]


class QuestionNode(msgspec.Struct, frozen=True, kw_only=True):
    """One question on the page. `control` is None for what only opens other questions.

    `opened`: by the value of an answer, the questions that it opens; `stands_open`: the values
    whose questions hold text that no answer opens; `notes`: the note that an answer opens.
    """

    style: Style
    name: str = ""
    label: str = ""
    hint: str = ""
    control: QuestionControl | None = None
    text: QuestionControl | None = None
    choices: tuple[AnswerChoice, ...] = ()
    opened: dict[str, tuple["QuestionNode", ...]] = {}
    stands_open: frozenset[str] = frozenset()
    notes: dict[str, str] = {}
    inner: tuple["QuestionNode", ...] = ()
    open: bool = False
    note: str = ""
    value: str = ""
    ticked: bool = False
    heading: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    remove: str = ""
    add: str = ""
    add_label: str = ""
    full: str = ""

    @property
    def answered(self) -> bool:
        """Whether it, or anything below it, holds an answer or has a problem."""
        return any(one.answered or bool(one.problem or one.time_problem) for one in self.controls)

    @property
    def controls(self) -> Iterator[QuestionControl]:
        """Every control of it and below it."""
        yield from (one for one in (self.control, self.text) if one)
        for nodes in (self.inner, *self.opened.values()):
            for node in nodes:
                yield from node.controls


def draw_question(
    ask: Ask,
    name: str,
    raw: FormData,
    problems: Mapping[str, str],
    title: str,
    pack: str,
    note: str = "",
) -> QuestionControl:
    """Return the control of a question. `title`: of its page, the label of its only question.

    One without an answer is drawn once: a check page asks for every question of a record. No text
    that someone wrote is remembered.
    """
    controls = (name, f"{name}-time", f"{name}-unknown")
    if note or any(raw.get(one) or problems.get(one) for one in controls):
        return _draw_question(ask, name, raw, problems, title, pack, note)
    return _draw_unanswered(ask, name, title, pack)


@lru_cache(maxsize=2048)
def _draw_unanswered(ask: Ask, name: str, title: str, pack: str) -> QuestionControl:
    return _draw_question(ask, name, {}, {}, title, pack, "")


def _draw_question(
    ask: Ask,
    name: str,
    raw: FormData,
    problems: Mapping[str, str],
    title: str,
    pack: str,
    note: str,
) -> QuestionControl:
    field = make_screen_field(ask, raw, name, {Style.HEADING: title})
    return draw_control(ask, field, name, raw, problems, list_field_options(ask, field, pack), note)


def make_screen_field(ask: Ask, raw: FormData, name: str, page_words: Words) -> Field:
    """Return the field with the words of the screen; a mark that was chosen stays offered."""
    field = find_stored_field(ask)
    wanted = {token for token, _ in ask.answers}
    chosen = {*raw.get(f"{name}-unknown", ()), *raw.get(name, ())}
    kept = tuple(one for one in field.unknowns if one in wanted or (ask.marks and one in chosen))
    hint = ask.hint or ("" if field.kind is AnswerKind.MOMENT else field.hint)
    return msgspec.structs.replace(
        field,
        label=ask.label or page_words.get(ask.style, "") or field.label,
        hint=hint.strip(),
        unknowns=kept,
        offered=(),
        rows=ask.rows or (2 if field.kind is AnswerKind.TEXT else field.rows),
    )


@cache
def find_stored_field(ask: Ask) -> Field:
    """Return the stored field that a question asks."""
    found = find_field(PAGES_BY_NAME[ask.page].part_name, ask.name)
    if found is None:
        raise LookupError(f"no field {ask.page}.{ask.name}")
    return found


def draw_control(
    ask: Ask,
    field: Field,
    name: str,
    raw: FormData,
    problems: Mapping[str, str],
    options: Sequence[Option],
    note: str = "",
) -> QuestionControl:
    """Return the control of a question, its choices in the words and the order of the screen."""
    choices = [AnswerChoice(one.token, one.label, False) for one in options]
    control = make_control(field, name, raw, problems, choices, note)
    if not control.choices:
        return control
    return msgspec.structs.replace(control, choices=_reword(ask, control.choices))


def list_field_options(ask: Ask, field: Field, pack: str) -> Sequence[Option]:
    """Return the options of a field, those of the content pack among them."""
    return field.options or pack_options.load_pack_options(pack).get(f"{ask.page}.{ask.name}", ())


def make_word_choices(ask: Ask, raw: FormData, name: str) -> tuple[AnswerChoice, ...]:
    """Return the choices of a question that is answered with words, or says why it is not."""
    token, text = get_text(raw, f"{name}-unknown"), get_text(raw, name)
    known = dict(ask.answers)
    if token and token not in known and token in set(Unknown):
        known[token] = UNKNOWN_LABELS[Unknown(token)]
    return tuple(
        AnswerChoice(value, words, value == token if token else bool(text and not value))
        for value, words in known.items()
    )


def _reword(ask: Ask, choices: tuple[AnswerChoice, ...]) -> tuple[AnswerChoice, ...]:
    words = dict(ask.answers)
    order = list(words)
    said = [
        msgspec.structs.replace(one, label=words.get(one.value) or one.label) for one in choices
    ]
    if any(one.value not in words for one in choices):
        return tuple(said)
    return tuple(sorted(said, key=lambda one: order.index(one.value)))
