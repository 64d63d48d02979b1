"""Fill a fictional club and school, so that a newcomer can look around at once.

Everything goes through the same services as real work: set-up, invites, six words, signing. The
organisations are marked `demo`, which puts a banner on every page. This never runs beside real
records: it refuses when any organisation exists.
"""

import os
import tomllib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from app.domain.actors import Org, Role
from app.domain.entries import Part
from app.services import (
    additions,
    confirming,
    drafts,
    invites,
    joining,
    organisations,
    set_up,
    sign_ins,
    signing,
    visits,
)
from app.services.desk import Desk
from app.services.slots import Slots
from app.vault.recovery import sheet_text

DATA = Path(__file__).with_name("demo.toml")
PASSPHRASE = "quiet harbour seven lanterns"  # noqa: S105 - printed for everybody, opens only the demo
HOURS = {str(day): ["09:00-21:00"] for day in range(5)}

MakeDesk = Callable[[Org, Callable[[], datetime]], Desk]


class Shown(msgspec.Struct, frozen=True):
    """One demo account, for the person who looks around."""

    organisation: str
    host: str
    name: str
    email: str
    roles: str


class AlreadyThereError(Exception):
    """There is an organisation already: the demo never mixes with real records."""


def load(make_desk: MakeDesk, slots: Slots, now: datetime) -> tuple[Shown, ...]:
    """Make both organisations; returns who can sign in. Raises AlreadyThereError."""
    shown: list[Shown] = []
    for one in tomllib.loads(DATA.read_text(encoding="utf-8"))["organisation"]:
        shown += _Filling(make_desk, slots, now, one).fill()
    return tuple(shown)


def is_empty(desk_session: Any) -> bool:
    """Whether no organisation exists yet."""
    return not organisations.any_yet(desk_session)


class _Filling:
    """One organisation being filled."""

    def __init__(
        self, make_desk: MakeDesk, slots: Slots, now: datetime, data: dict[str, Any]
    ) -> None:
        self.data, self.slots, self.now = data, slots, now
        self.new = _new(data)
        self.org = set_up.org_of(self.new)
        self.make_desk = make_desk
        self.recovery = os.urandom(32)
        self.tokens: dict[str, str] = {}

    def fill(self) -> list[Shown]:
        started = self.now - timedelta(days=10)
        set_up.create(self.desk(started), self.new, self.recovery)
        lead = self.new.lead_email
        self.tokens[lead] = sign_ins.sign_in(
            self.desk(started), self.slots, lead, PASSPHRASE, "127.0.0.1"
        )
        shown = [self._shown(self.new.lead_name, lead, "lead")]
        for name, email, phone, job, role in self.data["people"]:
            self._member(name, email, phone, job, role)
            shown.append(self._shown(name, email, role))
        for concern in self.data["concern"]:
            self._concern(concern)
        return shown

    def desk(self, at: datetime, email: str = "") -> Desk:
        desk = self.make_desk(self.org, lambda: at)
        if email:
            visits.visit(desk, self.tokens[email])
        return desk

    def _shown(self, name: str, email: str, roles: str) -> Shown:
        return Shown(self.org.name, self.org.host, name, email, roles)

    def _member(self, name: str, email: str, phone: str, job: str, role: str) -> None:
        at = self.now - timedelta(days=10)
        kind, _, unsure = role.partition(", ")
        lead = self.desk(at, self.new.lead_email)
        member_id, code = invites.invite(lead, email, (Role(kind),))
        new = joining.Joining(code, name, job, phone, PASSPHRASE)
        self.tokens[email] = joining.join(self.desk(at), self.slots, new, "127.0.0.1")
        if not unsure:
            self._confirm(lead, member_id, Role(kind))

    def _confirm(self, lead: Desk, member_id: UUID, role: Role) -> None:
        if role is Role.LEAD:
            confirming.confirm_lead(lead, member_id)
        elif role is Role.SENIOR:
            confirming.confirm_senior(lead, member_id, sheet_text(self.recovery))
        else:
            confirming.confirm_staff(lead, (member_id,))

    def _concern(self, data: dict[str, Any]) -> None:
        at = self.now - timedelta(hours=data["hours_ago"])
        desk = self._fresh(data["by"], at)
        parts = tuple(msgspec.convert(part, Part) for part in data["parts"])
        draft_id = drafts.begin(desk)
        concern_id = signing.sign(desk, signing.ToSign(draft_id, parts, frozenset()))
        if reader := data.get("acknowledged_by"):
            later = at + timedelta(minutes=9)
            additions.acknowledge(self._fresh(reader, later), concern_id)

    def _fresh(self, email: str, at: datetime) -> Desk:
        """A sign-in of that hour: the first one has long expired by then."""
        token = sign_ins.sign_in(self.desk(at), self.slots, email, PASSPHRASE, "127.0.0.1")
        self.tokens[email] = token
        return self.desk(at, email)


def _new(data: dict[str, Any]) -> set_up.NewOrganisation:
    name, email, phone, job = data["lead"]
    return set_up.NewOrganisation(
        name=data["name"],
        host=data["host"],
        lead_title=data["lead_title"],
        phone=data["phone"],
        address=data["address"],
        pack=data["pack"],
        hours=HOURS,
        closures=(date(2026, 12, 24),),
        lead_name=name,
        lead_email=email,
        lead_phone=phone,
        lead_job_title=job,
        passphrase=PASSPHRASE,
        demo=True,
    )
