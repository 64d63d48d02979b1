"""Walk the questions of one page as they stand: what is answered, left blank, or under an answer
that is no longer chosen.
"""

from collections.abc import Iterable

import msgspec

from app.domain.journey import question_flow
from app.domain.journey.question_model import QuestionPage, Style
from app.domain.pages.indicators import INDICATORS
from app.domain.record.form_data import LOOKED_END, get_text
from app.recording.questions.question_layout import QuestionInput, lay_out_question
from app.recording.questions.question_nodes import QuestionNode
from app.recording.questions.question_sheet import QuestionSheet
from app.recording.questions.sign_groups import (
    ChildSigns,
    SignChoice,
    list_basis_choices,
    list_signs_by_child,
    list_when_choices,
)
from app.recording.signing.overview_rows import (
    AnswerGap,
    OverviewAnswer,
    OverviewBlock,
    make_plain_row,
    make_row,
    make_text_row,
)

YES = "Yes"
NONE_TICKED = "You looked at the list and ticked none"
_UNASKED = frozenset({"source_role", "first_hand", "number", "role", "part"})
"""Details of what others told and of a call, and a tick of a child: blank, they are no gap."""
_OPENING = frozenset({Style.FOLD, Style.REVEAL})
"""Only open other questions: closed, they hold no answer."""


class PageWalk(msgspec.Struct, frozen=True, kw_only=True):
    """The answers of one page. `names`: of every control that is shown here; `link`: its own."""

    link: str
    blocks: tuple[OverviewBlock, ...]
    closed: tuple[OverviewBlock, ...]
    gaps: tuple[AnswerGap, ...]
    names: frozenset[str]
    begins_with_heading: bool


def collect_answers_and_gaps(page: QuestionPage, sheet: QuestionSheet, pack: str) -> PageWalk:
    """Return the answers and gaps of a question page, in the order in which it asks them."""
    link = question_flow.choose_page_link_text(page, sheet.pages)
    walker = _Walker(page, pack, link)
    nodes: tuple[QuestionNode, ...] = ()
    if page.signs:
        walker.walk_signs(sheet)
    else:
        nodes = lay_out_question(page, _make_input(page, sheet, pack))
        walker.walk(nodes)
    return PageWalk(
        link=link,
        blocks=tuple(walker.blocks),
        closed=tuple(walker.closed),
        gaps=tuple(walker.gaps),
        names=frozenset(walker.names),
        begins_with_heading=bool(nodes) and nodes[0].style is Style.HEADING,
    )


def _make_input(page: QuestionPage, sheet: QuestionSheet, pack: str) -> QuestionInput:
    account = sheet.pages.get("account", {})
    sources = question_flow.list_ways_of_knowing(sheet.pages)
    stored = any(account.get(name) for name in ("seen_at", "seen_at-time", "seen_at-unknown"))
    return QuestionInput(
        pages=sheet.pages,
        problems={},
        children=sheet.children,
        pack=pack,
        today=sheet.today,
        title=question_flow.choose_page_title(page, sheet.pages),
        offers_seen_at=stored or bool(sources - {question_flow.CHILD_TOLD}),
        labels=sheet.scene.labels if sheet.scene else {},
    )


