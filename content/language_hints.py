"""Hints on a worker's own words: a reason and other ways to say it, never a change.

Hints run only on fields that the pack names as the worker's own. Text between quotation marks and
what somebody is reported to have said are left alone. Nothing here edits, blocks or stores text,
and no hint softens "rape" or "abuse" (`pack_rules` refuses such a one).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from msgspec import Struct

from content import pack_loader
from content.pack import NATIONAL_PACK, Pack
from content.passages import HintPhrase, Source
from content.patterns import (
    QUESTION_STOP,
    SENTENCE_STOP,
    CutText,
    PatternFinder,
    WordLists,
    compile_patterns,
    cut_into_words,
)
from content.quotations import TextRange, TextRanges, find_quotations

FIELDS = "fields_"
INITIALS = "initials"


class LanguageHint(Struct, frozen=True, kw_only=True):
    """One hint: where in the text (half-open character range), why, and what else to write."""

    key: str
    start: int
    end: int
    found: str
    why: str
    alternatives: tuple[str, ...]
    source: Source


class _Phrases(NamedTuple):
    """The phrases of a pack, ready to find: by folded words, and by words as written."""

    folded: PatternFinder
    cased: PatternFinder
    unless: dict[str, PatternFinder]


def find_language_hints(
    text: str, field: str, pack_name: str = NATIONAL_PACK
) -> tuple[LanguageHint, ...]:
    """Return hints on `text` of the field named `field` ("seen" or "account.seen"), in order.

    Each phrase is hinted once, where it first stands. A field that is not the worker's own
    has none. Time grows with the length of `text`.
    """
    pack = pack_loader.load_pack(pack_name)
    lists = _lists(field.rpartition(".")[2], pack.words)
    if not lists:
        return ()
    words = cut_into_words(text)
    silent = TextRanges([*find_quotations(text), *_reported(words, pack.words)])
    by_key = {p.key: p for p in pack.phrases if not lists.isdisjoint(p.applies_to)}
    found: dict[str, LanguageHint] = {}
    for key, first, end in _matches(words, _phrases(pack_name), pack.words, found):
        start, stop = words.starts[first], words.ends[end - 1]
        if key in by_key and not silent.touch(start, stop):
            found[key] = _hint(pack, by_key[key], start, text[start:stop])
    return tuple(sorted(found.values(), key=lambda hint: (hint.start, hint.key)))


def _hint(pack: Pack, phrase: HintPhrase, start: int, found: str) -> LanguageHint:
    return LanguageHint(
        key=phrase.key,
        start=start,
        end=start + len(found),
        found=found,
        why=phrase.why,
        alternatives=phrase.alternatives,
        source=pack.source(phrase),
    )


def _lists(field: str, words: WordLists) -> set[str]:
    """Return the lists of fields, as "own", that hold `field`."""
    return {
        key.removeprefix(FIELDS)
        for key, names in words.items()
        if key.startswith(FIELDS) and field in names
    }


@lru_cache(maxsize=16)
def _phrases(pack_name: str) -> _Phrases:
    pack = pack_loader.load_pack(pack_name)
    compiled = [(p, compile_patterns(p.patterns, pack.words, cased=p.cased)) for p in pack.phrases]
    return _Phrases(
        folded=PatternFinder((p.key, found) for p, found in compiled if not p.cased),
        cased=PatternFinder((p.key, found) for p, found in compiled if p.cased),
        unless={
            p.key: PatternFinder([(p.key, compile_patterns(p.unless, pack.words))])
            for p in pack.phrases
            if p.unless
        },
    )


def _matches(
    words: CutText, phrases: _Phrases, lists: WordLists, done: Container[str]
) -> Iterator[tuple[str, int, int]]:
    """Yield (phrase, first word, word after the last), none of a phrase that is done."""
    spared: dict[str, TextRanges] = {}
    for key, first, end in chain(
        phrases.folded.find(words.folded, done),
        phrases.cased.find(words.written, done),
        ((INITIALS, at, at + 1) for at in _initials(words, lists) if INITIALS not in done),
    ):
        unless = phrases.unless.get(key)
        if unless is not None and key not in spared:
            spared[key] = TextRanges((low, high) for _, low, high in unless.find(words.folded))
        if unless is None or not spared[key].touch(first, end):
            yield key, first, end


def _initials(words: CutText, lists: WordLists) -> Iterator[int]:
    """Yield each place where one or two capitals stand for a person's name."""
    not_names = frozenset(("A", "I", *lists["not_initials"]))
    spare = frozenset(lists["letter_names"])
    for at, written in enumerate(words.written):
        letters = len(written) <= 2 and written.isalpha() and written.isupper()
        before = words.folded[max(at - 2, 0) : at] if letters else ()
        if letters and written not in not_names and spare.isdisjoint(before):
            yield at


def _reported(words: CutText, lists: WordLists) -> Iterator[TextRange]:
    """Yield character ranges of what somebody is reported to have said, to the sentence end."""
    reporting = frozenset((*lists["reporting"], *lists["calling"]))
    since = None
    for at, word in enumerate(words.folded):
        if word in (SENTENCE_STOP, QUESTION_STOP) and words.written[at] != ":":
            if since is not None:
                yield since, words.starts[at]
            since = None
        elif since is None and word in reporting and _begins_report(words.folded, at, lists):
            since = words.ends[at]
    if since is not None:
        yield since, words.ends[-1]


def _begins_report(words: Sequence[str], at: int, lists: WordLists) -> bool:
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if before in lists["speaker"]:
        return False
    if words[at] in lists["calling"]:
        return after in lists["called"]
    return after not in lists["not_reporting"]
