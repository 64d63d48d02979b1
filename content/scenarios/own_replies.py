"""Which written replies are offered as closest to a trainee's own words. The trainee chooses.

Pure. Words of one's own never count as helpful by default. A reply that helps is offered only for
words in which a way of helping was found and no harm, or which are almost that reply's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from content.scenarios.careful.added_claims import adds_claim, adds_promise
from content.scenarios.careful.careful_words import (
    CarefulWords,
    is_in_reply,
    is_mostly_in_lines,
    is_part_of_reply,
    matches_written_reply,
    mostly_repeats_lines,
    only_repeats_lines,
)
from content.scenarios.careful.clauses import Clause
from content.scenarios.careful.small_words import TURNED_WORDS, TYPED_DENIALS
from content.scenarios.careful.telling_words import (
    COMMON_WORDS,
    SHORT_WORD,
    list_scenario_words,
    list_telling_scenario_words,
    measure_overlap,
)
from content.scenarios.careful.trainee_words import TraineeWords
from content.scenarios.scenario import (
    HELPFUL_KINDS,
    ReplyKind,
    Scenario,
    ScenarioReply,
    ScenarioTurn,
)
from content.scenarios.turned_words import has_added_denial, has_dropped_denial

MOST_OFFERED = 2
"""How many written replies stand next to the trainee's own."""
_SAME_AIM = 0.5
_SAME_WORDS = 0.6
"""From here on, two replies are almost the same."""
_REFLECTED = 0.6
"""The part of somebody's own words that are the child's, from which on they reflect."""
_FILLERS = frozenset((
    "um", "erm", "er", "oh", "ah", "ok", "okay", "well", "hey", "yeah", "really", "so",
))  # fmt: skip
"""Words that change nothing in what is said with them."""
_CHANGED = 0.25
"""The part of a written reply's words that may be others, or more, in words that mean it."""
_SHARED = 0.4
"""How many words two replies share, if one says less of the same."""
_HELD = 0.75
"""The part of the shorter of two replies that is in the longer one, if they mean the same."""
_ENOUGH = 3
"""How many words of some weight the shorter one needs for that."""
_NEW = 0.4
"""The part of the words that a written reply may lack, if they mean the same."""
_TURNING = frozenset(("but", "though", "however", "yet", "unless", "because", "until"))
"""Words that may turn kind ones into a reproach or a bargain."""
_MILD = frozenset(("if", "no"))
"""Denials that good words hold as well: "no hurry", "if you want to say more"."""


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
        "Say that you are listening. Thank them for what they have told you, if they have. Then "
        "stop, and let them go on.",
        frozenset(("accepting", "reflecting", "supporting")),
    ),
    "open": ReplyAim(
        "Ask an open question",
        "Start with “tell me”, “explain to me” or “describe”. Do not suggest an answer.",
        frozenset(("open",)),
    ),
    "specific": ReplyAim(
        "Ask something specific",
        "Ask only what you need to keep them safe now. Leave the rest to people who are trained.",
        frozenset(("leading", "investigating", "judging", "hurrying")),
    ),
    "reassure": ReplyAim(
        "Reassure them",
        "Say only what you know is true: you are listening, and you want to help. Someone who "
        "is hurt by others is not to blame for it.",
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
        "If someone is in danger now, get them safe first. If not, stay with them and keep still. "
        "Give them longer than feels easy.",
        frozenset(("silence",)),
    ),
}

HELP_AFTER_STOP = (
    "They want to stop, so do not ask for more. If someone is in danger now, get them safe first. "
    "If not, stay quiet, or say what happens next."
)
"""What often helps, where someone meant to ask a child who has said that they want to stop."""


def list_nearest_replies(
    scenario: Scenario,
    turn: ScenarioTurn,
    own: TraineeWords,
    aim: str,
    found: Collection[ReplyKind],
    promised: Collection[str] = (),
) -> tuple[ScenarioReply, ...]:
    """Return the written replies of a turn nearest to a trainee's words; there may be none.

    `aim`: a key of AIMS. `found` and `promised` were found in the words. Decision 149.
    """
    harmful = set(found) - HELPFUL_KINDS
    asked = "leading" in harmful or (aim == "specific" and own.asks)
    wanted = AIMS[aim].kinds
    helping = list_helpful_replies(turn, own, found)
    meant = [] if harmful else [one for one in turn.replies if _is_meant(own, one)]
    offered = [
        reply
        for reply in turn.replies
        if (not reply.helps or reply in helping)
        and _makes_only(reply, own, promised)
        and (reply in meant or not (aim == "promise" and reply.kind not in wanted))
        and (asked or reply.kind != "leading" or _is_same(own, reply))
        and own.every.issuperset(list_words_brought_in(scenario, turn, reply))
        and not (reply.helps and _claims_more(scenario, turn, own, reply))
    ]
    near = _sort_by_nearness(offered, harmful, own, wanted)
    harm = tuple(one for one in near if _is_near_harm(own, one, harmful))
    return harm[:MOST_OFFERED] if harmful else _put_meant_first(near, meant, own)


