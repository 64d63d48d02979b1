"""Find a promise in an answer that says little else: "yes" to a child who asks for a secret.

Pure. Only a child who has just asked for a promise makes one of it. A "yes" that goes on to say who
has to be told, or what cannot be promised, makes none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, dropwhile, takewhile

from content.patterns import QUESTION_STOP, SENTENCE_STOP
from content.scenarios.reply_moments import ReplyMoment
from content.scenarios.scenario import Answer, ScenarioSetting
from content.scenarios.typed_words import correct_typed_contractions, cut_into_parts

_FIRM_YES = frozenset((
    "yes", "yeah", "yep", "yup", "aye", "sure", "course", "definitely", "absolutely", "totally",
    "deal", "obviously", "defo", "yh", "yea", "always",
))  # fmt: skip
_MILD_YES = frozenset(("ok", "okay", "alright", "right", "fine", "k"))
_NO = frozenset(("no", "nah", "nope", "never", "not", "nobody"))
_WONT = frozenset(("won't", "wouldn't", "never"))
_SWORN = frozenset(("promise", "swear", "promised", "pinky", "honest", "honestly"))
_AROUND = frozenset((
    "will",
    "i", "i'll", "we", "you", "it", "it'll", "that", "this", "of", "do", "on", "my", "life", "so",
    "then", "mate", "love", "hun", "pal", "all", "me", "can", "trust", "stay", "stays", "here",
    "in", "between", "us", "just", "to", "a", "and", "oh", "well", "cross", "heart", "hope", "die",
    "god", "word", "have", "always", "does", "worries", "thing", "now", "please", "don't", "worry",
    "bin", "get", "rid", "tell", "anyone", "anybody", "them", "say", "anything", "was", "were",
    "are", "is", "i'm", "going", "gonna", "dear", "sweetheart", "darling", "lovely", "bud", "wait",
))  # fmt: skip
"""Words that may stand next to such an answer and change nothing in it."""
_KNOWN = _FIRM_YES | _MILD_YES | _NO | _WONT | _SWORN | _AROUND
_TAKES_BACK = frozenset((
    "can't", "cannot", "couldn't", "but", "unless", "except", "need", "must", "have", "has", "if",
    "who", "until", "however", "though", "depends", "only", "sorry", "afraid", "tell", "pass",
    "ring", "share", "speak", "whether", "don't", "should", "people", "police",
))  # fmt: skip
"""Words that show, after the answer, that it may be none: "Yes. I have to tell Ruth."."""
_TAG = re.compile(r"(?:won't|wouldn't|don't|haven't|didn't|can't|aren't) (?:i|we)")
"""Tacked on to "I'll have to now", it denies nothing."""
_MUST = re.compile(r"\b(?:i|we|i'll|we'll|i've|we've|i'd) (?:have|got|need) to\b")
_ASKS_ON = re.compile(r"\btell me\b(?! (?:mum|mam|dad|nan|boss|manager)\b)")
"""Asks the child to go on, but for "I'll tell me mum"."""
_TELLS = re.compile(
    r"\b(?:i|we)(?:'ll| will| might| may| must| (?:have|need|got) to"
    r"|'ve got to|(?:'m|'re| am) (?:still )?going to)"
    r" (?:\w+ ){0,2}?(?:tell|speak to|talk to|ring|call|phone|report|pass|let|ask)"
    r" (?!(?:you|he|him|her|them|no|nobody|a|myself|that|me)\b)\w"
    r"|\b(?:will|ll|might|would|d|must) (?:have|need) to (?:\w+ )?"
    r"(?:tell|pass|share|report|speak|talk|ring|say|know)"
)


def says_it_will_be_told(clauses: str) -> bool:
    """Whether a reply in clauses says who will be told, or that it has to be told.

    "He" is a person by name who is not a colleague, and may be the one who harms.
    """
    return bool(_TELLS.search(clauses))


def find_bare_promises(text: str, moment: ReplyMoment) -> frozenset[str]:
    """Return the keys of those promises the child has just asked for that `text` makes."""
    if not moment.promises:
        return frozenset()
    every = _cut_into_parts(text, moment.setting)
    parts = [one for one in every if not _TAG.fullmatch(" ".join(one))]
    if any(_MUST.search(" ".join(one)) for one in parts):
        return frozenset()
    first = tuple(chain(*takewhile(_KNOWN.issuperset, parts)))
    later = _ASKS_ON.sub("", " ".join(chain(*dropwhile(_KNOWN.issuperset, parts))))
    if not _TAKES_BACK.isdisjoint(later.split()):
        return frozenset()
    return frozenset(
        key for key, answers in moment.promises if _is_answer_meant(first, answers, alone=not later)
    )


def _is_answer_meant(words: Sequence[str], answers: Collection[Answer], *, alone: bool) -> bool:
    """Whether words say such an answer. `alone`: nothing else is said with them."""
    every = frozenset(words)
    firm, mild = set(_SWORN), set[str]()
    if "yes" in answers:
        firm |= _FIRM_YES
    if "ok" in answers:
        mild |= _MILD_YES
    if "no" in answers:
        firm |= _NO
    if "wont" in answers:
        firm |= _WONT
    denies = not every.isdisjoint(_NO | _WONT) and {"no", "wont"}.isdisjoint(answers)
    made = not every.isdisjoint(firm) or (alone and not every.isdisjoint(mild))
    return made and not denies


def _cut_into_parts(text: str, setting: ScenarioSetting | None) -> Iterator[tuple[str, ...]]:
    """Yield the words of each part that has some, without the names of who is there.

    Not the clauses of `careful.clauses`: those leave out "ok" and "sure" before what they judge,
    and write "won't" as "will not". Here these are the answer.
    """
    here = f"{setting.called} {setting.speaks}".casefold().split() if setting else ()
    left_out = frozenset((SENTENCE_STOP, QUESTION_STOP, *here))
    for part in cut_into_parts(correct_typed_contractions(text)):
        if words := tuple(word for word in part if word not in left_out):
            yield words