class _Walker:
    """Collects the rows of one page; a heading begins a new block."""

    def __init__(self, page: QuestionPage, pack: str, link: str) -> None:
        self._page, self._pack, self._link = page, pack, link
        self._title = ""
        self.blocks: list[OverviewBlock] = []
        self.closed: list[OverviewBlock] = []
        self.gaps: list[AnswerGap] = []
        self.names: set[str] = set()

    def walk(self, nodes: Iterable[QuestionNode], *, is_open: bool = True) -> None:
        """Take the nodes in order. `is_open`: the answer that opens them is chosen."""
        for node in nodes:
            if node.style is Style.ITEMS:
                self._walk_under(node)
            elif node.style in _OPENING:
                self.walk(node.inner if node.open or node.answered else (), is_open=is_open)
            elif node.style is Style.CHOICE:
                self._walk_choice(node, is_open=is_open)
            elif node.style is Style.WORDS_IF:
                self._walk_words(node, is_open=is_open)
            elif node.style is Style.TICK:
                self._walk_tick(node, is_open=is_open)
            else:
                self._walk_control(node, is_open=is_open)

    def _walk_under(self, node: QuestionNode) -> None:
        before, self._title = self._title, node.heading
        self.walk(node.inner)
        self._title = before

    def _walk_choice(self, node: QuestionNode, *, is_open: bool) -> None:
        chosen = next((one for one in node.choices if one.selected), None)
        if chosen:
            self.names.add(node.name)
            self._add(make_plain_row(node.name, node.label, chosen.label), is_open=is_open)
        elif is_open:
            self._add_gap(node.label, node.name)
        self.walk(node.inner if node.answered else (), is_open=is_open and node.open)

    def _walk_words(self, node: QuestionNode, *, is_open: bool) -> None:
        """Walk a text that was kept although another answer is chosen: it is shown apart."""
        text = node.text
        if text is None:
            return
        chosen = next((one for one in node.choices if one.selected and one.value), None)
        self.names.add(text.name)
        if chosen and is_open:
            self._add(make_plain_row(text.name, node.label, chosen.label))
        if text.filled:
            row = make_row(text, self._pack, node.label)
            self._add(row, is_open=is_open and not chosen)
        elif is_open and not chosen:
            self._add_gap(node.label, text.name)

    def _walk_tick(self, node: QuestionNode, *, is_open: bool) -> None:
        if node.ticked:
            self.names.add(node.name.removesuffix("-unknown"))
            self._add(make_plain_row(node.name, node.label, YES), is_open=is_open)
        elif node.name == "account_by":  # left alone it says "me", which no one was asked
            self.names.add(node.name)
        for value, nodes in node.opened.items():
            chosen = (node.ticked and value == node.value) or node.open
            self.walk(nodes, is_open=is_open and chosen)

    def _walk_control(self, node: QuestionNode, *, is_open: bool) -> None:
        control = node.control
        if control is None:
            return
        label = self._link if node.style is Style.HEADING else control.label
        if control.answered:
            self.names.add(control.name)
            self._add(make_row(control, self._pack, label), is_open=is_open)
        elif is_open and control.field.name not in _UNASKED:
            self._add_gap(label, control.name)
        chosen = {one.value for one in control.choices if one.selected}
        for value, nodes in node.opened.items():
            if chosen:
                self.walk(nodes, is_open=is_open and value in chosen)
            else:  # nothing is chosen, as on an old page: what is written there stands as it is
                self.walk((one for one in nodes if one.answered), is_open=is_open)

    def walk_signs(self, sheet: QuestionSheet) -> None:
        """Take every sign that is ticked, or holds answers although it is not."""
        if not any(sheet.pages.get(page.name) for page in INDICATORS):
            return  # no list was looked at: laying out every sign would take a tenth of the page
        for child in list_signs_by_child(sheet):
            self._walk_looked(child, sheet)
            for group in child.groups:
                for sign in group.signs:
                    if sign.ticked or sign.stands_open:
                        self._walk_sign(sign, child.name)

    def _walk_looked(self, child: ChildSigns, sheet: QuestionSheet) -> None:
        """Say that the list was seen and none ticked. A tick since then takes its place."""
        name = f"{child.start.rstrip('.')}{LOOKED_END}"
        if not get_text(sheet.pages.get(INDICATORS[0].name, {}), name):
            return
        self.names.add(name)
        if not child.ticked:
            row = make_plain_row(f"{child.start}A", self._link, NONE_TICKED)
            self.blocks.append(OverviewBlock(child.name, (row,)))

    def _walk_sign(self, sign: SignChoice, about: str) -> None:
        self.names.add(f"{sign.at.partition('indicators-')[0]}indicators-pick")
        asked = (
            ("basis", "How do you know?", sign.basis, list_basis_choices()),
            ("when", "When?", sign.when, list_when_choices()),
        )
        rows = []
        for name, label, token, choices in asked:
            self.names.add(f"{sign.at}{name}")
            if token:
                words = next((one.label for one in choices if one.token == token), token)
                rows.append(make_plain_row(f"{sign.at}{name}", label, words))
            elif sign.ticked:
                self._add_gap(f"{label.rstrip('?')} ({sign.label})", f"{sign.at}{name}")
        self.names.add(sign.day.name)
        if sign.day.answered:
            rows.append(make_row(sign.day, self._pack))
        self.names.add(f"{sign.at}note")
        if sign.note:
            label, name = "Anything to add?", f"{sign.at}note"
            rows.append(make_text_row(name, label, "note", sign.note, self._pack))
        target = self.blocks if sign.ticked else self.closed
        tick = make_plain_row(f"{sign.at}tick", "Sign noticed", sign.label)
        target.append(OverviewBlock(about, (tick, *rows) if sign.ticked else tuple(rows)))

    def _add(self, row: OverviewAnswer, *, is_open: bool = True) -> None:
        target = self.blocks if is_open else self.closed
        if target and target[-1].title == self._title:
            last = target[-1]
            target[-1] = OverviewBlock(last.title, (*last.rows, row))
        else:
            target.append(OverviewBlock(self._title, (row,)))

    def _add_gap(self, label: str, control: str) -> None:
        words = f"{label.rstrip('?')}, {self._title}" if self._title else label.rstrip("?")
        self.gaps.append(AnswerGap(words, self._page.name, control))
