"""Find a question that has its answer next to it: "How old is he, twenty?", "Who to? A girl?".

A question that has someone do an act has one too: "Him hurting Callum?". Pure. It leaves out words
that the child has said, and questions about a drink or a seat.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from content.patterns import list_folded_words
from content.scenarios.own_questions import find_asking_sentences
from content.scenarios.plain_talk import PLAIN_TALK
from content.scenarios.reply_moments import ReplyMoment

_SENTENCE = re.compile(r"([^.!?\n]+)([.!?\n]*)")
_ASKS = re.compile(
    r"^(?:(?:so|and|but|ok|okay|then|right|well|sorry|look|now)[, ]+)*"
    r"(?:how|where|who|when|what|which|whose)(?:['’](?:s|re|d))?\b",
    re.IGNORECASE,
)
_ASKS_LATER = re.compile(
    r"[,;]\s*((?:so|and|but)\s+(?:how|where|who|when|what|which|whose)(?:['’](?:s|re|d))?\b.+)$",
    re.IGNORECASE,
)
"""An open question after something else that is said: "I won't tell, so who was it, your dad?"."""
_OFFERS_CARE = re.compile(
    r"\b(?:would|['’]d|you want|need|help|prefer|rather|shall|can i|could i|feel|feeling|fancy"
    r"|how are|how['’]s|how do you do|what about|how about|what if"
    r"|easier|better|hardest|worst|safe|safest|words?|call(?:ed|s)?)\b",
    re.IGNORECASE,
)
"""Questions about a drink, a seat or how someone is. They can name the choices."""
_LONGEST = 6
_GOES_ON = frozenset((
    "when", "if", "while", "after", "before", "because", "since", "until", "as", "so", "and", "in",
    "from", "just", "please", "then", "that", "which", "who", "what", "where", "how", "why", "do",
    "did", "does", "is", "was", "are", "were", "has", "have", "had", "can", "could", "will",
    "would",
    "i", "you", "he", "she", "they", "we", "it", "apart", "except", "without", "with", "for",
    "to", "this", "these", "those", "on", "by", "being", "during", "around",
    "at",
))  # fmt: skip
"""A tail that starts with one of these belongs to the question, or is another sentence."""
_NAMES_ONE = frozenset((
    "a", "an", "some", "his", "her", "their", "your", "the", "over", "under", "inside", "outside",
    "last", "about", "photos", "pictures", "money", "drugs", "somebody", "someone", "another",
))  # fmt: skip
"""An answer of more than one word starts with one of these, or names a choice."""
_AT_A = frozenset(("a", "his", "her", "their", "some", "somebody's", "someone's"))
_SAYS_LITTLE = frozenset((
    "love", "mate", "pal", "hun", "sweetheart", "darling", "dear", "pet", "duck", "petal", "poppet",
    "son", "lovely", "bud", "chick", "flower", "exactly", "roughly", "honestly", "though", "anyway",
    "today", "tonight", "yesterday", "tomorrow", "earlier", "lately", "recently", "usually",
    "mostly",
    "last", "ever", "even", "maybe", "perhaps", "roughly", "instead", "ago", "week", "weekend",
    "day",
    "night", "morning", "mind", "remember", "possible", "yet", "day", "kid", "folks", "everyone",
))  # fmt: skip


_SOMEONE = r"(?:boy|girl|lad|lass|bloke|man|woman|fella|guy|boyfriend|girlfriend|friend|mate)s?"
_FAMILY = (
    r"(?:mum|mam|dad|stepdad|stepmum|brother|sister|nan|gran|grandad|uncle|aunt|auntie|cousin)"
)
_BOTHERS = (
    r"(?:shout|yell|scream|hitt|drink|bother|pick|hurt|fight|argu|row|nagg|kick|smack|bully)ing"
)
_SUPPOSES = re.compile(
    rf"^(?:\W*(?:so|what|come on|and|or|is it|been|up)\b,?)* ?(?:"
    rf"(?:some(?:one|body)|(?:some|a|your|that) {_SOMEONE}) (?:been )?\w+ing you\b"
    rf"|(?:boy|girl|man|lad|boyfriend|girlfriend)s? (?:trouble|troubles|problems)\b"
    rf"|{_SOMEONE}[, ]+(?:is it|then|problems)\b)"
    r"|\bsome(?:one|body)(?: at \w+)? (?:been )?(?:giving|bothering|picking on|upsetting) you\b"
    rf"|\byour {_FAMILY}(?:['’]s)? (?:been )?{_BOTHERS}\b"
    rf"|\b(?:some|another) {_SOMEONE}\b(?! (?:you (?:trust|like|can)|who))",
    re.IGNORECASE,
)
"""Puts a person into a question whom the child has not named: "Someone keeping you up?"."""
_OF_SAFETY = re.compile(
    r"\b(?:(?:wait|collect|pick(?!(?:s|ing)? on\b)|fetch|meet|help)(?:s|ing)?"
    r"|look(?:s|ing)? after|trust|tell|talk"
    r"|safe|is there|are there|(?:at home|outside|here) (?:with|for) you)\b"
    r"|^\W*is (?:any|some)(?:one|body) (?:at home|outside|here)\b",
    re.IGNORECASE,
)
"""Asks who is near or who can help, which a worker has to know."""


_DOERS = frozenset(("he", "she", "they", "him", "her", "them", "someone", "somebody"))
_PERSONS = re.compile(
    rf"(?:{_FAMILY}|{_SOMEONE}|carer|teacher|coach|boss|neighbour|landlord|partner|ex)s?"
)
_BETWEEN = frozenset((
    "been", "is", "was", "are", "were", "ever", "still", "always", "even", "maybe", "really",
    "possibly", "secretly", "actually", "sometimes", "keep", "keeps", "kept", "start", "started",
    "starts", "just", "like", "sexually", "physically", "badly", "again",
))  # fmt: skip
"""May be between a person and what they do."""


def offers_answer(text: str, moment: ReplyMoment, acts: Collection[str] = ()) -> bool:
    """Whether a question of `text` has an answer in it or after it that the child has not given.

    `acts`: words for what someone does to a child; none where that is found in another way.
    """
    return any(_is_offered(answer, moment) for answer in _list_offered(text)) or any(
        "?" in mark
        and (_supposes_someone(words.strip(), moment) or _supposes_act(words, moment, acts))
        for words, mark in _SENTENCE.findall(text)
    )


def _supposes_act(question: str, moment: ReplyMoment, acts: Collection[str]) -> bool:
    """Whether a question has someone doing an act that the child has not named."""
    words = list_folded_words(question)
    names = frozenset(list_folded_words(" ".join(moment.setting.names)) if moment.setting else ())
    return any(
        act in acts
        and act.endswith("ing")
        and _ends_with_person(words[:place], names)
        and not moment.has_said((act,))
        for place, act in enumerate(words)
    )


def _ends_with_person(words: Sequence[str], names: Collection[str]) -> bool:
    """Whether words end with a person: "him", "Marcus", "your dad", and "he's been" as well."""
    left = [*words]
    while left and left[-1] in _BETWEEN:
        left.pop()
    last = left[-1].partition("'")[0] if left else ""
    return last in _DOERS or last in names or _PERSONS.fullmatch(last) is not None


def _supposes_someone(question: str, moment: ReplyMoment) -> bool:
    """Whether a question puts someone into it whom the child has not spoken of."""
    found = _SUPPOSES.search(question)
    if found is None or _OF_SAFETY.search(question):
        return False
    return not moment.has_said(one for one in list_folded_words(found[0]) if one not in PLAIN_TALK)


def _list_offered(text: str) -> Iterator[str]:
    """Yield what follows the comma of an open question, and a short question right after one."""
    after_question = False
    for words, mark in _SENTENCE.findall(text):
        words = words.strip()
        if "?" in mark and not _ASKS.search(words) and (later := _ASKS_LATER.search(words)):
            words = later[1]
        head, _, tail = words.partition(",")
        if _ASKS.search(words) is None:
            if after_question and "?" in mark:
                yield words
            after_question = after_question and "?" in mark
            continue
        asks = "?" in mark or bool(find_asking_sentences(head))
        cares = bool(_OFFERS_CARE.search(head))
        after_question = "?" in mark and not cares
        if tail and asks and not cares:
            yield words.rpartition(",")[2] if words.count(",") > 1 else tail


def _is_offered(answer: str, moment: ReplyMoment) -> bool:
    """Whether words are an answer: few, no sentence, and with something the child has not said."""
    words = list_folded_words(answer)
    if words[:1] == ["at"] and words[1:2] and words[1] in _AT_A:
        words = words[1:]
    if not words or len(words) > _LONGEST or words[0].partition("'")[0] in _GOES_ON:
        return False
    named = len(words) == 1 and moment.setting is None and answer.strip().istitle()
    if named or any(one.endswith("ing") for one in words):
        return False
    here = moment.setting.called.casefold().split() if moment.setting else []
    here += moment.setting.speaks.casefold().split() if moment.setting else []
    telling = [one for one in words if one not in PLAIN_TALK | _SAYS_LITTLE and one not in here]
    plain = len(words) == 1 or words[0] in _NAMES_ONE or "or" in words
    return plain and bool(telling) and not moment.has_said(telling)
