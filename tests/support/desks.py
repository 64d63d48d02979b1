"""A small organisation below the web: each member at a desk of their own, on one database.

Everything is made by the app's own services, but for passphrases: only the first lead has a lock,
since opening one takes a tenth of a second and these tests are about files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.domain.actors import Actor, Org, Role, Team
from app.domain.entries import Part
from app.models.draft import Draft
from app.models.member import Lock, Member, MemberKey
from app.services import confirming, set_up
from app.services.checkpoints import CheckpointFiles
from app.services.desk import Action, Desk
from app.services.key_log import KeyLog
from app.services.keyring import KeyRing, SignedIn
from app.services.signing import ToSign
from app.services.trust import Trust, digest, key_obj
from app.vault import contexts, locks
from app.vault.principals import Secret
from app.vault.recovery import sheet_text
from app.vault.server import ServerSecret

SPOKEN = "marmalade lanterns over Brigg"
START = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)  # a Tuesday, in hours
HOURS = {str(day): ["09:00-17:00"] for day in range(5)}


@dataclass
class Office:
    """One organisation. `desks` by first name; `now` is the clock of every desk."""

    engine: Engine
    folder: Path
    org: Org
    now: datetime = START
    recovery: bytes = field(default_factory=lambda: bytes(range(32)), repr=False)
    desks: dict[str, Desk] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.server = ServerSecret(bytes(32))
        self.files = CheckpointFiles(self.folder)
        self.key_log = KeyLog(self.files, self.server)

    def desk(self) -> Desk:
        """A desk with nobody at it."""
        session = Session(self.engine)
        return Desk(session, self.org, self.server, self.files, self.key_log, lambda: self.now)

    def open(self) -> None:
        """Set the organisation up, its first lead Ash at a desk."""
        desk = self.desk()
        new = set_up.NewOrganisation(
            name=self.org.name, host=self.org.host, lead_title=self.org.lead_title, phone="",
            address="", pack=self.org.pack, hours=HOURS, closures=(), lead_name="Ash Cole",
            lead_email="ash@club.example", lead_phone="07700 900111", lead_job_title="Lead",
            passphrase=SPOKEN,
        )  # fmt: skip
        lead_id = set_up.create(desk, new, self.recovery)
        lock = desk.session.query(Lock).one()
        seed, _ = locks.open_passphrase(
            lock.blob, SPOKEN, pepper=self.server.pepper,
            context=contexts.lock(str(self.org.id), str(lead_id), "passphrase"),
        )  # fmt: skip
        self._sit("ash", lead_id, Secret(seed), (Role.LEAD, Role.PRACTITIONER))

    def join(self, name: str, *roles: Role, confirm: bool = True) -> Desk:
        """One more member at a desk, confirmed by Ash unless told otherwise."""
        own, member_id, ash = Secret.new(), uuid4(), self.desks["ash"]
        first = name.split()[0].casefold()
        with ash.act() as act:
            act.session.add(
                Member(
                    id=member_id, org_id=self.org.id, name=name, email=f"{first}@club.example",
                    phone="07700 900222", job_title="Coach", position=len(self.desks),
                    roles=[role.value for role in roles], invited_at=act.now, joined_at=act.now,
                )
            )  # fmt: skip
            act.session.flush()
            act.session.add(
                MemberKey(
                    org_id=self.org.id, user_id=member_id, fpr=own.public.fingerprint,
                    public=own.public.raw, since=act.now,
                )
            )  # fmt: skip
            act.log(Action.MEMBER_JOINED, key_obj(member_id), h=digest(own.public.raw))
        if confirm:
            self._confirm(member_id, roles)
        held = (*roles, Role.PRACTITIONER) if confirm else ()
        return self._sit(first, member_id, own, held)

    def draft(self, desk: Desk, concern_id: UUID | None = None) -> UUID:
        """An empty draft of this person's."""
        with desk.keep() as session:
            draft = Draft(
                id=uuid4(), org_id=self.org.id, user_id=desk.me.id, concern_id=concern_id,
                began_at=self.now - timedelta(minutes=9), saved_at=self.now,
            )  # fmt: skip
            session.add(draft)
            return draft.id

    def to_sign(
        self, desk: Desk, *, about: str = "no", danger: str = "no", **more: object
    ) -> ToSign:
        """A short record of this person's, ready to sign."""
        not_for = frozenset(more.pop("not_for", ()))
        return ToSign(
            self.draft(desk), record_parts(about, danger), not_for, more.pop("choice", None)
        )

    def _confirm(self, member_id: UUID, roles: tuple[Role, ...]) -> None:
        ash = self.desks["ash"]
        if Role.LEAD in roles:
            confirming.confirm_lead(ash, member_id)
        elif Role.SENIOR in roles:
            confirming.confirm_senior(ash, member_id, sheet_text(self.recovery))
        else:
            confirming.confirm_staff(ash, (member_id,))

    def _sit(self, first: str, member_id: UUID, own: Secret, roles: tuple[Role, ...]) -> Desk:
        desk = self.desk()
        pins = Trust(desk.session, self.org, self.server, self.key_log).pins()
        row = desk.session.get_one(Member, member_id)
        actor = Actor(member_id, row.name, row.email, row.phone, row.job_title, roles, bool(roles))
        state = SignedIn(own.seed, pins.leads, pins.seniors, roles, bool(roles), 1)
        desk.sit(actor, KeyRing(self.org, member_id, state))
        desk.session.rollback()
        self.desks[first] = desk
        return desk


def record_parts(about: str = "no", danger: str = "no") -> tuple[Part, ...]:
    """A short record, as the pages leave it."""
    words = "he said dont tell  anyone\n\tOR ELSE"
    return (
        Part("now", (), {"danger_now": danger, "leaves_at": "15:15", "about_our_team": about}),
        Part("account", ("c1",), {"child_words": words, "worry": "Quiet since Monday."}),
        Part("child", ("c1",), {"name": "Siân Łuk", "age": "14"}, item="c1"),
        Part("told", (), {"told_lead": "no_answer"}),
    )


def new_office(engine: Engine, folder: Path) -> Office:
    """A club, set up, with one lead."""
    org_id = uuid4()
    org = Org(
        id=org_id, origin=f"heard-log/{org_id}", host="localhost", name="Example Youth Club",
        lead_title="safeguarding lead", phone="", address="", pack="example_authority",
        hours=HOURS, closures=(), publish_leads=False, demo=False,
    )  # fmt: skip
    office = Office(engine, folder, org)
    office.open()
    return office


@pytest.fixture
def office(engine: Engine, data: Path) -> Iterator[Office]:
    """A club with Ash and Bo (leads), Robin (senior), Sam and Kim (staff), and Uri unconfirmed."""
    office = new_office(engine, data)
    office.join("Bo Reed", Role.LEAD)
    office.join("Robin Vale", Role.SENIOR)
    office.join("Sam Lee")
    office.join("Kim Park")
    office.join("Uri Stone", confirm=False)
    yield office
    for desk in office.desks.values():
        desk.session.close()


__all__ = ["Office", "Team", "new_office", "office", "record_parts"]
