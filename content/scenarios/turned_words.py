"""Whether a trainee's own words say a written reply with its "not" left out, or with one put in.

Pure. Each clause is looked at alone, so a "not" that stands elsewhere in a reply hides nothing. It
knows no meaning: "You're a liar" turns "I believe you" round, and is not found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from content.patterns import list_folded_words

_BREAK = re.compile(r"[.,;:!?\n\u2013\u2014\u2026]+")
_DENIALS = frozenset((
    "not", "no", "never", "none", "nobody", "nothing", "without", "neither", "nor",
))  # fmt: skip
_NEGATED = re.compile(
    r"(ai|are|ca|could|did|does|do|had|has|have|is|must|sha|should|was|were|wo|would)n'?t"
)
_WHOLE = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_JOINED = {"youre": "you're", "im": "i'm", "theyre": "they're", "ive": "i've", "youve": "you've"}
_ENDS = {"'re": "are", "'m": "am", "'ve": "have", "'ll": "will", "'d": "would", "'s": "is"}
_SMALL = frozenset((
    "and", "so", "but", "then", "it", "that", "this", "is", "of", "a", "the", "do", "does",
    "all", "some", "any", "anyone", "anybody", "anything", "someone", "somebody", "something",
    "everybody", "everyone", "everything", "really", "okay", "ok",
))  # fmt: skip
"""Words that come in, or go, when a "not" does, and words that change nothing."""
_SHORT = 3
"""Words of so few letters alone do not make a clause the same as another."""
_PLAIN = frozenset(("have", "will", "would", "could", "should", "were", "must", "been"))
"""Longer words that do not do so either."""
_MOST = 0.6
"""The part of a clause that such a clause must be, to be found in it."""


class DeniableClause(NamedTuple):
    """The words of a clause without its denials, and how many those are."""

    words: frozenset[str]
    denials: int


Clauses = tuple[DeniableClause, ...]


def is_turned(own: Clauses, written: str, said: str) -> bool:
    """Say whether the clauses of a trainee hold one of `written` with fewer of its denials.

    Not where the child denied it: "Till three." gives back "I don't get to sleep till three."
    """
    return any(
        one.denials
        and (held := _find_held(one, own))
        and max(held) < one.denials
        and max(_find_held(one, _list_clauses(said)), default=0) < one.denials
        for one in _list_clauses(written)
    )


def is_denied(own: Clauses, written: str) -> bool:
    """Say whether the clauses of a trainee deny one that `written` does not deny."""
    return any(
        not one.denials and len(one.words) > 1 and (held := _find_held(one, own)) and min(held)
        for one in _list_clauses(written)
    )


def _find_held(wanted: DeniableClause, own: Clauses) -> list[int]:
    """Return the denials of each clause of `own` that has all other words of `wanted`.

    A clause without a telling word must be most of it: "we will" is not in "we'll stop there".
    """
    return [
        one.denials
        for one in own
        if wanted.words <= one.words
        and (
            len(wanted.words) >= _MOST * len(one.words)
            or (bool(wanted.denials) and _is_telling(wanted))
        )
    ]


def _is_telling(clause: DeniableClause) -> bool:
    return any(len(word) > _SHORT and word not in _PLAIN for word in clause.words)


@lru_cache(maxsize=2_000)
def _list_clauses(written: str) -> Clauses:
    """Return the clauses of a text of a scenario. Never of a trainee: they are kept."""
    return tuple(cut_deniable_clauses(written))


def cut_deniable_clauses(text: str) -> Iterator[DeniableClause]:
    """Yield each clause of `text` that says something."""
    for part in _BREAK.split(text):
        plain = [word for one in list_folded_words(part) for word in write_out(one)]
        words = frozenset(plain) - _DENIALS - _SMALL
        if words:
            yield DeniableClause(words, sum(word in _DENIALS for word in plain))


def write_out(word: str) -> Iterator[str]:
    """Yield "do" and "not" for "don't", and "you" and "are" for "you're"."""
    word = _JOINED.get(word, word)
    if word == "cannot":
        yield from ("can", "not")
    elif found := _NEGATED.fullmatch(word):
        yield from (_WHOLE.get(found[1], found[1]), "not")
    else:
        stem, mark, end = word.partition("'")
        yield from (stem, _ENDS[mark + end]) if mark + end in _ENDS else (word,)
