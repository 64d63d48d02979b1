"""Compare a trainee's own words with a written reply, clause by clause and sentence by sentence.

Pure. They may say it with its "not" left out or with one put in, or say a sentence of it. Each
clause is looked at alone, so a "not" elsewhere in a reply hides nothing. It knows no meaning:
"You're a liar" turns "I believe you" round, and is not found here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from content.patterns import list_folded_words
from content.scenarios.plain_talk import PLAIN_TALK
from content.scenarios.reply_moments import stem_word

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
_SENTENCE = re.compile(r"[^.!?\n]+")
_TURNS = frozenset(("but", "though", "however", "yet", "unless", "because", "until", "if"))
_MAY_BLAME = frozenset((
    "fault", "blame", "trouble", "should", "shouldn't", "why", "must", "believe", "promise",
    "brave", "sure", "hard", "wait", "start", "everything", "all", "honest", "hurry", "choose",
    "decide",
))  # fmt: skip
"""Plain words that blame, press or promise in a sentence that no written reply has."""
_SMALL_TALK = frozenset((
    "about", "after", "again", "been", "before", "being", "could", "does", "doing", "don't", "down",
    "from", "going", "have", "having", "here", "into", "just", "like", "more", "most", "only",
    "over", "really", "same", "some", "such", "than", "that", "that's", "their", "them", "then",
    "there", "these", "they", "thing", "things", "this", "those", "very", "want", "were", "what",
    "when", "where", "which", "while", "will", "with", "would", "you're", "your", "i'll", "i'm",
    "i've", "we'll", "you've", "you'll", "you'd", "his", "her", "him", "she", "he", "well", "okay",
    "thank", "thanks", "you", "and", "the", "now", "let's", "it's",
))  # fmt: skip
"""Words that are in any sentence, whatever it means."""
_SAME = {
    "phone": "ring", "phoning": "ring", "call": "ring", "calling": "ring", "ringing": "ring",
    "speak": "tell", "talk": "tell", "cannot": "can't", "someone": "people", "somebody": "people",
    "thanks": "thank", "frightened": "scared", "afraid": "scared", "mummy": "mum",
}  # fmt: skip
"""Words that mean the same in a reply."""
_CLOSE, _CLOSEST = 0.66, 0.9
"""How much of two sentences is the same: with three telling words in common, or with two."""


class _Clause(NamedTuple):
    words: frozenset[str]
    denials: int


def is_turned(words: str, written: str, said: str) -> bool:
    """Say whether `words` hold a clause of `written` with fewer of its denials.

    Not where the child denied it: "Till three." gives back "I don't get to sleep till three."
    """
    return any(
        one.denials
        and (held := _find_held(one, words))
        and max(held) < one.denials
        and max(_find_held(one, said), default=0) < one.denials
        for one in _list_clauses(written)
    )


def is_denied(words: str, written: str) -> bool:
    """Say whether `words` deny a clause that `written` does not deny."""
    return any(
        not one.denials and len(one.words) > 1 and (held := _find_held(one, words)) and min(held)
        for one in _list_clauses(written)
    )


def says_sentence(words: str, written: str, said: str) -> bool:
    """Say whether `words` hold a sentence of `written`, and bring in nothing else.

    Other sentences hold plain talk and what the reply or the child has said, and deny nothing.
    """
    known = {stem_word(word) for word in list_folded_words(f"{written} {said}")}
    sentences = [set(list_folded_words(one)) for one in _SENTENCE.findall(words)]
    lines = [frozenset(list_folded_words(one)) for one in _SENTENCE.findall(written)]
    held = [any(_is_close(one, line) for line in lines) for one in sentences]
    return any(held) and all(
        close or _brings_little(one, known)
        for one, close in zip(sentences, held, strict=True)
        if one
    )


def _is_close(own: Collection[str], line: Collection[str]) -> bool:
    if any(_is_turning(word) for word in set(own) ^ set(line)):
        return False
    mine, theirs = _keep_telling(own), _keep_telling(line)
    both = len(mine & theirs)
    if both < 2:
        return False
    alike = 2 * both / (len(mine) + len(theirs))
    return alike >= (_CLOSE if both > 2 else _CLOSEST)


def _is_turning(word: str) -> bool:
    return word in _DENIALS or word in _TURNS or bool(_NEGATED.fullmatch(word))


def _brings_little(own: Collection[str], known: Collection[str]) -> bool:
    return all(
        not _is_turning(word)
        and word not in _MAY_BLAME
        and (word in PLAIN_TALK or stem_word(word) in known)
        for word in own
    )


def _keep_telling(words: Collection[str]) -> frozenset[str]:
    """Return the stems of words that say something: a name, an act or a thing."""
    told = (word for word in words if len(word) > _SHORT or word not in PLAIN_TALK)
    kept = (word for word in told if word not in _SMALL_TALK)
    return frozenset(stem_word(_SAME.get(word, word)) for word in kept)


def _find_held(wanted: _Clause, words: str) -> list[int]:
    """Return the denials of each clause of `words` that has all other words of `wanted`.

    A clause without a telling word must be most of it: "we will" is not in "we'll stop there".
    """
    telling = any(len(word) > _SHORT and word not in _PLAIN for word in wanted.words)
    return [
        one.denials
        for one in _cut_into_clauses(words)
        if wanted.words <= one.words
        and (len(wanted.words) >= _MOST * len(one.words) or (telling and wanted.denials))
    ]


@lru_cache(maxsize=2_000)
def _list_clauses(written: str) -> tuple[_Clause, ...]:
    """Return the clauses of a reply of a scenario. Never of a trainee: they are kept."""
    return tuple(_cut_into_clauses(written))


def _cut_into_clauses(text: str) -> Iterator[_Clause]:
    for part in _BREAK.split(text):
        plain = [word for one in list_folded_words(part) for word in _write_out(one)]
        words = frozenset(plain) - _DENIALS - _SMALL
        if words:
            yield _Clause(words, sum(word in _DENIALS for word in plain))


def _write_out(word: str) -> Iterator[str]:
    """Yield "do" and "not" for "don't", and "you" and "are" for "you're"."""
    word = _JOINED.get(word, word)
    if word == "cannot":
        yield from ("can", "not")
    elif found := _NEGATED.fullmatch(word):
        yield from (_WHOLE.get(found[1], found[1]), "not")
    else:
        stem, mark, end = word.partition("'")
        yield from (stem, _ENDS[mark + end]) if mark + end in _ENDS else (word,)
