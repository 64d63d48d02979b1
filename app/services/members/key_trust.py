"""Decide whether a key row may be believed: certificate, signer, log and freshness together.

A member's certificate is signed by a lead, or by the recovery sheet, and by the organisation's log
key; the first lead's is signed by themself and counts only as the log's first member event
(docs/decisions/0006).
Every failure is KeyChangedError. This module reads rows and writes none.
"""

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.routing.actors import Org, Role, Team
from app.errors import KeyChangedError, SealedError
from app.models.member import Lock, MemberKey
from app.models.team import TeamKey
from app.services.audit_log.verified_log import VerifiedLog
from app.services.members.member_status import KEY_IN_USE
from app.services.members.team_chain import (
    CertifiedTeamKey,
    TeamChain,
    demand_pin_in_chain,
    load_team_chain,
)
from app.vault import certificates, contexts, locks
from app.vault.locks import Pins
from app.vault.principals import Public

LONGEST_CHAIN = 50
KEY_COLUMNS = (
    *(MemberKey.user_id, MemberKey.fpr, MemberKey.public, MemberKey.cert, MemberKey.roles),
    MemberKey.serial,
)
"""The columns that `KeyTrust` reads of a key, for plain rows: a model object costs twice as much.
"""


def lock_log_id(user: UUID, kind: str) -> str:
    """Log id of a lock."""
    return f"lock/{user}/{kind}"


def certificate_log_id(user: UUID) -> str:
    """Log id of a member's certificate."""
    return f"member/{user}"


def invite_log_id(user: UUID) -> str:
    """Log id of the code with which an invited member may join."""
    return f"invite/{user}"


def member_key_log_id(user: UUID) -> str:
    """Log id of a member's public key before and after it is certified."""
    return f"key/{user}"


def team_key_log_id(team: str, epoch: int) -> str:
    """Log id of a team key's certificate."""
    return f"team/{team}/{epoch}"


def team_grant_log_id(team: str, epoch: int, fingerprint: bytes) -> str:
    """Log id of a grant."""
    return f"grant/{team}/{epoch}/{fingerprint.hex()}"


def epoch_link_log_id(team: str, epoch: int) -> str:
    """Log id of the link by which the next epoch's key opens this one."""
    return f"epoch/{team}/{epoch}"


def hash_row_bytes(blob: bytes) -> bytes:
    """Return the SHA-256 of a row's bytes: the `h` by which the log vouches for it."""
    return hashlib.sha256(blob).digest()


def list_sheet_fingerprints(log: VerifiedLog, org: Org) -> frozenset[bytes]:
    """Return the fingerprint of each recovery sheet there ever was, by the log so far read."""
    leads, seniors = (log.granted(org, team.value) for team in (Team.LEADS, Team.SENIORS))
    # No one is lead and senior at once. A new sheet may have the key of one team still.
    return (leads & seniors) | log.members(org).sheet.fingerprints


