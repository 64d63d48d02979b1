"""Build the frame at the top of a referral document: what its reader asks in the first 30 seconds.

Which child, and danger; where, tonight, who to call back; below that who is feared and what was
done. For the LADO both people, and whether the adult is with children, come after the danger. Each
cell is a worker's answer, never a verdict. On a document of another day a cell has the day of its
answer, and one line under the frame says when all were signed. An answer that is too long for a
cell, or that was given twice, is whole in its row below.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import structs

from content.london_time import format_date, format_date_time, get_london_day
from referral_forms.composing.answer_day import (
    add_day_to_cell,
    describe_leaving_time,
    describe_when_answered,
    is_made_same_day,
    name_signed_day,
)
from referral_forms.composing.composed_rows import NO_DAY, NOT_THE_CHILD, TOLD_ON
from referral_forms.composing.done_so_far import (
    BELOW,
    describe_relationship,
    describe_told_and_called,
    group_answers_by_person,
    list_people_of_concern,
    name_person,
)
from referral_forms.composing.gap_list import AskedQuestions, GapList
from referral_forms.filled_form import HELD_BACK_TEXT, UNKNOWN_WORDS, Answer, PaperMeta, StripCell
from referral_forms.form_definition import Form, FormKind

PERSON, ADULT_NOW = "people.name_or_nickname", "people.with_children_now"
ADULT_WHERE = "people.with_children_where"
DANGER, WHERE, TONIGHT = "now.danger_now", "now.where_now", "wishes.safe_tonight"
DANGER_WHY, WHY_LABEL = "now.danger_why", "Why the worker thinks so"
CHILD_IS, LEAVES_AT, LEAVES_WITH = "now.child_is", "now.leaves_at", "now.leaves_with"
TOLD_WHEN = (TOLD_ON, "account.told_at_time")
WORDS, LONGEST_WORDS = "account.child_words", 240
LONGEST = 60
ASK_AT_ONCE = "Treat this as not sure"
UNTIED_TEXT = "Answered before each child was asked about. It may be about another child"
"""Beside where the child was, where another child was asked about and this one has no answer."""
UNTIED = "Not answered for this child"
ADDED_LATER = "Added after signing"
ASK_NOW = "ask what is true now."
CALL_BACK = "Call back"
CHILD_NAME = "Child’s name"
OTHER_NAME = f"{BELOW} for another name"
NAME, AGE, BORN = "child.name", "child.age", "child.born_on"
IDENTITY = frozenset({NAME, AGE, BORN})
AGE_WORDS = {AGE: "Age", BORN: "Born"}
SAFE_WORDS = {"Yes": "Safe", "No": "Not safe"}
"""The answers about tonight: next to one about danger, a bare "No" would be read as good news."""


def choose_strip(
    form: Form, answers: Sequence[Answer], meta: PaperMeta, gaps: GapList, *, several: bool
) -> tuple[tuple[StripCell, ...], frozenset[str]]:
    """Return the cells at the top of a form, and which keys need no row below.

    `several`: the record is about more than one child, so each has their name and age below too.
    """
    if form.plain:
        return (), frozenset()
    if form.never_blank:  # its boxes stay where its council has them, and say all of it again
        return _build_strip_above_boxes(form, answers, meta, gaps.asked), frozenset()
    cells, used = build_strip(form, answers, meta, gaps)
    return cells, used - IDENTITY if several else used


def build_strip(
    form: Form, answers: Sequence[Answer], meta: PaperMeta, gaps: GapList
) -> tuple[tuple[StripCell, ...], frozenset[str]]:
    """Return the cells for a form that asks about danger, and which keys need no row below."""
    keys = {key for section in form.sections() for key in section.keys}
    if DANGER not in keys:
        return (), frozenset()
    used: set[str] = set()
    now = [_danger(answers, meta, used, gaps)]
    if WHERE in keys:
        now.append(_where(answers, meta, used, gaps))
    if TONIGHT in keys:
        now.append(_tonight(answers, meta, used, gaps))
    who = ", ".join(filter(None, (meta.author, meta.author_role)))
    now.append(StripCell(CALL_BACK, meta.author_phone or meta.author_contact or BELOW, who))
    why, facts = tuple(_list_reasons(answers, used)), _build_facts(form, answers, meta, gaps)
    if NAME not in keys or form.kind is FormKind.LADO:
        return (*now, *why, *facts), frozenset(used)
    first = (_describe_child(answers, meta, used, gaps), now[0], *why)
    return _number_rows(first, now[1:], tuple(facts)), frozenset(used)


def _number_rows(*rows: Sequence[StripCell]) -> tuple[StripCell, ...]:
    """Return the cells of these rows, each with the number of its row."""
    return tuple(
        structs.replace(cell, row=number) for number, row in enumerate(rows) for cell in row
    )


def _describe_child(
    answers: Sequence[Answer], meta: PaperMeta, used: set[str], gaps: GapList
) -> StripCell:
    """Return the first cell: who the child is, or how their name is missing.

    What was written twice, or added later, is whole further down and not here.
    """
    known = {
        key: [one for one in answers if one.key == key and one.text and not one.unknown]
        for key in (NAME, AGE, BORN)
    }
    names = _find_names(answers, meta)
    name = _choose_name(names, meta) if known[NAME] else _describe_no_name(answers, gaps)
    short = 0 < len(name) <= LONGEST and "\n" not in name
    if short and all(_words(one) == name and _is_short(one) for one in answers if one.key == NAME):
        used.add(NAME)
    given = [one.key for one in answers if one.key in AGE_WORDS]
    whole = [key for key in AGE_WORDS if given.count(key) == 1 and any(map(_is_short, known[key]))]
    used.update(whole)
    notes = [OTHER_NAME] if short and name != BELOW and len(_fold_names(names)) > 1 else []
    notes += [f"{AGE_WORDS[key]} {known[key][0].text}" for key in whole]
    return StripCell(CHILD_NAME, name if short else BELOW, ". ".join(notes))


def _find_names(answers: Sequence[Answer], meta: PaperMeta) -> list[Answer]:
    """Return each name that was written for the child of this document."""
    mine = [one for one in answers if one.key == NAME and one.child in {"", *meta.children}]
    return [one for one in mine if one.text and not one.unknown]


def _fold_names(names: Sequence[Answer]) -> set[str]:
    return {" ".join(one.text.split()).casefold() for one in names}


def _choose_name(names: Sequence[Answer], meta: PaperMeta) -> str:
    """Return the name in the signed record, or where one that came later is.

    The record of a child whose name came later calls them "Not known".
    """
    later = bool(names) and all(one.said for one in names)
    return BELOW if later else ", ".join(meta.children)


def _describe_no_name(answers: Sequence[Answer], gaps: GapList) -> str:
    """Return the kind of gap that a missing name is."""
    given = [one for one in answers if one.key == NAME and one.unknown]
    return _words(given[0]) if given else gaps.describe_blank(NAME)


def _build_strip_above_boxes(
    form: Form, answers: Sequence[Answer], meta: PaperMeta, asked: AskedQuestions
) -> tuple[StripCell, ...]:
    """Return the cells above a council's own boxes, with the beginning of the child's words.

    Its boxes stay in their order, so without these page 1 might say nothing of what was said.
    """
    cells, _ = build_strip(form, answers, meta, GapList(asked))
    words = [one for one in answers if one.key == WORDS and one.text and not one.unknown]
    if not words:
        return cells
    text = " ".join(words[0].text.split())
    if text == HELD_BACK_TEXT:
        return cells
    whole = len(words) == 1 and len(text) <= LONGEST_WORDS
    begun = text if len(text) <= LONGEST_WORDS else f"{text[:LONGEST_WORDS].rpartition(' ')[0]}…"
    not_theirs = [NOT_THE_CHILD.format(meta.words_of)] if meta.words_of else []
    note = ". ".join((*not_theirs, *_list_word_notes(answers, whole=whole)))
    row = max((cell.row for cell in cells), default=0) + 1
    return (*cells, StripCell("What the child said", f"“{begun}”", note, row=row))


def _list_word_notes(answers: Sequence[Answer], *, whole: bool) -> Iterator[str]:
    """Yield the day and time that the child said it, and where the rest of the words are."""
    days, clocks = ([a for a in answers if a.key == key] for key in TOLD_WHEN)
    if len(days) == 1 and len(clocks) <= 1 and all(map(_is_short, [*days, *clocks])):
        yield f"Told {', '.join(map(_words, [*days, *clocks]))}"
    elif not days:
        yield NO_DAY
    if not whole:
        yield f"{BELOW} for all of it"


def build_strip_note(meta: PaperMeta) -> str:
    """Return the line under the cells: whose answers they are, of when, and if that is past."""
    note = f"The worker’s answers, signed {format_date_time(meta.signed_at)}."
    if is_made_same_day(meta):
        return note
    return f"{note} This document is from {format_date(get_london_day(meta.made_at))}: {ASK_NOW}"


def _build_facts(
    form: Form, answers: Sequence[Answer], meta: PaperMeta, gaps: GapList
) -> Iterator[StripCell]:
    """Yield the rows under the first: who is feared, and what was done."""
    people = list_people_of_concern(answers)
    names = ", ".join(people) or gaps.describe_blank(PERSON)
    later = ADDED_LATER if any(one.key == PERSON and one.said for one in answers) else ""
    relationship = ". ".join(filter(None, (describe_relationship(answers), later)))
    if form.kind is FormKind.LADO:
        yield StripCell("The adult", names, relationship, row=1)
        now = StripCell("Are they with children now?", *_adult_now(answers, meta, gaps), row=1)
        said = [one for one in answers if one.key == ADULT_NOW]
        yield add_day_to_cell(now, said, meta, "With children on {}?", "With children?")
        yield StripCell("The child", *_name_child(answers, meta), row=1)
    else:
        yield StripCell("Worried about", names, relationship, row=1)
    row = 2 if form.kind is FormKind.LADO else 1
    yield StripCell("Done so far", describe_told_and_called(answers, meta), row=row)


def _adult_now(answers: Sequence[Answer], meta: PaperMeta, gaps: GapList) -> tuple[str, str]:
    """Return whether each adult is with children, and where. No answer is treated as yes."""
    people = group_answers_by_person(answers)
    found = [
        next((_words(one) for one in person if one.key == ADULT_NOW), "")
        or gaps.describe_blank(ADULT_NOW)
        for person in people
    ] or [gaps.describe_blank(ADULT_NOW)]
    where = [one for one in answers if one.key == ADULT_WHERE]
    note = "" if set(found) <= {"Yes", "No"} else f"Ask {meta.author}. Treat this as yes"
    if not note and where:
        note = where[0].text if len(where) == 1 and _is_short(where[0]) else BELOW
    if len(set(found)) == 1:
        return found[0], note
    text = "; ".join(map(": ".join, zip(map(name_person, people), found, strict=True)))
    return (text if len(text) <= LONGEST else BELOW), note


def _name_child(answers: Sequence[Answer], meta: PaperMeta) -> tuple[str, str]:
    """Return the child's name and age, as far as they are short enough for a cell."""
    name = _choose_name(_find_names(answers, meta), meta)
    ages = [one for one in answers if one.key == "child.age" and one.child in {"", *meta.children}]
    age = ages[0].text if len(ages) == 1 and _is_short(ages[0]) else ""
    return (name if 0 < len(name) <= LONGEST else BELOW), f"Age {age}" if age else ""