def _is_near_harm(own: TraineeWords, reply: ScenarioReply, harmful: Collection[ReplyKind]) -> bool:
    """Whether a reply does one of the kinds of harm that were found, or shares words with them."""
    shared = own.telling & list_telling_scenario_words(reply.text)
    return reply.kind in harmful or bool(shared) or _is_copy(own.every, reply)


def list_helpful_replies(
    turn: ScenarioTurn, own: TraineeWords, found: Collection[ReplyKind]
) -> tuple[ScenarioReply, ...]:
    """Return the replies that help which a trainee's words may go with, whatever was meant.

    None where harm was `found`, or where the words turn one of these replies round.
    """
    if set(found) - HELPFUL_KINDS:
        return ()
    helps = _helps_in_each_clause(own.careful, found, turn)
    replies = tuple(
        one
        for one in turn.replies
        if one.helps
        and (
            (helps and _may_explain(one, own))
            or _may_help(one, turn, own)
            or _is_close_throughout(own, one, turn)
        )
        and not has_added_denial(own.clauses, one.text)
    )
    return () if replies and _is_help_turned(own, turn) else replies


def _makes_only(reply: ScenarioReply, own: TraineeWords, promised: Collection[str]) -> bool:
    """Whether words make the promise of a reply, if it has one."""
    return not reply.promises or reply.promises in promised or _is_copy(own.every, reply)


def _claims_more(
    scenario: Scenario, turn: ScenarioTurn, own: TraineeWords, reply: ScenarioReply
) -> bool:
    """Whether a reply promises, asks or tells something that own words do not.

    Almost its own words are no less than it is, and the child's own words claim nothing.
    """
    if not adds_claim(own.claims, reply, turn, scenario.setting):
        return False
    near = _is_close_throughout(own, reply, turn) and not adds_promise(own.claims, reply)
    return not (near or _is_nearly(own, reply) or _is_reflection(own.every, turn))


def _is_help_turned(own: TraineeWords, turn: ScenarioTurn) -> bool:
    """Whether words turn a reply that helps round. The child's own, given back, turn none."""
    said = " ".join(turn.says)
    return not own.every <= list_scenario_words(said) and any(
        one.helps and has_dropped_denial(own.clauses, one.text, said) for one in turn.replies
    )


def _is_meant(own: TraineeWords, reply: ScenarioReply) -> bool:
    """Whether words without harm mean this reply: they make its promise, or almost repeat it.

    No reply that harms is offered for careful words, unless they almost repeat it.
    """
    if reply.helps and (_is_same(own, reply) or _is_part(own, reply)):
        return True
    return bool(reply.promises) or _is_nearly(own, reply)


def _is_nearly(own: TraineeWords, reply: ScenarioReply) -> bool:
    """Whether words are a reply itself, or all but a few of its words."""
    written = list_scenario_words(reply.text)
    changed = own.every ^ written
    near = len(changed) <= max(1, _CHANGED * len(written)) and not _has_denial(changed)
    return near or _is_copy(own.every, reply)


def _is_part(own: TraineeWords, reply: ScenarioReply) -> bool:
    """Whether most of a reply that helps was written, or most of what was written is in it.

    Little may come in that the reply has not, and nothing that turns it: "but", "if" or "not".
    """
    telling, other = own.telling, list_telling_scenario_words(reply.text)
    fewest, most = sorted((len(telling), len(other)))
    if not (max(_ENOUGH, most / 2) <= fewest and len(telling & other) >= _HELD * fewest):
        return False
    written = list_scenario_words(reply.text)
    new = own.every - written
    return len(new) <= _NEW * len(own.every) and not _has_turning_word(
        own.every ^ written if len(telling) < len(other) else new
    )


def _is_close_throughout(own: TraineeWords, reply: ScenarioReply, turn: ScenarioTurn) -> bool:
    """Whether a spoken reply shares many words with own ones, and each clause of those is careful.

    "I did say it. I am going to tell Mr Farrow" may leave out that it was wrong to say it.
    """
    if own.careful.unsure or not reply.spoken:
        return False
    close = measure_overlap(own.every, list_scenario_words(reply.text)) >= _SHARED
    return close and all(
        _is_covered(one, turn) or is_part_of_reply(one, reply.text) for one in own.careful.left
    )


def _has_denial(changed: Collection[str]) -> bool:
    return any(word in TYPED_DENIALS or word.endswith("n't") for word in changed)


def _has_turning_word(changed: Collection[str]) -> bool:
    return _has_denial(changed) or not _TURNING.isdisjoint(changed)


