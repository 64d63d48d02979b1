"""Build the panel of who to call now, in order, that every live page shows.

999 is always first, for danger. Then the organisation's leads if they are open, the line of the
child's area that is open now, 101, the area's line out of hours where only that can be called,
and last the lines that are closed, with when they open. Hours
that are not known never count as open: such a lead stands below an open line, and below 101 too
where a writer says that somebody is or may be in danger. What is not known is said, never guessed,
and a missing number never raises: this panel also stands on error pages. A number that somebody
called and found wrong stays, says so, is not open and is not for a tap. It says nothing of how
grave a concern is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from content import pack_loader
from content.contacts.lead_lines import (
    NO_ORGANISATION_CONTACTS,
    OrganisationContacts,
    OwnLines,
    arrange_own_lines,
)
from content.contacts.number_findings import (
    NO_FINDINGS,
    LineFindings,
    WrongContact,
    apply_line_findings,
    describe_last_check,
)
from content.contacts.opening_hours import describe_opening, find_next_opening, is_open
from content.contacts.phone_lines import LineKind, PhoneLine
from content.london_time import get_london_day
from content.pack import Area, Pack
from content.passages import Contact, describe_outdated_passages

AREA_ROLES = ("day", "freephone", "out_of_hours")
ALWAYS_ROLES = ("emergency", "police")
PANEL_TEXTS = (
    *("access-999", "answerphone", "answerphone-risk", "lead-no-answer", "number-not-confirmed"),
    *("helpline-wrong", "lead-about-them"),
)
# Words for a pack that lost its own: the panel must stand in any case.
NUMBER_FALLBACK = (
    "We do not have a number that we know works. Call 101, or 999 in an emergency. "
    "You can find the council on GOV.UK."
)
HELPLINE_WRONG = "This number was reported wrong. In danger, call 999. The right number is on"
THEIR_OWN = "their own website"
NO_ANSWER = "No answer? Call the next number now"
ABOUT_THEM = (
    "Is it about your {lead_title} or someone close to them? "
    "Call 999, 101 or children's services instead."
)


class CallPanel(Struct, frozen=True, kw_only=True):
    """The panel: lines in the order to try them, for the area named.

    `warning` is set when only an answerphone is left; `access` is for people who cannot
    use speech on the phone; `old` says that words of the panel itself may be out of date.
    """

    lines: tuple[PhoneLine, ...]
    area: str
    warning: str = ""
    access: str = ""
    old: str = ""

    @property
    def area_said(self) -> str:
        """The name of the area as it stands inside a sentence."""
        other = pack_loader.ELSEWHERE.name
        return other[:1].lower() + other[1:] if self.area == other else self.area


def arrange_call_panel(
    pack: Pack,
    area: str,
    at: datetime,
    told: OrganisationContacts = NO_ORGANISATION_CONTACTS,
    found: LineFindings = NO_FINDINGS,
    *,
    danger: bool = False,
) -> CallPanel:
    """Return the panel for the council area with key `area` at the aware instant `at`.

    An empty `area` is the pack's own. Without leads in `told` (signed out) only title, switchboard
    and when it is answered are shown. `found`: what people found who rang these lines. `danger`:
    somebody is or may be in danger now. Raises nothing for data that is missing.
    """
    pack = apply_line_findings(pack, found)
    place = pack.area if area in ("", pack.area.key) else pack_loader.find_area(area)
    answered, night, rest = _part_by_hours(pack, place, at, found)
    own, police = _own(pack, told), _by_role(pack, "police", at)
    then = (police, own.unknown) if danger else (own.unknown, police)
    order = (own.open, answered, *then, night, own.closed, rest)
    return CallPanel(
        lines=(*_by_role(pack, "emergency", at), *chain.from_iterable(order)),
        area=place.name,
        warning="" if answered else _only_a_machine(pack, (*night, *rest)),
        access=get_pack_sentence(pack, "access-999"),
        old=_old(pack, at),
    )


def _own(pack: Pack, told: OrganisationContacts) -> OwnLines:
    return arrange_own_lines(
        told,
        get_pack_sentence(pack, "lead-no-answer") or NO_ANSWER,
        make_lead_caution(pack, told.title),
    )


def _part_by_hours(
    pack: Pack, place: Area, at: datetime, found: LineFindings
) -> tuple[list[PhoneLine], list[PhoneLine], list[PhoneLine]]:
    """Return the lines of an area that are open, those for this hour with no one known to answer,
    and the others. Each in the order to try them. An area without any line says so among the last.
    """
    here = sorted(_of_area(pack, place.key, found), key=lambda one: _rank(pack, one, at))
    parted: tuple[list[PhoneLine], ...] = ([], [], [])
    for one in here:
        parted[min(_rank(pack, one, at)[0], 2)].append(_line(pack, one, at))
    answered, night, rest = parted
    if not here:
        rest = [_nobody(pack, "The council where the child lives")]
    return (answered, [], [*night, *rest]) if answered else (answered, night, rest)


def _only_a_machine(pack: Pack, lines: Iterable[PhoneLine]) -> str:
    return (
        get_pack_sentence(pack, "answerphone-risk")
        if any(line.answerphone for line in lines)
        else ""
    )


def find_phone_line(
    pack: Pack, key: str, at: datetime, area: str = "", found: LineFindings = NO_FINDINGS
) -> PhoneLine:
    """Return the line with `key` ("lado", "nspcc", "whistleblowing", "childline", …).

    A local key is looked up in `area`, or in the pack's own. One that no pack has comes
    back as a line without a number that says what to do.
    """
    pack = apply_line_findings(pack, found)
    place = pack.area.key if area in ("", pack.area.key) else area
    contact = pack.contacts.get(key)
    if contact is None or contact.area:
        here = pack if place == pack.area.key else _pack_of(place, found)
        contact = here.contacts.get(key) if here else None
    if contact is None:
        name = key.upper() if key == "lado" else key.replace("_", " ").capitalize()
        return _nobody(pack, f"{name}: {pack_loader.find_area(place).name}", key)
    return _line(pack, contact, at)


def list_advice_lines(
    pack: Pack, at: datetime, area: str = "", found: LineFindings = NO_FINDINGS
) -> tuple[PhoneLine, ...]:
    """Return the other lines of a council, such as its local police: those for advice."""
    pack = apply_line_findings(pack, found)
    place = area or pack.area.key
    here = pack if place == pack.area.key else _pack_of(place, found)
    lines = here.contacts.values() if here and place else ()
    return tuple(_line(pack, one, at) for one in lines if (one.area, one.role) == (place, "advice"))


def _old(pack: Pack, at: datetime) -> str:
    return describe_outdated_passages(
        (pack.texts[key] for key in PANEL_TEXTS if key in pack.texts), get_london_day(at)
    )


def _pack_of(area: str, found: LineFindings) -> Pack | None:
    name = pack_loader.find_area(area).pack
    return apply_line_findings(pack_loader.load_pack(name), found) if name else None


def _of_area(pack: Pack, key: str, found: LineFindings) -> list[Contact]:
    here = pack if key == pack.area.key else _pack_of(key, found)
    contacts: Iterable[Contact] = here.contacts.values() if here else ()
    return [one for one in contacts if one.area == key and key and one.role in AREA_ROLES]


def _rank(pack: Pack, one: Contact, at: datetime) -> tuple[int, float]:
    """Open first; then out of hours, hours unknown, next opening; said to be wrong, and without a
    number, last.
    """
    if not one.number or isinstance(one, WrongContact):
        return 4 + (not one.number), AREA_ROLES.index(one.role)
    if _answers(pack, one, at):
        return 0, AREA_ROLES.index(one.role)
    opens = find_next_opening(one, at, pack.calendar)
    now = opens is None or is_open(one, at, pack.calendar)
    if one.role == "out_of_hours" and now:
        return 1, 0
    return (2, AREA_ROLES.index(one.role)) if opens is None else (3, opens.timestamp())


def _answers(pack: Pack, one: Contact, at: datetime) -> bool:
    return bool(one.number) and not one.answerphone and is_open(one, at, pack.calendar)


def _line(pack: Pack, one: Contact, at: datetime) -> PhoneLine:
    if not one.number and one.role not in ("advice", "board"):
        return _nobody(pack, one.label, one.key)
    if isinstance(one, WrongContact):
        return _wrong(pack, one, at)
    always = one.role in ALWAYS_ROLES
    return PhoneLine(
        kind=_kind(pack, one, at),
        who=one.label,
        when=one.text if always else _when(pack, one, at),
        number=one.number,
        tel=one.tel,
        answerphone=one.answerphone,
        checked=describe_last_check(one, get_london_day(at)),
        note="" if always else one.text,
        key=one.key,
    )


def _when(pack: Pack, one: Contact, at: datetime) -> str:
    if not one.number:
        return ""
    said = describe_opening(one, at, pack.calendar)
    if not one.answerphone:
        return said
    if is_open(one, at, pack.calendar):
        return get_pack_sentence(pack, "answerphone") or said
    return f"{said.removeprefix('Answerphone ').capitalize()}."


def _kind(pack: Pack, one: Contact, at: datetime) -> LineKind:
    if one.role == "emergency":
        return "emergency"
    if _answers(pack, one, at):
        return "open"
    return "unknown" if find_next_opening(one, at, pack.calendar) is None else "closed"


def _by_role(pack: Pack, role: str, at: datetime) -> list[PhoneLine]:
    return [_line(pack, one, at) for one in pack.contacts.values() if one.role == role]


def _nobody(pack: Pack, who: str, key: str = "") -> PhoneLine:
    said = pack.texts.get("number-not-confirmed")
    where = pack.sources.get(said.source) if said else None
    when, link = (
        get_pack_sentence(pack, "number-not-confirmed") or NUMBER_FALLBACK,
        where.link if where else "",
    )
    return PhoneLine(kind="unknown", who=who, when=when, key=key, link=link)


def _wrong(pack: Pack, one: WrongContact, at: datetime) -> PhoneLine:
    """Say what to do instead, as where no number is known. Not for a tap: a stranger may answer."""
    line = _nobody(pack, one.label, one.key)
    if one.role == "advice":  # a helpline is no council's, and whoever reads it may be a child
        where = urlsplit(one.web).hostname or THEIR_OWN
        warning = get_pack_sentence(pack, "helpline-wrong") or HELPLINE_WRONG
        there = f"{warning} {where.removeprefix('www.')}"
        line = replace(line, when=there, link=one.web)
    said = describe_last_check(one, get_london_day(at))
    return replace(line, number=one.number, checked=said, note=one.text, wrong=True)


def make_lead_caution(pack: Pack, lead_title: str) -> str:
    """Return what stands above the first lead: the worry may be about one of them."""
    return pack.fill(get_pack_sentence(pack, "lead-about-them") or ABOUT_THEM, lead_title)


def get_pack_sentence(pack: Pack, key: str) -> str:
    """Return a sentence of the pack by its key; empty where the pack has none."""
    text = pack.texts.get(key)
    return " ".join(text.body) if text else ""
