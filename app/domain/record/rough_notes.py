"""Rough notes made at the time: each version that was left stays, with when it was first saved.

A note that grows while it is typed is one version. Once its page was left with a button, or lay
still for SITTING, it is settled: another version is stored after it and never in its place. Forms
cannot send what is stored here. Pure. Source:
docs/decisions/0022-rough-notes-are-never-overwritten.md.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Part, Values
from app.domain.record.form_data import FormData, get_text
from app.domain.record.text_limits import find_text_fault
from app.domain.times.answer_times import is_answer_time, stamp_answers
from content.london_time import LONDON, ZONE

NOTES_PAGE, NOTE_FIELD = "account", "first_note"
NOTE_AT_FIELD, LATER_NOTE_FIELD, LATER_NOTE_AT_FIELD = (
    "first_note_at",
    "first_note_later",
    "first_note_later_at",
)
SITTING = timedelta(minutes=10)
MAX_NOTES = 40
"""Texts kept of one note; after that only the newest of them changes."""
_TEXTS, _TIMES, _OPEN = "first_note-texts", "first_note-times", "first_note-open"
FORM_MARK = "form-last"
"""In a stored page: which form wrote each of its question pages last."""
_KEPT = frozenset({_TEXTS, _TIMES, _OPEN, FORM_MARK})
"""Names in a stored page that no form has."""


class RoughNote(PrivateStruct, frozen=True):
    """One text and when it was kept; None where that is not known."""

    text: str
    at: datetime | None


def list_rough_notes(raw: Mapping[str, list[str]]) -> tuple[RoughNote, ...]:
    """List every text of the note, oldest first, what is in the box now among them."""
    times = map(datetime.fromisoformat, raw.get(_TIMES, []))
    kept = tuple(map(RoughNote, raw.get(_TEXTS, []), times))
    text = _usable(raw)
    return (*kept, RoughNote(text, None)) if text and (not kept or kept[-1].text != text) else kept


def list_earlier_rough_notes(raw: Mapping[str, list[str]]) -> tuple[RoughNote, ...]:
    """List the texts that are no longer in the box."""
    found, text = list_rough_notes(raw), _usable(raw)
    return found[:-1] if text else found


def strip_values_no_form_sends(raw: FormData) -> FormData:
    """Return a page as its form sends it."""
    return {n: texts for n, texts in raw.items() if n not in _KEPT and not is_answer_time(n)}


def mark_note_growing(page: str, raw: FormData) -> FormData:
    """Return a page that saves itself while somebody types: its newest note may still grow."""
    return raw | {_OPEN: ["1"]} if page == NOTES_PAGE else raw


def carry_notes_and_answer_times(
    page: str, held: FormData, raw: FormData, now: datetime
) -> FormData:
    """Return a page to save, with the notes of the version that it replaces.

    Answers that are true of one moment alone carry when they were given.
    """
    if page != NOTES_PAGE:
        return stamp_answers(page, held, raw, now)
    form_mark = {FORM_MARK: raw[FORM_MARK]} if FORM_MARK in raw else {}
    texts, times = list(held.get(_TEXTS, [])), list(held.get(_TIMES, []))
    text, grows = _usable(raw), _grows(held, now)
    if text != (texts[-1] if texts else ""):
        if grows:
            texts, times = texts[:-1], times[:-1]
        if text:
            texts, times = [*texts, text], [*times, now.isoformat()]
        grows = bool(text)
    kept = {_TEXTS: texts, _TIMES: times} if texts else {}
    mark = {_OPEN: ["1"]} if grows and _OPEN in raw else {}
    return strip_values_no_form_sends(raw) | kept | mark | form_mark


def make_first_note_values(raw: Mapping[str, list[str]]) -> Values:
    """Return the values of the first text; the later ones are parts of their own."""
    found = list_rough_notes(raw)
    return _values(found[0], NOTE_FIELD, NOTE_AT_FIELD) if found else {}


def make_later_note_parts(raw: Mapping[str, list[str]], children: tuple[str, ...]) -> list[Part]:
    """Return a part for each text after the first."""
    return [
        Part(
            NOTES_PAGE, children, _values(note, LATER_NOTE_FIELD, LATER_NOTE_AT_FIELD), str(number)
        )
        for number, note in enumerate(list_rough_notes(raw)[1:], 2)
    ]


def _usable(raw: Mapping[str, list[str]]) -> str:
    text = get_text(raw, NOTE_FIELD)
    return "" if not text.strip() or find_text_fault(text) else text


def _grows(held: Mapping[str, list[str]], now: datetime) -> bool:
    """Whether the newest text kept may still be replaced."""
    texts, times = held.get(_TEXTS, []), held.get(_TIMES, [])
    if len(texts) >= MAX_NOTES:
        return True
    return _OPEN in held and now - datetime.fromisoformat(times[-1]) < SITTING


def _values(note: RoughNote, name: str, at: str) -> Values:
    if note.at is None:
        return {name: note.text}
    local = note.at.astimezone(LONDON)
    when = {"date": local.date().isoformat(), "time": f"{local:%H:%M}", "zone": ZONE}
    return {name: note.text, at: when}
