"""List the words of a text, and those of them that say what it means: its telling words.

Pure. The lists of a scenario's texts are cached: they are the same for everyone. A trainee's words
are private, so no list of them is cached.
"""

from __future__ import annotations

from functools import lru_cache

from content.patterns import list_folded_words

COMMON_WORDS = frozenset((
    "about", "after", "again", "because", "been", "before", "being", "could", "does", "doing",
    "don't", "down", "from", "going", "have", "having", "here", "into", "just", "like", "more",
    "most", "only", "other", "over", "really", "same", "should", "some", "such", "than", "that",
    "that's", "their", "them", "then", "there", "these", "they", "they're", "thing", "things",
    "this", "those", "very", "want", "wanted", "were", "what", "when", "where", "which",
    "while", "will", "with", "would", "you're", "your",
))  # fmt: skip
"""Words of more than SHORT_WORD letters that stand in any sentence, whatever it means."""
SHORT_WORD = 3
"""Words of so few letters say little about what a sentence means."""


def list_telling_words(every: frozenset[str]) -> frozenset[str]:
    """Return the longer words that are not in any sentence, or else all of `every`."""
    return frozenset(word for word in every - COMMON_WORDS if len(word) > SHORT_WORD) or every


@lru_cache(maxsize=2_000)
def list_scenario_words(content: str) -> frozenset[str]:
    """Return the words of a line or a reply of a scenario. Never of a trainee: they are kept."""
    return frozenset(list_folded_words(content))


@lru_cache(maxsize=2_000)
def list_telling_scenario_words(content: str) -> frozenset[str]:
    """Return the telling words of a line or a reply of a scenario. Never of a trainee."""
    return list_telling_words(list_scenario_words(content))


def measure_overlap(own: frozenset[str], other: frozenset[str]) -> float:
    """Return from 0, no word in common, to 1, the same words."""
    return 2 * len(own & other) / (len(own) + len(other)) if own and other else 0.0
