"""Judge whether a sentence is a worker's own: what they will do, thanks or comfort, with no answer.

Pure. "I'll tidy up, and you can stay" puts nothing into a child's mouth, whatever its words are.
"I'll tidy up, and he hurt you" does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from content.patterns import list_folded_words
from content.scenarios.careful.clauses import cut_judged_clauses
from content.scenarios.careful.everyday_ways import GREETING_WAYS
from content.scenarios.careful.small_words import TYPED_DENIALS
from content.scenarios.careful.telling_ways import OPEN_WAYS
from content.scenarios.own_questions import (
    can_be_question,
    cut_typed_sentences,
    has_closed_question,
)
from content.scenarios.plain_talk import OF_THE_TALK, PLAIN_TALK
from content.scenarios.reply_moments import ReplyMoment, stem_word
from content.scenarios.typed_words import correct_typed_contractions

_COMFORT = frozenset((
    "tonight", "little", "showed", "seat", "water", "somewhere", "quietly", "moment",
    "both", "sharing", "shared", "fine", "near", "away", "straight", "but", "either", "neither",
))  # fmt: skip
_PLAIN_STEMS = frozenset(stem_word(one) for one in PLAIN_TALK | OF_THE_TALK | _COMFORT)
_MODAL = (
    r"(?:['’](?:ll|d)| will| can| can['’]t| cannot| might| may| would| could| should| must"
    r"| won['’]t)"
)
_STARTS = re.compile(
    r"^\W*(?:(?:and|but|so|then|or|ok|okay|no|yes|well|now|right)\W+)*(?:"
    rf"(?:i|we){_MODAL}(?! (?:see|tell|imagine|hear|guess|bet|think|smell|say)\b)"
    r"|(?:i|we)(?:['’](?:m|re)| am| are)(?: just| not)? "
    r"(?:going|staying|here|in|with|ringing|calling)\b"
    r"|(?:i|we)(?:['’]ve| have)? (?:need|have|got) to\b"
    r"|(?:i|we)(?:['’]ve| have) got\b|let['’]s\b"
    r"|i can['’]?t (?:say|tell|see) (?:what|how|if|whether)\b"
    r"|you(?:['’]re| are) (?:staying|sitting|stopping)\b|you (?:stay|sit)\b"
    r"|you (?:can|could|won['’]t|will not|may|do(?:n['’]t| not) (?:have|need) to|needn['’]t)\b"
    r"|you(?:['’]d|['’]ll| will| would) (?:hear|know|be (?:okay|safe|with me))\b"
    r"|(?:stay|sit|come|take|keep)\b|thank(?:s| you)\b"
    r"|that['’]s (?:ok|okay|fine|all right|alright)\b"
    r"|(?:no ?body|no one) should\b)",
    re.IGNORECASE,
)
"""A clause that starts so is about what happens between worker and child, from now on."""
_CLAUSE_ENDS = re.compile(r"[,;:]|\s[-–—]\s|\b(?=(?:and|but|so|or)\b)", re.IGNORECASE)
_TELLS = re.compile(
    r"\b(?:i|we|it|that|this|there)(?:['’]s| was| is| were| had| has)\b"
    r"|\byou(?:['’]ve| have(?! to)| had| did| were)\b"
    r"|\byou(?:['’]re (?!safe|welcome|staying|sitting)| are (?!safe))\b"
    r"|\b(?:about|because|since|after|when|while|before|who|where|for (?:\w+ing|what))\b",
    re.IGNORECASE,
)
"""It says what is or was so, or what something is about: an answer can be in that."""
_OFFERS = re.compile(
    r"^\W*(?:do you want|would you like|shall (?:we|i)|can i get you)\b", re.IGNORECASE
)


_AT_THEIR_SIDE = (
    r"(?: (?:here|there|still|down|quietly|near (?:her|him|them)|with (?:you|her|him|them)))*"
)
_SMALL_THING = (
    r"(?:a|the|some) (?:box of |glass of |cup of )?(?:tissues?|water|blanket|drink|hot chocolate)"
)
_WAITING_WAYS = (
    r"(?:keep|stay|be|am) (?:very )?(?:quiet|silent|still)",
    r"say nothing|do not (?:say|speak|talk|ask|move)(?: anything| a word)?",
    r"wait(?: quietly| a bit| a while| a moment| a minute)?(?: for (?:you|her|him|them))?",
    rf"(?:sit|stay|stand){_AT_THEIR_SIDE}",
    rf"(?:sitting|staying|waiting|standing){_AT_THEIR_SIDE}",
    rf"(?:pass|give|hand|get|offer|fetch) (?:you |her |him |them )?{_SMALL_THING}",
    rf"put {_SMALL_THING} (?:near|next to|by|in front of) (?:you|her|him|them)",
    r"nod|breathe",
)
_WAITS = re.compile(
    r"(?:(?:i|we) )?(?:(?:am|are|will|would|just|going to|only) )*"
    rf"(?:{'|'.join(_WAITING_WAYS)})"
)
_OF_OWN = re.compile(
    r"^\W*(?:i|im|we)\b|\b(?:tissues?|water|blanket|drink|chocolate)\b", re.IGNORECASE
)
"""Without one of these it can be an order: "be quiet"."""
_JOINED = re.compile(r"[.,;:!?\n…*()\[\]]+|\b(?:and|then)\b")


def only_waits(text: str) -> bool:
    """Whether `text` says nothing to the child: each part waits, stays, or passes a tissue.

    "i wait" is an act, and no words that are hard to hear.
    """
    clauses = [
        " ".join(one.words) for part in _JOINED.split(text) for one in cut_judged_clauses(part)
    ]
    waits = bool(clauses) and all(_WAITS.fullmatch(one) for one in clauses)
    return waits and bool(_OF_OWN.search(text))


_TURNED = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
    "am": "are", "was": "were",
    "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll",
}  # fmt: skip
_INVITING_WAYS = tuple(re.compile(way) for way in GREETING_WAYS + OPEN_WAYS)
_GIVES_FEELING = re.compile(
    r"\b(?:worr\w+|scared|afraid|frighten\w+|upset|hurt\w*|sad|angry|bothering)\b", re.IGNORECASE
)
"""Asked about, it is a feeling that the child may not have named."""


def only_greets_or_invites(sentence: str, here: Collection[str], moment: ReplyMoment) -> bool:
    """Whether each clause greets, comforts or asks openly, about no more than the child has said.

    `here`: the names of those who talk, which add nothing. "Tell me about that" holds no answer.
    """
    clauses = [" ".join(one.words) for one in cut_judged_clauses(sentence, here)]
    if not clauses or _GIVES_FEELING.search(sentence):
        return False
    return all(_invites(clause, moment) for clause in clauses)


def _invites(clause: str, moment: ReplyMoment) -> bool:
    for way in _INVITING_WAYS:
        if match := way.fullmatch(clause):
            about = (match.groupdict().get("about") or "").split()
            return moment.has_said(list_naming_words(about))
    return False


def list_naming_words(words: Iterable[str]) -> list[str]:
    """Return the words that can name a person, an act, a place or a thing."""
    return [one for one in words if one == "done" or stem_word(one) not in _PLAIN_STEMS]


def only_echoes(text: str, said: Collection[str]) -> bool:
    """Whether each sentence stands in a sentence of the child, with its denials, and none asks.

    `said`: the child's lines. "You" can stand for "I". "Four chairs" holds no answer then.
    """
    sentences = cut_typed_sentences(text)
    theirs = [_turn_persons(one) for line in said for one in cut_typed_sentences(line)]
    return bool(sentences) and not any(
        "?" in one or not _is_in_any(_turn_persons(one), theirs) for one in sentences
    )


def _is_in_any(words: Sequence[str], sentences: Iterable[Sequence[str]]) -> bool:
    """Whether words stand in a row in a sentence, and leave out no "not"."""
    row = f" {' '.join(words)} "
    return bool(words) and any(
        row in f" {' '.join(one)} " and not any(map(_denies, set(one) - set(words)))
        for one in sentences
    )


def _denies(word: str) -> bool:
    return word in TYPED_DENIALS or word.endswith("n't")


def _turn_persons(text: str) -> list[str]:
    """Return folded words, with "you" and "your" for "I", "me" and "my"."""
    words = list_folded_words(correct_typed_contractions(text))
    return [_TURNED.get(one, one) for one in words]


def asks_for_yes(sentence: str) -> bool:
    """Whether yes or no answers it, and it offers no seat, drink or company in plain words."""
    return has_closed_question(sentence) and not _OFFERS.search(sentence)


def is_of_worker(sentence: str, telling: Collection[str], barred: Collection[str]) -> bool:
    """Whether a sentence asks nothing, and each clause is of what the worker does or allows.

    `telling`: its words that could name something. `barred`: words that name an act or a part of
    the body, and those of what the child says next. A worker's own sentence has none of them.
    """
    stems = {stem_word(one) for one in barred}
    if can_be_question(sentence) or not stems.isdisjoint(map(stem_word, telling)):
        return False
    clauses = [one for one in _CLAUSE_ENDS.split(sentence) if one.strip()]
    own = (_STARTS.match(one) or not _names_any(one, telling) for one in clauses)
    return all(own) and not any(map(_TELLS.search, clauses))


def _names_any(clause: str, telling: Collection[str]) -> bool:
    return not set(telling).isdisjoint(list_folded_words(clause))
