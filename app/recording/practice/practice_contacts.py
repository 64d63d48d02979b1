"""Who to call at the hour of a practice: the same lines in the same order, none to tap.

The organisation's own people are never named in a practice, and nobody is called from one.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property, partial
from typing import Protocol
from uuid import UUID

import msgspec
from flask import g

from app.domain.deadlines import position_of_trust
from app.domain.record.form_data import FormData
from app.domain.routing.actors import Org
from app.services.contacts import org_contacts, phone_numbers

OtherCouncilPanels = tuple[tuple[str, phone_numbers.CallPanel], ...]
SENIOR_LINE = phone_numbers.PhoneLine(
    kind="lead",
    who="The head or chair here",
    when="The head or chair takes concerns about staff and volunteers",
)


class CallContacts(Protocol):
    """What a page asks for: `whom_to_ring` answers for a record, `Lines` for a practice."""

    def build_panel(
        self,
        area: str,
        *,
        past_leads: bool,
        danger: bool = False,
        without: frozenset[UUID] = frozenset(),
    ) -> phone_numbers.CallPanel:
        """Return everybody to call, for the area of the child."""
        ...

    def list_other_council_panels(
        self,
        areas: Iterable[tuple[str, str]],
        near: str,
        *,
        past_leads: bool,
        without: frozenset[UUID] = frozenset(),
    ) -> OtherCouncilPanels:
        """Return lines to add for children of another council."""
        ...

    def list_page_lado_lines(
        self, page: str, raw: FormData, area: str
    ) -> tuple[phone_numbers.PhoneLine, ...]:
        """Return the LADO lines next to the page of people."""
        ...

    def list_child_help_lines(self, page: str) -> tuple[phone_numbers.PhoneLine, ...]:
        """Return lines to give to the child."""
        ...

    def list_whistleblowing_lines(self, page: str) -> tuple[phone_numbers.PhoneLine, ...]:
        """Return lines for a worker who does not agree with what was decided."""
        ...


class PracticeContacts:
    """Lines as they stand at the aware instant `at`."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    @cached_property
    def _org(self) -> Org:
        # Not named: who here found a number wrong is nobody's part in a scenario.
        org = org_contacts.load_org_with_contacts(g.uow, named=False)
        return msgspec.structs.replace(org, lead_title=g.org.lead_title)  # the setting's own

    def build_panel(
        self,
        area: str,
        *,
        past_leads: bool,
        danger: bool = False,
        without: frozenset[UUID] = frozenset(),
    ) -> phone_numbers.CallPanel:
        """Return the panel of `call_contacts.build_panel` without the name of anyone here."""
        usual = phone_numbers.build_panel_without_people(
            self._org, self._at, area=area, danger=danger
        )
        if past_leads:
            about_staff = phone_numbers.find_lado_lines(self._org, self._at, area)
            usual = phone_numbers.replace_panel_leads(usual, (SENIOR_LINE, *about_staff))
        return msgspec.structs.replace(usual, lines=_untapped(usual.lines))

    def list_other_council_panels(
        self,
        areas: Iterable[tuple[str, str]],
        near: str,
        *,
        past_leads: bool,
        without: frozenset[UUID] = frozenset(),
    ) -> OtherCouncilPanels:
        """Return the panels of `call_contacts.list_other_council_panels`."""
        return phone_numbers.build_other_area_panels(
            areas, near, partial(self.build_panel, past_leads=past_leads)
        )

    def list_page_lado_lines(
        self, page: str, raw: FormData, area: str
    ) -> tuple[phone_numbers.PhoneLine, ...]:
        """Return the lines of `call_contacts.list_page_lado_lines`."""
        asked = (
            page == position_of_trust.PEOPLE_PAGE
            and position_of_trust.has_typed_position_of_trust(raw)
        )
        return self.list_own_lado_lines(area) if asked else ()

    def list_own_lado_lines(self, area: str) -> tuple[phone_numbers.PhoneLine, ...]:
        """Return the LADO of the organisation's own authority first."""
        return _untapped(phone_numbers.find_lado_lines(self._org, self._at, area))

    def list_child_help_lines(self, page: str) -> tuple[phone_numbers.PhoneLine, ...]:
        """Return the lines of `call_contacts.list_child_help_lines`."""
        keys = ("report_remove", "childline") if page == "exploitation" else ()
        return _untapped(phone_numbers.find_line(self._org, key, self._at) for key in keys)

    def list_whistleblowing_lines(self, _page: str) -> tuple[phone_numbers.PhoneLine, ...]:
        """Return none: no practice has the page that shows them."""
        return ()


def _untapped(found: Iterable[phone_numbers.PhoneLine]) -> tuple[phone_numbers.PhoneLine, ...]:
    return tuple(msgspec.structs.replace(one, tel="") for one in found)
