"""A reader's place in the workbook: chapters read, the last one opened, and display settings.

It lies in the reader's own box: how somebody needs a text set may say something of their health.
Nothing here counts, compares or scores.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

import msgspec

from app.domain.private_struct import PrivateStruct


class TextSize(StrEnum):
    """How large the text is, over the browser's own zoom."""

    USUAL = "usual"
    LARGER = "larger"
    LARGEST = "largest"


class LineSpacing(StrEnum):
    """How far lines of a paragraph are apart."""

    USUAL = "usual"
    WIDER = "wider"
    WIDEST = "widest"


class LetterSpacing(StrEnum):
    """How far letters, and with them words, are apart. The widest is that of WCAG 2.2, 1.4.12."""

    USUAL = "usual"
    WIDER = "wider"
    WIDEST = "widest"


class LineWidth(StrEnum):
    """How long a line may get."""

    USUAL = "usual"
    NARROW = "narrow"


class PageTint(StrEnum):
    """The colour behind the text."""

    USUAL = "usual"
    CREAM = "cream"
    BLUE = "blue"
    GREEN = "green"


class ReadingSettings(PrivateStruct, frozen=True, forbid_unknown_fields=True):
    """How a reader wants the pages of learning set."""

    size: TextSize = TextSize.USUAL
    lines: LineSpacing = LineSpacing.USUAL
    letters: LetterSpacing = LetterSpacing.USUAL
    width: LineWidth = LineWidth.USUAL
    tint: PageTint = PageTint.USUAL

    @property
    def classes(self) -> str:
        """Classes of the page's body, for `reading.css`; empty when all is as usual."""
        chosen = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return " ".join(f"heard-{name}-{value}" for name, value in chosen if value != "usual")


class ReadChapter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A chapter that its reader marked as read: its mark then (`Chapter.mark`), and the day."""

    mark: str
    on: date


class ChapterStanding(StrEnum):
    """How a chapter stands for its reader."""

    NOT_READ = "not_read"
    READ = "read"
    CHANGED = "changed"
    """Its words are not those that were read."""


class ReadingState(PrivateStruct, frozen=True, forbid_unknown_fields=True):
    """All that is kept. `read`: by the key of a chapter; `here`: the one that was opened last.

    `opened`: the day on which a chapter was opened first, for all that were since this is kept.
    """

    read: Mapping[str, ReadChapter] = {}
    opened: Mapping[str, date] = {}
    here: str = ""
    settings: ReadingSettings = ReadingSettings()

    def standing(self, key: str, mark: str) -> ChapterStanding:
        """Return how far the chapter `key` was read, whose words have the mark `mark` today."""
        if key not in self.read:
            return ChapterStanding.NOT_READ
        return ChapterStanding.READ if self.read[key].mark == mark else ChapterStanding.CHANGED

    def first_opened(self, key: str) -> date | None:
        """Return the day on which a chapter was opened first, as far as it is known."""
        read = self.read.get(key)
        days = [day for day in (self.opened.get(key), read.on if read else None) if day]
        return min(days, default=None)

    def read_day(self, key: str, mark: str) -> date | None:
        """Return the day on which a chapter was marked as read, in the words that it has today."""
        read = self.read.get(key)
        return read.on if read and read.mark == mark else None

    def go_on(self, marks: Mapping[str, str]) -> str:
        """Return the key of the chapter to go on with, or "" when each was read as it is now.

        `marks`: of every chapter in its order. It is the one that was opened last, unless that is
        read: then the next that is not, from there on and round.
        """
        order = tuple(marks)
        at = order.index(self.here) if self.here in order else 0
        return self._first_open((*order[at:], *order[:at]), marks)

    def _first_open(self, order: Sequence[str], marks: Mapping[str, str]) -> str:
        open_ones = (
            key for key in order if self.standing(key, marks[key]) is not ChapterStanding.READ
        )
        return next(open_ones, "")
