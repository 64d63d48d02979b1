"""Recognise what kind of reply a trainee's own words are: for practice, and never for a record.

Nothing is blocked, changed or counted. What is found comes with a reason, and with another way to
say it. That nothing is found says nothing about a reply.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from content import leading_questions, pack_loader
from content.passages import HelpfulReply, OwnPromise, Source, UnhelpfulReply
from content.patterns import (
    QUESTION_STOP,
    SENTENCE_STOP,
    PatternFinder,
    WordLists,
    compile_patterns,
    cut_into_words,
)
from content.quotations import TextRanges
from content.scenarios.scenario import ReplyKind, Scenario

BASE = "england"
ASKING_KINDS: dict[str, ReplyKind] = {
    "leading": "leading",
    "tag": "leading",
    "why": "judging",
    "multiple": "investigating",
}

CONTRACTIONS = {
    "aint": "ain't", "arent": "aren't", "cant": "can't", "couldnt": "couldn't",
    "couldve": "could've", "didnt": "didn't", "doesnt": "doesn't", "dont": "don't",
    "hadnt": "hadn't", "hasnt": "hasn't", "havent": "haven't", "hes": "he's", "im": "i'm",
    "isnt": "isn't", "ive": "i've", "mustve": "must've", "nobodys": "nobody's", "shes": "she's",
    "shouldnt": "shouldn't", "shouldve": "should've", "thats": "that's", "theyll": "they'll",
    "theyre": "they're", "u": "you", "ur": "your", "wasnt": "wasn't", "werent": "weren't",
    "whats": "what's", "whyd": "why'd", "wont": "won't", "wouldnt": "wouldn't", "youd": "you'd",
    "youll": "you'll", "youre": "you're", "youve": "you've",
}  # fmt: skip
"""Words as tired people type them. "its", "ill" and "were" are left: each is a word of its own."""
_CONTRACTED = re.compile(rf"(?<![\w'’])(?:{'|'.join(CONTRACTIONS)})(?![\w'’])", re.IGNORECASE)
Way = TypeVar("Way", UnhelpfulReply, HelpfulReply, OwnPromise)

TURNING_WORDS = frozenset(("but", "though", "however", "if", "yet", "unless"))
"""After one of these, kind words may turn into a reproach or a bargain."""

SHORT_SENTENCE = 6
"""Words, its stop among them, that may stand without help next to a sentence that has it."""


class HeardReply(NamedTuple):
    """One kind of reply that was found: why it matters, what to say instead, and who says so."""

    kind: ReplyKind
    why: str
    instead: tuple[str, ...]
    source: Source


def find_reply_kinds(text: str, pack_name: str = BASE) -> tuple[HeardReply, ...]:
    """Return the kinds found in `text`, each way of replying once: questions first, in text order.

    Give the kinds to `own_replies.list_nearest_replies`. Time grows with the length of `text`.
    """
    pack = pack_loader.load_pack(pack_name)
    plain = write_contractions(text)
    questions = (
        HeardReply(ASKING_KINDS[one.kind], one.why, one.instead, pack.source(one))
        for one in leading_questions.find_ways_of_asking(
            _leave_out_practical(plain, pack_name), pack_name
        )
    )
    replies = (
        HeardReply(one.kind, one.why, one.instead, pack.source(one))
        for one, _, _ in _unhelpful(pack_name).find([*cut_into_words(plain).folded, SENTENCE_STOP])
    )
    return (*questions, *replies)


def find_reaction(kinds: Collection[ReplyKind], speaks: str, pack_name: str = BASE) -> str:
    """Return what whoever speaks does after words of these kinds; empty if none of them harms.

    Of several kinds the one that stands first in the pack.
    """
    reactions = pack_loader.load_pack(pack_name).reactions
    does = next((one.does for one in reactions if one.kind in kinds), "")
    return f"{speaks} {does}" if does else ""


def find_helpful_kinds(text: str, pack_name: str = BASE) -> frozenset[ReplyKind]:
    """Return the kinds of help that are found in `text`; none where part of it may be no help.

    That is a sentence of any length, or a question, in which no way of helping is found, or a word
    after which kind words turn into a reproach or a bargain.
    """
    words = cut_into_words(write_contractions(text)).folded
    if not TURNING_WORDS.isdisjoint(words):
        return frozenset()
    kinds: set[ReplyKind] = set()
    for sentence in _cut_into_sentences(words):
        found = {way.kind for way, _, _ in _helpful(pack_name).find(sentence)}
        if not found and (len(sentence) > SHORT_SENTENCE or QUESTION_STOP in sentence):
            return frozenset()
        kinds |= found
    return frozenset(kinds)


def find_promises(scenario: Scenario, text: str, pack_name: str = BASE) -> frozenset[str]:
    """Return the keys of those promises of `scenario` that `text` makes.

    A promise to listen or to stay is none of them: a child would come back to words that were
    never said.
    """
    words = [*cut_into_words(write_contractions(text)).folded, SENTENCE_STOP]
    made = {one.key for one, _, _ in _promises(pack_name).find(words)}
    return frozenset(
        key for key, one in scenario.promises.items() if not made.isdisjoint(one.made_by)
    )


def _cut_into_sentences(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words of each sentence, with the stop that ends it."""
    sentence: list[str] = []
    for word in words:
        sentence.append(word)
        if word in (SENTENCE_STOP, QUESTION_STOP):
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def write_contractions(text: str) -> str:
    """Return `text` with "dont", "youve" and the like written out as the patterns have them."""
    return _CONTRACTED.sub(lambda match: _write_contraction(match[0]), text)


