"""A newer edition asks for the chapters that it changed, and for no others.

Only somebody who completed the workbook is asked. That they have read them is theirs to say: it is
signed, it renews no date, and nobody confirms or counts it.
"""

import hashlib
from contextlib import suppress

import msgspec

from app.domain.training.statement_schema import ChaptersRead
from app.domain.training.training_status import Standing, Trained
from app.errors import DatabaseAwayError, DiskFullError, StaleError
from app.services.content import editions, reading_progress
from app.services.content.editions import Read
from app.services.training import statements, team_standing
from app.services.training.completion_records import me_named
from app.services.unit_of_work import Desk


class ToRead(msgspec.Struct, frozen=True):
    """One changed chapter, and how long it takes to read in minutes."""

    key: str
    title: str
    minutes: int


class Asked(msgspec.Struct, frozen=True):
    """What the learner is asked. `seen` names exactly these chapters in exactly these words."""

    stands: Trained
    edition: str
    chapters: tuple[ToRead, ...]
    seen: str


class _NothingAskedError(Exception):
    """Nothing is left to read: it was said already, or nothing changed."""


def asked(desk: Desk) -> Asked:
    """Which chapters the person at this desk is asked to read, and how they stand."""
    now, stands = editions.now(desk.org), team_standing.mine(desk)
    chapters = tuple(ToRead(key, now.titles[key], now.minutes[key]) for key in stands.changed)
    return Asked(stands, now.version, chapters, _seen(now, stands))


def have_read(desk: Desk, seen: str) -> None:
    """Sign that I have read the chapters that `seen` names; a second press signs nothing twice.

    They have their marks in the contents too. Raises StaleError when these are not the chapters
    that are asked for now.
    """
    read: tuple[str, ...] = ()
    with suppress(_NothingAskedError), desk.act() as act:
        now, stands = editions.now(desk.org), team_standing.mine(desk)  # under the lock
        said = stands.completion
        if stands.standing is Standing.NOT_TRUSTED or said is None or not stands.changed:
            raise _NothingAskedError
        if seen != _seen(now, stands):
            raise StaleError("chapters that changed")
        note = ChaptersRead(
            learner=said.learner,
            by=me_named(desk),
            made_at=act.now,
            about=stands.about,
            edition=now.version,
            marks=dict(now.marks),
            on=desk.today,
        )
        statements.note(desk, act, note)
        read = stands.changed
    if read and not reading_progress.held(desk).spoiled:  # first its reader is told of that
        with suppress(StaleError, DiskFullError, DatabaseAwayError):  # it is signed all the same
            for chapter in read:
                reading_progress.mark_read(desk, chapter)


def _seen(now: Read, stands: Trained) -> str:
    words = [stands.about, now.version, *(f"{key} {now.marks[key]}" for key in stands.changed)]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32]
