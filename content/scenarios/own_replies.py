"""Which written replies are offered as closest to a trainee's own words. The trainee chooses.

Pure. Words of one's own never count as helpful by default. A reply that helps is offered only for
words in which a way of helping was found and no harm, or which are almost that reply's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from content.patterns import list_folded_words
from content.scenarios.own_questions import find_asking_sentences
from content.scenarios.scenario import (
    HELPFUL_KINDS,
    ReplyKind,
    Scenario,
    ScenarioReply,
    ScenarioTurn,
)

OFFERED = 2
"""How many written replies stand next to the trainee's own."""
_SAME_AIM = 0.5
_SAME_WORDS = 0.6
"""From here on, two replies are almost the same."""
_REFLECTED = 0.6
"""The part of somebody's own words that are the child's, from which on they reflect."""
_COMMON = frozenset((
    "about", "after", "again", "because", "been", "before", "being", "could", "does", "doing",
    "don't", "down", "from", "going", "have", "having", "here", "into", "just", "like", "more",
    "most", "only", "other", "over", "really", "same", "should", "some", "such", "than", "that",
    "that's", "their", "them", "then", "there", "these", "they", "they're", "thing", "things",
    "this", "those", "very", "want", "wanted", "were", "what", "when", "where", "which",
    "while", "will", "with", "would", "you're", "your",
))  # fmt: skip
"""Words of more than _SHORT letters that stand in any sentence, whatever it means."""
_TURNED = frozenset((
    "i", "me", "my", "you", "your", "he", "him", "his", "she", "her", "it", "they", "them",
    "their", "a", "an", "the", "and", "so",
))  # fmt: skip
"""Words that change, or come in, when somebody's words are given back to them."""
_SHORT = 3
"""Words of so few letters say little about what a sentence means."""


class ReplyAim(NamedTuple):
    """One aim that a trainee can say they had.

    `help`: what would help, where no written reply is close; `kinds`: of replies with that aim.
    """

    label: str
    help: str
    kinds: frozenset[ReplyKind]


AIMS: dict[str, ReplyAim] = {
    "believe": ReplyAim(
        "Show that I believe them",
        "Say that you are glad they told you. Then stop, and let them go on.",
        frozenset(("accepting", "reflecting", "supporting")),
    ),
    "open": ReplyAim(
        "Ask an open question",
        "Start with “tell me”, “explain to me” or “describe”. Put no answer in the question.",
        frozenset(("open",)),
    ),
    "specific": ReplyAim(
        "Ask something specific",
        "Ask only what you need to keep them safe now. Leave the rest to people who are trained.",
        frozenset(("leading", "investigating", "judging", "hurrying")),
    ),
    "reassure": ReplyAim(
        "Reassure them",
        "Say what you know is true: they are not in trouble, and it is not their fault.",
        frozenset(("accepting", "supporting", "avoiding")),
    ),
    "promise": ReplyAim(
        "Promise something",
        "Promise only what you can do yourself, such as staying with them now.",
        frozenset(("promising", "explaining", "accepting", "supporting")),
    ),
    "next": ReplyAim(
        "Say what happens next",
        "Say who you need to tell, why, and that you will tell the child first.",
        frozenset(("explaining",)),
    ),
    "nothing": ReplyAim(
        "Say nothing",
        "Stay, keep still, and wait longer than feels easy.",
        frozenset(("silence",)),
    ),
}


