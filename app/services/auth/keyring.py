"""Give a signed-in person their own keys and their team's, as verified when they signed in.

Every seal and every policy walks from the sign-in's box: fingerprints and roles come from there,
never from a column. A row whose key does not have the pinned fingerprint raises KeyChangedError
and nothing is sealed to it. This module never writes.
"""

from collections.abc import Callable
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, Uuid, bindparam, select
from sqlalchemy.orm import Session

from app.domain.routing.actors import Org, Team
from app.errors import KeyChangedError, SealedError
from app.models.team import TeamGrant, TeamKey
from app.services.auth.session_state import SessionState
from app.vault.grants import open_grant
from app.vault.locks import Pins
from app.vault.principals import Public, Secret
from app.vault.server_secret import ServerSecret

_KEY = cast(Table, TeamKey.__table__)
_NEWEST = (  # built once: building a statement costs more than running it
    select(_KEY.c.epoch, _KEY.c.public)
    .where(_KEY.c.org_id == bindparam("org", type_=Uuid()), _KEY.c.team == bindparam("team"))
    .order_by(_KEY.c.epoch.desc())
    .limit(1)
)
_STEP_UP_PLACE = b"step_up "
"""Begins as no tag of a box does: those begin with the row's id in hexadecimal digits."""


class KeyRing:
    """A member's own keys, and the way to the team's."""

    def __init__(
        self, org: Org, user: UUID, state: SessionState, demand_step: Callable[[], None]
    ) -> None:
        """`state` came out of the sign-in's box and is the only thing trusted.

        `demand_step` raises where their role needs a second step that is not set up: then no key
        of a team opens, whatever a page forgot to ask.
        """
        self.org = org
        self.user = user
        self.state = state
        self.pins = Pins(state.leads, state.seniors)
        self.own = Secret(state.seed)
        self._teams: dict[Team, Secret] = {}
        self._demand_step = demand_step

    def __repr__(self) -> str:
        return f"<KeyRing {self.user}>"

    def make_step_up_mark(self, server: ServerSecret) -> str:
        """Return what the browser where the passphrase was typed holds; "" before it was typed.

        It follows from the tag, so from the row and the time, and only this server can make it: not
        even who opens the box can.
        """
        if not isinstance(self.state.stepped_up_at, datetime):
            return ""
        place = _STEP_UP_PLACE + self.state.tag
        return server.sign_in_tag(str(self.org.id), str(self.user), place).hex()

    def pin_of(self, team: Team) -> bytes:
        """Return the pinned fingerprint of a team's key."""
        return self.pins.leads if team is Team.LEADS else self.pins.seniors

    def team_public(self, session: Session, team: Team) -> tuple[int, Public]:
        """Return epoch and public key of a team. Raises KeyChangedError for any but the pinned."""
        row = session.execute(_NEWEST, {"org": self.org.id, "team": team.value}).first()
        if row is None:
            raise KeyChangedError(f"no key of team {team}")
        try:
            public = Public(row.public)
        except SealedError:
            raise KeyChangedError(f"key of team {team}") from None
        if public.fingerprint != self.pin_of(team):
            raise KeyChangedError(f"key of team {team} is not the pinned one")
        return row.epoch, public

    def team_secret(self, session: Session, team: Team) -> tuple[int, Secret]:
        """Return epoch and keys of a team that this person was granted.

        Raises KeyChangedError when the grant is absent, altered or for another key, and
        SecondStepMissingError.
        """
        self._demand_step()
        epoch, public = self.team_public(session, team)
        if team not in self._teams:
            self._teams[team] = self._open(session, team, epoch, public.fingerprint)
        return epoch, self._teams[team]

    def _open(self, session: Session, team: Team, epoch: int, fingerprint: bytes) -> Secret:
        blob = session.scalar(
            select(TeamGrant.blob).where(
                TeamGrant.org_id == self.org.id,
                TeamGrant.team == team.value,
                TeamGrant.epoch == epoch,
                TeamGrant.member_fpr == self.own.public.fingerprint,
            )
        )
        if blob is None:
            raise KeyChangedError(f"no grant of team {team} for {self.user}")
        try:
            return open_grant(
                blob,
                org=str(self.org.id),
                team=team.value,
                epoch=epoch,
                team_fpr=fingerprint,
                member=self.own,
            )
        except SealedError:
            raise KeyChangedError(f"grant of team {team} for {self.user}") from None
