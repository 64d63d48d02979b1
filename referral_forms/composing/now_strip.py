"""Build the strip at the top of a referral document: danger, where, tonight, who to call back.

Each cell is a worker's answer with its time, never a verdict. An answer that is too long for a
cell, or that was given twice, is whole in its row below.
"""

from collections.abc import Collection, Sequence

from content.london_time import format_date_time
from referral_forms.filled_form import UNKNOWN_WORDS, Answer, PaperMeta, StripCell

DANGER, WHERE, TONIGHT = "now.danger_now", "now.where_now", "wishes.safe_tonight"
CHILD_IS, LEAVES_AT, LEAVES_WITH = "now.child_is", "now.leaves_at", "now.leaves_with"
LONGEST = 60
NOT_ANSWERED = "Not answered"
ASK_AT_ONCE = "Treat this as not sure"
BELOW = "See below"
UNTIED_TEXT = "Answered before each child was asked about. It may be about another child"
"""Beside where the child was, where another child was asked about and this one has no answer."""
UNTIED = "Not answered for this child"
CALL_BACK = "Call back"
SAFE_WORDS = {"Yes": "Safe", "No": "Not safe"}
"""The answers about tonight: next to one about danger, a bare "No" would be read as good news."""


def build_strip(
    answers: Sequence[Answer], keys: Collection[str], meta: PaperMeta
) -> tuple[tuple[StripCell, ...], frozenset[str]]:
    """Return the cells for a form that prints `keys`, and which keys need no row below."""
    if DANGER not in keys:
        return (), frozenset()
    used: set[str] = set()
    cells = [_asked("In danger now?", (DANGER,), answers, used, meta)]
    if WHERE in keys:
        cells.append(_where(answers, used, meta))
    if TONIGHT in keys:
        tonight = _asked("Safe tonight?", (TONIGHT,), answers, used, meta)
        text = SAFE_WORDS.get(tonight.text, tonight.text)
        cells.append(StripCell(tonight.label, text, tonight.note))
    who = ", ".join(filter(None, (meta.author, meta.author_role)))
    cells.append(StripCell(CALL_BACK, meta.author_phone or meta.author_contact or BELOW, who))
    return tuple(cells), frozenset(used)


def _asked(
    label: str, keys: tuple[str, ...], answers: Sequence[Answer], used: set[str], meta: PaperMeta
) -> StripCell:
    mine = [one for one in answers if one.key in keys]
    if not mine:
        used.update(keys)
        return StripCell(label, NOT_ANSWERED, ASK_AT_ONCE)
    text = "; ".join(_words(one) for one in mine)
    if not all(map(_is_short, mine)) or len(text) > LONGEST or len(mine) > len(keys):
        return StripCell(label, text if len(text) <= LONGEST else BELOW, BELOW)
    used.update(keys)
    return StripCell(label, text, f"Worker’s answer, signed {format_date_time(meta.signed_at)}")


def _where(answers: Sequence[Answer], used: set[str], meta: PaperMeta) -> StripCell:
    cell = _asked("Where was the child?", (CHILD_IS, WHERE), answers, used, meta)
    if cell.text == NOT_ANSWERED:
        cell = StripCell(cell.label, cell.text)
    if any(one.said == UNTIED_TEXT for one in answers if one.key in {CHILD_IS, WHERE}):
        return StripCell(cell.label, UNTIED, BELOW)
    leaving = []
    for key, words in ((LEAVES_AT, "Leaves at {}"), (LEAVES_WITH, "With: {}")):
        mine = [one for one in answers if one.key == key]
        if not mine:
            used.add(key)
        elif len(mine) == 1 and _is_short(mine[0]) and not mine[0].unknown:
            leaving.append(words.format(mine[0].text))
            used.add(key)
    if cell.note == BELOW:
        leaving = [BELOW, *leaving]
    elif cell.note:
        leaving.append(cell.note)
    return StripCell(cell.label, cell.text, ". ".join(leaving))


def _words(answer: Answer) -> str:
    return UNKNOWN_WORDS[answer.unknown] if answer.unknown else answer.text


def _is_short(answer: Answer) -> bool:
    """Whether a cell can hold the whole of an answer, and no one added it later."""
    text = _words(answer)
    return 0 < len(text) <= LONGEST and "\n" not in text and not answer.said
