"""Whom to ring now, for this organisation and the area where the child is.

Numbers come from the content pack and the organisation's own list, never from code; what people
said of them comes with the organisation (`to_ring.py`). Leads' names are shown only to signed-in
members, unless the organisation chose to publish them.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from itertools import takewhile
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from app.domain.routing import duty_rota
from app.domain.routing.actors import Org
from app.domain.times import opening_hours
from app.services.concerns import clocks
from app.services.members import member_lookup
from content import pack_loader
from content.contacts import any_day, call_panel, lado_lines, on_paper, phone_lines, phone_parsing
from content.contacts.contact_hours import LONDON, when
from content.contacts.lead_lines import Answering, Lead, Told
from content.contacts.number_findings import Found, heard
from content.pack import Pack

FALLBACK_PACK = "england"
UNREAD = "Whether somebody here found one of these numbers wrong cannot be read just now."
RingNow = call_panel.RingNow
Line = phone_lines.Line


@cache
def pack_of(name: str) -> Pack:
    """A loaded pack. Packs are checked at start, so this raises only for an unknown name."""
    return pack_loader.load(name)


def panel(
    session: Session,
    org: Org,
    at: datetime,
    *,
    area: str = "",
    inside: bool,
    me: UUID | None = None,
    danger: bool = False,
) -> RingNow:
    """The whole ring-now panel. `inside`: shown to a signed-in member, who is `me`: nobody is told
    to ring themselves. `danger`: a writer said that somebody is or may be in danger now.
    """
    leads: list[Lead] = []
    if inside or org.publish_leads:
        leads = _leads(member_lookup.leads_to_ring(session, org), org, at, me)
    return _panel(org, at, area, leads, danger=danger)


def _leads(
    found: Sequence[member_lookup.MemberView], org: Org, at: datetime, me: UUID | None
) -> list[Lead]:
    """Leads in the order to ring them: on duty, the others in their own order, who is away."""
    day, known = at.astimezone(LONDON).date(), [str(one.id) for one in found]
    duty = duty_rota.on_duty(org.to_ring.rota, day, known)
    away = duty_rota.away_until(org.to_ring.rota, day, known)
    leads = [
        Lead(
            name=f"{one.name}, {org.lead_title}",
            phone=one.phone,
            reader=one.id == me,
            on_duty=str(one.id) in duty,
            away=_away(away.get(str(one.id)) if str(one.id) not in duty else None),
        )
        for one in found
    ]
    others = [one for one in leads if not one.reader] or leads
    return sorted(others, key=lambda one: (not one.on_duty, bool(one.away)))


def _away(until: date | None) -> str:
    return f"Away until {until.day} {until:%B}" if until else ""


def outside_panel(org: Org, at: datetime, *, area: str = "", danger: bool = False) -> RingNow:
    """The panel with title and switchboard only. Needs no database."""
    return _panel(org, at, area, [], danger=danger)


def bare_panel(pack: str, at: datetime) -> RingNow:
    """The panel without an organisation: before there is one. Needs no database."""
    return call_panel.ring_now(pack_of(pack), "", at)


def copied_panel(org: Org, at: datetime) -> RingNow:
    """The panel for a copy that is read on another day: hours, never what is open now."""
    hours = Answering(hours=opening_hours.short(org.hours))
    told = Told(switchboard=org.phone, title=org.lead_title, answering=hours)
    pack = pack_of(org.pack)
    return any_day.panel(pack, _said(org, call_panel.ring_now(pack, "", at, told, _found(org))))


def copied_line(org: Org, found: Line) -> Line:
    """One line for such a copy."""
    return any_day.line(pack_of(org.pack), found)


def _panel(
    org: Org, at: datetime, area: str, leads: list[Lead], *, danger: bool = False
) -> RingNow:
    told = Told(
        leads=leads,
        switchboard=org.phone,
        title=org.lead_title,
        answering=answering(org, at),
    )
    pack, found = pack_of(org.pack), _found(org)
    return _said(org, call_panel.ring_now(pack, area, at, told, found, danger=danger))


def _found(org: Org) -> Found:
    return org.to_ring.found


def _said(org: Org, panel: RingNow) -> RingNow:
    """The panel; where it is not known whether somebody found a number wrong, it says so."""
    if not org.to_ring.unread:
        return panel
    return msgspec.structs.replace(panel, old=" ".join(filter(None, (panel.old, UNREAD))))


def answering(org: Org, at: datetime) -> Answering:
    """When somebody of the organisation answers, and whether it is closed now and until when."""
    hours = opening_hours.short(org.hours)
    if not hours or (opening := clocks.opening(org)).is_open(at):
        return Answering(hours=hours)
    today = at.astimezone(LONDON).date()
    usual = str(today.weekday()) in org.hours
    opens = opening.opens(at)
    return Answering(
        hours=hours,
        closed="Closed today" if usual and opening.closed(today) else "Closed now",
        opens=when(opens, at) if opens else "",
    )


def instead_of_leads(panel: RingNow, people: Sequence[Line]) -> RingNow:
    """The panel with others where its leads stand: the worry may be about one of them."""
    first = tuple(takewhile(_is_first, panel.lines))
    rest = [line for line in panel.lines[len(first) :] if line.kind not in phone_lines.OURS]
    return msgspec.structs.replace(panel, lines=(*first, *people, *rest))


def beside_leads(panel: RingNow, more: Sequence[Line]) -> RingNow:
    """The panel with these straight after its leads, who keep their place: after hours they stand
    below a line that answers, and say so.
    """
    first = len(tuple(takewhile(_is_first, panel.lines)))
    leads = (n for n, line in enumerate(panel.lines, 1) if line.kind in phone_lines.OURS)
    place = max(leads, default=first)
    found = (*panel.lines[:place], *more, *panel.lines[place:])
    return msgspec.structs.replace(panel, lines=found)


def _is_first(line: Line) -> bool:
    """999, and 101 where it stands straight after."""
    return line.kind == "emergency" or line.key == "police"


def only_more(panel: RingNow, usual: RingNow) -> RingNow:
    """Of one area's panel, the lines of the council that the panel above it lacks."""
    councils = (line for line in panel.lines if line.kind not in phone_lines.OURS)
    more = tuple(line for line in councils if line not in usual.lines)
    return msgspec.structs.replace(panel, lines=more, warning="", access="", old="")


