"""The words of the organisation's content pack, as it reads them today. Computed once a day."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from app.domain.pages.page_model import FIRST, Step
from app.domain.routing.actors import Org
from app.domain.times.london_time import LONDON
from app.services.concerns.limits import pack_of
from app.services.contacts.phone_numbers import FALLBACK_PACK
from content import pack_loader, pack_text

Said = pack_text.Said
Words = pack_text.Words


def said(org: Org, at: datetime) -> Said:
    """What the pack says at the aware instant `at`, with this organisation's names put in."""
    return pack_text.said(org.pack, org.lead_title, at.astimezone(LONDON).date())


def bare(lead_title: str, at: datetime) -> Said:
    """The same without an organisation: before there is one."""
    return pack_text.said(FALLBACK_PACK, lead_title, at.astimezone(LONDON).date())


def escalation(org: Org, area: str, at: datetime) -> Words:
    """Whom to go to when nobody at the council of this area answers, or what is not known of it."""
    pack = pack_of(pack_loader.load(org.pack), area)
    return pack_text.said(pack.name, org.lead_title, at.astimezone(LONDON).date()).escalation


class HowToSend(msgspec.Struct, frozen=True):
    """How one authority wants a referral in writing, and the names of the children it is for."""

    names: tuple[str, ...]
    words: Words
    portal: str | None

    def __repr__(self) -> str:
        return f"<HowToSend {len(self.names)}>"


def how_to_send(
    org: Org, children: Iterable[tuple[str, str]], at: datetime
) -> tuple[HowToSend, ...]:
    """How each council of these children, (name, area) each, wants a referral in writing.

    Never the way of the organisation's own council for a child of another. No area is its own.
    """
    own, names = pack_loader.load(org.pack), dict[str, tuple[str, ...]]()
    for name, area in children:
        pack = pack_of(own, area).name
        names[pack] = (*names.get(pack, ()), name)
    day = at.astimezone(LONDON).date()
    found = [(pack_text.said(pack, org.lead_title, day), whose) for pack, whose in names.items()]
    return tuple(
        HowToSend(whose, one.delivery, one.pack.settings.delivery.portal) for one, whose in found
    )


def headings(org: Org, at: datetime, *, third: bool = False) -> Mapping[Step, str]:
    """The heading of each of the four steps, and of the moment before them.

    `third`: for a reader who is not the worker.
    """
    steps = said(org, at).steps
    found = {step: steps[step] for step in Step if step in steps}
    words = {step: one.third if third else one.heading for step, one in found.items()}
    return {step: words.get(step, FIRST) for step in Step}
