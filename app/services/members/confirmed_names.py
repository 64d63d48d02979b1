"""The name under which somebody was confirmed: believed because the log vouches for it.

A lead who could rename themself would not be found by whoever must rule them out when signing. So
the people who sign are shown this name, never the one in a column: whoever confirms somebody sets
it, and only another lead changes it (`renaming.py`). The log holds a salted hash, never the name.
"""

import json
import secrets
from uuid import UUID

from app.errors import KeyChangedError
from app.models.member import Member
from app.services.members.key_trust import Trust, digest
from app.services.unit_of_work import Act, Action

MOST = 12
"""Names that are kept: the present one and those before it."""


def name_obj(user: UUID) -> str:
    """Log id of the names that somebody was confirmed under."""
    return f"name/{user}"


def give(act: Act, member: Member, name: str, before: tuple[str, ...] = ()) -> None:
    """Write the name a member is confirmed under, and log its hash. `before`: newest first."""
    names = [name, *(one for one in before if one != name)][:MOST]
    told = {"names": names, "salt": secrets.token_hex(16)}  # without it a name could be guessed
    member.name = name
    member.confirmed_as = json.dumps(told, sort_keys=True, separators=(",", ":"))
    h = digest(member.confirmed_as.encode())
    act.log(Action.MEMBER_NAMED, name_obj(member.id), h=h)


def names_of(judge: Trust, member: Member) -> tuple[str, ...]:
    """Confirmed names, the present one first. Raises KeyChangedError unless the log vouches."""
    if member.confirmed_as is None:
        raise KeyChangedError(f"no confirmed name of {member.id}")
    judge.demand(name_obj(member.id), member.confirmed_as.encode("utf-8", "surrogatepass"))
    return tuple(json.loads(member.confirmed_as)["names"])
