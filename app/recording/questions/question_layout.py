"""A question page laid out: its questions, what each answer opens, once a child, once an item."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache

import msgspec

from app.domain.deadlines.position_of_trust import PEOPLE_PAGE, TRUST_FIELD
from app.domain.journey.other_account import reword_for_other_account
from app.domain.journey.question_flow import is_draft_account_of_other, may_be_about_staff
from app.domain.journey.question_model import Ask, QuestionPage, Style, name_reveal_tick
from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.page_model import AnswerKind, Field, Group
from app.domain.record.answer_parsing import QUESTION_BY_TEXT
from app.domain.record.form_data import (
    FormData,
    get_text,
    is_blank,
    label_children,
    list_items,
)
from app.domain.record.text_limits import shorten_text
from app.domain.times.typed_dates import format_day_for_input
from app.recording.editor import call_items
from app.recording.editor.question_controls import (
    AnswerChoice,
    QuestionControl,
    replace_lone_surrogates,
)
from app.recording.questions.question_nodes import (
    QuestionNode,
    draw_control,
    draw_question,
    find_stored_field,
    make_screen_field,
    make_word_choices,
)
from app.services.content.pack_content import PackText
from content import leading_questions

_BEGINS = 90
LEAD_FIELD = "told_lead"
CALLED_ANYONE = "Have you called anyone?"
"""Asked where no other question of whom they told comes before it."""


class QuestionInput(msgspec.Struct, frozen=True, kw_only=True):
    """The input that a question page is laid out from.

    `pages`: the stored pages it shows and needs; `leads`: whom the writer may have told;
    `together`: what is asked of the first of several children, who stands for all; `labels`: of
    questions by "part.field" that a practice words otherwise.
    """

    pages: Mapping[str, FormData]
    problems: Mapping[str, str]
    children: tuple[str, ...]
    pack: str
    today: date
    title: str
    said: PackText | None = None
    opens_calls: bool = False
    offers_seen_at: bool = True
    leads: tuple[str, ...] = ()
    together: frozenset[tuple[str, str]] = frozenset()
    labels: Mapping[str, str] = {}

    def raw(self, page: str) -> FormData:
        """Return the stored texts of a page."""
        return self.pages.get(page, {})

    @property
    def names(self) -> dict[str, str]:
        """Return what to call each child."""
        return label_children(self.raw("child"), self.children)


def lay_out_question(page: QuestionPage, given: QuestionInput) -> tuple[QuestionNode, ...]:
    """Return the questions of a page, in the order in which they are read."""
    found: list[QuestionNode] = []
    asks = page.asks
    if is_draft_account_of_other(given.pages):
        asks = reword_for_other_account(asks)
    if given.labels:
        asks = tuple(_relabel(ask, given.labels) for ask in asks)
    own = [ask for ask in asks if not _is_per_child(ask)]
    of_child = [ask for ask in asks if _is_per_child(ask)]
    once = [ask for ask in asks if given.together.issuperset(ask.fields)]
    each = [ask for ask in of_child if ask not in once]
    found += _nodes(own, given, "")
    for child in given.children if each else ():
        inner = tuple(_nodes(each, given, f"{child}."))
        if len(given.children) > 1:
            found.append(QuestionNode(style=Style.ITEMS, heading=given.names[child], inner=inner))
        else:
            found += inner
    if given.together:
        first = given.children[0]
        inner = tuple(_nodes(once, given, f"{first}."))
        found.append(QuestionNode(style=Style.ITEMS, heading=given.names[first], inner=inner))
    return tuple(found)


def _relabel(ask: Ask, labels: Mapping[str, str]) -> Ask:
    return msgspec.structs.replace(ask, label=labels.get(f"{ask.page}.{ask.name}", ask.label))


@cache
def _is_per_child(ask: Ask) -> bool:
    pages = {page for page, _ in ask.fields}
    return bool(pages) and all(PAGES_BY_NAME[page].per_child for page in pages)


def _nodes(
    asks: tuple[Ask, ...] | list[Ask], given: QuestionInput, start: str
) -> Iterator[QuestionNode]:
    for number, ask in enumerate(asks):
        if _is_left_out(ask, given):
            continue
        if ask.style is Style.ITEMS:
            yield from _items(ask, given)
            continue
        node = _node(ask, given, start, number)
        if node and (not ask.old or node.answered):
            yield node


def _is_left_out(ask: Ask, given: QuestionInput) -> bool:
    """Whether a question does not arise here. About someone here, no lead is to be told."""
    if (ask.page, ask.name) == ("account", "seen_at"):
        return not given.offers_seen_at
    if (ask.page, ask.name) == ("told", LEAD_FIELD):
        return may_be_about_staff(given.pages) and not get_text(given.raw("told"), LEAD_FIELD)
    return False


def _node(ask: Ask, given: QuestionInput, start: str, number: int) -> QuestionNode | None:
    if ask.style is Style.FOLD:
        inner = tuple(_nodes(ask.asks, given, start))
        opened = any(node.answered for node in inner)
        return QuestionNode(
            style=Style.FOLD, label=ask.label, inner=inner, note=ask.note, open=opened
        )
    if ask.style is Style.REVEAL:
        inner = tuple(_nodes(ask.asks, given, start))
        name = start + name_reveal_tick(number)
        opened = any(node.answered for node in inner)
        return QuestionNode(
            style=Style.REVEAL, name=name, label=ask.label, inner=inner, open=opened
        )
    if ask.style is Style.UNKNOWN:
        return _unknown(ask, given, start)
    if ask.style is Style.CHOICE:
        return _choice(ask, given, start)
    if find_stored_field(ask).kind is AnswerKind.CHILDREN:
        return _whose(ask, given)
    if ask.style is Style.WORDS_IF:
        return _words_if(ask, given, start)
    return _question(ask, given, start)


def _question(ask: Ask, given: QuestionInput, start: str) -> QuestionNode:
    raw, name = given.raw(ask.page), f"{start}{ask.name}"
    style = _choose_style(ask, given, raw, name)
    if ask.style is Style.TICK and style is Style.PLAIN:
        # the words of a tick do not ask for one of several answers
        ask = msgspec.structs.replace(ask, label="", hint="")
    note = _note(ask, given, start)
    control = draw_question(ask, name, raw, given.problems, given.title, given.pack, note)
    opened = {one.answer: tuple(_nodes(one.asks, given, start)) for one in ask.follow}
    value = ask.answers[0][0] if style is Style.TICK else ""
    opens_alone = style is Style.TICK and _opens_alone(ask, given)
    return QuestionNode(
        style=style,
        name=name,
        control=control,
        choices=_list_choices(style, control, raw, given),
        opened=opened,
        stands_open=_find_open(control, opened) | ({value} if opens_alone else set()),
        open=opens_alone,
        notes={one.answer: one.note for one in ask.follow if one.note},
        note=ask.note,
        value=value,
        ticked=value in raw.get(name, ()),
        label=control.label,
        hint=control.hint,
    )


def _opens_alone(ask: Ask, given: QuestionInput) -> bool:
    """Whether what a tick opens is asked without it: in a concern about staff it always matters."""
    return may_be_about_staff(given.pages) and (ask.page, ask.name) == (PEOPLE_PAGE, TRUST_FIELD)


def _find_open(
    control: QuestionControl, opened: Mapping[str, Sequence[QuestionNode]]
) -> frozenset[str]:
    """Return the answers whose questions are open: with a problem, or text and no answer."""
    silent = not any(choice.selected for choice in control.choices)
    return frozenset(
        value
        for value, nodes in opened.items()
        if any(
            one.problem or one.time_problem or (silent and one.answered)
            for node in nodes
            for one in node.controls
        )
    )


def _list_choices(
    style: Style, control: QuestionControl, raw: FormData, given: QuestionInput
) -> tuple[AnswerChoice, ...]:
    if style is Style.DAY:
        return _days(raw, control.name, given.today)
    return _names(control.text, given.leads) if style is Style.NAMES else control.choices


def _names(typed: str, leads: tuple[str, ...]) -> tuple[AnswerChoice, ...]:
    """Return each lead, then someone else, who is named in a box."""
    known = [AnswerChoice(name, name, name == typed) for name in leads]
    return (*known, AnswerChoice("", "Someone else", bool(typed) and typed not in leads))


def _choose_style(ask: Ask, given: QuestionInput, raw: FormData, name: str) -> Style:
    """Return how a question is asked here.

    A tick stands for one answer: where another one is there, all of them are offered. Where no lead
    can be named, a name is typed.
    """
    if ask.style is Style.NAMES and not given.leads:
        return Style.PLAIN
    if ask.style is not Style.TICK:
        return ask.style
    wanted = {token for token, _ in ask.answers} | {"me"}
    others = ask.name == "part" and len(given.children) > 1
    return Style.PLAIN if others or not set(raw.get(name, [])) <= wanted else Style.TICK


def _words_if(ask: Ask, given: QuestionInput, start: str) -> QuestionNode:
    raw, name = given.raw(ask.page), f"{start}{ask.name}"
    words = next((one.label for opened in ask.follow for one in opened.asks), ask.label)
    field = msgspec.structs.replace(
        find_stored_field(ask), label=words, hint="", unknowns=(), rows=2
    )
    return QuestionNode(
        style=Style.WORDS_IF,
        name=name,
        label=ask.label,
        text=draw_control(ask, field, name, raw, given.problems, ()),
        choices=make_word_choices(ask, raw, name),
    )


def _unknown(ask: Ask, given: QuestionInput, start: str) -> QuestionNode:
    """Return a tick that says why a question above it has no answer."""
    name, value = f"{start}{ask.name}-unknown", ask.answers[0][0]
    ticked = value in given.raw(ask.page).get(name, ())
    return QuestionNode(style=Style.TICK, name=name, label=ask.label, value=value, ticked=ticked)


def _choice(ask: Ask, given: QuestionInput, start: str) -> QuestionNode:
    """Return a yes or no whose yes opens questions.

    Where nothing is answered, those below it say yes.
    """
    inner, name, field = tuple(_nodes(ask.asks, given, start)), f"{start}{ask.name}", _words(ask)
    chosen = get_text(given.raw(ask.page), name)
    if given.opens_calls or (not chosen and any(node.answered for node in inner)):
        chosen = "yes"
    alone = ask.page == "told" and _is_left_out(Ask("told", LEAD_FIELD), given)
    label = CALLED_ANYONE if alone else field.label
    return QuestionNode(
        style=Style.CHOICE,
        name=name,
        label=label,
        hint=field.hint,
        choices=tuple(AnswerChoice(value, words, value == chosen) for value, words in ask.answers),
        inner=inner,
        open=chosen == "yes",
    )


def _words(ask: Ask) -> Field:
    return make_screen_field(ask, {}, ask.name, {})


def _whose(ask: Ask, given: QuestionInput) -> QuestionNode | None:
    if len(given.children) < 2:
        return None
    texts = [text for text, question in QUESTION_BY_TEXT.items() if question == ask.name]
    begins = next(filter(None, (get_text(given.raw("account"), text) for text in texts)), "")
    begins = shorten_text(replace_lone_surrogates(begins), _BEGINS) if begins else ""
    field = msgspec.structs.replace(
        find_stored_field(ask),
        label=ask.label,
        hint=ask.hint if ask.with_text else f"“{begins}”" if begins else "",
    )
    raw = given.raw("child")
    choices = [AnswerChoice(child, name, False) for child, name in given.names.items()]
    picked = raw.get(ask.name, [])
    if not begins and not picked and not ask.with_text:
        return None
    control = draw_control(ask, field, ask.name, raw, given.problems, ())
    chosen = tuple(msgspec.structs.replace(one, selected=one.value in picked) for one in choices)
    control = msgspec.structs.replace(control, choices=chosen)
    return QuestionNode(style=Style.PLAIN, name=ask.name, control=control, choices=chosen)


def _items(ask: Ask, given: QuestionInput) -> Iterator[QuestionNode]:
    group = PAGES_BY_NAME[ask.page].group
    if group is None:
        return
    raw = given.raw(ask.page)
    found = list_items(raw, group)
    for number, item in enumerate(found, 1):
        alone = len(found) == 1 and is_blank(raw, item.at)
        last = number == len(found)
        several = len(found) > 1
        yield QuestionNode(
            style=Style.ITEMS,
            heading=f"{group.one} {number}" if several else "",
            inner=tuple(_nodes(ask.asks, given, item.at)),
            hidden=tuple(_hidden(group, item.id, item.at, raw, last=last)),
            remove="" if alone else f"{group.name}|{item.id}",
            add=group.name if last and len(found) < group.maximum else "",
            add_label=_ADD.get(group.name, group.add),
            full=group.name if last and len(found) >= group.maximum else "",
        )


_ADD = {"calls": "Add another call", "others": "Add another person"}


def _hidden(
    group: Group, item_id: str, at: str, raw: FormData, *, last: bool
) -> Iterator[tuple[str, str]]:
    yield f"{at}id", item_id
    if last and (mark := get_text(raw, f"{group.name}-last")):
        yield f"{group.name}-last", mark


def _days(raw: FormData, name: str, today: date) -> tuple[AnswerChoice, ...]:
    """Return today, yesterday or another day, by the day that is stored."""
    typed = get_text(raw, name)
    known = {
        "today": format_day_for_input(today),
        "yesterday": format_day_for_input(today - timedelta(days=1)),
    }
    match = next((word for word, day in known.items() if typed in {day, word}), "")
    labels = (("today", "Today"), ("yesterday", "Yesterday"), ("", "Another day"))
    return tuple(
        AnswerChoice(value, label, bool(typed) and value == match) for value, label in labels
    )


def _note(ask: Ask, given: QuestionInput, start: str) -> str:
    """Return the note under a question: a leading question, a missing log number."""
    if given.said is None:
        return ""
    raw = given.raw(ask.page)
    if (PAGES_BY_NAME[ask.page].part_name, ask.name) == ("account", "questions_asked"):
        asked = replace_lone_surrogates(get_text(raw, f"{start}{ask.name}"))
        key = "leading" if leading_questions.has_leading_question(asked) else ""
    elif (ask.page, ask.name) == ("told", "reference"):
        key = "police-log-number" if call_items.lacks_police_log_number(raw, start) else ""
    else:
        key = ""
    words = given.said.texts[key] if key else None
    return f"{words.line} {words.old}".rstrip() if words else ""
