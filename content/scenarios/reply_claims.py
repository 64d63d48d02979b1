"""Read the claims of texts that are always shown at their place. Tests prove each on every path.

Nothing here is shown. What a reply says of before stands in its `text`, `why` or `tip`. What is
said of a fact, promise or ending stands in its `what`, `bent_why`, `title` or `own_title`.
"""

from typing import TypeVar

from content.pack_files import TomlEntry, convert_entry, iter_section_tables
from content.scenarios.scenario import ReplyClaim, ShownClaim

LOOKS_BACK = "looks_back"
ALWAYS_TRUE = "always_true"
_Claim = TypeVar("_Claim", ReplyClaim, ShownClaim)


def read_reply_claims(scenario: TomlEntry) -> tuple[ReplyClaim, ...]:
    """Return the claims about replies in the file of a scenario, in order. Raises ContentError."""
    return _read_claims(scenario, LOOKS_BACK, ReplyClaim)


def read_shown_claims(scenario: TomlEntry) -> tuple[ShownClaim, ...]:
    """Return the claims about facts, promises and endings, in order. Raises ContentError."""
    return _read_claims(scenario, ALWAYS_TRUE, ShownClaim)


def _read_claims(scenario: TomlEntry, section: str, shape: type[_Claim]) -> tuple[_Claim, ...]:
    tables = scenario.table.get(section, {})
    return tuple(
        convert_entry(TomlEntry(scenario.file, key, {**table, "key": key}), section, shape)
        for key, table in iter_section_tables(scenario.file, section, tables)
    )
