"""An answer to every question of PAGES, each to be found again where it must be read.

Texts are unlike any other, so that one found is the one that was typed. Of options another one is
taken at each number. Nothing here knows a question by name but two, whose answer decides who may
read the record or the name of a source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count

from app.domain.pages import PAGES, list_fields
from app.domain.pages.details_record import WHERE_EACH
from app.domain.pages.indicators import LOOKED
from app.domain.pages.page_model import UNKNOWN_LABELS, AnswerKind, Field, Group, Option, Page
from app.recording.editor import pack_options
from tests.support.disclosures import Raw, one

PACK = "north_lincolnshire"
FIXED = {"about_our_team": "no", "protect_identity": "no", "account_by": "me"}
NEEDED = "worry"  # of these texts a record must have one
TEXTS = {AnswerKind.WORDS, AnswerKind.TEXT, AnswerKind.LINE}
MONTHS = ("January", "February", "March", "April", "May", "June", "July")


@dataclass(frozen=True)
class Said:
    """One answer: its question, and the words under which somebody else reads it again."""

    page: str
    child: str
    label: str
    shown: str
    text: bool


@dataclass
class Answers:
    """What was typed on one page; what must be read of it, by the item it belongs to ("" none)."""

    raw: Raw = field(default_factory=dict)
    said: dict[str, list[Said]] = field(default_factory=dict)

    def add(self, item: str, said: Said) -> None:
        """Expect this answer."""
        self.said.setdefault(item, []).append(said)

    def all(self) -> list[Said]:
        """Everything that must be read."""
        return [one for item in self.said.values() for one in item]


class Typist:
    """Makes answers. `unknown`: says "not known" and its like wherever that may be said."""

    def __init__(self, *, unknown: bool = False) -> None:
        self.unknown = unknown
        self.number = count(1)

    def page(self, page: Page, children: tuple[str, ...], items: int) -> Answers:
        """Answers to a whole page: `items` of its group, for each of these children."""
        made = Answers()
        for child in children if page.per_child else ("",):
            start = f"{child}." if child else ""
            for each in page.fields:
                if (
                    each.kind is not AnswerKind.CHILDREN
                ):  # read again as "About …", not as an answer
                    self._field(page, each, start + each.name, made, "", child)
            if page.group and page.pick_group:
                signs = pack_options.list_signs(PACK, page.pick_group)[:items]
                made.raw[f"{start}{page.group.name}-pick"] = [sign.token for sign in signs]
                for sign in signs:
                    self.sign(page, page.group, f"{start}{page.group.name}-{sign.token}-", made)
            elif page.group:
                for number in range(items):
                    at = f"{start}{page.group.name}-{number}-"
                    self.item(page, page.group.fields, at, made)
        return made

    def sign(self, page: Page, group: Group, at: str, made: Answers) -> None:
        """A picked sign with its questions."""
        token = at.split("-")[-2]
        label = next(
            one.label
            for one in pack_options.list_signs(PACK, page.pick_group)
            if one.token == token
        )
        made.add(at, Said(page.name, _child(at), "Sign", label, text=True))
        self.item(page, group.fields[1:], at, made)

    def item(self, page: Page, fields: Sequence[Field], at: str, made: Answers) -> None:
        """One item of a group."""
        for each in fields:
            self._field(page, each, at + each.name, made, at, _child(at))

    def _field(
        self, page: Page, each: Field, name: str, made: Answers, item: str, child: str
    ) -> None:
        value, shown, text = self.value(page, each)
        made.raw |= one(each, name, value)
        made.add(item, Said(page.name, child, each.said(third=True), shown, text))

    def value(self, page: Page, each: Field) -> tuple[object, str, bool]:
        """A fresh answer: as `disclosures.one` takes it, as it is read, whether it is a text."""
        number = next(self.number)
        if self.unknown and each.unknowns and each.name != NEEDED:
            offered = each.offered or each.unknowns
            token = offered[number % len(offered)]
            return {"unknown": token.value}, UNKNOWN_LABELS[token], False
        if each.kind in TEXTS:
            text = f"{page.name} {each.name} {number:04d} żółć"
            more = "" if each.kind is AnswerKind.LINE else f'  "it\'s" <b>&amp;\nŁ{number:04d} end'
            return text + more, text + more, True
        if each.kind in {AnswerKind.ONE, AnswerKind.MANY}:
            return self._chosen(page, each, number)
        return _moment(each.kind, number)

    def _chosen(self, page: Page, each: Field, number: int) -> tuple[object, str, bool]:
        known = (
            each.options or pack_options.load_pack_options(PACK)[f"{page.part_name}.{each.name}"]
        )
        wanted = FIXED.get(each.name, known[number % len(known)].token)
        option: Option = next(one for one in known if one.token == wanted)
        labels = {one.token: one.third or one.label for one in known}
        if each.kind is AnswerKind.ONE:
            return option.token, labels[wanted], False
        other = known[(known.index(option) + 1) % len(known)]
        both = [one.token for one in known if one in (option, other)]
        return both, "; ".join(map(labels.__getitem__, both)), False


def _moment(kind: AnswerKind, number: int) -> tuple[object, str, bool]:
    clock = f"{8 + number % 12:02d}:{number % 60:02d}"
    day, month = 1 + number % 28, number // 28 % 7
    typed, shown = f"{day}/{month + 1}/2025", f"{day} {MONTHS[month]} 2025"
    if kind is AnswerKind.TIME:
        return clock, clock, False
    if kind is AnswerKind.DATE:
        return typed, shown, False
    return {"day": typed, "time": clock}, f"{shown}, {clock}", False


def _child(at: str) -> str:
    return at.partition(".")[0] if "." in at else ""


class Read(HTMLParser):
    """A page's questions and answers, as `(dt, dd)`, and all of its text with its white space."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: list[tuple[str, str]] = []
        self.text = ""
        self._in = ""
        self._label = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in {"dt", "dd"}:
            self._in = tag
            if tag == "dt":
                self._label = ""
            else:
                self.pairs.append((self._label, ""))
        self.text += "\n" if tag in {"p", "li", "div", "h2", "h3", "h4"} else ""

    def handle_endtag(self, tag: str) -> None:
        self._in = "" if tag in {"dt", "dd"} else self._in

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in == "dt":
            self._label += data
        elif self._in == "dd":
            label, text = self.pairs[-1]
            self.pairs[-1] = (label, text + data)

    def lacks(self, said: list[Said]) -> list[Said]:
        """Answers that are not here: a text must be here whole, a choice beside its question."""
        flat = _flatten(self.text)
        pairs = [(label.strip(), text) for label, text in self.pairs]
        return [
            one
            for one in said
            if not (
                one.shown in self.text
                if one.text
                else _says_sign(one, flat)
                if _is_of_sign(one)
                else any(label == one.label and one.shown in text for label, text in pairs)
            )
        ]


