"""The answers of one question page among those of the stored pages that it shows. Pure.

A form carries where it was drawn from: a digest of just the answers that its page shows, the form's
own id and how often it was saved. Two tabs on different question pages of one stored page never
conflict, nor does a form with itself, nor do two texts that are equal.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from uuid import uuid4

from app.domain.journey.journey_pages import DANGER_NAME, QUESTIONS_BY_NAME
from app.domain.journey.online_names import ONLINE_PAGE, PEOPLE_PAGE, read_online_texts
from app.domain.journey.question_model import QuestionPage
from app.domain.journey.same_answers import add_answers_of_unshown_children
from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.indicators import INDICATOR_GROUP, INDICATORS
from app.domain.private_struct import PrivateStruct
from app.domain.record.form_data import (
    LOOKED_END,
    PAGE_DONE,
    FormData,
    get_text,
    is_blank,
    select_page_fields,
)
from app.domain.record.rough_notes import (
    FORM_MARK,
    NOTE_FIELD,
    carry_notes_and_answer_times,
    mark_note_growing,
    strip_values_no_form_sends,
)
from app.domain.times.answer_times import stamp_answers

QUESTION_FIELD = "question"
"""In a late text: the question page that it was typed on."""
Tokens = Mapping[str, frozenset[str]]
"""Signs by the stored page that asks them, from the content pack."""
_VERSION = re.compile(
    r"([0-9]{1,6})~([0-9a-f]{1,32})~([a-z_]+\.[0-9a-f]{16}(?:,[a-z_]+\.[0-9a-f]{16})*)"
)


class FormState(PrivateStruct, frozen=True):
    """The state that a form was drawn from.

    `digests` by stored page; `saves`: how often it was saved.
    """

    saves: int
    form: str
    digests: dict[str, str]

    def encode(self) -> str:
        """Return it as the hidden field of a form."""
        digests = ",".join(f"{page}.{digest}" for page, digest in self.digests.items())
        return f"{self.saves}~{self.form}~{digests}"


class PageChange(PrivateStruct, frozen=True):
    """The change that one form makes to one stored page.

    `left`: the page was left with a button; `growing`: it is still being typed.
    """

    question: str
    page: str
    typed: FormData
    version: FormState
    done: bool
    growing: bool
    tokens: frozenset[str] = frozenset()
    left: bool = False

    @property
    def mark(self) -> str:
        """Name of the form that wrote last, as the stored page holds it."""
        return f"{self.question}~{self.version.form}~{self.version.saves}"


def is_question_form(form: Mapping[str, list[str]]) -> bool:
    """Whether a form is that of a question page: other forms have a number as their version."""
    return _VERSION.fullmatch(get_text(form, "version")) is not None


def make_form_version(page: QuestionPage, pages: Mapping[str, FormData], signs: Tokens) -> str:
    """Return the version of a form that is drawn now."""
    digests = {
        name: digest_answers(select_shown_texts(page, name, pages.get(name, {}), signs.get(name)))
        for name in page.pages
    }
    return FormState(0, uuid4().hex, digests).encode()


def read_form_version(form: Mapping[str, list[str]]) -> FormState:
    """Return where a form was drawn from. Its own field is never trusted for more than that."""
    found = _VERSION.fullmatch(get_text(form, "version"))
    if found is None:
        return FormState(0, "", {})
    digests = dict(one.split(".") for one in found[3].split(","))
    return FormState(int(found[1]), found[2], digests)


def bump_form_version(form: Mapping[str, list[str]]) -> str:
    """Return the version that a form has once it was saved."""
    version = read_form_version(form)
    return FormState(version.saves + 1, version.form, version.digests).encode()


def select_shown_texts(
    page: QuestionPage, stored: str, raw: FormData, signs: frozenset[str] | None = None
) -> FormData:
    """Return those texts of a stored page that a question page shows."""
    known = _names(page.name, stored)
    found = {name: texts for name, texts in raw.items() if known.fullmatch(name)}
    if not page.signs:
        return found
    return _select_signs(found, signs or frozenset())


def split_form(
    page: QuestionPage, form: Mapping[str, list[str]], signs: Tokens
) -> dict[str, FormData]:
    """Return what a form says of each stored page. Raises TooManyError, TooLongError."""
    return {
        name: select_shown_texts(
            page, name, select_page_fields(PAGES_BY_NAME[name], form), signs.get(name)
        )
        for name in page.pages
    }


def split_late_form(
    name: str, form: Mapping[str, list[str]], signs: Tokens
) -> dict[str, dict[str, list[str]]]:
    """Return what a form that came too late says, by stored page; each says where it came from.

    Empty where it is no form of a question page. Raises TooManyError, TooLongError.
    """
    page = QUESTIONS_BY_NAME.get(name)
    if page is None or not is_question_form(form):
        return {}
    source = {QUESTION_FIELD: [name], "version": form["version"][:1]}
    texts = add_answers_of_unshown_children(page, split_form(page, form, signs), form, {})
    if change := make_online_change(page, form, {}):
        texts[change.page] = change.typed
    found = {stored: raw | source for stored, raw in texts.items() if not is_blank(raw)}
    return found or {page.pages[0]: source}


def read_late_change(
    stored: str, form: Mapping[str, list[str]], signs: Tokens
) -> PageChange | None:
    """Return what a late text changes of its stored page; None where it is all of that page."""
    page = QUESTIONS_BY_NAME.get(get_text(form, QUESTION_FIELD))
    if page is None or not is_question_form(form):
        return None
    if (page.name, stored) == (ONLINE_PAGE, PEOPLE_PAGE):
        texts = select_page_fields(PAGES_BY_NAME[stored], form)
        # Which person that is, the page of people says by now.
        typed = {name: each for name, each in texts.items() if not name.endswith(("-id", "-last"))}
        version = read_form_version(form)
        return PageChange(page.name, stored, typed, version, done=False, growing=False)
    if stored not in page.pages:
        return None
    tokens = signs.get(stored, frozenset())
    raw = select_page_fields(PAGES_BY_NAME[stored], form)
    typed = select_shown_texts(page, stored, raw, tokens)
    version = read_form_version(form)
    return PageChange(page.name, stored, typed, version, done=False, growing=False, tokens=tokens)


def make_online_change(
    page: QuestionPage, form: Mapping[str, list[str]], pages: Mapping[str, FormData]
) -> PageChange | None:
    """Return what the boxes under what was seen online change of the first person, if anything."""
    if page.name != ONLINE_PAGE:
        return None
    version, held = read_form_version(form), pages.get(PEOPLE_PAGE, {})
    newest = next(reversed(held.get(FORM_MARK, [])), "")
    own = newest.startswith(f"{page.name}~{version.form}~")
    typed = read_online_texts(form, held, is_newest=own)
    if not typed:
        return None
    return PageChange(page.name, PEOPLE_PAGE, typed, version, done=False, growing=False)


def merge_change(change: PageChange, held: FormData) -> FormData:
    """Return the stored page with this change in it; all else of it stays."""
    page = QUESTIONS_BY_NAME[change.question]
    held = strip_values_no_form_sends(held)
    shown = select_shown_texts(page, change.page, held, change.tokens)
    merged = {}
    for name, texts in held.items():
        rest = [text for text in texts if text not in change.tokens] if _is_pick(name) else []
        if name not in shown or rest:
            merged[name] = texts if name not in shown else rest
    for name, texts in change.typed.items():
        merged[name] = [*merged.get(name, []), *texts] if _is_pick(name) else texts
    if change.done:
        merged[PAGE_DONE] = ["1"]
    return {name: texts for name, texts in merged.items() if texts}


def is_up_to_date(change: PageChange, held: FormData) -> bool:
    """Whether a page holds nothing under these questions that the writer has not seen."""
    page = QUESTIONS_BY_NAME[change.question]
    shown = select_shown_texts(page, change.page, strip_values_no_form_sends(held), change.tokens)
    answers = strip_no_sign_marks(shown)
    if answers == strip_no_sign_marks(change.typed) or not answers:
        return True
    if last := _find_mark(change, held):
        _, form, saves = last.split("~")
        if form == change.version.form:
            return change.version.saves >= int(saves)
    return digest_answers(shown) == change.version.digests.get(change.page)


class Outcome(StrEnum):
    """The outcome of a change."""

    NOTHING = "nothing"  # all of it is there already, or nothing would be lost
    WRITE = "write"
    WAIT = "wait"  # a newer text is there: this one waits next to it


def plan_change(
    change: PageChange, held: FormData, *, version: int, spoiled: bool
) -> tuple[Outcome, FormData]:
    """Return what to do with a change, and the stored page with it."""
    merged = merge_change(change, held)
    if not spoiled and not is_up_to_date(change, held):
        return (Outcome.NOTHING if is_blank(change.typed) else Outcome.WAIT), merged
    first = change.left and not _find_mark(change, held)  # that it was shown is to be kept
    same = version and not spoiled and merged == strip_values_no_form_sends(held) and not first
    same = same and not (is_danger_answer_repeated(change) and not is_blank(change.typed))
    empty = not version and is_blank(merged) and not change.done and not first
    return (Outcome.NOTHING if same or empty else Outcome.WRITE), merged


def carry_notes_and_mark(
    change: PageChange, held: FormData, merged: FormData, now: datetime
) -> FormData:
    """Return the stored page with the notes of the version before, and the mark of this form."""
    typed = mark_note_growing(change.page, merged) if change.growing else merged
    whole = carry_notes_and_answer_times(change.page, held, typed, now)
    if is_danger_answer_repeated(change):
        whole = stamp_answers(change.page, held, whole, now, again=True)
    return whole | {FORM_MARK: replace_form_mark(change, held)}


def is_danger_answer_repeated(change: PageChange) -> bool:
    """Whether the danger question was left with its button: its answer is given at that moment."""
    return change.left and change.question == DANGER_NAME


def replace_form_mark(change: PageChange, held: FormData) -> list[str]:
    """Return the marks of a stored page with that of this form among them."""
    others = [one for one in held.get(FORM_MARK, []) if not one.startswith(f"{change.question}~")]
    return [*others, change.mark]


def _find_mark(change: PageChange, held: FormData) -> str:
    """Return the mark of the form of this question page that wrote last, "" where none did."""
    start = f"{change.question}~"
    return next((one for one in held.get(FORM_MARK, []) if one.startswith(start)), "")


def list_shown_question_pages(pages: Mapping[str, FormData]) -> tuple[str, ...]:
    """Return the names of the question pages that the writer was shown: left, or written on.

    A stored page that no question page has written was shown whole.
    """
    marks = {mark for raw in pages.values() for mark in raw.get(FORM_MARK, [])}
    written = {mark.partition("~")[0] for mark in marks}
    whole = {name for name, raw in pages.items() if raw and FORM_MARK not in raw}
    return tuple(
        page.name
        for page in QUESTIONS_BY_NAME.values()
        if page.name in written or not whole.isdisjoint(page.pages)
    )


def mark_children_without_signs(
    typed: Mapping[str, FormData],
    pages: Mapping[str, FormData],
    children: Sequence[str],
    signs: Tokens,
) -> dict[str, FormData]:
    """Return what a form of the signs says, with a mark for each of its children without a tick.

    `children`: those that the form shows; the marks of others stay. A sign that the pack no longer
    has stays ticked, although no form shows it.
    """

    def is_ticked(name: str, child: str) -> bool:
        pick = f"{child}.{INDICATOR_GROUP.name}-pick"
        retired = set(pages.get(name, {}).get(pick, ())) - signs.get(name, frozenset())
        return bool(typed[name].get(pick) or retired)

    marks = {
        f"{child}{LOOKED_END}": ["yes"]
        for child in children
        if not any(is_ticked(name, child) for name in typed)
    }
    marks |= {
        name: texts
        for name, texts in pages.get(INDICATORS[0].name, {}).items()
        if name.endswith(LOOKED_END) and name.removesuffix(LOOKED_END) not in children
    }
    return {**typed, INDICATORS[0].name: strip_no_sign_marks(typed[INDICATORS[0].name]) | marks}


def strip_no_sign_marks(raw: FormData) -> FormData:
    """Return the answers of a page without the mark that Heard puts there itself."""
    return {name: texts for name, texts in raw.items() if not name.endswith(LOOKED_END)}


def has_answers(page: QuestionPage, pages: Mapping[str, FormData]) -> bool:
    """Whether anything that this page asks was answered."""
    return any(
        name in pages and not is_blank(select_texts_of_any_sign(page, name, pages[name]))
        for name in page.pages
    )


def select_texts_of_any_sign(page: QuestionPage, stored: str, raw: FormData) -> FormData:
    """Return the texts under the names that a question page asks, whatever sign they are about."""
    known = _names(page.name, stored)
    return {name: texts for name, texts in raw.items() if known.fullmatch(name)}


def has_rough_notes(page: QuestionPage, stored: str) -> bool:
    """Whether the page holds the rough notes, which may still grow while they are typed."""
    return (stored, NOTE_FIELD) in page.fields


def digest_answers(shown: FormData) -> str:
    """Return a digest of the texts that a page shows."""
    answers = strip_no_sign_marks(shown).items()
    typed = sorted((name, texts) for name, texts in answers if not name.endswith("-last"))
    return sha256(json.dumps(typed).encode()).hexdigest()[:16]


def _is_pick(name: str) -> bool:
    return name.endswith("indicators-pick")


def _select_signs(raw: FormData, signs: frozenset[str]) -> FormData:
    found: FormData = {}
    for name, texts in raw.items():
        if name.endswith(LOOKED_END):
            found[name] = texts
        elif _is_pick(name):
            picked = [text for text in texts if text in signs]
            if picked:
                found[name] = picked
        elif name.rpartition("indicators-")[2].partition("-")[0] in signs:
            found[name] = texts
    return found


@lru_cache(maxsize=128)
def _names(question: str, stored: str) -> re.Pattern[str]:
    page, shown = PAGES_BY_NAME[stored], QUESTIONS_BY_NAME[question]
    names = {name for of, name in shown.fields if of == stored}
    ends = "(?:-time|-unknown)?"
    own = [field.name for field in page.fields if field.name in names]
    parts = [f"(?:{'|'.join(own)}){ends}"] if own else []
    if page.group and names & {field.name for field in page.group.fields}:
        inner = "|".join(field.name for field in page.group.fields)
        which = "[a-z0-9_-]{1,64}" if page.pick_group else "[0-9]{1,6}"
        parts.append(f"{page.group.name}-{which}-(?:id|(?:{inner}){ends})")
        parts.append(f"{page.group.name}-(?:{'pick' if page.pick_group else 'last'})")
    child = r"c[0-9]{1,3}\." if page.per_child else ""
    return re.compile(f"{child}(?:{'|'.join(parts)})")
