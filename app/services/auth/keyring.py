"""Give a signed-in person their own keys and their team's, as verified when they signed in.

Every seal and every policy walks from the sign-in's box: fingerprints and roles come from there,
never from a column. Where a team's key was changed since, the certified chain leads from the pinned
key to the newest one, to which alone anything is sealed. A row that is not of that chain raises
KeyChangedError. This module never writes.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.routing.actors import Org, Team
from app.errors import KeyChangedError, SealedError
from app.models.team import EpochLink, TeamGrant
from app.services.audit_log.verified_log import VerifiedLog
from app.services.auth.session_state import SessionState
from app.services.members.team_chain import (
    CertifiedTeamKey,
    TeamChain,
    demand_pin_in_chain,
    load_team_chain,
)
from app.vault.grants import open_epoch_link, open_grant
from app.vault.locks import Pins
from app.vault.principals import Public, Secret
from app.vault.server_secret import ServerSecret

_STEP_UP_PLACE = b"step_up "
"""Begins as no tag of a box does: those begin with the row's id in hexadecimal digits."""


class KeyRing:
    """A member's own keys, and the way to the team's."""

    def __init__(
        self,
        org: Org,
        user: UUID,
        state: SessionState,
        log: VerifiedLog,
        demand_step: Callable[[], None],
    ) -> None:
        """`state` came out of the sign-in's box and is the only thing trusted, with the `log`.

        `demand_step` raises where their role needs a second step that is not set up: then no key
        of a team opens, whatever a page forgot to ask.
        """
        self.org = org
        self.user = user
        self.state = state
        self.pins = Pins(state.leads, state.seniors)
        self.own = Secret(state.seed)
        self._log = log
        self._demand_step = demand_step
        self._chains: dict[Team, tuple[tuple[str, ...], TeamChain]] = {}
        self._opened: dict[bytes, Secret] = {}  # a team's keys, by fingerprint

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

    def team_public(self, session: Session, team: Team) -> tuple[int, Public]:
        """Return epoch and public key of a team, the newest. Raises KeyChangedError."""
        newest = self._load_chain(session, team)[-1]
        return newest.epoch, newest.public

    def team_secret(self, session: Session, team: Team) -> tuple[int, Secret]:
        """Return epoch and keys of a team that this person was granted, the newest.

        Raises KeyChangedError when the grant is absent, altered or for another key, and
        SecondStepMissingError.
        """
        newest = self._load_chain(session, team)[-1]
        return newest.epoch, self._open_newest(session, newest)

    def team_secrets(self, session: Session, team: Team) -> tuple[tuple[int, Secret], ...]:
        """Return epoch and keys of a team in each epoch, the newest first.

        Each opens the one before by their link. Raises KeyChangedError as `team_secret` does, and
        for a link that is absent, altered or for another key.
        """
        chain = self._load_chain(session, team)
        found = [(chain[-1].epoch, self._open_newest(session, chain[-1]))]
        for key in reversed(chain[:-1]):
            found.append((key.epoch, self._open_older(session, key, found[-1][1])))
        return tuple(found)

    def team_fingerprints(self, session: Session, team: Team) -> tuple[bytes, ...]:
        """Return the fingerprint of a team's key in each epoch, the first one first.

        It opens nothing. Raises KeyChangedError.
        """
        if len(self._list_hashes(team)) <= 1:  # the only one is the pinned one
            return (self._pin_of(team),)
        return tuple(key.fpr for key in self._recall_chain(session, team))

    def newest_pins(self, session: Session) -> Pins:
        """Return the newest fingerprints of both teams, for a new lock. Raises KeyChangedError."""
        leads, seniors = (self.team_fingerprints(session, team)[-1] for team in Team)
        return Pins(leads, seniors)

    def first_pins(self, session: Session) -> Pins:
        """Return the first fingerprints of both teams: the same for everyone, for ever.

        Six words come from these, so that a key that is changed does not change anyone's words.
        """
        leads, seniors = (self.team_fingerprints(session, team)[0] for team in Team)
        return Pins(leads, seniors)

    def _pin_of(self, team: Team) -> bytes:
        return self.pins.leads if team is Team.LEADS else self.pins.seniors

    def _list_hashes(self, team: Team) -> tuple[str, ...]:
        return self._log.recall_sessions(self.org).team_keys.list_hashes(team.value)

    def _load_chain(self, session: Session, team: Team) -> TeamChain:
        """Return the chain as its rows are now: nothing is sealed by an earlier look at them."""
        hashes = self._list_hashes(team)
        chain = load_team_chain(session, self.org, team, self._log)
        demand_pin_in_chain(chain, self._pin_of(team))
        self._chains[team] = hashes, chain
        return chain

    def _recall_chain(self, session: Session, team: Team) -> TeamChain:
        """Return the chain that was loaded in this request, while the log says the same of it."""
        kept = self._chains.get(team)
        if kept is not None and kept[0] == self._list_hashes(team):
            return kept[1]
        return self._load_chain(session, team)

    def _open_newest(self, session: Session, key: CertifiedTeamKey) -> Secret:
        self._demand_step()
        if key.fpr not in self._opened:
            blob = _find_blob(
                session,
                select(TeamGrant.blob).where(
                    TeamGrant.org_id == self.org.id,
                    TeamGrant.team == key.team,
                    TeamGrant.epoch == key.epoch,
                    TeamGrant.member_fpr == self.own.public.fingerprint,
                ),
            )
            if blob is None:
                raise KeyChangedError(f"no grant of team {key.team} for {self.user}")
            try:
                self._opened[key.fpr] = open_grant(
                    blob,
                    org=str(self.org.id),
                    team=key.team,
                    epoch=key.epoch,
                    team_fpr=key.fpr,
                    member=self.own,
                )
            except SealedError:
                raise KeyChangedError(f"grant of team {key.team} for {self.user}") from None
        return self._opened[key.fpr]

    def _open_older(self, session: Session, key: CertifiedTeamKey, newer: Secret) -> Secret:
        if key.fpr not in self._opened:
            blob = _find_blob(
                session,
                select(EpochLink.blob).where(
                    EpochLink.org_id == self.org.id,
                    EpochLink.team == key.team,
                    EpochLink.epoch == key.epoch,
                ),
            )
            if blob is None:
                raise KeyChangedError(f"no link to epoch {key.epoch} of team {key.team}")
            try:
                self._opened[key.fpr] = open_epoch_link(
                    blob,
                    org=str(self.org.id),
                    team=key.team,
                    epoch=key.epoch,
                    team_fpr=key.fpr,
                    newer=newer,
                )
            except SealedError:
                raise KeyChangedError(f"link to epoch {key.epoch} of team {key.team}") from None
        return self._opened[key.fpr]


def _find_blob(session: Session, query: Select[bytes]) -> bytes | None:
    """Return the bytes, which a transaction from before the key was changed does not see."""
    found = session.scalar(query)
    if found is not None:
        return found
    with Session(session.get_bind()) as fresh:
        return fresh.scalar(query)