PRIVATE = ("account", "Who told the worker that?")
"""On no paper: they are named only if they agreed, and this question has no place to say so."""
BASES = {
    "The worker saw it": "the worker saw it",
    "I saw it": "you saw it",
    "The child told me": "from what the child said",
    "Someone else told me": "from what someone else said",
    "The child told the worker": "from what the child said",
    "Someone else told the worker": "from what someone else said",
}
DAYS_OF_SIGN = {"Day the worker noticed it", "Which day did you notice it?"}
DAY_VERBS = ("Seen", "Noticed")
SIGN_WORDS = {"How do you know?": "How you know", "What the worker knows about it": "Worker’s note"}
COMPOSED = {
    ("now", "Is a child or anyone else in danger now?"): "In danger now?",
    ("now", "Is the child with the worker?"): "Where was the child?",
    ("now", "Where is the child now?"): "Where was the child?",
    ("now", "When will the child leave?"): "Leaves at",
    ("now", "Who will they leave with?"): "With:",
    ("where_each", "Is the child with the worker?"): "Where was the child?",
    ("where_each", "Where is the child now?"): "Where was the child?",
    ("where_each", "When will the child leave?"): "Leaves at",
    ("where_each", "Who will they leave with?"): "With:",
    ("child", "Child's name"): "Child’s name",
    ("child", "Age"): "Age",
    ("child", "Date of birth"): "Born",
    ("wishes", "Is the child safe tonight?"): "Safe tonight?",
    ("account", "The day the worker was told"): "To ",
    ("account", "The time the worker was told"): "To ",
    ("account", "Where the worker was"): "To ",
    ("others", "Who told the worker?"): "Name kept private",
    ("told", "Who was called?"): "Called",
    ("told", "When was that?"): "Called",
    ("told", "How did the call end?"): "Called",
}
"""Words of a paper that stand for a question: it says these answers in a strip or a sentence."""


