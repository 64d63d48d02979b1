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
from content.scenarios.turned_words import is_denied, is_turned

MOST_OFFERED = 2
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
_FILLERS = frozenset((
    "um", "erm", "er", "oh", "ah", "ok", "okay", "well", "hey", "yeah", "really", "so",
))  # fmt: skip
"""Words that change nothing in what is said with them."""
_CHANGED = 0.25
"""The part of a written reply's words that may be others, or more, in words that mean it."""
_HELD = 0.75
"""The part of the shorter of two replies that is in the longer one, if they mean the same."""
_ENOUGH = 3
"""How many words of some weight the shorter one needs for that."""
_NEW = 0.4
"""The part of the words that a written reply may lack, if they mean the same."""
_TURNING = frozenset(("but", "though", "however", "yet", "unless", "because", "until"))
"""Words that may turn kind ones into a reproach or a bargain."""
_DENIALS = frozenset((
    "no", "not", "never", "nobody", "nothing", "cannot", "without", "if", "aint", "arent", "cant",
    "couldnt", "didnt", "doesnt", "dont", "hadnt", "hasnt", "havent", "isnt", "shouldnt", "wasnt",
    "werent", "wont", "wouldnt",
))  # fmt: skip
"""Words that turn what is said, with those that end in "n't". "want" and "sent" are none."""
_MILD = frozenset(("if", "no"))
"""Denials that good words hold as well: "no hurry", "if you want to say more"."""
_SHORT = 3
"""Words of so few letters say little about what a sentence means."""


class ReplyAim(NamedTuple):
    """One aim that a trainee can say they had.

    `help`: what would help, where no written reply is close: `{speaks}` is who the trainee talks
    with. `kinds`: of replies with that aim.
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
        "Say who you need to tell and why, and that they will hear it from you first.",
        frozenset(("explaining",)),
    ),
    "nothing": ReplyAim(
        "Say nothing",
        "Stay, keep still, and wait longer than feels easy.",
        frozenset(("silence",)),
    ),
}

HELP_AFTER_STOP = "They want to stop, so ask nothing. Wait, or say what happens next."
"""What often helps, where someone meant to ask a child who has said that they want to stop."""


def list_nearest_replies(
    scenario: Scenario,
    turn: ScenarioTurn,
    words: str,
    aim: str,
    found: Collection[ReplyKind],
    promised: Collection[str] = (),
) -> tuple[ScenarioReply, ...]:
    """Return the written replies of a turn nearest to `words`; there may be none.

    `aim`: a key of AIMS; `found`: kinds of help and harm in the words; `promised`: promises in
    them. Decision 149 says which replies come first, and which are never next to careful words.
    """
    harmful = set(found) - HELPFUL_KINDS
    asked = "leading" in harmful or (aim == "specific" and bool(find_asking_sentences(words)))
    wanted, every = AIMS[aim].kinds, frozenset(list_folded_words(words))
    turned = _is_help_turned(words, every, turn)
    meant = [] if harmful else [one for one in turn.replies if _is_meant(every, one)]
    offered = [
        reply
        for reply in turn.replies
        if (not reply.promises or reply.promises in promised or _is_copy(every, reply))
        and (reply in meant or not (aim == "promise" and reply.kind not in wanted))
        and (asked or reply.kind != "leading" or _is_same(every, reply))
        and every.issuperset(list_words_brought_in(scenario, turn, reply))
        and not (reply.helps and (harmful or turned or is_denied(words, reply.text)))
        and (not reply.helps or _may_help(reply, turn, every, found))
    ]
    ordered = _sort_by_nearness(offered, harmful, every, wanted)
    return tuple(ordered[:MOST_OFFERED]) if harmful else _put_meant_first(ordered, meant, every)


def _is_help_turned(words: str, every: frozenset[str], turn: ScenarioTurn) -> bool:
    """Whether words turn a reply that helps round. The child's own, given back, turn none."""
    said = " ".join(turn.says)
    return not every <= _fold_words(said) and any(
        one.helps and is_turned(words, one.text, said) for one in turn.replies
    )


def _is_meant(every: frozenset[str], reply: ScenarioReply) -> bool:
    """Whether words without harm mean this reply: they make its promise, or almost repeat it.

    No reply that harms is offered for careful words, unless they almost repeat it.
    """
    if reply.helps and (_is_same(every, reply) or _is_part(every, reply)):
        return True
    written = _fold_words(reply.text)
    changed = every ^ written
    near = len(changed) <= max(1, _CHANGED * len(written)) and not _has_denial(changed)
    return bool(reply.promises) or _is_copy(every, reply) or near


