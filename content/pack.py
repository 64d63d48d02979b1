"""The frozen shape of a whole pack, as loaded: an authority's words, lines and limits.

Shapes only: reading and checking live in `library`, `reading` and `rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from content.holidays import Calendar, Change
from content.passages import (
    Contact,
    FormPart,
    Indicator,
    IndicatorGroup,
    Passage,
    Phrase,
    Question,
    Source,
    Step,
    Text,
)
from content.settings import Settings

Kind = Literal["base", "authority", "contacts"]


class Area(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A council area: its key, its name on screen and the pack that holds its lines."""

    key: str
    name: str
    pack: str
    fictional: bool = False


class Pack(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything true for one authority at one time; maps keep the order of the files."""

    name: str
    title: str
    kind: Kind
    extends: str
    area: Area
    settings: Settings
    sources: Mapping[str, Source]
    contacts: Mapping[str, Contact]
    texts: Mapping[str, Text]
    companion: tuple[Text, ...]
    steps: tuple[Step, ...]
    blank_form: tuple[FormPart, ...]
    groups: tuple[IndicatorGroup, ...]
    indicators: tuple[Indicator, ...]
    phrases: tuple[Phrase, ...]
    questions: tuple[Question, ...]
    words: Mapping[str, tuple[str, ...]]
    holidays: tuple[Change, ...]

    @property
    def calendar(self) -> Calendar:
        """The bank holidays of England as this pack changes them."""
        return Calendar(tuple((change.on, change.holiday) for change in self.holidays))

    def source(self, passage: Passage) -> Source:
        """Return where `passage` comes from; loading has proved that it is there."""
        return self.sources[passage.source]
