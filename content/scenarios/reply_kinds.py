"""Recognise what kind of reply a trainee's own words are: for practice, and never for a record.

Nothing is blocked, changed or counted. What is found comes with a reason, and with another way to
say it. That nothing is found says nothing about a reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from content import leading_questions, pack_loader
from content.passages import Source, UnhelpfulReply
from content.patterns import PatternFinder, compile_patterns, cut_into_words
from content.quotations import TextRanges
from content.scenarios.scenario import ReplyKind

BASE = "england"
ASKING_KINDS: dict[str, ReplyKind] = {
    "leading": "leading",
    "tag": "leading",
    "why": "judging",
    "multiple": "investigating",
}


class HeardReply(NamedTuple):
    """One kind of reply that was found: why it matters, what to say instead, and who says so."""

    kind: ReplyKind
    why: str
    instead: tuple[str, ...]
    source: Source


def find_reply_kinds(text: str, pack_name: str = BASE) -> tuple[HeardReply, ...]:
    """Return the kinds found in `text`, each way of replying once: questions first, in text order.

    Give the kinds to `scenario_paths.choose_reply_for_kinds`. Time grows with the length of `text`.
    """
    pack = pack_loader.load_pack(pack_name)
    questions = (
        HeardReply(ASKING_KINDS[one.kind], one.why, one.instead, pack.source(one))
        for one in leading_questions.find_ways_of_asking(text, pack_name)
    )
    replies = (
        HeardReply(one.kind, one.why, one.instead, pack.source(one))
        for one in _found(text, pack_name)
    )
    return (*questions, *replies)


def _found(text: str, pack_name: str) -> Iterator[UnhelpfulReply]:
    finder, unless, by_key = _replies(pack_name)
    words = cut_into_words(text).folded
    done: set[str] = set()
    spared = {
        key: TextRanges((first, end) for _, first, end in one.find(words))
        for key, one in unless.items()
    }
    for key, first, end in finder.find(words, done):
        if not (key in spared and spared[key].touch(first, end)):
            done.add(key)
            yield by_key[key]


@lru_cache(maxsize=16)
def _replies(
    pack_name: str,
) -> tuple[PatternFinder, dict[str, PatternFinder], dict[str, UnhelpfulReply]]:
    pack = pack_loader.load_pack(pack_name)
    by_key = {one.key: one for one in pack.replies}
    finder = PatternFinder(
        (one.key, compile_patterns(one.patterns, pack.words)) for one in pack.replies
    )
    unless = {
        one.key: PatternFinder([(one.key, compile_patterns(one.unless, pack.words))])
        for one in pack.replies
        if one.unless
    }
    return finder, unless, by_key