def elsewhere(
    areas: Iterable[tuple[str, str]], near: str, panel: Callable[[str], RingNow]
) -> tuple[tuple[str, RingNow], ...]:
    """Children of another council than `near`, as (who, key of the area): who, and the lines to
    add for them to the panel of `near`. `panel`: that of an area.
    """
    apart = [(name, area) for name, area in areas if area != near]
    if not apart:
        return ()
    usual = panel(near)
    found = [(name, only_more(panel(area), usual)) for name, area in apart]
    return tuple((name, more) for name, more in found if more.lines)


def people(
    found: Iterable[member_lookup.MemberView], when: str, title: str = ""
) -> tuple[Line, ...]:
    """A line for each of these people. `title` follows the name; `when`: why to ring them."""
    return tuple(
        Line(
            kind="lead",
            who=f"{one.name}, {title}" if title else one.name,
            number=one.phone,
            tel=phone_parsing.dial(one.phone),
            when=when,
        )
        for one in found
    )


def paper_lines(org: Org) -> list[Line]:
    """Whom to ring, with hours instead of what is open now: for a sheet that is used on any day."""
    hours = opening_hours.short(org.hours)
    pack = heard(pack_of(org.pack), _found(org))
    return on_paper.lines(pack, org.phone, org.lead_title, hours)


def old_on_paper(org: Org, at: datetime) -> str:
    """That something on that sheet may be out of date; empty while all is looked after."""
    return on_paper.old_of(heard(pack_of(org.pack), _found(org)), at.astimezone(LONDON).date())


def line(org: Org, key: str, at: datetime, area: str = "") -> Line:
    """One line by key: "nspcc", "childline", "whistleblowing" … For a LADO see `lados`."""
    return call_panel.look_up(pack_of(org.pack), key, at, area, _found(org))


def lados(org: Org, at: datetime, area: str = "") -> tuple[Line, ...]:
    """Whom to ring about staff: the LADO of where the organisation is, then of the child's area.

    See `content.contacts.lado_lines` for the rule. Never empty.
    """
    return lado_lines.lados(pack_of(org.pack), at, area, _found(org))


def home_area(org: Org) -> str:
    """The key of the council area whose pack this organisation has; "" where it has none."""
    return pack_of(org.pack).area.key


def areas(org: Org) -> tuple[tuple[str, str], ...]:
    """(key, name) of the other council areas whose numbers can be shown."""
    own = pack_of(org.pack).area
    known = pack_loader.areas(own.fictional)
    return tuple((area.key, area.name) for area in known if area.key != own.key)


def other_areas(org: Org, area: str) -> tuple[tuple[str, str], ...]:
    """(key, name) of the areas to go on to from the numbers of `area`: home first, under ""."""
    if not area:
        return areas(org)
    home = pack_of(org.pack).area.name or "All of England"
    return (("", home), *(one for one in areas(org) if one[0] != area))
