"""Cut a reply into the parts that can each make a promise: one "won't" denies no other part.

Pure. "I won't tell anyone, it's just between us" promises twice.
"""

from __future__ import annotations

import re

from content.patterns import QUESTION_STOP, SENTENCE_STOP, cut_into_words
from content.scenarios.bare_promises import says_it_will_be_told
from content.scenarios.typed_words import (
    correct_typed_contractions,
    cut_into_sentences,
    write_clauses,
)

_TAKES_BACK = re.compile(r"\b(?:can't|cannot|couldn't|can not|unable|wish|allowed|lying|lie)\b")
"""Words by which a clause takes back what another one seems to promise."""
_ONLY_SWORN = frozenset(("i", "promise", "swear", "to", "you", "honest", "honestly"))
"""A clause of these alone stresses the one before it."""

_GOSSIP = re.compile(
    r"((?:^|[.?!;:,])\s*)(?:(?:well|so|and|but|oh|honestly|look|just|strictly)\b[, ]*){0,3}"
    r"between (?:you and me|me and you|us|ourselves)\b(?:, *| +)"
    r"(?=(?:i|i've|i'd|i'm|he|he's|he'd|she|she's|she'd|they|they've|they're|his|her|their|the|my"
    r"|people|everyone|everybody|some|there's|mr|mrs|miss|this \w+ (?:is|was)"
    r"|(?!it|this|that|no|nobody|nothing|what|who|everything|anything)\w+ (?:is|was|has|had))\b)"
    r"(?!i (?:promise|swear|won't|will|can(?!'t))\b)",
    re.IGNORECASE,
)
"""“Between you and me” before something that is told of people, and not before a promise."""


def leave_out_gossip_openers(text: str) -> str:
    """Return `text` without a “between you and me” that only begins to tell something."""
    return _GOSSIP.sub(r"\1", text)


def clean_typed_words(text: str) -> str:
    """Return `text` with the apostrophes that were left out, and without openers of gossip."""
    return correct_typed_contractions(leave_out_gossip_openers(text))


def list_promising_clauses(text: str) -> list[list[str]]:
    """Return the folded words of each clause of `text` that can promise, with the stop after it.

    None, if `text` says who will be told or what cannot be promised: a clause may be about that.
    """
    words = [*cut_into_words(write_clauses(leave_out_gossip_openers(text))).folded, SENTENCE_STOP]
    plain = " ".join(words)
    if _TAKES_BACK.search(plain) or says_it_will_be_told(plain):
        return []
    stops = {SENTENCE_STOP, QUESTION_STOP}
    return [one for one in cut_into_sentences(words) if not {*one} - stops <= _ONLY_SWORN]
