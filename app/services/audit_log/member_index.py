"""Index lines of one organisation's log: invited roles, new readers, leavers, the recovery sheet.

Filled line by line by the replay (`verified_log.py`), so it is believed as far as the log is. Who
confirmed a new lead, head or chair, when, and who approved it is told by lines alone: no row and no
column has a say in it. Rows only add the words that a line's hash vouches for. So it is with a new
recovery sheet, of which no row tells anything.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

import msgspec

from app.domain.routing.actors import READER_ROLES, Role, Team
from audit import events

Action = events.Action
NO_ROLE, NO_DAY = "none", "none"
LEAST_WAIT = timedelta(hours=24)
"""How long someone waits whom no one approves, by the times of lines."""
_READERS = frozenset(map(str, READER_ROLES))
_TOLD = _READERS | {Role.ADMINISTRATOR.value}
"""Roles whose members are told that someone waits, and can stop it."""
_PROPOSED = {Action.LEAD_PROPOSED: Role.LEAD, Action.SENIOR_PROPOSED: Role.SENIOR}
_APPROVED = {
    Action.LEAD_APPROVED: (Role.LEAD, _READERS),
    Action.SENIOR_APPROVED: (Role.SENIOR, frozenset({Role.SENIOR.value})),
}
"""Action -> the role that someone waits for, and the roles that approve it."""
LeadOutcome = Literal["made", "appointed", "stopped"]
SheetDone = Literal["asked", "approved", "stopped", "made", "opens", "checked"]


class LoggedStanding(StrEnum):
    """How far a member came by the lines of the log. No column has a say in it."""

    UNKNOWN = "unknown"
    INVITED = "invited"
    JOINED = "joined"
    CONFIRMED = "confirmed"


def invited_roles_log_id(member_id: UUID, roles: Iterable[str]) -> str:
    """Log id of the roles that someone is invited for: the roles themselves are in it."""
    return f"role/{member_id}/{'-'.join(sorted(set(roles))) or NO_ROLE}"


def other_name_log_id(member_id: UUID) -> str:
    """Log id that says someone joined under another name than they were invited under."""
    return f"joined_name/{member_id}"


def lead_proposal_log_id(member_id: UUID) -> str:
    """Log id of the wait of a new lead, head or chair for an approval or a day."""
    return f"proposal/{member_id}"


def leaving_log_id(member_id: UUID, day: date | None) -> str:
    """Log id of the day when someone leaves. With no day: they stay."""
    return f"leaving/{member_id}/{day.isoformat() if day else NO_DAY}"


def sheet_request_log_id(request_id: str) -> str:
    """Log id of a lead's wish to make a new recovery sheet."""
    return f"sheet_request/{request_id}"


def recovery_sheet_log_id(team: Team, before: bytes) -> str:
    """Log id of a new recovery sheet that opens a team's key. `before`: the sheet it replaces."""
    return f"recovery_sheet/{team.value}/{before.hex()}"


def parse_invite_event(event: events.Event) -> tuple[str, frozenset[str]] | None:
    """Return who a line says was invited, and for which roles; None for any other line."""
    kind, _, rest = event.obj.partition("/")
    if event.act is not Action.INVITED_AS or kind != "role":
        return None
    member, _, roles = rest.partition("/")
    return member, frozenset(roles.split("-")) - {NO_ROLE}


class LoggedProposal(msgspec.Struct, frozen=True):
    """A new lead, head or chair who waits. `role`: which.

    `h`: hash of the row with key, roles and name. `at`: when it began. `approved_by`: people who
    approved these very words, other than `who` began it. Of a head or chair: heads and chairs.
    """

    index: int
    h: str
    who: str
    at: datetime
    approved_by: tuple[str, ...] = ()
    role: Role = Role.LEAD


class LeadChange(msgspec.Struct, frozen=True):
    """How the wait of a new lead, head or chair ended, or that a lead was appointed at once.

    `alone_since`: when the wait started, of someone who was given access and no one approved.
    """

    member: str
    who: str
    at: datetime
    outcome: LeadOutcome
    role: Role = Role.LEAD
    alone_since: datetime | None = None


class LoggedLeaving(msgspec.Struct, frozen=True):
    """The day when someone leaves, and the lead who wrote it down."""

    day: date
    who: str


class SheetRequest(msgspec.Struct, frozen=True):
    """A new recovery sheet that a lead asked for. `approved_by`: leads and seniors."""

    id: str
    who: str
    at: datetime
    approved_by: tuple[str, ...] = ()


class SheetStep(msgspec.Struct, frozen=True):
    """Something that was done about the sheet: who did it, and when."""

    done: SheetDone
    who: str
    at: datetime


