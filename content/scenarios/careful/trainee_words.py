"""Read a trainee's own words once, for each written reply that they are compared with.

Nothing here is kept: a caller reads them again for each request.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from content.patterns import list_folded_words
from content.scenarios.careful.added_claims import OwnClaims, read_own_claims
from content.scenarios.careful.careful_words import CarefulWords, find_help_in_clauses
from content.scenarios.careful.clauses import DeniableClause, cut_deniable_clauses
from content.scenarios.careful.telling_words import list_telling_words
from content.scenarios.own_questions import find_asking_sentences
from content.scenarios.reply_kinds import BASE
from content.scenarios.scenario import ScenarioSetting

_COURTESY = re.compile(
    r",?\s+(?:if (?:you(?:['’]d| would)? (?:like|want|prefer|feel like it|feel able)"
    r"|that['’]?s (?:ok|okay|all right|alright))(?: with you)?(?: to)?"
    r"|when(?:ever)? you(?:['’]re| are| feel) ready|whenever you (?:like|want)"
    r"|in your own time)(?=\s*(?:[.!?]|$))",
    re.IGNORECASE,
)
"""How a sentence may end that leaves it to the child. It changes nothing in what is asked."""


class TraineeWords(NamedTuple):
    """A trainee's own words, read.

    `every`: all words, folded. `telling`: those that say what a sentence means. `clauses`: with
    their denials counted. `asks`: something is asked. `careful`: what each clause does. `claims`:
    the promises, questions and instructions in them.
    """

    every: frozenset[str]
    telling: frozenset[str]
    clauses: tuple[DeniableClause, ...]
    asks: bool
    careful: CarefulWords
    claims: OwnClaims


def read_trainee_words(
    text: str, pack_name: str = BASE, setting: ScenarioSetting | None = None
) -> TraineeWords:
    """Return what is compared with the written replies of each turn. `setting`: of the turn."""
    text = _COURTESY.sub("", text)
    every = frozenset(list_folded_words(text))
    return TraineeWords(
        every,
        list_telling_words(every),
        tuple(cut_deniable_clauses(text)),
        bool(find_asking_sentences(text)),
        find_help_in_clauses(text, pack_name, setting),
        read_own_claims(text),
    )
