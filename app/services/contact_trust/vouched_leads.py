"""Whether someone to call is a lead, and called so: by the log, and by no column.

Whoever writes to the database could make a row of their own a lead's and give it a lead's name, and
every page would show that name with a number of theirs, for which the log vouches. So a lead is who
holds a key that the leads' key was granted to, and their name is the one that was confirmed
(docs/decisions/0098). A page with numbers asks what this process knows of the log: no key is
opened, and no certificate read. This module reads no row by itself.
"""

import json
from functools import lru_cache
from typing import Any

from app.domain.record.entry_schema import NAME_NOT_CHECKED
from app.errors import SealedError
from app.services.audit_log.number_index import ContactIndex
from app.services.members.confirmed_names import confirmed_name_log_id
from app.services.members.key_trust import hash_row_bytes, member_key_log_id
from app.services.members.shown_names import CHANGED, ShownName
from app.vault.principals import Public


def is_lead_by_log(index: ContactIndex, row: Any) -> bool:
    """Return whether the key of a row is a lead's. `row`: has a member's id and `public`.

    The log knows whose key it is: one that was moved to another member's row is no one's.
    """
    h, fingerprint = _hash_key(row.public) if isinstance(row.public, bytes) else ("", "")
    is_theirs = bool(h) and index.find(member_key_log_id(row.id)) == h
    return is_theirs and fingerprint in index.list_lead_keys()


def judge_name_to_call(index: ContactIndex, row: Any) -> ShownName:
    """Return the confirmed name of a row, or one that says why it is none."""
    newest = index.find(confirmed_name_log_id(row.id))
    if newest is None:
        return ShownName(row.name, note=NAME_NOT_CHECKED)
    stored = row.confirmed_as if isinstance(row.confirmed_as, str) else ""
    if hash_row_bytes(stored.encode("utf-8", "surrogatepass")).hex() != newest:
        return ShownName(f"Member {row.id.hex[:8]}", note=CHANGED)
    return ShownName(json.loads(stored)["names"][0], vouched=True)


@lru_cache(256)
def _hash_key(public: bytes) -> tuple[str, str]:
    """Return the hash by which the log knows a key, and its fingerprint, both in hex."""
    try:
        return hash_row_bytes(public).hex(), Public(public).fingerprint.hex()
    except SealedError:
        return "", ""
