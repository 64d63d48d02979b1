"""Hear what kind of reply a trainee's own words are: for practice, and never for a record.

Nothing is blocked, changed or counted. What is found comes with a reason, and with another way to
say it. That nothing is found says nothing about a reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from content import leading_questions, pack_loader
from content.passages import SaidReply, Source
from content.patterns import Finder, compile_all, cut
from content.quotations import Ranges
from content.scenarios.scenario import Kind

BASE = "england"
ASKED: dict[str, Kind] = {
    "leading": "leading",
    "tag": "leading",
    "why": "judging",
    "multiple": "investigating",
}


class Heard(NamedTuple):
    """One kind of reply that was found: why it matters, what to say instead, and who says so."""

    kind: Kind
    why: str
    instead: tuple[str, ...]
    source: Source


def heard(text: str, pack_name: str = BASE) -> tuple[Heard, ...]:
    """Return the kinds found in `text`, each way of replying once: questions first, in text order.

    Give the kinds to `scenario_paths.stands_for`. Time grows with the length of `text`.
    """
    pack = pack_loader.load(pack_name)
    questions = (
        Heard(ASKED[one.kind], one.why, one.instead, pack.source(one))
        for one in leading_questions.ways(text, pack_name)
    )
    replies = (
        Heard(one.kind, one.why, one.instead, pack.source(one)) for one in _found(text, pack_name)
    )
    return (*questions, *replies)


def _found(text: str, pack_name: str) -> Iterator[SaidReply]:
    finder, unless, by_key = _replies(pack_name)
    words = cut(text).folded
    done: set[str] = set()
    spared = {
        key: Ranges((first, end) for _, first, end in one.find(words))
        for key, one in unless.items()
    }
    for key, first, end in finder.find(words, done):
        if not (key in spared and spared[key].touch(first, end)):
            done.add(key)
            yield by_key[key]


@lru_cache(maxsize=16)
def _replies(pack_name: str) -> tuple[Finder, dict[str, Finder], dict[str, SaidReply]]:
    pack = pack_loader.load(pack_name)
    by_key = {one.key: one for one in pack.replies}
    finder = Finder((one.key, compile_all(one.patterns, pack.words)) for one in pack.replies)
    unless = {
        one.key: Finder([(one.key, compile_all(one.unless, pack.words))])
        for one in pack.replies
        if one.unless
    }
    return finder, unless, by_key
