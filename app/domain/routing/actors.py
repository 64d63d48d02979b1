"""Who acts, and for which organisation, as plain values that outlive any database session."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from app.domain.private_struct import PrivateStruct
from app.domain.routing.duty_rota import EMPTY_ROTA, RotaPlan
from content.contacts.number_findings import NO_FINDINGS, LineFindings


class Role(StrEnum):
    """One person may hold several; a senior is never also a lead."""

    PRACTITIONER = "practitioner"
    TRAINEE = "trainee"
    LEAD = "lead"
    SENIOR = "senior"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Team(StrEnum):
    """The two teams that hold a key of their own (docs/decisions/0002)."""

    LEADS = "leads"
    SENIORS = "seniors"


READER_ROLES = frozenset({Role.LEAD, Role.SENIOR})
TEAM_BY_ROLE = {Role.LEAD: Team.LEADS, Role.SENIOR: Team.SENIORS}
CONFIRMED_BY_WORDS = frozenset({*TEAM_BY_ROLE, Role.ADMINISTRATOR})
"""Roles that are confirmed by two of six words. Everyone else is ticked off in the room."""


class CallInfo(msgspec.Struct, frozen=True):
    """What an organisation's people have said of whom to ring, as its log vouches for it.

    `found`: about numbers of the content pack; `rota`: who is on duty; `stopped`: members whose
    accounts are, so that no one calls them. `unread`: the log could not be read, so whether a
    number was found wrong is not known. `phone_note`: what is wrong with the switchboard ("was
    changed outside Heard"), which then is no number to call. `changed`: parts of the organisation's
    row that were changed outside Heard. `is_from_file`: nothing is of a row, but of the file that
    is kept for when the database is away.
    """

    found: LineFindings = NO_FINDINGS
    rota: RotaPlan = EMPTY_ROTA
    unread: bool = False
    stopped: frozenset[UUID] = frozenset()
    phone_note: str = ""
    changed: frozenset[str] = frozenset()
    is_from_file: bool = False


NO_CALL_INFO = CallInfo()


class Org(msgspec.Struct, frozen=True, omit_defaults=True):
    """An organisation as a request needs it. `hours` maps weekday 0-6 to ["09:00-17:00", …].

    `missing_pack`: the content pack that it chose, where that cannot be used and `pack` stands in.
    `to_ring` is filled where numbers are shown (`services/contacts/org_contacts.py`), and nowhere
    else.
    """

    id: UUID
    origin: str
    host: str
    name: str
    lead_title: str
    phone: str
    address: str
    pack: str
    hours: dict[str, Any]
    closures: tuple[date, ...]
    publish_leads: bool
    demo: bool
    missing_pack: str = ""
    to_ring: CallInfo = NO_CALL_INFO


class MemberDetails(PrivateStruct, frozen=True):
    """The details of a member. `roles`: those that they hold, or were invited for."""

    id: UUID
    name: str
    email: str
    phone: str
    job_title: str
    roles: tuple[Role, ...]
    confirmed: bool

    def is_a(self, role: Role) -> bool:
        """Whether a role is among theirs."""
        return role in self.roles

    @property
    def by_words(self) -> bool:
        """Whether two of their six words are typed to confirm them."""
        return not CONFIRMED_BY_WORDS.isdisjoint(self.roles)


class Actor(MemberDetails, frozen=True):
    """The signed-in person. `roles` come from a verified certificate, never from a column.

    `phone_note`: what is wrong with the phone in their row, which then is not in `phone`.
    `phone_unsaved`: it is from before the log had hashes, so a change would not be noticed.
    """

    phone_note: str = ""
    phone_unsaved: bool = False

    @property
    def team(self) -> Team | None:
        """The team whose key this person holds, if any."""
        return next((TEAM_BY_ROLE[role] for role in self.roles if role in TEAM_BY_ROLE), None)

    @property
    def is_reader(self) -> bool:
        """Whether they are a lead or a senior, who read what others sign."""
        return not READER_ROLES.isdisjoint(self.roles)
