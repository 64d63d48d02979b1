"""A page laid out: its questions under headings, once a child, once an item, folded where rare.

Everything is drawn from PAGES and what was typed; a page is never laid out by hand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from app.access.template_context import fill_lead_title
from app.domain.pages.core import SOMETHING_ELSE
from app.domain.pages.details_receive import INTERPRETER
from app.domain.pages.page_model import AnswerKind, Field, Group, Page
from app.domain.pages.what_happened import ELSEWHERE, FROM_SOMEONE
from app.domain.record.form_data import (
    FormData,
    GroupItem,
    get_text,
    is_blank,
    label_children,
    list_items,
)
from app.recording.editor import call_items, pack_options
from app.recording.editor.question_controls import (
    AnswerChoice,
    QuestionControl,
    make_control,
    replace_lone_surrogates,
)
from app.services.content.pack_content import PackText
from content import leading_questions

CHILD_LEVEL = 2
"""Level of a heading that names a child; what is asked of that child stands below it."""
WHOSE_ASKED = "whose-asked"
"""Sent with a page that asked whose each text is: nothing ticked sends nothing."""
_OPENED_BY = {  # a fold that stands open because of another answer
    SOMETHING_ELSE: ("danger_why", "other"),
    FROM_SOMEONE: ("how_known", "someone_told_me"),
    ELSEWHERE: ("account_by", "somebody_else"),
    INTERPRETER: ("how_told", "through_an_interpreter"),
}


class QuestionBlock(msgspec.Struct, frozen=True):
    """Questions together; with a `fold` they wait behind that line unless `open`."""

    fold: str
    controls: tuple[QuestionControl, ...]
    open: bool


class PageSection(msgspec.Struct, frozen=True):
    """A part of a page. `hidden` are names and values that go back as they came.

    `full`: the list that ends here and takes no more; `guide`: words above the first of a list.
    """

    blocks: tuple[QuestionBlock, ...]
    heading: str = ""
    level: int = 2
    hidden: tuple[tuple[str, str], ...] = ()
    remove: str = ""
    add: str = ""
    add_label: str = ""
    full: str = ""
    guide: str = ""
    picks: QuestionControl | None = None

    @property
    def controls(self) -> Iterator[QuestionControl]:
        """Every question in it."""
        if self.picks:
            yield self.picks
        for block in self.blocks:
            yield from block.controls


class LayoutInput(msgspec.Struct, frozen=True):
    """What laying a page out depends on, beside the page. `said`: the words to draw it with.

    `labels`: of questions by "part.field" that a practice words otherwise.
    """

    raw: FormData
    problems: Mapping[str, str]
    children: tuple[str, ...]
    child_raw: FormData
    pack: str
    said: PackText | None = None
    labels: Mapping[str, str] = {}

    def beside(self, page: Page, name: str) -> str:
        """Return what the pack says next to a question or a list; "" where nothing is drawn."""
        found = self.said.guidance(page.part_name, name) if self.said else None
        return found.line if found else ""

    @property
    def names(self) -> dict[str, str]:
        """What to call each child."""
        return label_children(self.child_raw, self.children)


def lay_out_page(page: Page, given: LayoutInput) -> tuple[PageSection, ...]:
    """Return the page as sections, in the order in which they are read."""
    if not page.per_child:
        return tuple(_of(page, given, "", ""))
    found: list[PageSection] = []
    for child in given.children:
        name = given.names[child] if len(given.children) > 1 else ""
        found += _of(page, given, f"{child}.", name)
    return tuple(found)


def list_answers(page: Page, given: LayoutInput) -> list[tuple[str, str]]:
    """List every answer on a page in words, for texts shown side by side."""
    return list(index_answers(page, given).values())


def index_answers(page: Page, given: LayoutInput) -> dict[str, tuple[str, str]]:
    """Map the name of each control to its question and answer in words.

    The question says whose it is where there are several: "Person 2. Name".
    """
    return {
        one.name: (under + fill_lead_title(one.label), one.said)
        for section, under in pair_with_headings(lay_out_page(page, given))
        for one in section.controls
        if one.answered
    }


def pair_with_headings(found: Iterable[PageSection]) -> Iterator[tuple[PageSection, str]]:
    """Yield each section with the headings above it: "Kestrel. Mark 1. "."""
    child = ""
    for section in found:
        child = section.heading if section.level == CHILD_LEVEL else child
        above = child if section.level != CHILD_LEVEL else ""
        names = (text for text in (above, section.heading) if text)
        yield section, "".join(f"{t} " if t.endswith("…") else f"{t}. " for t in names)


def _of(page: Page, given: LayoutInput, start: str, name: str) -> Iterator[PageSection]:
    own = _blocks(page, page.fields, given, start)
    after = page.group_first or all(field.kind is AnswerKind.CHILDREN for field in page.fields)
    if own and not after:
        yield PageSection(own, name)
    elif name:
        yield PageSection((), name)
    if page.pick_group and page.group:
        yield from _picks(page, page.group, given, start, 3 if name else 2)
    elif page.group:
        yield from _items(page, page.group, given, start, 3 if name else 2)
    if own and after:
        hidden = () if page.group_first else ((WHOSE_ASKED, "1"),)
        yield PageSection(own, hidden=hidden)


def _items(
    page: Page, group: Group, given: LayoutInput, start: str, level: int
) -> Iterator[PageSection]:
    found = list_items(given.raw, group, start)
    for number, item in enumerate(found, 1):
        alone = len(found) == 1 and is_blank(given.raw, item.at)
        last = number == len(found)
        yield PageSection(
            _blocks(page, group.fields, given, item.at),
            heading=group.one if alone or len(found) == 1 else f"{group.one} {number}",
            level=level,
            hidden=_hidden(group, item, given.raw, start, last),
            remove="" if alone else f"{start}{group.name}|{item.id}",
            add=f"{start}{group.name}" if last and len(found) < group.maximum else "",
            add_label=group.add,
            full=f"{start}{group.name}" if last and len(found) >= group.maximum else "",
            guide=given.beside(page, group.name) if number == 1 else "",
        )


def _hidden(
    group: Group, item: GroupItem, raw: FormData, start: str, last: bool
) -> tuple[tuple[str, str], ...]:
    names = [(f"{item.at}id", item.id)]
    if last and (mark := get_text(raw, f"{start}{group.name}-last")):
        names.append((f"{start}{group.name}-last", mark))
    return tuple(names)


def _picks(
    page: Page, group: Group, given: LayoutInput, start: str, level: int
) -> Iterator[PageSection]:
    signs = pack_options.list_signs(given.pack, page.pick_group)
    name = f"{start}{group.name}-pick"
    options = [AnswerChoice(one.token, one.label, False, one.hint) for one in signs]
    field = Field("pick", "Tick what you know about", AnswerKind.MANY, unknowns=())
    yield PageSection(
        (), picks=make_control(field, name, given.raw, given.problems, options), level=level
    )
    inner = [field for field in group.fields if field.name != "indicator"]
    for sign in signs:
        if sign.token in given.raw.get(name, []):
            at = f"{start}{group.name}-{sign.token}-"
            yield PageSection(_blocks(page, inner, given, at), heading=sign.label, level=level)


def _blocks(
    page: Page, fields: Sequence[Field], given: LayoutInput, start: str
) -> tuple[QuestionBlock, ...]:
    asked = [f for f in fields if f.kind is not AnswerKind.CHILDREN or len(given.children) > 1]
    found = []
    for fold, group in groupby(asked, key=lambda field: field.fold):
        controls = tuple(_control(page, field, given, start) for field in group)
        found.append(
            QuestionBlock(fold, controls, bool(fold) and _stands_open(fold, controls, given.raw))
        )
    return tuple(found)


def _stands_open(fold: str, controls: Sequence[QuestionControl], raw: FormData) -> bool:
    name, token = _OPENED_BY.get(fold, ("", ""))
    return token in raw.get(name, ["none"]) or any(
        one.answered or one.problem or one.time_problem for one in controls
    )


def _control(page: Page, field: Field, given: LayoutInput, start: str) -> QuestionControl:
    if label := given.labels.get(f"{page.part_name}.{field.name}"):
        field = msgspec.structs.replace(field, label=label)
    if field.kind is AnswerKind.CHILDREN:
        options = [AnswerChoice(child, name, False) for child, name in given.names.items()]
    else:
        key = f"{page.part_name}.{field.name}"
        known = field.options or pack_options.load_pack_options(given.pack).get(key, ())
        options = [AnswerChoice(option.token, option.label, False) for option in known]
    note = _leading(page, field, given) or _log_number(page, field, given, start)
    hint = " ".join(filter(None, (given.beside(page, field.name), field.hint)))
    name = start + field.name
    return make_control(field, name, given.raw, given.problems, options, note, hint)


def _leading(page: Page, field: Field, given: LayoutInput) -> str:
    """Return the only hint that there is on what was asked."""
    if given.said is None or (page.name, field.name) != ("account", "questions_asked"):
        return ""
    words = given.said.texts["leading"]
    leads = leading_questions.has_leading_question(
        replace_lone_surrogates(get_text(given.raw, field.name))
    )
    return f"{words.line} {words.old}".rstrip() if leads else ""


def _log_number(page: Page, field: Field, given: LayoutInput, start: str) -> str:
    """Return the request for the log number of a call to the police that has none yet."""
    if given.said is None or (page.part_name, field.name) != ("told", "reference"):
        return ""
    words = given.said.texts["police-log-number"]
    return (
        f"{words.line} {words.old}".rstrip()
        if call_items.lacks_police_log_number(given.raw, start)
        else ""
    )
