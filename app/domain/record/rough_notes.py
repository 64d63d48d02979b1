"""Rough notes made at the time: each text that was left stays, with when it was first kept.

A note that grows while it is typed is one text. Once its page was left with a button, or lay still
for SITTING, it is settled: another text is kept after it and never in its place. Forms cannot send
what is kept here. Pure. Source: docs/decisions/0022-rough-notes-are-never-overwritten.md.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from app.domain.record.entry_schema import ZONE, Part, Values
from app.domain.record.form_data import Raw, one
from app.domain.record.texts import text_fault
from app.domain.times.typed_dates import LONDON

PAGE, NAME = "account", "first_note"
AT, LATER, LATER_AT = "first_note_at", "first_note_later", "first_note_later_at"
SITTING = timedelta(minutes=10)
MOST = 40
"""Texts kept of one note; after that only the newest of them changes."""
_TEXTS, _TIMES, _OPEN = "first_note-texts", "first_note-times", "first_note-open"
_KEPT = frozenset({_TEXTS, _TIMES, _OPEN})
"""Names in a stored page that hold the notes: no form has them."""


class Note(msgspec.Struct, frozen=True):
    """One text and when it was kept; None where that is not known."""

    text: str
    at: datetime | None

    def __repr__(self) -> str:
        return "<Note>"


def notes(raw: Mapping[str, list[str]]) -> tuple[Note, ...]:
    """Every text of the note, oldest first, what stands in the box now among them."""
    times = map(datetime.fromisoformat, raw.get(_TIMES, []))
    kept = tuple(map(Note, raw.get(_TEXTS, []), times))
    text = _usable(raw)
    return (*kept, Note(text, None)) if text and (not kept or kept[-1].text != text) else kept


def before(raw: Mapping[str, list[str]]) -> tuple[Note, ...]:
    """The texts that stand in the box no longer."""
    found, text = notes(raw), _usable(raw)
    return found[:-1] if text else found


def without(raw: Raw) -> Raw:
    """A page as its form sends it."""
    return {name: texts for name, texts in raw.items() if name not in _KEPT}


def growing(page: str, raw: Raw) -> Raw:
    """A page that saves itself while somebody types: its newest note may still grow."""
    return raw | {_OPEN: ["1"]} if page == PAGE else raw


def carried(page: str, held: Raw, raw: Raw, now: datetime) -> Raw:
    """A page to keep, with the notes of the version that it takes the place of."""
    if page != PAGE:
        return raw
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
    return without(raw) | kept | mark


def first(raw: Mapping[str, list[str]]) -> Values:
    """Values of the first text, beside which the later ones are parts of their own."""
    found = notes(raw)
    return _values(found[0], NAME, AT) if found else {}


def later(raw: Mapping[str, list[str]], children: tuple[str, ...]) -> list[Part]:
    """A part for each text after the first."""
    return [
        Part(PAGE, children, _values(note, LATER, LATER_AT), str(number))
        for number, note in enumerate(notes(raw)[1:], 2)
    ]


def _usable(raw: Mapping[str, list[str]]) -> str:
    text = one(raw, NAME)
    return "" if not text.strip() or text_fault(text) else text


def _grows(held: Mapping[str, list[str]], now: datetime) -> bool:
    """Whether the newest text kept may still be replaced."""
    texts, times = held.get(_TEXTS, []), held.get(_TIMES, [])
    if len(texts) >= MOST:
        return True
    return _OPEN in held and now - datetime.fromisoformat(times[-1]) < SITTING


def _values(note: Note, name: str, at: str) -> Values:
    if note.at is None:
        return {name: note.text}
    local = note.at.astimezone(LONDON)
    when = {"date": local.date().isoformat(), "time": f"{local:%H:%M}", "zone": ZONE}
    return {name: note.text, at: when}
