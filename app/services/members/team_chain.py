"""Verify the keys that a team has had, one after the other, from its first to its newest.

Each epoch's certificate names the key before it and is signed by that one and by the log key, and
the log vouches for its bytes (docs/decisions/0114). One that is missing, other, out of order or one
too many is a KeyChangedError: then nothing is sealed and nothing opens. This module writes nothing.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, Uuid, bindparam, select
from sqlalchemy.orm import Session

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Org, Team
from app.errors import KeyChangedError, SealedError
from app.models.team import TeamKey
from app.services.audit_log.verified_log import VerifiedLog
from app.vault import certificates, contexts
from app.vault.principals import Public

FIRST_OLD_FPR = bytes(32)
MOST_EPOCHS = 500
"""A chain is walked whenever a person signs in: no team changes its key more often than this."""
MOST_READS_ANEW = 3
"""How often rows and log that do not agree are read anew, before they are believed to differ."""
_KEY = cast(Table, TeamKey.__table__)
_OF_TEAM = (  # built once: building a statement costs more than running it
    select(
        *(_KEY.c[name] for name in ("team", "epoch", "fpr", "public", "cert")),
        *(_KEY.c[name] for name in ("recovery_fpr", "recovery_public")),
    )
    .where(_KEY.c.org_id == bindparam("org", type_=Uuid()), _KEY.c.team == bindparam("team"))
    .order_by(_KEY.c.epoch)
)


class CertifiedTeamKey(PrivateStruct, frozen=True):
    """The key of a team in one epoch, and the key of the recovery sheet that opens it."""

    team: str
    epoch: int
    public: Public
    recovery: Public

    @property
    def fpr(self) -> bytes:
        """The fingerprint of the team's key."""
        return self.public.fingerprint

    @property
    def recovery_fpr(self) -> bytes:
        """The fingerprint of the recovery sheet's key."""
        return self.recovery.fingerprint


TeamChain = tuple[CertifiedTeamKey, ...]
"""The keys that a team has had, the first one first. Never empty."""


def load_team_chain(session: Session, org: Org, team: Team, log: VerifiedLog) -> TeamChain:
    """Return a team's keys by the log as far as it was read. Raises KeyChangedError."""
    rows, hashes = _load_rows(session, org, team), _recall_hashes(log, org, team)
    for _ in range(MOST_READS_ANEW):
        if len(rows) == len(hashes):
            break
        # Someone changed the key a moment ago, and this transaction or process does not see it yet.
        with Session(session.get_bind()) as fresh:
            log.read_sessions(fresh, org)
            rows, hashes = _load_rows(fresh, org, team), _recall_hashes(log, org, team)
    if not rows or len(rows) != len(hashes) or len(rows) > MOST_EPOCHS:
        raise KeyChangedError(f"team {team}: expected {len(hashes)} keys, found {len(rows)}")
    return _verify_chain(org.id, rows, hashes, log.list_log_publics(org))


def _load_rows(session: Session, org: Org, team: Team) -> Sequence[Any]:
    return session.execute(_OF_TEAM, {"org": org.id, "team": team.value}).all()


def _recall_hashes(log: VerifiedLog, org: Org, team: Team) -> tuple[str, ...]:
    return log.recall_sessions(org).team_keys.list_hashes(team.value)


def _verify_chain(
    org_id: UUID, rows: Sequence[Any], hashes: Sequence[str], log_publics: Sequence[bytes]
) -> TeamChain:
    chain: list[CertifiedTeamKey] = []
    for epoch, (row, h) in enumerate(zip(rows, hashes, strict=True), 1):
        key = _read_key(row)
        if row.epoch != epoch or hashlib.sha256(row.cert).hexdigest() != h:
            raise KeyChangedError(f"not vouched for: team/{row.team}/{row.epoch}")
        before = chain[-1] if chain else None
        old_fpr = before.fpr if before else FIRST_OLD_FPR
        message = contexts.keycert(str(org_id), row.team, epoch, key.fpr, old_fpr, key.recovery_fpr)
        signer = before.public if before else key.public
        certificates.verify_certificate(row.cert, message, signer, *log_publics)
        chain.append(key)
    return tuple(chain)


def _read_key(row: Any) -> CertifiedTeamKey:
    try:
        key = CertifiedTeamKey(row.team, row.epoch, Public(row.public), Public(row.recovery_public))
    except SealedError:
        raise KeyChangedError(f"key of team {row.team}") from None
    if (key.fpr, key.recovery_fpr) != (row.fpr, row.recovery_fpr):
        raise KeyChangedError(f"key of team {row.team} has another fingerprint")
    return key


def demand_pin_in_chain(chain: TeamChain, pin: bytes) -> None:
    """Raise KeyChangedError unless a pinned fingerprint is one of the chain's.

    From there the chain leads to the newest key, and to no other.
    """
    if pin not in {key.fpr for key in chain}:
        raise KeyChangedError(f"key of team {chain[-1].team} does not follow from the pinned one")
