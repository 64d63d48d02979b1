"""The small words by which a trainee's own words are read, each list in one place.

Pure. Lists that look alike differ on purpose: each was tried with what it is used for.
"""

from __future__ import annotations

from content.scenarios.reply_moments import stem_word

DENYING_WORDS = frozenset(("not", "never", "no", "nothing", "nobody", "none", "without"))
"""Words that deny, once "don't" is "do not"."""
ALL_DENYING_WORDS = DENYING_WORDS | {"neither", "nor"}
TYPED_DENIALS = frozenset((
    "no", "not", "never", "nobody", "nothing", "cannot", "without", "if", "aint", "arent", "cant",
    "couldnt", "didnt", "doesnt", "dont", "hadnt", "hasnt", "havent", "isnt", "shouldnt", "wasnt",
    "werent", "wont", "wouldnt",
))  # fmt: skip
"""Words that turn what is said, with those that end in "n't". "want" and "sent" are none."""
_THE_TWO = frozenset(("i", "me", "my", "you", "your"))
TURNED_PERSONS = _THE_TWO | frozenset(("we", "us", "our", "mine", "yours", "myself", "yourself"))
"""Words for the two who talk, which change when words are given back."""
TURNED_WORDS = _THE_TWO | frozenset((
    "he", "him", "his", "she", "her", "it", "they", "them", "their", "a", "an", "the", "and", "so",
))  # fmt: skip
"""Words that change, or come in, when somebody's words are given back to them."""
SMALL_WORDS = frozenset((
    "a", "an", "the", "and", "so", "is", "are", "am", "was", "were", "be", "have", "has", "had",
    "that", "it", "this", "then", "to", "of", "do", "does", "did",
))  # fmt: skip
SMALL_NEXT_TO_NOT = frozenset((
    "and", "so", "but", "then", "it", "that", "this", "is", "of", "a", "the", "do", "does",
    "all", "some", "any", "anyone", "anybody", "anything", "someone", "somebody", "something",
    "everybody", "everyone", "everything", "really", "okay", "ok",
))  # fmt: skip
"""Words that come in, or go, when a "not" does, and words that change nothing."""
PLAIN_VERBS = frozenset(("have", "will", "would", "could", "should", "were", "must", "been"))
"""Longer words that alone do not make a clause the same as another."""
PLAIN_IN_CLAUSE = frozenset(stem_word(one) for one in (
    "will", "would", "can", "could", "may", "might", "going", "here", "there", "now", "today",
    "tonight", "too", "just", "really", "at", "in", "for", "with", "if", "as", "all",
))  # fmt: skip
"""Words that change little in a written clause."""
