"""Find a promise, a question, an instruction or a name in a written reply that own words lack.

Pure. A trainee who wrote "I can't keep that to myself" has not said that the child will hear first.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from content.patterns import list_folded_words
from content.scenarios.careful.clauses import expand_contraction
from content.scenarios.careful.way_parts import DRINK_PART
from content.scenarios.own_questions import find_asking_sentences
from content.scenarios.plain_talk import OF_THE_TALK, PLAIN_TALK
from content.scenarios.reply_kinds import SOMEONE_ELSE
from content.scenarios.reply_moments import stem_word
from content.scenarios.scenario import ScenarioReply, ScenarioSetting, ScenarioTurn

_WILL = (
    r"\b(?:i|we) (?:\w+ ){0,2}?(?:will|would|(?:am|are) going to|(?:have|need|got|want) to|must"
    r"|might|may|could|can|am|are) (?:(?:not|just|only|also|then|have to|need to|going to) )*"
)
_TELLS = (
    r"(?:tell|telling|ring|ringing|call|calling|phone|phoning|speak|speaking|talk|talking|pass"
    r"|report|see|go to|going to|let|ask)\b(?! you\b)(?! it\b)(?! a bit\b)"
)
_CLAIMS: dict[str, re.Pattern[str]] = {
    "tells": re.compile(
        rf"{_WILL}{_TELLS}|\b(?:next|now|first|then) (?:i|we) {_TELLS}"
        r"|\b(?:has|have|needs?) to (?:know|hear|be told)\b|\bthe same call\b"
    ),
    "first": re.compile(
        r"\byou (?:will|would) (?:\w+ )?(?:hear|know)\b|\btell you (?:\w+ ){0,4}?(?:first|before"
        r"|who|what|when)\b|\bbefore (?:i|we|anybody|anyone) (?:do|did|tell|told|ring|go)\b"
        r"|\bhear (?:\w+ ){1,4}?from me\b|\b(?:ring|call|phone) you\b"
        r"|\b(?:letting|let|telling|tell) you\b"
    ),
    "does": re.compile(
        r"\b(?:i|we) (?:will|(?:am|are) going to) (?!not\b)(?!have\b)(?!need\b)(?:\w+ ){0,2}?"
        r"(?:fetch|sort|square|write|walk|make|get|give|bring|find|take|put|drive|lock|keep)\b"
        r"|\bsort that out\b"
    ),
    "orders": re.compile(
        r"(?:^|[.!?;]|\bplease) ?(?:and |so |then |just )?(?:please )?(?:do not |come |stay |stop "
        r"|ring |have her |show )"
    ),
}
"""What a reply can claim, each with how it is said in words that are written out."""
_ASKS = "asks"
_OFFERS_DRINK = re.compile(rf"(?:^|(?<=[.!?] )){DRINK_PART}(?: or {DRINK_PART})?\?", re.IGNORECASE)
"""It asks for nothing that a child could tell."""
_SAYS_DANGER = frozenset(map(stem_word, ("safe", "unsafe", "danger", "dangerous")))
"""Whoever says one of these says the others: "it might not be safe" is "it could be a danger"."""
_TELLS_SOMEONE = frozenset(("tells", "first"))
_MARKS = re.compile(r"[^\w\s'.!?;]")
_WORDS = re.compile(r"([\w']+)([.!?;]*)")
_PLAIN = frozenset(stem_word(word) for word in PLAIN_TALK | OF_THE_TALK | SOMEONE_ELSE) | {
    "noth", "wrong", "somebodi", "peopl",
}  # fmt: skip
_FEW_NEW = 3
"""So many other words of a reply may be in neither: more of them say something of their own."""


class OwnClaims(NamedTuple):
    """What a trainee's own words claim.

    `kinds`: of promise, question and instruction. `words`: all, folded. `stems`: without endings.
    """

    kinds: frozenset[str]
    words: frozenset[str]
    stems: frozenset[str]


def read_own_claims(text: str) -> OwnClaims:
    """Return what `text` claims, and its words."""
    words = frozenset(list_folded_words(text))
    return OwnClaims(_list_kinds(text), words, _stem(words))


def adds_claim(
    own: OwnClaims, reply: ScenarioReply, turn: ScenarioTurn, setting: ScenarioSetting
) -> bool:
    """Whether a spoken reply claims what own words do not, or names who is in neither.

    What the child has just said adds nothing. Where someone will be told, a reply can say who. A
    question at the end of a conversation gets no answer, so it claims nothing there.
    """
    if not reply.spoken:
        return False
    kinds, named, stems = _read_reply(
        reply.text, turn.says, setting.names, f"{setting.child} {setting.speaks}"
    )
    if reply.ends:
        kinds -= {_ASKS}
    tells = not own.kinds.isdisjoint(_TELLS_SOMEONE)
    if kinds - own.kinds - (frozenset(("tells",)) if tells else frozenset()):
        return True
    new = stems - own.stems - (_SAYS_DANGER if own.stems & _SAYS_DANGER else frozenset())
    return not (tells or named <= own.words) or len(new) > _FEW_NEW


def adds_promise(own: OwnClaims, reply: ScenarioReply) -> bool:
    """Whether a reply says who will be told, who hears first or what is done, and own words not."""
    return bool(_list_kinds(reply.text) - own.kinds - {_ASKS, "orders"})


@lru_cache(maxsize=2_000)
def _read_reply(
    content: str, says: tuple[str, ...], names: tuple[str, ...], here: str
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the claims of a reply of a scenario, whom it names, and what it says that is new.

    Never of a trainee's words: they are kept.
    """
    words = frozenset(list_folded_words(content))
    said = frozenset(list_folded_words(f"{' '.join(says)} {here}"))
    named = words.intersection(list_folded_words(" ".join(names))) - said
    return _list_kinds(content), named, _stem(words) - _PLAIN - _stem(said)


def _list_kinds(text: str) -> frozenset[str]:
    """Return which kinds of promise, question and instruction are in `text`."""
    written = _WORDS.findall(_MARKS.sub(" ", text.replace("’", "'")))
    plain = " ".join(" ".join(expand_contraction(word.casefold())) + mark for word, mark in written)
    found = {name for name, way in _CLAIMS.items() if way.search(plain)}
    asks = find_asking_sentences(_OFFERS_DRINK.sub("", text))
    return frozenset(found | ({_ASKS} if asks else set()))


def _stem(words: Collection[str]) -> frozenset[str]:
    return frozenset(
        stem_word(one) for word in words for one in expand_contraction(word.replace("’", "'"))
    )
