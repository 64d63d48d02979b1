"""Ways of replying that are careful whole: each is a clause in plain words, from start to end.

"lead" stands for a colleague's name, and contractions are written out: "i will" for "I'll".
`about` names what a question is about. It must be the child's own.
"""

from __future__ import annotations

import re

from content.scenarios.careful.accepting_ways import ACCEPTING_WAYS
from content.scenarios.careful.everyday_ways import GREETING_WAYS, SAFETY_WAYS
from content.scenarios.careful.helping_ways import (
    REFLECTING_WAYS,
    SILENCE_WAYS,
    SUPPORTING_WAYS,
)
from content.scenarios.careful.refusing_ways import REFUSALS, TELLINGS
from content.scenarios.careful.telling_ways import EXPLAINING_WAYS, OPEN_WAYS
from content.scenarios.scenario import ReplyKind

_GROUPS: tuple[tuple[ReplyKind, tuple[str, ...]], ...] = (
    ("accepting", ACCEPTING_WAYS + GREETING_WAYS),
    ("supporting", SUPPORTING_WAYS + SAFETY_WAYS),
    ("explaining", REFUSALS + TELLINGS + EXPLAINING_WAYS),
    ("open", OPEN_WAYS),
    ("silence", SILENCE_WAYS),
    ("reflecting", REFLECTING_WAYS),
)
CAREFUL_WAYS: tuple[tuple[ReplyKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(way)) for kind, ways in _GROUPS for way in ways
)
