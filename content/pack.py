"""The frozen shape of a whole pack, as loaded: an authority's words, lines and limits.

Shapes only: reading and checking live in `pack_loader`, `pack_files` and `pack_rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from content.contacts.holiday_calendar import HolidayCalendar, HolidayChange
from content.council_forms import CouncilForm, WrongForm
from content.pack_settings import PackSettings
from content.passages import (
    BlankFormPart,
    ChildReaction,
    Contact,
    GuidanceStep,
    HelpfulReply,
    HintPhrase,
    Indicator,
    IndicatorGroup,
    LeadingQuestion,
    OwnPromise,
    PageText,
    Passage,
    Source,
    UnhelpfulReply,
)

_HOLDER = re.compile(r"\{\w+\}")
MADE_UP = "made up"
NATIONAL_PACK = "england"
"""The pack under all others. In the name of a line it stands for no council: `england/nspcc`."""
PackKind = Literal["base", "authority", "contacts"]
Nation = Literal["england", "wales", "scotland", "northern_ireland"]
NATIONS: Mapping[Nation, str] = {
    "england": "England",
    "wales": "Wales",
    "scotland": "Scotland",
    "northern_ireland": "Northern Ireland",
}


class Area(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A council area: its key, its name on screen and the pack that holds its lines."""

    key: str
    name: str
    pack: str
    fictional: bool = False


class Pack(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything true for one authority at one time; maps keep the order of the files.

    `wrong_forms`: forms of the council that cannot be used. They take nothing else away. `nation`:
    None where no one has said which it is.
    """

    name: str
    title: str
    kind: PackKind
    extends: str
    area: Area
    settings: PackSettings
    sources: Mapping[str, Source]
    contacts: Mapping[str, Contact]
    texts: Mapping[str, PageText]
    companion: tuple[PageText, ...]
    steps: tuple[GuidanceStep, ...]
    blank_form: tuple[BlankFormPart, ...]
    groups: tuple[IndicatorGroup, ...]
    indicators: tuple[Indicator, ...]
    phrases: tuple[HintPhrase, ...]
    questions: tuple[LeadingQuestion, ...]
    replies: tuple[UnhelpfulReply, ...]
    helps: tuple[HelpfulReply, ...]
    promises: tuple[OwnPromise, ...]
    reactions: tuple[ChildReaction, ...]
    words: Mapping[str, tuple[str, ...]]
    holidays: tuple[HolidayChange, ...]
    council_forms: Mapping[str, CouncilForm]
    wrong_forms: Mapping[str, WrongForm]
    nation: Nation | None = None

    @property
    def marked_title(self) -> str:
        """Its title; of a council that is made up, with words that say so."""
        plain = not self.area.fictional or MADE_UP in self.title.casefold()
        return self.title if plain else f"{self.title} ({MADE_UP})"

    @property
    def calendar(self) -> HolidayCalendar:
        """The bank holidays of England as this pack changes them."""
        return HolidayCalendar(tuple((change.on, change.holiday) for change in self.holidays))

    def source(self, passage: Passage) -> Source:
        """Return where `passage` comes from; loading has proved that it is there."""
        return self.sources[passage.source]

    def fill(self, words: str, lead_title: str) -> str:
        """Return `words` with the names of the organisation's lead, the SPOC and the council."""
        names = {"{lead_title}": lead_title, "{spoc}": self.settings.spoc}
        names["{council}"] = self.settings.council
        return _HOLDER.sub(lambda found: names.get(found[0], found[0]), words)

    def filled(self, text: PageText, lead_title: str) -> PageText:
        """Return `text` with all its words filled, as `fill` does."""
        return replace(
            text,
            heading=self.fill(text.heading, lead_title),
            say=self.fill(text.say, lead_title),
            body=tuple(self.fill(words, lead_title) for words in text.body),
            points=tuple(self.fill(words, lead_title) for words in text.points),
        )

    def passages(self) -> Iterator[tuple[str, Passage]]:
        """Yield (section, passage) for everything that carries a source and a review date."""
        yield from (("contacts", one) for one in self.contacts.values())
        yield from (("texts", one) for one in self.texts.values())
        yield from (("companion", one) for one in self.companion)
        yield from (("steps", one) for one in self.steps)
        yield from (("prompts", one) for step in self.steps for one in step.prompts)
        yield from (("blank_form", one) for one in self.blank_form)
        yield from (("groups", one) for one in self.groups)
        yield from (("indicators", one) for one in self.indicators)
        yield from (("phrases", one) for one in self.phrases)
        yield from (("questions", one) for one in self.questions)
        yield from (("replies", one) for one in self.replies)
        yield from (("helps", one) for one in self.helps)
        yield from (("promises", one) for one in self.promises)
        yield from (("reactions", one) for one in self.reactions)
        yield from (("council_forms", one) for one in self.council_forms.values())
