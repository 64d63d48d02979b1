"""Find what is asked in a trainee's own words: for practice, and never for a record.

A statement is no question: "Thank you for telling me" is not looked for under what was asked.
"""

from __future__ import annotations

import re

from content.patterns import list_folded_words

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*[\"'”’)]*")
_FILLERS = frozenset(("so", "and", "but", "ok", "okay", "then", "well", "now", "right", "just"))
_ASKING = frozenset(
    (
        *("what", "who", "when", "where", "why", "how", "which", "whose", "describe", "explain"),
        *("did", "do", "does", "is", "are", "was", "were", "has", "have", "had", "can", "could"),
        *("would", "will", "shall", "should", "may", "might", "don't", "doesn't", "didn't"),
        *("isn't", "aren't", "wasn't", "weren't", "haven't", "hasn't", "can't", "couldn't"),
        *("won't", "wouldn't"),
    )
)
_INVITES = re.compile(
    r"\b(?:(?:tell|show) me|(?:talk|take) me through|help me (?:to )?understand|say more"
    r"|i(?:'d| would) like to (?:hear|know)|i wonder)\b"
)
_NOT_ASKED = re.compile(
    r"\b(?:tell|show)ing me\b|\b(?:can|could|did|do)(?:n't| not) (?:have to )?tell me\b"
)


def find_asking_sentences(text: str) -> str:
    """Return the sentences of `text` that ask for something, to the letter; empty for none."""
    found = (match[0].strip() for match in _SENTENCE.finditer(text))
    return " ".join(sentence for sentence in found if sentence and _asks(sentence))


def _asks(sentence: str) -> bool:
    if "?" in sentence:
        return True
    words = [word.replace("’", "'") for word in list_folded_words(sentence)]
    while words and words[0] in _FILLERS:
        words = words[1:]
    plain = " ".join(words)
    invites = bool(_INVITES.search(plain)) and not _NOT_ASKED.search(plain)
    return bool(words) and (words[0] in _ASKING or invites)
