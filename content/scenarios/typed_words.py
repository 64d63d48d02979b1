"""Read words as tired people type them: "dont" and "youve" written out, and where a part ends.

Also write a reply in clauses, where one way of saying "I will not" stands for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from content.patterns import QUESTION_STOP, SENTENCE_STOP, cut_into_words

CONTRACTIONS = {
    "aint": "ain't", "arent": "aren't", "beleive": "believe", "belive": "believe",
    "cant": "can't", "coulda": "could have", "couldnt": "couldn't", "couldve": "could've",
    "didnt": "didn't", "doesnt": "doesn't", "dont": "don't", "em": "them", "hadnt": "hadn't",
    "hasnt": "hasn't", "havent": "haven't", "hes": "he's", "hows": "how's", "il": "i'll",
    "im": "i'm", "isnt": "isn't", "ive": "i've", "mustve": "must've", "n": "and",
    "nobodys": "nobody's", "shes": "she's", "shoulda": "should have", "shouldnt": "shouldn't",
    "shouldve": "should've", "thankyou": "thank you", "thats": "that's", "theyll": "they'll",
    "theyre": "they're", "u": "you", "ur": "your", "urself": "yourself", "wasnt": "wasn't",
    "werent": "weren't", "whats": "what's", "whens": "when's", "wheres": "where's",
    "whos": "who's", "whyd": "why'd", "wont": "won't", "wot": "what", "woulda": "would have",
    "wouldnt": "wouldn't", "ya": "you", "youd": "you'd", "youll": "you'll", "youre": "you're",
    "youve": "you've",
}  # fmt: skip
"""Words as tired people type them. "its" and "were" are left: each is a word of its own."""
_CONTRACTED = re.compile(rf"(?<![\w'’])(?:{'|'.join(CONTRACTIONS)})(?![\w'’])", re.IGNORECASE)
_WILL = re.compile(
    r"(?:^|(?<=[.,!?;:\n] )|(?<=\band )|(?<=\bbut )|(?<=\bso )|(?<=\bthen )|(?<=\byeah )"
    r"|(?<=\bok )|(?<=\bokay )|(?<=\bnah )|(?<=\bno )|(?<=\byes ))ill(?= (?:not|never|just|always"
    r"|have|be|go|get|do|say|tell|ask|keep|stay|sit|wait|ring|call|phone|text|speak|talk|find|fetch"
    r"|put|take|drop|drive|give|make|write|note|walk|come|let|see|sort|help|lock|bin|rip|kill)\b)",
    re.IGNORECASE,
)
"""“Ill” where only “I’ll” can be meant: it starts a clause, and a verb comes after it."""
_YOU_ARE = re.compile(
    r"(?<![\w'’])(?:ur(?= (?:[a-z]+ing|gonna|not|so|just|nearly|late|safe|being|an?)\b)"
    r"|your(?= (?:not|gonna|being)\b))",
    re.IGNORECASE,
)
"""“Ur” and “your” where “you’re” is meant. Elsewhere “ur” is “your”."""
PART_ENDS = re.compile(r",|\s[-–—]\s")


def correct_typed_contractions(text: str) -> str:
    """Return `text` with "dont", "youve" and the like written out as the patterns have them."""
    written = _YOU_ARE.sub("you're", _WILL.sub("i'll", text))
    return _CONTRACTED.sub(lambda match: _write_contraction(match[0]), written)


def _write_contraction(word: str) -> str:
    return CONTRACTIONS[word.casefold()]


_PAST = r"(?:said|told|did|meant|knew|thought|heard|wrote|rang|was|had|got|saw|went|gave|made)\b"
_PLAIN_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{found})\b", re.IGNORECASE), plain)
    for found, plain in (
        (r"no[ -]one's", "nobody's"),
        (r"no[ -]one", "nobody"),
        ("anyone", "anybody"),
        ("owt", "anything"),
        ("nowt", "nothing"),
        (r"gonna|going to|about to", "going to"),
        (
            r"(?:i|we)(?:'ll| will| shall|'d| would) (?:not|never)(?: ever)?(?: be)?"
            r"|(?:i|we) (?:won't|wouldn't|shan't)(?: ever| never)?(?: be)?"
            r"|(?:i'm|i am|we're|we are|i|we) (?:not|never|ain't) (?:ever )?going to(?: be)?"
            rf"|(?:i|we) never(?! {_PAST})(?! \w+ed\b)"
            r"|(?:i'm|i am|we're|we are) (?:not|never)(?= [a-z]+ing\b)"
            r"|(?:i|we) ain't(?= [a-z]+ing\b)",
            "i won't",
        ),
    )
)
_JOINS = r"(?:,|;|\s[-–—]+\s|\b(?:but|though|however|and|so|cos|because|then)\b)"
_NEW_CLAUSE = re.compile(
    rf"{_JOINS}(?:\s*{_JOINS}){{0,4}}\s*"  # a row of them without end would take long
    r"(?!(?:unless|except|until|till|without|apart|only|if|or|other|who|that needs?)\b)"
    r"(?=(?:[a-z]+, ?)?(?:i|we|it|that|this|he|she|they|nobody|you|let|go|get|hop)\b)",
    re.IGNORECASE,
)
_CLAUSE_STARTS = re.compile(
    r"(^|[.?!;:\n]\s*)(?:(?:so|and|but|then|well|right|ok|okay|fine|oh|yes|yeah|no|just|look(?=,)"
    r"|listen|honest|honestly|sure|course|of course|all right|alright)\b[, ]*)+(?=[a-z])",
    re.IGNORECASE,
)


def write_clauses(text: str) -> str:
    """Return `text` with a stop after each clause, and "I won't" for "I'll not" and the like.

    What makes an exception stays with its clause: "I won't tell anyone, unless you are not safe".
    """
    plain = correct_typed_contractions(text.replace("’", "'"))
    for found, written in _PLAIN_WORDS:
        plain = found.sub(written, plain)
    plain = _NEW_CLAUSE.sub(". ", plain).replace(". . ", ". ")
    return _CLAUSE_STARTS.sub(r"\1", plain)


def cut_into_sentences(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words of each sentence, with the stop that ends it."""
    sentence: list[str] = []
    for word in words:
        sentence.append(word)
        if word in (SENTENCE_STOP, QUESTION_STOP):
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def cut_into_parts(plain: str) -> Iterator[list[str]]:
    """Yield the words of each part of a sentence, with a stop that ends it."""
    return cut_into_sentences(cut_into_words(PART_ENDS.sub(" . ", plain)).folded)
