"""Follow an answer from the page that asked for it to each page and paper that shows it.

`Given` is what was typed or chosen, by the names and words of the page. `list_said` finds the
stored question of each, so that a page of questions needs no list here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME
from app.domain.journey.question_model import Ask
from app.domain.pages import PAGES_BY_NAME, list_fields
from app.domain.pages.indicators import INDICATORS
from app.domain.pages.page_model import UNKNOWN_LABELS, AnswerKind, Field, Option, Page
from app.domain.record.answer_parsing import QUESTION_BY_TEXT
from app.recording.editor import pack_options
from tests.support.disclosures import Raw
from tests.support.every_answer import PACK, TEXTS, Read, Said

CONTROL = re.compile(
    r"(?:(?P<child>c[0-9]+)\.)?(?:(?P<group>[a-z]+)-(?P<item>[a-z0-9_]+)-)?"
    r"(?P<name>[a-z_][a-z0-9_]*?(?:-[a-z0-9]+)??)(?P<end>-time|-unknown|-pick)?"
)
PICKED = "indicators-pick"


@dataclass(frozen=True)
class Given:
    """One answer on a page. `tokens`: what was chosen, none where a text was typed."""

    page: str
    control: str
    label: str
    shown: tuple[str, ...]
    tokens: tuple[str, ...] = ()
    heading: bool = False

    @property
    def parts(self) -> dict[str, str]:
        """The child, the item, the question and the kind of control in its name."""
        found = CONTROL.fullmatch(self.control)
        assert found, self.control
        return {name: text or "" for name, text in found.groupdict().items()}

    @property
    def child(self) -> str:
        """The child that it is about, "" where the name of its control does not say."""
        parts = self.parts
        if parts["group"] == "children":
            return f"c{int(parts['item']) + 1}"
        return parts["child"]


def find_stored(page: str, control: str) -> tuple[Page, Field] | None:
    """Return the stored page and question of a control; None where it only opens others."""
    parts = Given(page, control, "", ()).parts
    if parts["group"] == "indicators":
        return _find_sign_page(parts["item"]), _find_field(INDICATORS[0], parts["name"])
    question = QUESTIONS_BY_NAME.get(page)
    pages = question.pages if question else (page,)
    for stored in (PAGES_BY_NAME[name] for name in pages):
        if parts["group"] and (stored.group is None or stored.group.name != parts["group"]):
            continue
        of_group = stored.group.fields if parts["group"] and stored.group else stored.fields
        for field in of_group:
            if field.name == parts["name"]:
                return stored, field
    return None


def _find_field(page: Page, name: str) -> Field:
    return next(field for field in list_fields(page) if field.name == name)


def _find_sign_page(token: str) -> Page:
    return next(page for page in INDICATORS if token in _signs(page))


def _signs(page: Page) -> dict[str, str]:
    return {sign.token: sign.label for sign in pack_options.list_signs(PACK, page.pick_group)}


def drop_replaced(given: Iterable[Given]) -> list[Given]:
    """Return the answers but for a name typed next to what was seen and typed anew on people."""
    given = list(given)
    later = {one.control for one in given if one.page == "people"}
    return [
        one
        for one in given
        if one.control.replace("online-", "people-0-", 1) == one.control
        or one.control.replace("online-", "people-0-", 1) not in later
    ]


def list_said(given: Iterable[Given], *, third: bool = True) -> list[Said]:
    """Return every answer as it is read again, each about its child.

    `third`: its reader is not the person who gave it.
    """
    given = list(given)
    of_other = any(one.tokens == ("somebody_else",) for one in given if _is_account_by(one))
    about = {one.parts["name"]: one.tokens for one in given if _is_about(one)}
    times = {one.control: one.shown[0] for one in given if one.parts["end"] == "-time"}
    found = [
        said
        for one in given
        if one.parts["end"] != "-time" and not _is_about(one)
        for said in _say(one, about, times.get(f"{one.control}-time", ""), third=third)
    ]
    return [_name_no_worker(one, third=third) for one in found] if of_other else found


def _name_no_worker(said: Said, *, third: bool) -> Said:
    """Return an answer in the words that another person's account has."""
    fields = {one.said(third=third): one for one in list_fields(PAGES_BY_NAME[said.page])}
    if (field := fields.get(said.label)) is None:
        return said
    tokens = [one.token for one in field.options]
    words = {
        field.label_of(one, third=third): field.label_of(one, third=third, of_other=True)
        for one in tokens
    }
    shown = said.shown if said.text else "; ".join(words.get(x, x) for x in said.shown.split("; "))
    return replace(said, label=field.said(third=third, of_other=True), shown=shown)


