"""Cut a trainee's own words into clauses: those that are judged, and those whose "not" counts.

Pure. The two cut in different places: a judged clause can start after "and", and a "not" is
looked for up to the next mark.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from content.patterns import list_folded_words
from content.scenarios.careful.small_words import (
    ALL_DENYING_WORDS,
    DENYING_WORDS,
    SMALL_NEXT_TO_NOT,
    SMALL_WORDS,
    TURNED_PERSONS,
)
from content.scenarios.reply_moments import stem_word
from content.scenarios.typed_words import correct_typed_contractions

_STARTS = (
    r"(?:i|i'm|i'll|i've|i'd|we|we'll|we're|it|it's|its|that|that's|he|he'll|she|she'll|they|"
    r"they'll|you|you're|you'll|you've|you'd|there|there's|nobody|no|none|let's|don't|what|who|"
    r"how|when|where|is|are|did|do|does|if|tell|take|stay|sit|not|maybe|thank|thanks|sorry|ill|"
    r"please|leave|mr|mrs|miss)"
)
_SENTENCE_END = re.compile(r"[.!?;:\n…*()]+")
_CLAUSE_END = re.compile(
    r"\s[-–—]+\s"
    rf"|,+(?=\s*{_STARTS}\b|\s*(?:but|though|however|so|cos|because|and|then)\b)"
    r"|\b(?:but|though|however|so|cos|because|and|then)(?: then| so| that| because)?"
    rf"(?=\s+{_STARTS}\b)",
    re.IGNORECASE,
)
_SPELLINGS = {
    "its": "it is", "ill": "i will", "id": "i would", "lets": "let us", "theres": "there is",
    "gonna": "going to", "gotta": "got to", "thankyou": "thank you", "no-one": "nobody",
    "noone": "nobody", "anyone": "anybody", "someone": "somebody", "everyone": "everybody",
    "cos": "because", "ta": "thanks", "cheers": "thanks", "okay": "ok", "alright": "ok",
    "let's": "let us", "d'you": "do you", "owt": "anything", "nowt": "nothing", "mam": "mum",
    "phoning": "ringing", "calling": "ringing", "neither": "not either", "o'clock": "",
    "grown-ups": "grown ups",
}  # fmt: skip
_ADDRESS = frozenset((
    "mate", "love", "pet", "pal", "hun", "sweetheart", "darling", "duck", "lovely", "kiddo", "bud",
    "lad", "dear", "um", "erm", "er", "oh", "ah", "aw", "hmm", "mm",
))  # fmt: skip
_LEADING = frozenset((
    "ok", "well", "hey", "hi", "hiya", "hello", "and", "so", "then", "but", "right", "because",
    "sure", "course",
))  # fmt: skip
"""Words that say nothing at the start of a clause."""
_BREAK = re.compile(r"[.,;:!?\n\u2013\u2014\u2026]+")
_NEGATED = re.compile(
    r"(ai|are|ca|could|did|does|do|had|has|have|is|must|sha|should|was|were|wo|would)n'?t"
)
_WHOLE = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_RUN_TOGETHER = {
    "youre": "you're",
    "im": "i'm",
    "theyre": "they're",
    "ive": "i've",
    "youve": "you've",
}
_SAME_TO_SAY = {
    "noticed": "seen", "notice": "see", "spotted": "seen", "spot": "see", "clocked": "seen",
    "plenty": "enough", "said": "told", "say": "tell", "date": "day", "off": "from",
    "quid": "money", "pounds": "money", "cash": "money", "sorted": "sort",
}  # fmt: skip
"""Words that say the same in what a worker passes on, or asks about."""
_ENDS = {"'re": "are", "'m": "am", "'ve": "have", "'ll": "will", "'d": "would", "'s": "is"}
PERSONS = frozenset(("i", "you", "we", "he", "she", "they"))
_OF_WORKER = frozenset(("i", "we"))
_GIVES_NOTHING_BACK = frozenset((
    "is", "are", "was", "were", "do", "does", "did", "has", "have", "can", "could", "will",
    "would", "what", "who", "why", "how", "please", "tell", "show", "if", "yes", "really",
))  # fmt: skip
"""A clause that starts with one of these asks or orders something."""


_AT_THE_BELL = re.compile(
    r"\bwhen the ((?:\w+ )?(?:bell|whistle|alarm|buzzer)) (?:goes|rings|sounds)\b", re.IGNORECASE
)
_SAID_SHORTER: tuple[tuple[re.Pattern[str], str], ...] = (
    (_AT_THE_BELL, r"at the \1"),
    (re.compile(r"\bno one\b", re.IGNORECASE), "nobody"),
    (re.compile(r"\bget (it|that|this) sorted(?: out)?\b", re.IGNORECASE), r"sort \1 out"),
)
"""Other words for one thing: "when the bus bell goes" is "at the bus bell"."""
_GOES_ON_DENYING = re.compile(r"(?:,\s+(\w+))?,\s+(?=(?:or|nor)\b)", re.IGNORECASE)
"""The first "not" reaches over this: "not down to you, Jo, or to her" denies both."""


class DeniableClause(NamedTuple):
    """The words of a clause without its denials, and how many those are."""

    words: frozenset[str]
    denials: int


class ClauseWeight(NamedTuple):
    """The weight of a clause: the words that say something, its denials, and who it is about."""

    words: frozenset[str]
    denials: int
    persons: frozenset[str]


class Clause(NamedTuple):
    """A clause as it was written, in plain words, its weight, and the number of its sentence."""

    written: str
    words: tuple[str, ...]
    weight: ClauseWeight
    sentence: int

    @property
    def may_give_back(self) -> bool:
        """Whether it may be the child's own: "did he" asks, and a worker's "I" is not theirs."""
        return _GIVES_NOTHING_BACK.isdisjoint(self.words[:1]) and _OF_WORKER.isdisjoint(self.words)


def cut_judged_clauses(
    text: str, here: Collection[str] = (), away: frozenset[str] = frozenset()
) -> Iterator[Clause]:
    """Yield each clause that says something. One can start with a name in `away`."""
    plain = correct_typed_contractions(text.replace("’", "'"))
    for found, written in _SAID_SHORTER:
        plain = found.sub(written, plain)
    if away:
        plain = _compile_start_with_name(away).sub(". ", plain)
    for number, sentence in enumerate(_SENTENCE_END.split(plain)):
        for part in _CLAUSE_END.split(sentence):
            every = _write_plain(part)
            words = [word for word in every if word not in _ADDRESS and word not in here]
            while words and words[0] in _LEADING:
                words = words[1:]
            if words:
                yield Clause(part, tuple(words), weigh_clause(words), number)


@lru_cache(maxsize=16)
def _compile_start_with_name(names: frozenset[str]) -> re.Pattern[str]:
    """Return what joins a clause that starts with one of these names and goes on after it."""
    name = "|".join(sorted(map(re.escape, names)))
    return re.compile(
        rf"(?:,+|\b(?:but|though|however|so|cos|because|and|then))(?=\s+(?:{name})\b(?:'s)?\s+\w)",
        re.IGNORECASE,
    )


def _write_plain(part: str) -> Iterator[str]:
    for word in list_folded_words(part):
        for one in _SPELLINGS.get(word, word).split():
            for written in expand_contraction(one):
                yield from _SPELLINGS.get(written, written).split()


def weigh_clause(words: Sequence[str]) -> ClauseWeight:
    """Return the weight of the words of a clause."""
    plain = [word for word in words if word not in SMALL_WORDS and word not in TURNED_PERSONS]
    telling = frozenset(
        stem_word(_SAME_TO_SAY.get(one, one)) for one in plain if one not in DENYING_WORDS
    )
    denials = sum(word in DENYING_WORDS for word in plain)
    return ClauseWeight(telling, denials, PERSONS.intersection(words))


def cut_deniable_clauses(text: str) -> Iterator[DeniableClause]:
    """Yield each clause of `text` that says something."""
    for part in _BREAK.split(_GOES_ON_DENYING.sub(r" \1 ", text)):
        plain = [word for one in list_folded_words(part) for word in expand_contraction(one)]
        words = frozenset(plain) - ALL_DENYING_WORDS - SMALL_NEXT_TO_NOT
        if words:
            yield DeniableClause(words, sum(word in ALL_DENYING_WORDS for word in plain))


def expand_contraction(word: str) -> Iterator[str]:
    """Yield "do" and "not" for "don't", and "you" and "are" for "you're"."""
    word = _RUN_TOGETHER.get(word, word)
    if word == "cannot":
        yield from ("can", "not")
    elif found := _NEGATED.fullmatch(word):
        yield from (_WHOLE.get(found[1], found[1]), "not")
    else:
        stem, mark, end = word.partition("'")
        yield from (stem, _ENDS[mark + end]) if mark + end in _ENDS else (word,)
