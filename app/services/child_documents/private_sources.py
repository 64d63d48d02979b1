"""Find, for one document of a child's file, the sources who did not agree to be named.

The names of all of its concerns count for each text of it: who is private in one concern is not
named by another one, or by a fact about the family.
"""

from collections.abc import Mapping

from app.domain.record.entry_schema import EntryWithParts
from app.domain.record.private_mentions import (
    find_private_name,
    find_private_user_name,
    list_private_names,
)
from app.services.children.child_files import OpenChildFile

PrivateNames = Mapping[str, frozenset[str]]
_USER_NAMES = frozenset({"people.usernames"})


def list_private_names_of_file(file: OpenChildFile) -> PrivateNames:
    """Return the words of each private name. Who agreed in one concern may not have in another."""
    found: dict[str, frozenset[str]] = {}
    for one in file.concerns:
        said = (opened.entry for opened in one.concern.entries)
        parts = (part for e in said if isinstance(e, EntryWithParts) for part in e.parts)
        found.update(list_private_names(parts))
    return found


def has_private_name(text: str, private: PrivateNames, key: str = "") -> bool:
    """Whether a private name may be in an answer. `key`: its question, as "people.usernames"."""
    if key in _USER_NAMES and find_private_user_name(text, private):
        return True
    return bool(find_private_name(text, private))