def _is_account_by(one: Given) -> bool:
    return one.parts["name"] == "account_by"


def _is_about(one: Given) -> bool:
    return one.parts["name"].startswith("whose_")


def _say(
    one: Given, about: dict[str, tuple[str, ...]], time: str, *, third: bool
) -> Iterator[Said]:
    if one.control.endswith(PICKED):
        for token in one.tokens:
            page = _find_sign_page(token)
            yield Said(page.name, one.child, "Sign", _signs(page)[token], text=True)
        return
    found = find_stored(one.page, one.control)
    if found is None or one.tokens == ("",):  # a choice that only opens a text
        return
    page, field = found
    of = about.get(QUESTION_BY_TEXT.get(field.name, ""), ())
    child = one.child or (of[0] if len(of) == 1 else "")
    shown = _read_again(page, field, one, time, third=third)
    text = field.kind in TEXTS and not one.tokens
    if (page.name, field.name) == ("decision", "outcome"):  # each is stored, and read, by itself
        for token in one.tokens:
            alone = _read_again(page, field, replace(one, tokens=(token,)), time, third=third)
            yield Said(page.name, child, field.said(third=third), alone, text)
        return
    yield Said(page.name, child, field.said(third=third), shown, text)


def _read_again(page: Page, field: Field, one: Given, time: str, *, third: bool) -> str:
    """The words of an answer for its reader."""
    if one.tokens:
        options = _list_options(page, field)
        labels = {one.token: (third and one.third) or one.label for one in options}
        labels |= {token.value: words for token, words in UNKNOWN_LABELS.items()}
        ordered = [token for token in labels if token in one.tokens]
        return "; ".join(labels[token] for token in ordered)
    if field.kind in {AnswerKind.DATE, AnswerKind.MOMENT}:
        day, month, year = map(int, one.shown[0].split("/"))
        said = f"{date(year, month, day):%-d %B %Y}"
        return f"{said}, {time}" if time else said
    return one.shown[0]


def _list_options(page: Page, field: Field) -> Iterable[Option]:
    of_pack = pack_options.load_pack_options(PACK)
    return field.options or of_pack.get(f"{page.part_name}.{field.name}", ())


def find_missing_before_signing(given: Iterable[Given], html: str) -> list[Given]:
    """Return the answers that the page to check them does not show as they were given.

    A choice is next to its question, unless that is the heading of the page.
    """
    page = Read(html)
    return [one for one in given if not _is_shown(one, page)]


def _is_shown(one: Given, page: Read) -> bool:
    if not one.tokens:
        return all(text in page.text for text in one.shown)
    picked = one.control.endswith(PICKED)
    found = find_stored(one.page, one.control)
    if not picked and found is None:
        return True  # it only opens other questions
    anywhere = picked or one.heading
    pairs = [(label.strip(), text) for label, text in page.pairs]
    beside = [text for label, text in pairs if anywhere or label == one.label]
    shown = all(any(words in text for text in beside) for words in one.shown)
    return shown or (found is not None and _is_shown_as_stored(one, *found, pairs))


def _is_shown_as_stored(
    one: Given, stored: Page, field: Field, pairs: list[tuple[str, str]]
) -> bool:
    """A lone tick is one of several answers where another child makes them all fit."""
    words = _read_again(stored, field, one, "", third=False)
    return one.shown == ("Yes",) and any(
        label == field.label and words in text for label, text in pairs
    )


def choose(raw: Raw, control: str) -> list[str] | None:
    """Return what is wanted of a control, by its own name or by that of its question."""
    name = Given("", control, "", ()).parts["name"]
    return raw.get(control, raw.get(name))


def list_asks(asks: tuple[Ask, ...]) -> Iterator[Ask]:
    """Yield questions, with those that their answers open."""
    for ask in asks:
        yield ask
        yield from list_asks(ask.asks)
        for follow in ask.follow:
            yield from list_asks(follow.asks)
