"""Read what a reply and its feedback say of what came before. A test proves each on every path.

Nothing here is shown: the words are in `text`, `why` or `tip` of the reply.
"""

from content.pack_files import TomlEntry, convert_entry, iter_section_tables
from content.scenarios.scenario import ReplyClaim

LOOKS_BACK = "looks_back"


def read_reply_claims(scenario: TomlEntry) -> tuple[ReplyClaim, ...]:
    """Return the claims in the file of a scenario, in its order. Raises ContentError."""
    tables = scenario.table.get(LOOKS_BACK, {})
    return tuple(
        convert_entry(TomlEntry(scenario.file, key, {**table, "key": key}), LOOKS_BACK, ReplyClaim)
        for key, table in iter_section_tables(scenario.file, LOOKS_BACK, tables)
    )
