"""The name that a confirmed person has called themself since: believed only as the log vouches.

They choose it, and no lead has confirmed it. It is shown next to the confirmed name, so whoever
could change it behind Heard could make a colleague seem to claim another name. The newest of two
lines decides: their change of details, with a salted hash, or the confirmed name, after which they
call themself nothing else (docs/decisions/0074).
"""

import json
import secrets
from enum import Enum, auto
from typing import Any
from uuid import UUID

from app.domain.routing.actors import Org
from app.models.member import Member
from app.services.audit_log.verified_log import VerifiedLog
from app.services.members.confirmed_names import confirmed_name_log_id
from app.services.members.key_trust import hash_row_bytes
from app.services.unit_of_work import Action, LoggedTransaction


class CalledStanding(Enum):
    """How far the log vouches for what a row says that someone calls themself."""

    VOUCHED = auto()
    UNKNOWN = auto()
    """Said before the log had a hash of it."""
    CHANGED = auto()


def details_log_id(user: UUID) -> str:
    """Log id of the details that someone changed about themself."""
    return f"details/{user}"


def write_called_name(act: LoggedTransaction, member: Member, called: str | None) -> None:
    """Write what someone calls themself, None for nothing else, and log its hash."""
    member.called, member.called_salt = called, secrets.token_hex(16)
    # An id of its own: under the certificate's it would hide the hash that keeps roles fresh.
    h = hash_row_bytes(_encode(member))
    act.log(Action.MEMBER_CHANGED, details_log_id(member.id), h=h)


def judge_called_name(log: VerifiedLog, org: Org, row: Any) -> CalledStanding:
    """Return whether the log vouches for it, as far as it was read. `row`: a Member, or columns."""
    details = log.index_of(org, details_log_id(row.id))
    named = log.index_of(org, confirmed_name_log_id(row.id))
    if details is None or (named is not None and named > details):
        return CalledStanding.CHANGED if row.called else CalledStanding.VOUCHED
    if not log.has_hash(org, details_log_id(row.id)):
        return CalledStanding.UNKNOWN
    if log.recorded(org, details_log_id(row.id), hash_row_bytes(_encode(row))):
        return CalledStanding.VOUCHED
    return CalledStanding.CHANGED


def _encode(row: Any) -> bytes:
    told = {"called": row.called or "", "salt": row.called_salt or ""}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), default=repr)
    return text.encode("utf-8", "surrogatepass")