class SheetIndex:
    """The recovery sheets of one organisation, as safe as the index that this is in.

    `made_at`, `made_by`: of the present one; `made_by` is "" for that of set-up. `proved`: when all
    of it was last typed; `proved_both`: it opened the keys of both teams then. `replaced`: when
    each older sheet was. `newest`: what was done last. `request`: for the next sheet, until it is
    made or stopped. `appointed_at`: when the present one last made an acting lead.
    """

    def __init__(self) -> None:
        self.request: SheetRequest | None = None
        self.made_at: datetime | None = None
        self.made_by = ""
        self.appointed_at: datetime | None = None
        self.proved: SheetStep | None = None
        self.proved_both = False
        self.newest: SheetStep | None = None
        self.replaced: dict[bytes, datetime] = {}
        self.fingerprints: frozenset[bytes] = frozenset()
        self._newest: dict[str, str] = {}

    @property
    def waits_for_seniors(self) -> bool:
        """Whether the present sheet does not open the key of heads and chairs yet."""
        return self._newest.get(Team.LEADS) != self._newest.get(Team.SENIORS)

    def take(self, event: events.Event) -> None:
        """Take in one more line of the log, if it is about the sheet."""
        kind, _, rest = event.obj.partition("/")
        if event.act is Action.SET_UP:
            self.made_at = event.t
        elif event.act is Action.RECOVERY_DRILLED:
            self.proved = SheetStep("checked", event.who, event.t)
            self.proved_both = not self.waits_for_seniors
        elif event.act is Action.LEAD_APPOINTED:
            self.appointed_at = event.t
        elif event.act is Action.RECOVERY_SHEET_MADE and kind == "recovery_sheet":
            self._take_sheet(rest, event)
        elif kind == "sheet_request":
            self._take_request(rest, event)

    def _take_sheet(self, place: str, event: events.Event) -> None:
        team, _, before = place.partition("/")
        if event.h is None:
            return
        self._newest = self._newest | {team: event.h}
        self.fingerprints |= {bytes.fromhex(event.h), bytes.fromhex(before)}
        self.newest = SheetStep("made" if team == Team.LEADS else "opens", event.who, event.t)
        if team == Team.LEADS:
            self.made_at, self.made_by = event.t, event.who
            self.replaced = self.replaced | {bytes.fromhex(before): event.t}
            self.request = self.proved = self.appointed_at = None

    def _take_request(self, request_id: str, event: events.Event) -> None:
        before = self.request
        if event.act is Action.SHEET_ASKED and event.role == Role.LEAD:
            self.request = SheetRequest(request_id, event.who, event.t)
            self.newest = SheetStep("asked", event.who, event.t)
        elif before is None or before.id != request_id:
            return
        elif event.act is Action.SHEET_STOPPED:
            self.request = None
            self.newest = SheetStep("stopped", event.who, event.t)
        elif event.act is Action.SHEET_APPROVED and event.role in _READERS:
            self.newest = SheetStep("approved", event.who, event.t)
            approved_by = tuple(dict.fromkeys((*before.approved_by, event.who)))
            self.request = msgspec.structs.replace(before, approved_by=approved_by)


class LeaverIndex:
    """The days when people leave, by member. As safe as the index that it is in."""

    def __init__(self) -> None:
        self._days: dict[str, LoggedLeaving] = {}

    def take(self, event: events.Event) -> None:
        """Take in one more line of the log, if it says when someone leaves, or that they left."""
        _, _, rest = event.obj.partition("/")
        member, _, day = rest.partition("/")
        if event.act is Action.MEMBER_LEAVING and day != NO_DAY:
            self._days[member] = LoggedLeaving(date.fromisoformat(day), event.who)
        elif event.act in {Action.MEMBER_LEAVING, Action.MEMBER_REMOVED}:
            self._days.pop(member, None)

    def find(self, member_id: UUID) -> LoggedLeaving | None:
        """Return the day when someone leaves. None: they stay, or were removed."""
        return self._days.get(str(member_id))

    def list_past(self, today: date) -> dict[UUID, date]:
        """Return the last day of everyone whose day is before today, by member."""
        days = self._days.copy()
        return {UUID(member): one.day for member, one in days.items() if one.day < today}


