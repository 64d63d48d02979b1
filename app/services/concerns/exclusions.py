"""Remember whom a record's author ruled out, so that no mail tells them; never who they are.

The names themselves are sealed in the record, which the server cannot open. A row keeps tags under
the server secret, bound to the file, filled up by chance to one length: a copy of the database
does not say who was ruled out, nor how many, nor whether anybody was (docs/threat-model.md).
"""

import secrets
from collections.abc import Iterable
from uuid import UUID

from app.vault.server_secret import ServerSecret

TAG_COUNT_STEP = 8
_WHOLE = "whole"  # every list has this tag: one that lacks it is not ours


def make_exclusion_tags(
    server: ServerSecret, concern_id: UUID, ruled_out: Iterable[UUID]
) -> list[str]:
    """Return what the row keeps: a multiple of STEP tags, in an order that says nothing."""
    found = {_tag(server, concern_id, name) for name in (_WHOLE, *map(str, ruled_out))}
    while len(found) % TAG_COUNT_STEP:
        found.add(secrets.token_hex(32))
    return sorted(found)


def is_exclusion_list_authentic(server: ServerSecret, concern_id: UUID, kept: list[str]) -> bool:
    """Whether this list was made for this file, under this server secret or one before it.

    The log has a hash of the list as it was made, so a list is never written anew.
    """
    return any(_tag(one, concern_id, _WHOLE) in kept for one in server.generations)


def is_excluded(
    server: ServerSecret, concern_id: UUID, kept: list[str], accounts: Iterable[UUID]
) -> bool:
    """Whether the author ruled out someone who has, or had, one of these accounts.

    Says nothing about a list that is not whole.
    """
    tags = set(kept)
    names = [str(one) for one in accounts]
    return any(_tag(one, concern_id, name) in tags for one in server.generations for name in names)


def _tag(server: ServerSecret, concern_id: UUID, name: str) -> str:
    return server.kept_from_tag(str(concern_id), name)
