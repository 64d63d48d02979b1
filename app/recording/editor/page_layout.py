"""A page laid out: its questions under headings, once a child, once an item, folded where rare.

Everything is drawn from PAGES and what was typed; a page is never laid out by hand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from app.access.template_context import titled
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
from app.recording.editor.question_controls import Choice, Control, control, shown
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


class Block(msgspec.Struct, frozen=True):
    """Questions together; with a `fold` they wait behind that line unless `open`."""

    fold: str
    controls: tuple[Control, ...]
    open: bool


class Section(msgspec.Struct, frozen=True):
    """A part of a page. `hidden` are names and values that go back as they came.

    `full`: the list that ends here and takes no more; `guide`: words above the first of a list.
    """

    blocks: tuple[Block, ...]
    heading: str = ""
    level: int = 2
    hidden: tuple[tuple[str, str], ...] = ()
    remove: str = ""
    add: str = ""
    add_label: str = ""
    full: str = ""
    guide: str = ""
    picks: Control | None = None

    @property
    def controls(self) -> Iterator[Control]:
        """Every question in it."""
        if self.picks:
            yield self.picks
        for block in self.blocks:
            yield from block.controls


class Layout(msgspec.Struct, frozen=True):
    """What laying a page out depends on, beside the page. `said`: the words to draw it with."""

    raw: FormData
    problems: Mapping[str, str]
    children: tuple[str, ...]
    child_raw: FormData
    pack: str
    said: PackText | None = None

    def beside(self, page: Page, name: str) -> str:
        """What the pack says beside a question or a list; "" where nothing is drawn."""
        found = self.said.guidance(page.part_name, name) if self.said else None
        return found.line if found else ""

    @property
    def names(self) -> dict[str, str]:
        """What to call each child."""
        return label_children(self.child_raw, self.children)


def sections(page: Page, given: Layout) -> tuple[Section, ...]:
    """The page as sections, in the order in which they are read."""
    if not page.per_child:
        return tuple(_of(page, given, "", ""))
    found: list[Section] = []
    for child in given.children:
        name = given.names[child] if len(given.children) > 1 else ""
        found += _of(page, given, f"{child}.", name)
    return tuple(found)


def lines(page: Page, given: Layout) -> list[tuple[str, str]]:
    """Every answer on a page in words, for texts shown side by side."""
    return list(answered(page, given).values())


def answered(page: Page, given: Layout) -> dict[str, tuple[str, str]]:
    """Every answer on a page in words, by the name of its control: (question, answer).

    The question says whose it is where there are several: "Person 2. Name".
    """
    return {
        one.name: (under + titled(one.label), one.said)
        for section, under in placed(sections(page, given))
        for one in section.controls
        if one.answered
    }


def placed(found: Iterable[Section]) -> Iterator[tuple[Section, str]]:
    """Each section with the headings that it stands under: "Kestrel. Mark 1. "."""
    child = ""
    for section in found:
        child = section.heading if section.level == CHILD_LEVEL else child
        above = child if section.level != CHILD_LEVEL else ""
        names = (text for text in (above, section.heading) if text)
        yield section, "".join(f"{t} " if t.endswith("…") else f"{t}. " for t in names)


def _of(page: Page, given: Layout, start: str, name: str) -> Iterator[Section]:
    own = _blocks(page, page.fields, given, start)
    after = all(field.kind is AnswerKind.CHILDREN for field in page.fields)
    if own and not after:
        yield Section(own, name)
    elif name:
        yield Section((), name)
    if page.pick_group and page.group:
        yield from _picks(page, page.group, given, start, 3 if name else 2)
    elif page.group:
        yield from _items(page, page.group, given, start, 3 if name else 2)
    if own and after:
        yield Section(own, hidden=((WHOSE_ASKED, "1"),))


def _items(page: Page, group: Group, given: Layout, start: str, level: int) -> Iterator[Section]:
    found = list_items(given.raw, group, start)
    for number, item in enumerate(found, 1):
        alone = len(found) == 1 and is_blank(given.raw, item.at)
        last = number == len(found)
        yield Section(
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


def _picks(page: Page, group: Group, given: Layout, start: str, level: int) -> Iterator[Section]:
    signs = pack_options.signs(given.pack, page.pick_group)
    name = f"{start}{group.name}-pick"
    options = [Choice(one.token, one.label, False, one.hint) for one in signs]
    field = Field("pick", "Tick what you know of", AnswerKind.MANY, unknowns=())
    yield Section((), picks=control(field, name, given.raw, given.problems, options), level=level)
    inner = [field for field in group.fields if field.name != "indicator"]
    for sign in signs:
        if sign.token in given.raw.get(name, []):
            at = f"{start}{group.name}-{sign.token}-"
            yield Section(_blocks(page, inner, given, at), heading=sign.label, level=level)


def _blocks(page: Page, fields: Sequence[Field], given: Layout, start: str) -> tuple[Block, ...]:
    asked = [f for f in fields if f.kind is not AnswerKind.CHILDREN or len(given.children) > 1]
    found = []
    for fold, group in groupby(asked, key=lambda field: field.fold):
        controls = tuple(_control(page, field, given, start) for field in group)
        found.append(Block(fold, controls, bool(fold) and _stands_open(fold, controls, given.raw)))
    return tuple(found)


def _stands_open(fold: str, controls: Sequence[Control], raw: FormData) -> bool:
    name, token = _OPENED_BY.get(fold, ("", ""))
    return token in raw.get(name, ["none"]) or any(
        one.answered or one.problem or one.time_problem for one in controls
    )


def _control(page: Page, field: Field, given: Layout, start: str) -> Control:
    if field.kind is AnswerKind.CHILDREN:
        options = [Choice(child, name, False) for child, name in given.names.items()]
    else:
        key = f"{page.part_name}.{field.name}"
        known = field.options or pack_options.load_choices(given.pack).get(key, ())
        options = [Choice(option.token, option.label, False) for option in known]
    note = _leading(page, field, given) or _log_number(page, field, given, start)
    hint = " ".join(filter(None, (given.beside(page, field.name), field.hint)))
    name = start + field.name
    return control(field, name, given.raw, given.problems, options, note, hint)


def _leading(page: Page, field: Field, given: Layout) -> str:
    """The only hint there ever is on what was asked."""
    if given.said is None or (page.name, field.name) != ("account", "questions_asked"):
        return ""
    words = given.said.texts["leading"]
    leads = leading_questions.leading(shown(get_text(given.raw, field.name)))
    return f"{words.line} {words.old}".rstrip() if leads else ""


def _log_number(page: Page, field: Field, given: Layout, start: str) -> str:
    """Asks for the log number of a call to the police that has none yet."""
    if given.said is None or (page.part_name, field.name) != ("told", "reference"):
        return ""
    words = given.said.texts["police-log-number"]
    return (
        f"{words.line} {words.old}".rstrip()
        if call_items.lacks_log_number(given.raw, start)
        else ""
    )
