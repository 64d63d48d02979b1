"""Recognise questions that can lead a child, in what a worker says they asked.

On the record this answers one thing, yes or no, and never proposes another wording: what was asked
is evidence and stays as it was asked. `find_leading_questions` is for practice and the workbook.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from content import pack_loader
from content.pack import NATIONAL_PACK
from content.passages import LeadingQuestion
from content.patterns import (
    QUESTION_STOP,
    SENTENCE_STOP,
    PatternFinder,
    compile_patterns,
    cut_into_words,
)
from content.quotations import TextRanges

LEADING_KINDS = ("leading", "tag")
# Words after which a question may begin within a sentence: "I asked did he…", "and did he…".
LEAD_IN_WORDS = frozenset(
    ("asked", "ask", "asking", "said", "and", "or", "but", "so", "then", "ok", "okay")
)
LEAD_IN_MARKS = frozenset("\"'“‘«,-–—:(")


def has_leading_question(text: str, pack_name: str = NATIONAL_PACK) -> bool:
    """Say whether `text` may hold a leading question, in quotation marks or not."""
    return any(
        question.kind in LEADING_KINDS for question in find_leading_questions(text, pack_name)
    )


def find_leading_questions(
    text: str, pack_name: str = NATIONAL_PACK
) -> tuple[LeadingQuestion, ...]:
    """Return the ways of asking that are found in `text`, each once, in text order."""
    finder, unless, by_key = _questions(pack_name)
    words = cut_into_words(text)
    folded = words.folded
    found: dict[str, LeadingQuestion] = {}
    spared = {
        key: TextRanges((first, end) for _, first, end in one.find(folded))
        for key, one in unless.items()
    }
    for key, first, end in finder.find(folded, found):
        question = by_key[key]
        begins = not question.starts or _begins(text, words.starts[first], folded, first)
        ends = not question.ends or (end < len(folded) and folded[end] == QUESTION_STOP)
        if begins and ends and not (key in spared and spared[key].touch(first, end)):
            found.setdefault(key, question)
    return tuple(found.values())


@lru_cache(maxsize=16)
def _questions(
    pack_name: str,
) -> tuple[PatternFinder, dict[str, PatternFinder], dict[str, LeadingQuestion]]:
    pack = pack_loader.load_pack(pack_name)
    compiled = [(q.key, compile_patterns(q.patterns, pack.words)) for q in pack.questions]
    unless = {
        q.key: PatternFinder([(q.key, compile_patterns(q.unless, pack.words))])
        for q in pack.questions
        if q.unless
    }
    return PatternFinder(compiled), unless, {q.key: q for q in pack.questions}


def _begins(text: str, start: int, words: Sequence[str], at: int) -> bool:
    """Say whether a question may begin here: after a stop, a mark, or "asked", "and"…"""
    if at == 0 or words[at - 1] in (SENTENCE_STOP, QUESTION_STOP) or words[at - 1] in LEAD_IN_WORDS:
        return True
    return any(mark in LEAD_IN_MARKS for mark in _before(text, start))


def _before(text: str, start: int) -> Iterator[str]:
    """Yield the signs between the word at `start` and the word before it."""
    at = start - 1
    while at >= 0 and not text[at].isalnum():
        yield text[at]
        at -= 1
