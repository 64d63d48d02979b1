"""Index what one organisation's log says of invited roles, and of leads who wait for approval.

Filled line by line by the replay (`verified_log.py`), so it is believed as far as the log is. Who
confirmed a new lead, when, and who approved it is told by lines alone: no row and no column has a
say in it. Rows only add the words that a line's hash vouches for.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from app.domain.routing.actors import READER_ROLES
from audit import events

Action = events.Action
NO_ROLE = "none"
_READERS = frozenset(map(str, READER_ROLES))
LeadOutcome = Literal["made", "appointed", "stopped"]


def invited_roles_log_id(member_id: UUID, roles: Iterable[str]) -> str:
    """Log id of the roles that someone is invited for: the roles themselves are in it."""
    return f"role/{member_id}/{'-'.join(sorted(set(roles))) or NO_ROLE}"


def lead_proposal_log_id(member_id: UUID) -> str:
    """Log id of the wait of a new lead for a second approval."""
    return f"proposal/{member_id}"


def read_invited_roles(event: events.Event) -> tuple[str, frozenset[str]] | None:
    """Return who a line says was invited, and for which roles; None for any other line."""
    kind, _, rest = event.obj.partition("/")
    if event.act is not Action.INVITED_AS or kind != "role":
        return None
    member, _, roles = rest.partition("/")
    return member, frozenset(roles.split("-")) - {NO_ROLE}


class LoggedProposal(msgspec.Struct, frozen=True):
    """A new lead who waits. `h`: hash of the row with key, roles and name; `at`: when it began.

    `approved_by`: leads and seniors who approved these very words, other than `who` began it.
    """

    index: int
    h: str
    who: str
    at: datetime
    approved_by: tuple[str, ...] = ()


class LeadChange(msgspec.Struct, frozen=True):
    """How the wait of a new lead ended, or that someone was appointed at once."""

    member: str
    who: str
    at: datetime
    outcome: LeadOutcome


class MemberIndex:
    """Roles and proposals by member. Not safe by itself between threads: the replay's gate is."""

    def __init__(self) -> None:
        self.first_role_index: int | None = None
        self._roles: dict[str, frozenset[str]] = {}
        self._proposals: dict[str, LoggedProposal] = {}
        self._changes: tuple[LeadChange, ...] = ()
        self._earlier: dict[str, str] = {}

    def take(self, event: events.Event) -> None:
        """Take in one more key event of the log."""
        kind, _, rest = event.obj.partition("/")
        if (invited := read_invited_roles(event)) is not None:
            self._roles[invited[0]] = invited[1]
            if self.first_role_index is None:
                self.first_role_index = event.i
        elif event.act is Action.MEMBER_CERTIFIED and rest in self._proposals:
            self._end(rest, event, "made")
        elif event.act is Action.MEMBER_CAME_BACK and kind == "earlier":
            member, _, before = rest.partition("/")
            self._earlier[member] = before
        elif kind == "proposal":
            self._take_proposal(rest, event)

    def _take_proposal(self, member: str, event: events.Event) -> None:
        before = self._proposals.get(member)
        if event.act is Action.LEAD_PROPOSED and event.h is not None:
            self._proposals[member] = LoggedProposal(event.i, event.h, event.who, event.t)
        elif event.act is Action.LEAD_APPROVED and before is not None:
            if event.h == before.h and event.who != before.who and event.role in _READERS:
                approved_by = (*before.approved_by, event.who)
                self._proposals[member] = msgspec.structs.replace(before, approved_by=approved_by)
        elif event.act is Action.LEAD_STOPPED:
            self._end(member, event, "stopped")
        elif event.act is Action.LEAD_APPOINTED:
            self._end(member, event, "appointed")

    def _end(self, member: str, event: events.Event, outcome: LeadOutcome) -> None:
        self._proposals.pop(member, None)
        self._changes = (*self._changes, LeadChange(member, event.who, event.t, outcome))

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
        """Return every new lead since, and every one who was stopped, oldest first."""
        return self._changes
