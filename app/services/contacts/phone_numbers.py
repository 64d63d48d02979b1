"""Phone numbers to call now, for this organisation and the area where the child is.

Numbers come from the content pack and the organisation's own list, never from code; what people
found when they called comes with the organisation (`org_contacts.py`). Leads' names are shown only
to signed-in members, unless the organisation chose to publish them.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from itertools import takewhile
from uuid import UUID

import msgspec

from app.domain.routing import duty_rota
from app.domain.routing.actors import Org
from app.domain.times import weekly_hours
from app.services.concerns import concern_deadlines
from app.services.members import member_lookup
from app.services.members.shown_names import CHANGED
from app.services.unit_of_work import UnitOfWork
from content import pack_loader
from content.contacts import call_panel, lado_lines, phone_lines, phone_parsing
from content.contacts.contact_copies import (
    arrange_printed_lines,
    describe_outdated_blank_form,
    replace_open_now_on_line,
    replace_open_now_on_panel,
)
from content.contacts.lead_lines import (
    AnsweringHours,
    LeadToCall,
    OrganisationContacts,
    advise_calling_council,
)
from content.contacts.number_findings import LineFindings, apply_line_findings
from content.contacts.opening_hours import describe_coming_time, find_next_opening, is_open
from content.london_time import format_day, get_london_day
from content.pack import NATIONAL_PACK, Pack

FALLBACK_PACK = NATIONAL_PACK
UNREAD_NOTICE = "We cannot check now if anyone found one of these numbers wrong."
PACK_NOTICE = (
    "We cannot show your council’s numbers now. Call 999 or 101, or find your council on GOV.UK."
)
MADE_UP_NOTICE = "We could not check a name, so it is not shown. You can call the numbers that are."
CallPanel = call_panel.CallPanel
PhoneLine = phone_lines.PhoneLine
MAX_PANELS = 256
_PANELS: dict[tuple[UUID, str, bool], tuple[tuple[object, ...], CallPanel]] = {}
"""The last panel of each organisation, area and danger, with all that it was made from."""


@cache
def load_pack(name: str) -> Pack:
    """Return a loaded pack. An organisation has one that can be used: see `organisation_lookup`."""
    return pack_loader.load_pack(name)


def build_panel(
    uow: UnitOfWork,
    org: Org,
    at: datetime,
    *,
    area: str = "",
    inside: bool,
    me: UUID | None = None,
    danger: bool = False,
) -> CallPanel:
    """Build the whole panel of who to call.

    `inside`: shown to a signed-in member, who is `me`: no one is told to call themselves. `danger`:
    a writer said that somebody is or may be in danger now.
    """
    if not (inside or org.publish_leads):
        return _panel(org, at, area, [], danger=danger)
    found = member_lookup.load_proved_and_unproved_leads(uow, org)
    leads, is_any_made_up = _leads(found.leads, org, at, me), bool(found.made_up)
    return _panel(org, at, area, leads, danger=danger, is_any_made_up=is_any_made_up)


def _leads(
    found: Sequence[member_lookup.MemberView], org: Org, at: datetime, me: UUID | None
) -> list[LeadToCall]:
    """Return leads in the order to call them: on duty, the others in order, who is away."""
    day, known = get_london_day(at), [str(one.id) for one in found]
    duty = duty_rota.find_on_duty(org.to_ring.rota, day, known)
    away = duty_rota.find_absences(org.to_ring.rota, day, known)
    leads = [
        LeadToCall(
            name=_say_who(one, org.lead_title),
            phone=one.phone,
            phone_note=one.phone_note,
            reader=one.id == me,
            on_duty=str(one.id) in duty,
            away=_away(away.get(str(one.id)) if str(one.id) not in duty else None, day),
        )
        for one in found
    ]
    others = [one for one in leads if not one.reader] or leads
    return sorted(others, key=lambda one: (not one.on_duty, bool(one.away)))


def _say_who(lead: member_lookup.MemberView, title: str) -> str:
    """Return the name and title of a lead; where no name is theirs for sure, what is wrong."""
    if lead.note == CHANGED:
        return f"{title[:1].upper()}{title[1:]} ({CHANGED})"
    return f"{lead.marked_name}, {title}"


def _away(until: date | None, today: date) -> str:
    return f"Away until {format_day(until, today)}" if until else ""


def build_panel_without_people(
    org: Org, at: datetime, *, area: str = "", danger: bool = False
) -> CallPanel:
    """Build the panel with title and switchboard only. Needs no database."""
    return _panel(org, at, area, [], danger=danger)


def build_panel_without_org(pack: str, at: datetime) -> CallPanel:
    """Build the panel without an organisation: before there is one. Needs no database."""
    return call_panel.arrange_call_panel(load_pack(pack), "", at)


def build_offline_panel(org: Org, at: datetime) -> CallPanel:
    """Build the panel for a copy that is read on another day: hours, never what is open now."""
    hours = AnsweringHours(hours=weekly_hours.summarise_hours(org.hours))
    told = OrganisationContacts(
        switchboard=org.phone,
        switchboard_note=org.to_ring.phone_note,
        title=org.lead_title,
        answering=hours,
    )
    pack = load_pack(org.pack)
    return replace_open_now_on_panel(
        pack, _said(org, call_panel.arrange_call_panel(pack, "", at, told, _found(org)))
    )


def make_offline_line(org: Org, found: PhoneLine) -> PhoneLine:
    """Return one line for such a copy."""
    return replace_open_now_on_line(load_pack(org.pack), found)


def _panel(
    org: Org,
    at: datetime,
    area: str,
    leads: list[LeadToCall],
    *,
    danger: bool = False,
    is_any_made_up: bool = False,
) -> CallPanel:
    """Return the panel, from memory where all that it is made from is as it was this minute.

    Nothing that it says changes within a minute: hours begin and end on whole ones.
    """
    minute, pack = at.replace(second=0, microsecond=0), load_pack(org.pack)
    place, made_from = (org.id, area, danger), (minute, pack, org, leads, is_any_made_up)
    before, panel = _PANELS.get(place, (None, None))
    if panel is None or before != made_from:
        panel = _arrange_panel(org, at, area, leads, danger=danger)
        if is_any_made_up:
            panel = msgspec.structs.replace(panel, old=f"{panel.old} {MADE_UP_NOTICE}".strip())
        if len(_PANELS) >= MAX_PANELS:
            _PANELS.clear()
        _PANELS[place] = (made_from, panel)
    return panel


def _arrange_panel(
    org: Org, at: datetime, area: str, leads: list[LeadToCall], *, danger: bool
) -> CallPanel:
    told = OrganisationContacts(
        leads=leads,
        switchboard=org.phone,
        switchboard_note=org.to_ring.phone_note,
        title=org.lead_title,
        answering=find_answering_hours(org, at),
    )
    pack, found = load_pack(org.pack), _found(org)
    return _said(org, call_panel.arrange_call_panel(pack, area, at, told, found, danger=danger))


def _found(org: Org) -> LineFindings:
    return org.to_ring.found


def _said(org: Org, panel: CallPanel) -> CallPanel:
    """Return the panel, with a sentence where something is not known.

    Such as whether somebody found a number wrong, or what the numbers of the council are.
    """
    missing = PACK_NOTICE if org.missing_pack else ""
    unread = UNREAD_NOTICE if org.to_ring.unread else ""
    return msgspec.structs.replace(panel, old=" ".join(filter(None, (missing, panel.old, unread))))


def find_answering_hours(org: Org, at: datetime) -> AnsweringHours:
    """Return when somebody of the organisation answers, if it is closed now, and until when."""
    hours = weekly_hours.summarise_hours(org.hours)
    own = concern_deadlines.load_opening_hours(org)
    if not hours or is_open(own, at, own.calendar):
        return AnsweringHours(hours=hours)
    today = get_london_day(at)
    usual = str(today.weekday()) in org.hours
    opens = find_next_opening(own, at, own.calendar)
    return AnsweringHours(
        hours=hours,
        closed="Closed today" if usual and own.calendar.is_holiday(today) else "Closed now",
        opens=describe_coming_time(opens, at) if opens else "",
    )


def replace_panel_leads(panel: CallPanel, people: Sequence[PhoneLine]) -> CallPanel:
    """Return the panel with other people than its leads: the worry may be about one of them.

    With a LADO among `people` it is about staff, and children's services stand above them.
    """
    if any(line.key == lado_lines.LADO for line in people):
        return lado_lines.arrange_panel_about_staff(panel, people)
    first = tuple(takewhile(_is_first, panel.lines))
    rest = [
        line for line in panel.lines[len(first) :] if line.kind not in phone_lines.OWN_LINE_KINDS
    ]
    return msgspec.structs.replace(panel, lines=(*first, *people, *rest))


def insert_lines_after_leads(panel: CallPanel, more: Sequence[PhoneLine]) -> CallPanel:
    """Return the panel with these straight after its leads, who keep their place.

    After hours they are below a line that answers, and say so.
    """
    first = len(tuple(takewhile(_is_first, panel.lines)))
    leads = (n for n, line in enumerate(panel.lines, 1) if line.kind in phone_lines.OWN_LINE_KINDS)
    place = max(leads, default=first)
    found = (*panel.lines[:place], *more, *panel.lines[place:])
    return msgspec.structs.replace(panel, lines=found)


def _is_first(line: PhoneLine) -> bool:
    """Whether it is 999, or 101 straight after that."""
    return line.kind == "emergency" or line.key == "police"


def select_additional_lines(panel: CallPanel, usual: CallPanel) -> CallPanel:
    """Return, of one area's panel, the lines of the council that the panel above it lacks."""
    councils = (line for line in panel.lines if line.kind not in phone_lines.OWN_LINE_KINDS)
    more = tuple(line for line in councils if line not in usual.lines)
    return msgspec.structs.replace(panel, lines=more, warning="", access="", old="")