class KeyTrust:
    """What one organisation's log and log key say about key rows."""

    def __init__(self, session: Session, org: Org, log: VerifiedLog) -> None:
        """Read the log up to now. Raises LogBrokenError when it was cut or altered."""
        self._session, self._org, self._log = session, org, log
        self._log_publics = log.list_log_publics(org)
        self._leads: dict[bytes, Public] = {}  # of this look: everybody was certified by a few
        self._rows: dict[bytes, MemberKey] = {}  # that a caller has read already
        log.refresh(session, org)

    def public(self, row: MemberKey) -> Public:
        """Return the key in a row, if its bytes have the row's fingerprint."""
        try:
            public = Public(row.public)
        except SealedError:
            raise KeyChangedError(f"key of {row.user_id}") from None
        if public.fingerprint != row.fpr:
            raise KeyChangedError(f"key of {row.user_id} has another fingerprint")
        return public

    def roles(self, row: MemberKey, depth: int = 0) -> tuple[Role, ...]:
        """Return the certified roles of a key. Raises KeyChangedError when any link fails."""
        if row.cert is None or depth > LONGEST_CHAIN:
            raise KeyChangedError(f"key of {row.user_id} is not certified")
        self._log.demand(self._org, certificate_log_id(row.user_id), row.cert)
        signer_fpr, roles = certificates.read_signer(row.cert), _words(row)
        message = contexts.member(str(self._org.id), str(row.user_id), row.fpr, roles, row.serial)
        signer = self.public(row) if signer_fpr == row.fpr else self._signer(signer_fpr, depth)
        if signer_fpr == row.fpr and not self._log.is_first_member(
            self._org, certificate_log_id(row.user_id)
        ):
            raise KeyChangedError(f"{row.user_id} certified themself")
        certificates.verify_certificate(row.cert, message, signer, *self._log_publics)
        return tuple(Role(role) for role in roles)

    def has_joined(self, user: UUID) -> bool:
        """Whether the log tells of a key: a member joins once, whatever their row says."""
        return self._log.index_of(self._org, member_key_log_id(user)) is not None

    def was_certified(self, user: UUID) -> bool:
        """Whether the log tells of a certificate: a key that lost its own is refused."""
        return self._log.index_of(self._org, certificate_log_id(user)) is not None

    def key_of(self, user: UUID) -> MemberKey:
        """Return the current key row of a member. Raises KeyChangedError when there is none.

        Of several, because someone wrote to the database, it is the one the log vouches for.
        """
        rows = self._session.scalars(
            select(MemberKey).where(
                MemberKey.org_id == self._org.id,
                MemberKey.user_id == user,
                KEY_IN_USE,
            )
        ).all()
        if len(rows) > 1:
            log_id = member_key_log_id(user)
            rows = [row for row in rows if self._log.vouches(self._org, log_id, row.public)]
        if len(rows) != 1:
            raise KeyChangedError(f"no key of {user}")
        return rows[0]

    def add_rows(self, rows: Iterable[Any]) -> None:
        """Take key rows of this organisation that were just read, not to read a signer's again.

        Each is a MemberKey, or has its columns.
        """
        self._rows.update((row.fpr, row) for row in rows)

    def row_of(self, fingerprint: bytes) -> MemberKey:
        """Return the key row with a fingerprint, current or retired."""
        if fingerprint in self._rows:
            return self._rows[fingerprint]
        row = self._session.scalars(
            select(MemberKey).where(MemberKey.org_id == self._org.id, MemberKey.fpr == fingerprint)
        ).one_or_none()
        if row is None:
            raise KeyChangedError("no such key")
        self._rows[fingerprint] = row
        return row

    def joined(self, row: MemberKey) -> Public:
        """Return the key a member joined with, certified or not, if the log vouches for it."""
        self._log.demand(self._org, member_key_log_id(row.user_id), row.public)
        return self.public(row)

    def team_chain(self, team: Team) -> TeamChain:
        """Return every key that a team has had, from its first to its newest, all checked."""
        return load_team_chain(self._session, self._org, team, self._log)

    def team(self, team: Team) -> CertifiedTeamKey:
        """Return the newest key of a team, and check the certificates that lead to it."""
        return self.team_chain(team)[-1]

    def pins(self) -> Pins:
        """Return the newest fingerprints of both teams, for a new lock or session."""
        return Pins(self.team(Team.LEADS).fpr, self.team(Team.SENIORS).fpr)

    def follow_pins(self, pins: Pins) -> Pins:
        """Return the newest fingerprints, to which those in an older lock must lead.

        Raises KeyChangedError where a pinned key is none that the team has had.
        """
        leads, seniors = self.team_chain(Team.LEADS), self.team_chain(Team.SENIORS)
        demand_pin_in_chain(leads, pins.leads)
        demand_pin_in_chain(seniors, pins.seniors)
        return Pins(leads[-1].fpr, seniors[-1].fpr)

    def demand(self, obj: str, blob: bytes) -> None:
        """Raise KeyChangedError unless the log's newest event for `obj` vouches for `blob`."""
        self._log.demand(self._org, obj, blob)

    def was_lock_renewed(self, user: UUID, kind: str, opened: bytes) -> bool:
        """Whether a lock of a later generation stands in the place of an older one.

        The log must vouch for it. Another press of the same button may have made it since.
        """
        query = select(Lock.blob).where(
            Lock.org_id == self._org.id, Lock.user_id == user, Lock.kind == kind
        )
        # As it is now: this transaction may have begun before the other one ended.
        with Session(self._session.get_bind()) as fresh:
            stored = fresh.scalars(query).one_or_none()
        if stored is None or not self._log.vouches(self._org, lock_log_id(user, kind), stored):
            return False
        return locks.read_pepper_generation(stored) > locks.read_pepper_generation(opened)

    def _signer(self, fingerprint: bytes, depth: int) -> Public:
        """Return the key of a lead, or of the recovery sheet certified with the leads' key."""
        if fingerprint not in self._leads and (sheet := self._recovery(fingerprint)) is not None:
            self._leads[fingerprint] = sheet
        return self._lead(fingerprint, depth)

    def _recovery(self, fingerprint: bytes) -> Public | None:
        if fingerprint not in list_sheet_fingerprints(self._log, self._org):
            return None
        named = self._session.scalar(
            select(TeamKey.id)
            .where(
                TeamKey.org_id == self._org.id,
                TeamKey.team == Team.LEADS.value,
                TeamKey.recovery_fpr == fingerprint,
            )
            .limit(1)
        )
        if named is None:
            return None
        sheets = {key.recovery_fpr: key.recovery for key in self.team_chain(Team.LEADS)}
        return sheets.get(fingerprint)

    def _lead(self, fingerprint: bytes, depth: int) -> Public:
        if fingerprint not in self._leads:
            row = self.row_of(fingerprint)
            if Role.LEAD not in self.roles(row, depth + 1):
                raise KeyChangedError(f"{row.user_id} is not a lead and certified somebody")
            self._leads[fingerprint] = self.public(row)
        return self._leads[fingerprint]


def _words(row: MemberKey) -> tuple[str, ...]:
    words = row.roles if isinstance(row.roles, list) else [None]
    if not all(isinstance(word, str) for word in words):
        raise KeyChangedError(f"roles of {row.user_id} are none")
    return tuple(words)