class MemberIndex:
    """Roles and proposals by member. Not safe by itself between threads: the replay's gate is.

    `access_cut_at`: when someone, or an old sheet, last lost a team's key, or someone who is told
    of waits lost their account or that role. `first_senior_index`: of the first line that says that
    a new head or chair waits.
    """

    def __init__(self) -> None:
        self.first_role_index: int | None = None
        self.first_senior_index: int | None = None
        self.access_cut_at: datetime | None = None
        self._roles: dict[str, frozenset[str]] = {}
        self._proposals: dict[str, LoggedProposal] = {}
        self._changes: tuple[LeadChange, ...] = ()
        self._earlier: dict[str, str] = {}
        self._standings: dict[str, LoggedStanding] = {}
        self._waiting: dict[str, None] = {}
        self._other_names: set[str] = set()
        self.sheet, self.leavers = SheetIndex(), LeaverIndex()

    def take(self, event: events.Event) -> None:
        """Take in one more key event of the log."""
        self.sheet.take(event)
        self.leavers.take(event)
        kind, _, rest = event.obj.partition("/")
        self._take_standing(event.act, rest)
        if (invited := parse_invite_event(event)) is not None:
            self._take_roles(*invited, event.t)
            if self.first_role_index is None:
                self.first_role_index = event.i
        elif event.act is Action.MEMBER_CERTIFIED and rest in self._proposals:
            self._end(rest, event, "made")
        elif event.act is Action.MEMBER_CAME_BACK and kind == "earlier":
            member, _, before = rest.partition("/")
            self._earlier[member] = before
        elif event.act is Action.MEMBER_NAME_DIFFERS and kind == "joined_name":
            self._other_names.add(rest)
        elif event.act is Action.GRANT_REMOVED or (
            event.act is Action.MEMBER_SUSPENDED and self.is_told_of_waits(rest)
        ):
            self.access_cut_at = event.t
        elif kind == "proposal":
            self._take_proposal(rest, event)

    def is_told_of_waits(self, member: str) -> bool:
        """Whether someone is told of waits; also where no line says for which role they came."""
        return bool(self._roles.get(member, _TOLD) & _TOLD)

    def _take_roles(self, member: str, roles: frozenset[str], at: datetime) -> None:
        if (self._roles.get(member, frozenset()) - roles) & _TOLD:
            self.access_cut_at = at
        self._roles[member] = roles

    def _take_standing(self, act: Action, rest: str) -> None:
        member = rest.partition("/")[0]
        if act is Action.MEMBER_CERTIFIED:
            self._standings[member] = LoggedStanding.CONFIRMED
            self._waiting.pop(member, None)
        elif act is Action.MEMBER_JOINED:
            if self._standings.get(member) is not LoggedStanding.CONFIRMED:
                self._standings[member] = LoggedStanding.JOINED
                self._waiting[member] = None
        elif act in {Action.INVITED, Action.INVITED_AS}:
            self._standings.setdefault(member, LoggedStanding.INVITED)

    def _take_proposal(self, member: str, event: events.Event) -> None:
        before = self._proposals.get(member)
        if event.act in _PROPOSED and event.h is not None:
            self._propose(member, event, event.h, _PROPOSED[event.act])
        elif event.act in _APPROVED and before is not None:
            role, approvers = _APPROVED[event.act]
            is_other = event.who != before.who and event.role in approvers
            if role is before.role and event.h == before.h and is_other:
                approved_by = (*before.approved_by, event.who)
                self._proposals[member] = msgspec.structs.replace(before, approved_by=approved_by)
        elif event.act in {Action.LEAD_STOPPED, Action.SENIOR_STOPPED}:
            self._end(member, event, "stopped")
        elif event.act is Action.LEAD_APPOINTED:
            self._end(member, event, "appointed")

    def _propose(self, member: str, event: events.Event, h: str, role: Role) -> None:
        self._proposals[member] = LoggedProposal(event.i, h, event.who, event.t, role=role)
        if role is Role.SENIOR and self.first_senior_index is None:
            self.first_senior_index = event.i

    def _end(self, member: str, event: events.Event, outcome: LeadOutcome) -> None:
        before = self._proposals.pop(member, None)
        role = Role.LEAD if before is None or outcome == "appointed" else before.role
        alone = outcome == "made" and before is not None and not before.approved_by
        since = before.at if alone and before is not None else None
        change = LeadChange(member, event.who, event.t, outcome, role, since)
        self._changes = (*self._changes, change)

    def standing_of(self, member_id: UUID) -> LoggedStanding:
        """Return how far someone came by the lines so far."""
        return self._standings.get(str(member_id), LoggedStanding.UNKNOWN)

    def list_waiting(self) -> frozenset[UUID]:
        """Return everyone who joined and was not confirmed: a copy."""
        return frozenset(map(UUID, self._waiting.copy()))

    def has_other_name(self, member_id: UUID) -> bool:
        """Whether someone joined under another name than they were invited under."""
        return str(member_id) in self._other_names

    def list_known(self) -> frozenset[UUID]:
        """Return everyone whom a line knows: a copy."""
        return frozenset(map(UUID, self._standings.copy()))

    def count_standings(self) -> tuple[int, int, int]:
        """Return how many a line knows, how many of them joined, and how many were confirmed."""
        counts = Counter(self._standings.copy().values())
        confirmed = counts[LoggedStanding.CONFIRMED]
        return counts.total(), counts[LoggedStanding.JOINED] + confirmed, confirmed

    def roles_of(self, member_id: UUID) -> frozenset[str] | None:
        """Return roles that someone was invited for; None if the log did not say so then."""
        return self._roles.get(str(member_id))

    def proposal_of(self, member_id: UUID) -> LoggedProposal | None:
        """Return the wait of this person that is not over."""
        return self._proposals.get(str(member_id))

    def proposals(self) -> dict[str, LoggedProposal]:
        """Return a copy of every wait that is not over, by member, oldest first."""
        return self._proposals.copy()

    def earlier_accounts(self) -> dict[UUID, UUID]:
        """The account before it, by account, of everyone who came back: a copy."""
        return {UUID(member): UUID(before) for member, before in self._earlier.items()}

    def changes(self) -> tuple[LeadChange, ...]:
        """Return every new lead, head or chair since, and who was stopped, oldest first."""
        return self._changes