def build_other_area_panels(
    areas: Iterable[tuple[str, str]], near: str, panel: Callable[[str], CallPanel]
) -> tuple[tuple[str, CallPanel], ...]:
    """Return children of another council than `near`, with the lines to add to the panel of `near`.

    `areas`: (who, key of the area) of each. `panel`: that of an area.
    """
    apart = [(name, area) for name, area in areas if area != near]
    if not apart:
        return ()
    usual = panel(near)
    found = [(name, select_additional_lines(panel(area), usual)) for name, area in apart]
    return tuple((name, more) for name, more in found if more.lines)


def make_member_lines(
    found: Iterable[member_lookup.MemberView], when: str, title: str = ""
) -> tuple[PhoneLine, ...]:
    """Make a line for each of these people. `title` follows the name; `when`: why to call them."""
    return tuple(
        PhoneLine(
            kind="lead",
            who=f"{one.name}, {title}" if title else one.name,
            number=one.phone,
            tel=phone_parsing.find_dialable_number(one.phone),
            # The main number may be answered by the very person whom it is about.
            when=f"{advise_calling_council(one.phone_note)}. {when}" if one.phone_note else when,
        )
        for one in found
    )


def list_printed_lines(org: Org) -> list[PhoneLine]:
    """List who to call, with hours instead of what is open now: for a sheet used on any day."""
    hours = weekly_hours.summarise_hours(org.hours)
    pack = apply_line_findings(load_pack(org.pack), _found(org))
    note = org.to_ring.phone_note
    return arrange_printed_lines(pack, org.phone, org.lead_title, hours, note)