def _asked(
    label: str, keys: tuple[str, ...], answers: Sequence[Answer], used: set[str], gaps: GapList
) -> StripCell:
    mine = [one for one in answers if one.key in keys]
    if not mine:
        used.update(keys)
        return StripCell(label, gaps.describe_blank(keys[0]), ASK_AT_ONCE)
    text = "; ".join(_words(one) for one in mine)
    if not all(map(_is_short, mine)) or len(text) > LONGEST or len(mine) > len(keys):
        return StripCell(label, text if len(text) <= LONGEST else BELOW, BELOW)
    used.update(keys)
    return StripCell(label, text)


def _danger(answers: Sequence[Answer], meta: PaperMeta, used: set[str], gaps: GapList) -> StripCell:
    cell = _asked("In danger now?", (DANGER,), answers, used, gaps)
    said = [one for one in answers if one.key == DANGER]
    if said and not cell.note:
        cell = structs.replace(cell, note=describe_when_answered(said, meta))
    return add_day_to_cell(cell, said, meta, "In danger on {}?", "In danger?")


def _tonight(
    answers: Sequence[Answer], meta: PaperMeta, used: set[str], gaps: GapList
) -> StripCell:
    cell = _asked("Safe tonight?", (TONIGHT,), answers, used, gaps)
    said = [one for one in answers if one.key == TONIGHT]
    note = describe_when_answered(said, meta) if said and not cell.note else cell.note
    safe = structs.replace(cell, text=SAFE_WORDS.get(cell.text, cell.text), note=note)
    return add_day_to_cell(safe, said, meta, "Safe on the night of {}?", "Safe at night?")


