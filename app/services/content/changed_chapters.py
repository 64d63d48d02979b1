"""Ask a trained member to read the chapters that a newer edition changed, and no others.

Only somebody who completed the workbook is asked. That they have read them is theirs to say: it is
signed, it renews no date, and nobody confirms or counts it.
"""

import hashlib
from contextlib import suppress

import msgspec

from app.domain.training.statement_schema import ChaptersRead
from app.domain.training.training_status import Standing, TrainingStatus
from app.errors import DatabaseAwayError, DiskFullError, StaleError
from app.services.content import reading_progress, workbook_content
from app.services.content.workbook_content import CurrentEdition
from app.services.training import statements, team_standing
from app.services.training.completion_records import build_signer_identity
from app.services.unit_of_work import UnitOfWork


class ChangedChapter(msgspec.Struct, frozen=True):
    """One changed chapter, and how long it takes to read in minutes."""

    key: str
    title: str
    minutes: int


class ChaptersToRead(msgspec.Struct, frozen=True):
    """What the learner is asked. `seen` names exactly these chapters in exactly these words."""

    stands: TrainingStatus
    edition: str
    chapters: tuple[ChangedChapter, ...]
    seen: str


class _NothingAskedError(Exception):
    """Nothing is left to read: it was said already, or nothing changed."""


def find_changed_chapters(uow: UnitOfWork) -> ChaptersToRead:
    """Return which chapters the signed-in member is asked to read, and how far each is."""
    now, stands = (
        workbook_content.load_current_edition(uow.org),
        team_standing.get_own_training_status(uow),
    )
    chapters = tuple(
        ChangedChapter(key, now.titles[key], now.minutes[key]) for key in stands.changed
    )
    return ChaptersToRead(stands, now.version, chapters, _seen(now, stands))


def sign_chapters_read(uow: UnitOfWork, seen: str) -> None:
    """Sign that I have read the chapters that `seen` names; a second press signs nothing twice.

    They have their marks in the contents too. Raises StaleError when these are not the chapters
    that are asked for now.
    """
    read: tuple[str, ...] = ()
    with suppress(_NothingAskedError), uow.act() as act:
        now = workbook_content.load_current_edition(uow.org)  # both under the lock
        stands = team_standing.get_own_training_status(uow)
        said = stands.completion
        if stands.standing is Standing.NOT_TRUSTED or said is None or not stands.changed:
            raise _NothingAskedError
        if seen != _seen(now, stands):
            raise StaleError("chapters that changed")
        note = ChaptersRead(
            learner=said.learner,
            by=build_signer_identity(uow),
            made_at=act.now,
            about=stands.about,
            edition=now.version,
            marks=dict(now.marks),
            on=uow.today,
        )
        statements.sign_later_note(uow, act, note)
        read = stands.changed
    if read:
        _mark_chapters(uow, read)


def _mark_chapters(uow: UnitOfWork, read: tuple[str, ...]) -> None:
    """Mark signed chapters as read in the contents, unless the stored marks do not open."""
    if reading_progress.load_reading_progress(uow).spoiled:  # the reader is first told about that
        return
    with suppress(StaleError, DiskFullError, DatabaseAwayError):  # they are signed anyway
        for chapter in read:
            reading_progress.mark_chapter_read(uow, chapter)


def _seen(now: CurrentEdition, stands: TrainingStatus) -> str:
    words = [stands.about, now.version, *(f"{key} {now.marks[key]}" for key in stands.changed)]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32]