FIRST_WHERE = frozenset(field.said(third=True) for field in WHERE_EACH.fields)


def select_for_child(said: list[Said], child: str) -> list[Said]:
    """Return the answers that the paper about a child has.

    Where that child is was asked again, what was answered first may be about another one.
    """
    mine = [one for one in said if one.child in {"", child}]
    if not any(one.page == WHERE_EACH.name for one in mine):
        return mine
    return [one for one in mine if (one.page, one.label in FIRST_WHERE) != ("now", True)]


def find_missing_on_paper(
    said: list[Said],
    text: str,
    pairs: Sequence[tuple[str, str]] | None = None,
    draw: Callable[[str], str] = str,
) -> list[Said]:
    """Return the answers that a paper does not have.

    `pairs`: the questions and answers of its page; None for a PDF. `draw`: what a PDF can show of a
    text. A choice must be next to its question on a page. In a PDF, whose columns are read line by
    line, both must be there. What is not known must be named among what is not recorded.
    """
    paper = _Paper(_flatten(text), pairs, draw)
    return [one for one in said if (one.page, one.label) != PRIVATE and not paper.has(one)]


def find_wrong_gaps(said: list[Said], text: str) -> list[Said]:
    """Return the answers whose question a paper lists as blank or not asked yet.

    A question whose words another one has too is not looked for.
    """
    labels = Counter(
        label for page in PAGES for label in {field.said(third=True) for field in list_fields(page)}
    )
    gaps = text.partition("A gap is no reason to wait")[2].partition("About this document")[0]
    blank = gaps.partition("Not answered")[2] or gaps.partition("Not asked yet")[2]
    listed = {label.strip() for line in blank.split("\n") for label in _GAP.split(line)}
    return [one for one in said if labels[one.label] == 1 and one.label in listed]


_GAP = re.compile(r"\u00a0· |: ")


class _Paper:
    """A paper without its white space, and the questions and answers of its page."""

    def __init__(
        self,
        text: str,
        pairs: Sequence[tuple[str, str]] | None,
        draw: Callable[[str], str],
    ) -> None:
        self.text, self.draw = text, draw
        self.gaps = text.partition(_flatten("A gap is no reason to wait"))[2]
        self.pairs = pairs and [(_flatten(label), _flatten(answer)) for label, answer in pairs]

    def has(self, one: Said) -> bool:
        """Whether it says this answer."""
        label, shown = _flatten(self.draw(one.label)), _flatten(self.draw(one.shown))
        if one.text:
            return shown in self.text
        if _is_of_sign(one):
            return _says_sign(one, self.text)
        if one.shown in UNKNOWN_LABELS.values() and label in self.gaps:
            return True
        lead = COMPOSED.get((one.page, one.label))
        if lead and _flatten(lead) in self.text and shown in self.text:
            return True
        if self.pairs is None:
            return label in self.text and shown in self.text
        return any(label == known and shown in answer for known, answer in self.pairs)


def _is_of_sign(one: Said) -> bool:
    """Whether an answer is about one sign: these are composed into a sentence everywhere."""
    return one.page.startswith("indicators") and one.label not in {LOOKED.third, LOOKED.label}


def _says_sign(one: Said, text: str) -> bool:
    """Whether a text without its white space says what was answered about a sign."""
    if one.label in DAYS_OF_SIGN:
        return any(_flatten(f"{verb} {one.shown}") in text for verb in DAY_VERBS)
    words = BASES.get(one.shown, one.shown.lower())
    asked = SIGN_WORDS.get(one.label, one.label.rstrip("?"))
    return _flatten(f"{asked}: {words}") in text


def _flatten(text: str) -> str:
    return "".join(text.split())