def _write_contraction(word: str) -> str:
    return CONTRACTIONS[word.casefold()]


def _leave_out_practical(text: str, pack_name: str) -> str:
    """Return `text` without what is asked about a drink, a seat or a note."""
    cut, left = cut_into_words(text), text
    found = [place for place in _helpful(pack_name).find(cut.folded) if place[0].practical]
    for _, first, end in sorted(found, key=lambda place: place[1], reverse=True):
        left = left[: cut.starts[first]] + left[cut.ends[end - 1] :]
    return left


class _Ways(Generic[Way]):
    """Finds ways of replying in folded words, each once, but for what is spared."""

    def __init__(self, ways: tuple[Way, ...], words: WordLists) -> None:
        self._by_key: dict[str, Way] = {one.key: one for one in ways}
        self._finder = PatternFinder(
            (one.key, compile_patterns(one.patterns, words)) for one in ways
        )
        self._unless = {
            one.key: PatternFinder([(one.key, compile_patterns(one.unless, words))])
            for one in ways
            if one.unless
        }

    def find(self, words: list[str]) -> Iterator[tuple[Way, int, int]]:
        """Yield each way that is found, with the words where it begins and ends."""
        done: set[str] = set()
        spared = {
            key: TextRanges((first, end) for _, first, end in one.find(words))
            for key, one in self._unless.items()
        }
        for key, first, end in self._finder.find(words, done):
            if not (key in spared and spared[key].touch(first, end)):
                done.add(key)
                yield self._by_key[key], first, end


@lru_cache(maxsize=16)
def _unhelpful(pack_name: str) -> _Ways[UnhelpfulReply]:
    pack = pack_loader.load_pack(pack_name)
    return _Ways(pack.replies, pack.words)


@lru_cache(maxsize=16)
def _helpful(pack_name: str) -> _Ways[HelpfulReply]:
    pack = pack_loader.load_pack(pack_name)
    return _Ways(pack.helps, pack.words)


@lru_cache(maxsize=16)
def _promises(pack_name: str) -> _Ways[OwnPromise]:
    pack = pack_loader.load_pack(pack_name)
    return _Ways(pack.promises, pack.words)