def list_nearest_replies(
    scenario: Scenario,
    turn: ScenarioTurn,
    words: str,
    aim: str,
    found: Collection[ReplyKind],
    promised: Collection[str] = (),
) -> tuple[ScenarioReply, ...]:
    """Return the written replies of a turn that are nearest to `words`, the nearest first.

    `aim`: a key of AIMS; `found`: the kinds found in the words, of help and of harm; `promised`:
    the promises of the scenario that they make. There may be none. The child comes back to a
    promise, and may repeat words that lead: both are for who said so. A reply that puts a word into
    the child's mouth is for who said that word.
    """
    harmful = {kind for kind in found if kind not in HELPFUL_KINDS}
    asked = "leading" in harmful or (aim == "specific" and bool(find_asking_sentences(words)))
    wanted, every = AIMS[aim].kinds, frozenset(list_folded_words(words))
    offered = [
        reply
        for reply in turn.replies
        if (not reply.promises or reply.promises in promised or every == _fold(reply.text))
        and not (aim == "promise" and reply.kind not in wanted)
        and (asked or reply.kind != "leading" or _is_same(every, reply))
        and every.issuperset(list_unsaid_words(scenario, turn, reply))
        and (not reply.helps or (not harmful and _may_help(reply, turn, every, found)))
    ]

    return _put_help_first(_order(offered, harmful, every, wanted))[:OFFERED]


def _order(
    replies: Iterable[ScenarioReply],
    harmful: Collection[str],
    every: frozenset[str],
    wanted: Collection[ReplyKind],
) -> list[ScenarioReply]:
    """Return replies of the harmful kinds that were found first, then by how near they are."""
    return sorted(
        replies,
        key=lambda one: (one.kind in harmful, _measure_closeness(one, every, wanted)),
        reverse=True,
    )


def _measure_closeness(
    reply: ScenarioReply, every: frozenset[str], wanted: Collection[ReplyKind]
) -> float:
    same_aim = _SAME_AIM * (reply.kind in wanted)
    return _overlap(_weigh(every), _weigh(_fold(reply.text))) + same_aim


def _put_help_first(nearest: Sequence[ScenarioReply]) -> tuple[ScenarioReply, ...]:
    """Return the replies with the nearest of those that help before the others."""
    first = next((reply for reply in nearest if reply.helps), None)
    rest = (reply for reply in nearest if reply is not first)
    return (first, *rest) if first else tuple(rest)


def list_unsaid_words(
    scenario: Scenario, turn: ScenarioTurn, reply: ScenarioReply
) -> frozenset[str]:
    """Return the words that a reply brings in, where it bends what the child says next.

    Those that the child then repeats; if there are none of them, all that the child had not said.
    """
    after = scenario.turns.get(reply.next)
    if after is None or not after.bends:
        return frozenset()
    said = _fold(" ".join(turn.says))
    new = {word for word in _fold(reply.text) - said - _COMMON if len(word) > _SHORT}
    return frozenset(new & _fold(" ".join(after.says)) or new)


def _may_help(
    reply: ScenarioReply, turn: ScenarioTurn, every: frozenset[str], found: Collection[ReplyKind]
) -> bool:
    """Whether words without harm may go with a reply that helps."""
    return bool(found) or _reflects(every, turn) or _is_same(every, reply)


def _reflects(every: frozenset[str], turn: ScenarioTurn) -> bool:
    """Whether most of what was written is what the child has just said, small words and all."""
    own, said = every - _TURNED, _fold(" ".join(turn.says))
    return len(own) > 1 and len(own & said) >= _REFLECTED * len(own)


def _is_same(every: frozenset[str], reply: ScenarioReply) -> bool:
    """Whether two replies are almost the same. One word in common is not enough for that."""
    written = _fold(reply.text)
    own, other = _weigh(every), _weigh(written)
    near = len(own & other) > 1 and _overlap(own, other) >= _SAME_WORDS
    return every == written or near


@lru_cache(maxsize=2_000)
def _fold(content: str) -> frozenset[str]:
    """Return the words of a line or a reply of a scenario. Never of a trainee: it is kept."""
    return frozenset(list_folded_words(content))


def _weigh(every: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in every - _COMMON if len(word) > _SHORT) or every


def _overlap(own: frozenset[str], other: frozenset[str]) -> float:
    """From 0, no word in common, to 1, the same words."""
    return 2 * len(own & other) / (len(own) + len(other)) if own and other else 0.0
