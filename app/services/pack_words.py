"""The words of the organisation's content pack, as it reads them today. Computed once a day."""

from collections.abc import Mapping
from datetime import datetime

from app.domain.actors import Org
from app.domain.clocks import LONDON
from app.domain.fields import FIRST, Step
from app.services.limits import pack_of
from app.services.numbers import FALLBACK_PACK
from content import library, on_screen

Said = on_screen.Said
Words = on_screen.Words


def said(org: Org, at: datetime) -> Said:
    """What the pack says at the aware instant `at`, with this organisation's names put in."""
    return on_screen.said(org.pack, org.lead_title, at.astimezone(LONDON).date())


def bare(lead_title: str, at: datetime) -> Said:
    """The same without an organisation: before there is one."""
    return on_screen.said(FALLBACK_PACK, lead_title, at.astimezone(LONDON).date())


def escalation(org: Org, area: str, at: datetime) -> Words:
    """Whom to go to when nobody at the council of this area answers, or what is not known of it."""
    pack = pack_of(library.load(org.pack), area)
    return on_screen.said(pack.name, org.lead_title, at.astimezone(LONDON).date()).escalation


def headings(org: Org, at: datetime, *, third: bool = False) -> Mapping[Step, str]:
    """The heading of each of the four steps, and of the moment before them.

    `third`: for a reader who is not the worker.
    """
    steps = said(org, at).steps
    found = {step: steps[step] for step in Step if step in steps}
    words = {step: one.third if third else one.heading for step, one in found.items()}
    return {step: words.get(step, FIRST) for step in Step}
