"""The name under which someone was confirmed: believed because the log vouches for it.

A lead who could rename themself would not be found by the person who must rule them out when
signing. So everyone is shown this name, never the one in a column (`shown_names.py`): the person
who confirms someone sets it, and only another lead changes it (`member_renaming.py`). The log holds
a salted hash, never the name.
"""

import json
import secrets
from typing import Any
from uuid import UUID

from app.errors import KeyChangedError
from app.models.member import Member
from app.services.members.key_trust import KeyTrust, hash_row_bytes
from app.services.unit_of_work import Action, LoggedTransaction

MOST_NAMES = 12
"""Names that are kept: the present one and those before it."""


def confirmed_name_log_id(user: UUID) -> str:
    """Log id of the names that somebody was confirmed under."""
    return f"name/{user}"


def write_confirmed_name(
    act: LoggedTransaction, member: Member, name: str, before: tuple[str, ...] = ()
) -> None:
    """Write the name a member is confirmed under, and log its hash. `before`: newest first."""
    names = [name, *(one for one in before if one != name)][:MOST_NAMES]
    told = {"names": names, "salt": secrets.token_hex(16)}  # without it a name could be guessed
    member.name, member.called, member.called_salt = name, None, None
    member.confirmed_as = json.dumps(told, sort_keys=True, separators=(",", ":"))
    h = hash_row_bytes(member.confirmed_as.encode())
    act.log(Action.MEMBER_NAMED, confirmed_name_log_id(member.id), h=h)


def read_unverified_name(member: Member) -> str:
    """Return the name in the confirmed column, which nobody has checked, or else the row's name.

    For numbers to call, which are shown where no log is read. What is signed asks the log.
    """
    try:
        name = json.loads(member.confirmed_as or "")["names"][0]
    except (ValueError, TypeError, LookupError):
        return member.name
    return name if isinstance(name, str) else member.name


def load_confirmed_names(judge: KeyTrust, member: Any) -> tuple[str, ...]:
    """Return confirmed names, the present one first. Raises KeyChangedError for any other."""
    if member.confirmed_as is None:
        raise KeyChangedError(f"no confirmed name of {member.id}")
    judge.demand(
        confirmed_name_log_id(member.id), member.confirmed_as.encode("utf-8", "surrogatepass")
    )
    return tuple(json.loads(member.confirmed_as)["names"])