def describe_outdated_print(org: Org, at: datetime) -> str:
    """Return what on that sheet is missing or may be out of date; empty while all is well."""
    missing = PACK_NOTICE if org.missing_pack else ""
    old = describe_outdated_blank_form(
        apply_line_findings(load_pack(org.pack), _found(org)), get_london_day(at)
    )
    return " ".join(filter(None, (missing, old)))


def find_line(org: Org, key: str, at: datetime) -> PhoneLine:
    """Return one line by key, like "nspcc" or "childline". For a LADO see `find_lado_lines`."""
    return call_panel.find_phone_line(load_pack(org.pack), key, at, "", _found(org))


def find_lado_lines(org: Org, at: datetime, area: str = "") -> tuple[PhoneLine, ...]:
    """Return who to call about staff: the LADO of the organisation's area, then of the child's.

    See `content.contacts.lado_lines` for the rule. Never empty.
    """
    return lado_lines.list_lado_lines(load_pack(org.pack), at, area, _found(org))


def list_area_advice_lines(org: Org, at: datetime, area: str = "") -> tuple[PhoneLine, ...]:
    """Return other lines that the council of an area gave, such as its local police."""
    return call_panel.list_advice_lines(load_pack(org.pack), at, area, _found(org))


def find_area_of_org(org: Org) -> str:
    """Return the key of the council area whose pack this organisation has; "" where it has none."""
    return load_pack(org.pack).area.key


def list_other_areas(org: Org) -> tuple[tuple[str, str], ...]:
    """Return (key, name) of the other council areas whose numbers can be shown."""
    own = load_pack(org.pack).area
    known = pack_loader.list_areas(own.fictional)
    return tuple((area.key, area.name) for area in known if area.key != own.key)


def list_area_links(org: Org, area: str) -> tuple[tuple[str, str], ...]:
    """Return (key, name) of the areas to go on to from those of `area`: home first, under ""."""
    if not area:
        return list_other_areas(org)
    home = load_pack(org.pack).area.name or "All of England"
    return (("", home), *(one for one in list_other_areas(org) if one[0] != area))