def _list_reasons(answers: Sequence[Answer], used: set[str]) -> Iterator[StripCell]:
    """Yield the reasons for danger under their own question, where they are few."""
    why = [one for one in answers if one.key == DANGER_WHY]
    if len(why) == 1 and _is_short(why[0]) and not why[0].unknown:
        used.add(DANGER_WHY)
        yield StripCell(WHY_LABEL, why[0].text, row=1)


def _where(answers: Sequence[Answer], meta: PaperMeta, used: set[str], gaps: GapList) -> StripCell:
    cell = _asked("Where was the child?", (CHILD_IS, WHERE), answers, used, gaps)
    said = [one for one in answers if one.key in {CHILD_IS, WHERE}]
    if any(one.said == UNTIED_TEXT for one in said):
        return StripCell(cell.label, UNTIED, BELOW)
    leaving = [BELOW] if cell.note == BELOW else []
    for key in (LEAVES_AT, LEAVES_WITH):
        mine = [one for one in answers if one.key == key]
        if not mine:
            used.add(key)
        elif len(mine) == 1 and _is_short(mine[0]) and not mine[0].unknown:
            text = mine[0].text
            leaves = describe_leaving_time(text, meta, _find_typed_time(answers))
            leaving.append(leaves if key == LEAVES_AT else f"With: {text}")
            used.add(key)
    if (said or leaving) and not is_made_same_day(meta) and not any(one.said for one in said):
        leaving.insert(0, f"On {name_signed_day(meta)}")
    return StripCell(cell.label, cell.text, ". ".join(leaving))


def _find_typed_time(answers: Sequence[Answer]) -> datetime | None:
    """Return when danger was first answered: when the child leaves is asked on the same page."""
    return next((one.given[0] for one in answers if one.key == DANGER and one.given), None)


def _words(answer: Answer) -> str:
    return UNKNOWN_WORDS[answer.unknown] if answer.unknown else answer.text


def _is_short(answer: Answer) -> bool:
    """Whether a cell can hold the whole of an answer, and no one added it later."""
    text = _words(answer)
    return 0 < len(text) <= LONGEST and "\n" not in text and not answer.said
