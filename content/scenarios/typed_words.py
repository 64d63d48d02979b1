"""Read words as tired people type them: "dont" and "youve" written out, and where a part ends."""

from __future__ import annotations

import re

CONTRACTIONS = {
    "aint": "ain't", "arent": "aren't", "cant": "can't", "couldnt": "couldn't",
    "couldve": "could've", "didnt": "didn't", "doesnt": "doesn't", "dont": "don't",
    "hadnt": "hadn't", "hasnt": "hasn't", "havent": "haven't", "hes": "he's", "hows": "how's",
    "im": "i'm", "isnt": "isn't", "ive": "i've", "mustve": "must've", "nobodys": "nobody's",
    "shes": "she's", "shouldnt": "shouldn't", "shouldve": "should've", "thats": "that's",
    "theyll": "they'll", "theyre": "they're", "u": "you", "ur": "your", "wasnt": "wasn't",
    "werent": "weren't", "whats": "what's", "whens": "when's", "wheres": "where's", "whos": "who's",
    "whyd": "why'd", "wont": "won't", "wouldnt": "wouldn't", "youd": "you'd", "youll": "you'll",
    "youre": "you're", "youve": "you've",
}  # fmt: skip
"""Words as tired people type them. "its", "ill" and "were" are left: each is a word of its own."""
_CONTRACTED = re.compile(rf"(?<![\w'’])(?:{'|'.join(CONTRACTIONS)})(?![\w'’])", re.IGNORECASE)
PART_ENDS = re.compile(r",|\s[-–—]\s")


def write_contractions(text: str) -> str:
    """Return `text` with "dont", "youve" and the like written out as the patterns have them."""
    return _CONTRACTED.sub(lambda match: _write_contraction(match[0]), text)


def _write_contraction(word: str) -> str:
    return CONTRACTIONS[word.casefold()]
