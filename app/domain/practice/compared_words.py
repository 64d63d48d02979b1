"""Cut a text into the words that are compared, and into its sentences and clauses. Pure.

Capitals, apostrophes, hyphens and marks are in no word: "Mick's" and "micks" are the same one. The
text itself is never changed.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

_ALONE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese and Japanese signs, which are written without spaces: each is a word."""
_WORD = re.compile(rf"[{_ALONE}]|[^\s{_ALONE}/\-\u2010-\u2015\u2026]+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_NUMBER = re.compile(r"[(\[]\d{1,2}[)\]]")
"""The mark that the form asks for where the child answers a question."""
_CLOSING = "[\"'\u201d\u2019)]*"
_SENTENCE_END = re.compile(rf"\n|[.!?\u2026]{_CLOSING}\s+$")
_CLAUSE_END = re.compile(rf"[,;:]{_CLOSING}\s+$|[\u2013\u2014\u2026]|\s-+\s")
_APOSTROPHES = str.maketrans("", "", "'\u2019\u2018\u02bc\u0060\u00b4")
_SAME = {"okay": "ok"}
_ANSWERS = frozenset(("yes", "yeah", "yep", "yup", "no", "nah", "nope", "ok", "maybe", "dunno"))
_TELLING = 4
"""So many words that follow each other are seldom in two texts by chance."""

_MOST = 0.7


class ComparedWord(NamedTuple):
    """Where a word is in its text, what it is compared by, and its line; empty ones not counted."""

    start: int
    end: int
    key: str
    line: int


class ComparedText(NamedTuple):
    """The words of a text, and the places of those of each sentence and each clause in it."""

    words: Sequence[ComparedWord]
    sentences: Sequence[range]
    clauses: Sequence[range]

    def get_keys(self, places: Sequence[int]) -> tuple[str, ...]:
        """Return what the words at these places are compared by."""
        return tuple(self.words[place].key for place in places)

    def is_short_answer(self, sentence: range) -> bool:
        """Whether a sentence says little without what it answers: "Yes.", "No, miss."."""
        return len(sentence) == 1 or (
            len(sentence) == 2 and self.words[sentence.start].key in _ANSWERS
        )


def list_compared_words(text: str) -> list[ComparedWord]:
    """Return the words of a text in order."""
    words: list[ComparedWord] = []
    line, done = 0, 0
    for found in _WORD.finditer(text):
        written = _NUMBER.sub("", found.group())
        # What has no letter and no digit is a word only where it says something: a heart does.
        key = _EDGES.sub("", written) or _list_signs(written)
        if not key:
            continue
        line += bool(words) and "\n" in text[done : found.start()]
        folded = key.casefold().translate(_APOSTROPHES)
        words.append(ComparedWord(*found.span(), _SAME.get(folded, folded), line))
        done = found.end()
    return words


def cut_into_clauses(text: str, words: Sequence[ComparedWord]) -> ComparedText:
    """Return a text with the places of its sentences and clauses."""
    sentences, clauses = list[range](), list[range]()
    sentence = clause = 0
    for place, word in enumerate(words, 1):
        between = text[word.start : words[place].start] if place < len(words) else "\n"
        ends = bool(_SENTENCE_END.search(between))
        if ends:
            sentences.append(range(sentence, place))
            sentence = place
        if ends or _CLAUSE_END.search(between):
            clauses.append(range(clause, place))
            clause = place
    return ComparedText(words, sentences, clauses)


def shares_sentence_or_phrase(said: str, written: str) -> bool:
    """Whether `written` has a sentence of `said`, or some words of it that follow each other."""
    first, second = (cut_into_clauses(text, list_compared_words(text)) for text in (said, written))
    return not _list_telling_runs(first).isdisjoint(_list_telling_runs(second))


def are_most_written_words_said(said: str, written: str) -> bool:
    """Whether nearly all words of `written`, and some, are in `said`: it may be told by another."""
    known = {one.key for one in list_compared_words(said)}
    keys = [one.key for one in list_compared_words(written)]
    return len(keys) >= _TELLING and sum(key in known for key in keys) >= _MOST * len(keys)


def _list_telling_runs(text: ComparedText) -> set[tuple[str, ...]]:
    """Return its sentences of three words or more, and each run of four words in one line."""
    whole = {text.get_keys(one) for one in text.sentences if len(one) >= 3}
    starts = range(len(text.words) - _TELLING + 1)
    runs = (range(at, at + _TELLING) for at in starts)
    same_line = [one for one in runs if text.words[one[0]].line == text.words[one[-1]].line]
    return whole | {text.get_keys(one) for one in same_line}


def _list_signs(text: str) -> str:
    return "".join(sign for sign in text if ord(sign) > 0x2190)
