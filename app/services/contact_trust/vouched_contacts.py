"""Phones, emails and what is shown with them: used only as the log vouches for the row.

Whoever writes to the database could change a lead's phone, and every page would call a stranger
about a child. So each event that sets a number logs its hash, and this module alone decides whether
a row's number is one to call (docs/decisions/0098). A row of before has no hash: it is shown as it
is, and `flask log fsck` names it. A number whose row differs is never given to anybody.

This module never vouches for what a row says: only whoever gave the number does, by saving it.
"""

import json
import secrets
from collections.abc import Iterable
from enum import Enum, auto
from typing import Any
from uuid import UUID

import msgspec

from app.domain.routing.actors import Org
from app.models.member import Member
from app.services.audit_log.number_index import ContactIndex, contact_log_id
from app.services.audit_log.verified_log import VerifiedLog
from app.services.members.key_trust import hash_row_bytes, member_key_log_id
from app.services.unit_of_work import Action, LoggedTransaction

PHONE, EMAIL, HOURS, PACK, HOST, DEMO = "phone", "email", "hours", "pack", "host", "demo"
MEMBER_PARTS = (PHONE, EMAIL)
ORGANISATION_PARTS = (PHONE, HOURS, PACK, HOST, DEMO)
SALT_BYTES = 16


class ContactStanding(Enum):
    """How far the log vouches for what a row says."""

    VOUCHED = auto()
    UNKNOWN = auto()
    """Set before the log had a hash of it."""
    CHANGED = auto()
    UNREAD = auto()
    """This process could never read the log."""


_NEWEST: dict[UUID, tuple[Any, int, dict[str, Any], dict[str, ContactStanding]]] = {}
"""The standing of each organisation's parts, after the log and row that they were judged by."""


class VouchedPhone(msgspec.Struct, frozen=True):
    """A number to call, or "" where `why` ends a sentence about it: "was changed outside Heard".

    `unsaved`: it was set before the log had hashes, and a change of it would not be noticed.
    """

    number: str
    why: str = ""
    unsaved: bool = False

    def __repr__(self) -> str:
        return "<VouchedPhone>"


NUMBER_CHANGED = "was changed outside Heard"
NUMBER_UNREAD = "cannot be checked now"
_WHY = {ContactStanding.CHANGED: NUMBER_CHANGED, ContactStanding.UNREAD: NUMBER_UNREAD}


def log_member_contacts(
    act: LoggedTransaction, member: Member, parts: Iterable[str] = MEMBER_PARTS
) -> None:
    """Log the hash of what somebody gave as their phone and email. Call it after setting them."""
    member.contact_salt = member.contact_salt or secrets.token_hex(SALT_BYTES)
    for part in parts:
        act.log(Action.CONTACT_SET, contact_log_id(member.id, part), h=_hash_member(member, part))


def judge_member_contact(index: ContactIndex | None, row: Any, part: str) -> ContactStanding:
    """Return whether the log vouches for a phone or email. `row`: a Member, or its columns."""
    return _judge(index, contact_log_id(row.id, part), _hash_member(row, part))


def read_vouched_phone(log: VerifiedLog, org: Org, member_id: UUID, row: Any) -> VouchedPhone:
    """Return a member's number, or why it is not one to call. `row`: has their phone and salt.

    A number from before the log had hashes counts only for someone who joined, by the log.
    """
    h = _hash_contact(member_id, PHONE, row.phone, row.contact_salt)
    index = log.recall_contacts(org)
    standing = _judge(index, contact_log_id(member_id, PHONE), h)
    has_joined = index is not None and index.find(member_key_log_id(member_id)) is not None
    is_made_up = standing is ContactStanding.UNKNOWN and bool(row.phone) and not has_joined
    if is_made_up or not isinstance(row.phone, str):
        standing = ContactStanding.CHANGED
    why = _WHY.get(standing, "")
    return VouchedPhone("" if why else row.phone, why, standing is ContactStanding.UNKNOWN)


def log_organisation_contacts(act: LoggedTransaction, org: Org, parts: Iterable[str]) -> None:
    """Log the hash of what somebody saw and saved of the organisation."""
    said = _list_parts(org)
    for part in parts:
        h = _hash_values({"id": str(org.id), part: said[part]})
        act.log(Action.CONTACT_SET, contact_log_id(org.id, part), h=h)


def judge_organisation_part(index: ContactIndex | None, org: Org, part: str) -> ContactStanding:
    """Return whether the log vouches for one part of the organisation's row."""
    return _judge_organisation(index, org)[part]


def list_unvouched_parts(index: ContactIndex | None, org: Org) -> tuple[str, ...]:
    """Return the parts of the organisation's row that the log does not vouch for."""
    judged = _judge_organisation(index, org)
    return tuple(part for part in judged if judged[part] is not ContactStanding.VOUCHED)


def find_changed_parts(index: ContactIndex | None, org: Org) -> frozenset[str]:
    """Return the parts of the organisation's row that were changed outside Heard."""
    judged = _judge_organisation(index, org)
    return frozenset(part for part in judged if judged[part] is ContactStanding.CHANGED)


def explain_untrusted_main_phone(index: ContactIndex | None, org: Org) -> str:
    """Return why the switchboard in the row is not to be called, or ""."""
    return _WHY.get(judge_organisation_part(index, org, PHONE), "")


def _judge_organisation(index: ContactIndex | None, org: Org) -> dict[str, ContactStanding]:
    """Return the standing of each part, judged anew only where it or the log changed."""
    said, lines = _list_parts(org), index.lines if index else 0
    newest = _NEWEST.get(org.id)
    if newest is None or newest[0] is not index or newest[1:3] != (lines, said):
        judged = {
            part: _judge(
                index, contact_log_id(org.id, part), _hash_values({"id": str(org.id), part: value})
            )
            for part, value in said.items()
        }
        newest = _NEWEST[org.id] = index, lines, said, judged
    return newest[3]


def _judge(index: ContactIndex | None, log_id: str, h: bytes) -> ContactStanding:
    if index is None:
        return ContactStanding.UNREAD
    newest = index.find(log_id)
    if newest is None:
        return ContactStanding.UNKNOWN
    return ContactStanding.VOUCHED if newest == h.hex() else ContactStanding.CHANGED


def _hash_member(row: Any, part: str) -> bytes:
    return _hash_contact(row.id, part, getattr(row, part), row.contact_salt)


def _hash_contact(member_id: UUID, part: str, value: Any, salt: Any) -> bytes:
    # With the id: the columns of two people, swapped whole, fit neither line.
    return _hash_values({"id": str(member_id), part: value, "salt": salt or ""})


def _hash_values(values: dict[str, Any]) -> bytes:
    # Whatever a spoiled column holds has a hash: no page stops at it.
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), default=repr)
    return hash_row_bytes(text.encode("utf-8", "surrogatepass"))


def _list_parts(org: Org) -> dict[str, Any]:
    """Return what the organisation's row says, in the order of ORGANISATION_PARTS."""
    return {
        PHONE: org.phone,
        HOURS: org.hours,
        PACK: org.missing_pack or org.pack,
        HOST: org.host,
        DEMO: org.demo,
    }
