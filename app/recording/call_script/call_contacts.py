"""Who to call from a guided page: only people who could be given what is written there.

The usual panel names the leads. Where the concern may be about staff or volunteers, it goes past
them (`domain.routing.recipients`), and so does the panel: the seniors, then the LADO of the
organisation's own authority (`content.about_staff`).
"""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from flask import g

from app.access.template_context import build_call_panel, load_org_with_call_info
from app.domain.deadlines import position_of_trust
from app.domain.pages.decision import DISAGREEMENT
from app.domain.record.concern_card import URGENT_ANSWERS
from app.domain.record.form_data import FormData, get_text
from app.domain.routing.actors import Role
from app.services.contacts import phone_numbers
from app.services.content import pack_content
from app.services.members import member_lookup

OtherCouncilPanels = tuple[tuple[str, phone_numbers.CallPanel], ...]
TAKES_STAFF_CONCERNS = "Takes concerns about staff and volunteers here."


def is_about_team(now: FormData) -> bool:
    """Whether the writer said that it is, or may be, about somebody who works or helps here."""
    return get_text(now, "about_our_team") in {"yes", "unsure"}


def is_in_danger(now: FormData, *, asked_here: bool = False) -> bool:
    """Whether the writer said that somebody is or may be in danger now. `asked_here`: on the page
    that asks it, where no answer yet counts as one.
    """
    said = get_text(now, "danger_now")
    return said in URGENT_ANSWERS or (asked_here and not said)


def build_panel(
    area: str,
    *,
    past_leads: bool,
    danger: bool = False,
    without: frozenset[UUID] = frozenset(),
) -> phone_numbers.CallPanel:
    """Return the panel for the area of the child. `danger`: as `in_danger` says.

    `without`: who is never offered, as the record may be about them.
    """
    usual = build_call_panel(area, danger=danger)
    if not past_leads:
        return usual
    known = member_lookup.list_leads_and_seniors(g.uow)
    never = {*without, g.uow.me.id}
    others = [one for one in known if one.is_a(Role.SENIOR) and one.id not in never]
    wait = pack_content.load_org_pack_text(g.org, g.uow.clock()).texts["lead-no-answer"].line
    seniors = phone_numbers.make_member_lines(
        others, f"{TAKES_STAFF_CONCERNS} {wait}", "head or chair"
    )
    lados = phone_numbers.find_lado_lines(load_org_with_call_info(), g.uow.clock(), area)
    return phone_numbers.replace_panel_leads(usual, (*seniors, *lados))


def list_page_lado_lines(
    page: str, raw: FormData, area: str
) -> tuple[phone_numbers.PhoneLine, ...]:
    """Return the LADO next to the page of people, once one of them works with children."""
    asked = page == position_of_trust.PEOPLE_PAGE and position_of_trust.has_typed_position_of_trust(
        raw
    )
    return (
        phone_numbers.find_lado_lines(load_org_with_call_info(), g.uow.clock(), area)
        if asked
        else ()
    )


def list_child_help_lines(page: str) -> tuple[phone_numbers.PhoneLine, ...]:
    """Return lines that a page names to give to the child: next to the questions about images."""
    keys = ("report_remove", "childline") if page == "exploitation" else ()
    return tuple(
        phone_numbers.find_line(load_org_with_call_info(), key, g.uow.clock()) for key in keys
    )


def list_whistleblowing_lines(page: str) -> tuple[phone_numbers.PhoneLine, ...]:
    """Return lines for a worker who does not agree with what was decided."""
    keys = ("whistleblowing",) if page == DISAGREEMENT.name else ()
    return tuple(
        phone_numbers.find_line(load_org_with_call_info(), key, g.uow.clock()) for key in keys
    )


def list_other_council_panels(
    areas: Iterable[tuple[str, str]],
    near: str,
    *,
    past_leads: bool,
    without: frozenset[UUID] = frozenset(),
) -> OtherCouncilPanels:
    """List children of another council than `near`: who, and the lines to add for them."""
    of_area = partial(build_panel, past_leads=past_leads, without=without)
    return phone_numbers.build_other_area_panels(areas, near, of_area)