def _put_meant_first(
    nearest: Sequence[ScenarioReply], meant: Collection[ScenarioReply], own: TraineeWords
) -> tuple[ScenarioReply, ...]:
    """Return what words without harm are offered: a reply that almost repeats them comes first.

    If that reply harms, no reply that helps is offered with it.
    """
    near = sorted(
        (one for one in nearest if one in meant),
        key=lambda one: measure_overlap(own.every, list_scenario_words(one.text)),
        reverse=True,
    )
    if near and not near[0].helps:
        return tuple(one for one in near if not one.helps)[:MOST_OFFERED]
    return (*near, *(one for one in nearest if one.helps and one not in meant))[:MOST_OFFERED]


def _is_copy(every: frozenset[str], reply: ScenarioReply) -> bool:
    """Whether someone wrote a reply itself, perhaps with "um" or "well"."""
    every_written = list_scenario_words(reply.text)
    own, written = every - _FILLERS, every_written - _FILLERS
    return own == written if written else every == every_written


def _sort_by_nearness(
    replies: Iterable[ScenarioReply],
    harmful: Collection[str],
    own: TraineeWords,
    wanted: Collection[ReplyKind],
) -> list[ScenarioReply]:
    """Return replies of the harmful kinds that were found first, then by how near they are."""
    return sorted(
        replies,
        key=lambda one: (one.kind in harmful, _measure_closeness(one, own, wanted)),
        reverse=True,
    )


def _measure_closeness(
    reply: ScenarioReply, own: TraineeWords, wanted: Collection[ReplyKind]
) -> float:
    same_aim = _SAME_AIM * (reply.kind in wanted)
    return measure_overlap(own.telling, list_telling_scenario_words(reply.text)) + same_aim


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
    said = list_scenario_words(" ".join(turn.says))
    new = {
        word
        for word in list_scenario_words(reply.text) - said - COMMON_WORDS
        if len(word) > SHORT_WORD
    }
    return frozenset(new & list_scenario_words(" ".join(after.says)) or new)


def _may_explain(reply: ScenarioReply, own: TraineeWords) -> bool:
    """Whether a reply explains, or own words do more than that.

    Who only refuses a secret has not said "I'm in no rush".
    """
    return own.careful.kinds != {"explaining"} or reply.kind == "explaining"


def _may_help(reply: ScenarioReply, turn: ScenarioTurn, own: TraineeWords) -> bool:
    """Whether words may go with a reply that helps: most of them are in it, or the child's."""
    near = _is_same(own, reply) or _is_part(own, reply) or _is_reflection(own.every, turn)
    lines = (*turn.says, reply.text)
    return _is_copy(own.every, reply) or (
        near
        and all(
            is_mostly_in_lines(one, lines) or is_in_reply(one, reply.text)
            for one in own.careful.left
        )
    )


def _helps_in_each_clause(
    careful: CarefulWords, found: Collection[ReplyKind], turn: ScenarioTurn
) -> bool:
    """Whether each clause helps, is given back to the child, or is one of a reply that helps here.

    Careful words next to a clause that no one has judged are no help.
    """
    if found and all(_is_covered(one, turn) for one in careful.unhelped):
        return True
    if careful.unsure or not all(_is_covered(one, turn) for one in careful.left):
        return False
    return bool(careful.kinds) or _is_all_written(careful, turn)


def _is_all_written(careful: CarefulWords, turn: ScenarioTurn) -> bool:
    written = tuple(one.text for one in turn.replies if one.helps)
    left = careful.left
    return bool(left) and all(
        only_repeats_lines(one, turn.says) or matches_written_reply(one, written) for one in left
    )


def _is_covered(clause: Clause, turn: ScenarioTurn) -> bool:
    """Whether a clause is the child's own, or one of a reply that helps in this turn."""
    if only_repeats_lines(clause, turn.says) or mostly_repeats_lines(clause, turn.says):
        return True
    return matches_written_reply(clause, tuple(one.text for one in turn.replies if one.helps))


def _is_reflection(every: frozenset[str], turn: ScenarioTurn) -> bool:
    """Whether most of what was written is what the child has just said, small words and all."""
    own, said = every - TURNED_WORDS, list_scenario_words(" ".join(turn.says))
    return len(own) > 1 and len(own & said) >= _REFLECTED * len(own)


def _is_same(own: TraineeWords, reply: ScenarioReply) -> bool:
    """Whether two replies are almost the same. One word in common is not enough for that."""
    other = list_telling_scenario_words(reply.text)
    near = len(own.telling & other) > 1 and measure_overlap(own.telling, other) >= _SAME_WORDS
    new = own.every - list_scenario_words(reply.text) - _MILD if near else ()
    return (near and not _has_turning_word(new)) or _is_copy(own.every, reply)
