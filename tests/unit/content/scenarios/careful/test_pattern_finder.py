"""Patterns are found at the same places as by trying each pattern at each word."""

from __future__ import annotations

from content import pack_loader
from content.patterns import (
    SENTENCE_STOP,
    PatternFinder,
    compile_patterns,
    cut_into_words,
)

PACK = pack_loader.load_pack("north_lincolnshire")
TEXTS = (
    *(line for reply in (*PACK.replies, *PACK.helps) for line in reply.patterns),
    *(line for reply in PACK.replies for line in reply.instead),
    "Don't tell anyone. Did he hurt you? You can tell me, I promise I won't tell anybody!",
)
"""Words of the patterns themselves, which mostly match, and replies that should not."""


def cut(text: str) -> list[str]:
    return [*cut_into_words(text).folded, SENTENCE_STOP]


def test_each_pattern_is_found_wherever_it_matches() -> None:
    named = [
        (f"{way.key} {text}", compile_patterns([text], PACK.words))
        for way in (*PACK.replies, *PACK.helps)
        for text in way.patterns
    ]
    finder, found = PatternFinder(named), 0
    by_first: dict[str, list] = {}
    for name, (pattern,) in named:
        for word in pattern.slots[0].words:
            by_first.setdefault(word, []).append((name, pattern))
    for words in map(cut, TEXTS[::8]):
        by_trying = {
            (name, at, end)
            for at, word in enumerate(words)
            for name, pattern in by_first.get(word, ())
            if (end := pattern.match(words, at)) is not None
        }
        assert set(finder.find(words)) == by_trying, words
        found += len(by_trying)
    assert found > len(TEXTS[::8]) / 2


def test_only_a_word_that_must_be_there_is_looked_for_first() -> None:
    for pattern, there, missing in (
        ("tell no? one", "tell one", "tell no"),
        ("keep ~2 secret", "keep it secret", "keep it"),
        ("don't/never tell .", "never tell", "tell"),
    ):
        finder = PatternFinder([("way", compile_patterns([pattern], {}))])
        assert [name for name, _, _ in finder.find(cut(there))] == ["way"], pattern
        assert not list(finder.find(cut(missing))), pattern