def _is_part(every: frozenset[str], reply: ScenarioReply) -> bool:
    """Whether most of a reply that helps was written, or most of what was written is in it.

    Little may come in that the reply has not, and nothing that turns it: "but", "if" or "not".
    """
    written = _fold_words(reply.text)
    own, other = _drop_common_words(every), _drop_common_words(written)
    (fewest, most), new = sorted((len(own), len(other))), every - written
    return (
        max(_ENOUGH, most / 2) <= fewest
        and len(own & other) >= _HELD * fewest
        and len(new) <= _NEW * len(every)
        and not _has_turning_word(every ^ written if len(own) < len(other) else new)
    )


def _has_denial(changed: Collection[str]) -> bool:
    return any(word in _DENIALS or word.endswith("n't") for word in changed)


def _has_turning_word(changed: Collection[str]) -> bool:
    return _has_denial(changed) or not _TURNING.isdisjoint(changed)


def _put_meant_first(
    nearest: Sequence[ScenarioReply], meant: Collection[ScenarioReply], every: frozenset[str]
) -> tuple[ScenarioReply, ...]:
    """Return what words without harm are offered: a reply that almost repeats them comes first.

    If that reply harms, no reply that helps is offered with it.
    """
    near = sorted(
        (one for one in nearest if one in meant),
        key=lambda one: _measure_overlap(every, _fold_words(one.text)),
        reverse=True,
    )
    if near and not near[0].helps:
        return tuple(one for one in near if not one.helps)[:MOST_OFFERED]
    return (*near, *(one for one in nearest if one.helps and one not in meant))[:MOST_OFFERED]


def _is_copy(every: frozenset[str], reply: ScenarioReply) -> bool:
    """Whether someone wrote a reply itself, perhaps with "um" or "well"."""
    own, written = every - _FILLERS, _fold_words(reply.text) - _FILLERS
    return own == written if written else every == _fold_words(reply.text)


def _sort_by_nearness(
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
    return (
        _measure_overlap(_drop_common_words(every), _drop_common_words(_fold_words(reply.text)))
        + same_aim
    )


def list_words_brought_in(
    scenario: Scenario, turn: ScenarioTurn, reply: ScenarioReply
) -> frozenset[str]:
    """Return the words that a reply brings in, if it bends what the child says next.

    These are the words that the child then repeats. If the child repeats none, they are all words
    of the reply that the child had not said before.
    """
    after = scenario.turns.get(reply.next)
    if after is None or not after.bends:
        return frozenset()
    said = _fold_words(" ".join(turn.says))
    new = {word for word in _fold_words(reply.text) - said - _COMMON if len(word) > _SHORT}
    return frozenset(new & _fold_words(" ".join(after.says)) or new)


def _may_help(
    reply: ScenarioReply, turn: ScenarioTurn, every: frozenset[str], found: Collection[ReplyKind]
) -> bool:
    """Whether words without harm may go with a reply that helps."""
    same = _is_same(every, reply) or _is_part(every, reply)
    return bool(found) or _is_reflection(every, turn) or same


def _is_reflection(every: frozenset[str], turn: ScenarioTurn) -> bool:
    """Whether most of what was written is what the child has just said, small words and all."""
    own, said = every - _TURNED, _fold_words(" ".join(turn.says))
    return len(own) > 1 and len(own & said) >= _REFLECTED * len(own)


def _is_same(every: frozenset[str], reply: ScenarioReply) -> bool:
    """Whether two replies are almost the same. One word in common is not enough for that."""
    written = _fold_words(reply.text)
    own, other = _drop_common_words(every), _drop_common_words(written)
    near = len(own & other) > 1 and _measure_overlap(own, other) >= _SAME_WORDS
    near = near and not _has_turning_word(every - written - _MILD)
    return _is_copy(every, reply) or near


@lru_cache(maxsize=2_000)
def _fold_words(content: str) -> frozenset[str]:
    """Return the words of a line or a reply of a scenario. Never of a trainee: it is kept."""
    return frozenset(list_folded_words(content))


def _drop_common_words(every: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in every - _COMMON if len(word) > _SHORT) or every


def _measure_overlap(own: frozenset[str], other: frozenset[str]) -> float:
    """From 0, no word in common, to 1, the same words."""
    return 2 * len(own & other) / (len(own) + len(other)) if own and other else 0.0
