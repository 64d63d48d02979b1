"""Whether a trainee's own words say a written reply with its "not" left out, or with one put in.

Pure. Each clause is looked at alone, so a "not" that stands elsewhere in a reply hides nothing. It
knows no meaning: "You're a liar" turns "I believe you" round, and is not found here.
"""

from __future__ import annotations

from functools import lru_cache

from content.scenarios.careful.clauses import DeniableClause, cut_deniable_clauses
from content.scenarios.careful.small_words import PLAIN_VERBS

_SHORT = 3
"""Words of so few letters alone do not make a clause the same as another."""
_MOST = 0.6
"""The part of a clause that such a clause must be, to be found in it."""


Clauses = tuple[DeniableClause, ...]


def has_dropped_denial(own: Clauses, written: str, said: str) -> bool:
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


def has_added_denial(own: Clauses, written: str) -> bool:
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
    return any(len(word) > _SHORT and word not in PLAIN_VERBS for word in clause.words)


@lru_cache(maxsize=2_000)
def _list_clauses(written: str) -> Clauses:
    """Return the clauses of a text of a scenario. Never of a trainee: they are kept."""
    return tuple(cut_deniable_clauses(written))
