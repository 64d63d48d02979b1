"""Read a trainee's own words clause by clause: which clauses are careful, and which are not known.

Pure. A clause is careful only if all of it is one of the ways below, so that nothing next to kind
words is unread. A clause that is not known need not harm: the child may have just said it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from content import pack_loader
from content.patterns import list_folded_words
from content.scenarios.careful.careful_ways import CAREFUL_WAYS
from content.scenarios.careful.clauses import (
    PERSONS,
    Clause,
    ClauseWeight,
    cut_judged_clauses,
    weigh_clause,
)
from content.scenarios.careful.refusing_ways import REFUSALS
from content.scenarios.careful.small_words import PLAIN_IN_CLAUSE
from content.scenarios.plain_talk import PLAIN_TALK
from content.scenarios.reply_kinds import BASE, has_helpful_way, has_words_of_unclear_effect
from content.scenarios.reply_moments import stem_word
from content.scenarios.scenario import ReplyKind, ScenarioSetting

_REFUSALS = tuple(re.compile(way) for way in REFUSALS)
_OTHERS = frozenset(("him", "his", "her", "hers", "them", "their", "theirs"))
_TELLS_NOTHING = frozenset(stem_word(one) for one in PLAIN_TALK | PERSONS | _OTHERS | {"somewhere"})
_SUBJECTS = {"him": "he", "her": "she", "them": "they"}
_OF_CHILD = frozenset(("you", "your", "yours", "yourself"))
_OF_ABSENT_CHILD = _OTHERS | frozenset((
    "he", "she", "they", "girl", "boy", "lass", "lad", "child", "kid", "teenager", "daughter",
    "son", "granddaughter", "grandson",
))  # fmt: skip
_FEW = 5
_CHARGED = frozenset((
    "fault", "blame", "trouble", "promise", "cross", "safe", "rush", "hurry", "tell", "telling",
    "told", "must", "should", "shouldn't", "nobody", "keep", "quiet", "stop", "stopping", "why",
    "who", "did", "didn't", "done", "never", "asked", "said", "say", "judge", "brave", "yes", "no",
    "wanted", "happened", "know", "think", "believe", "trust", "anywhere", "go", "going",
    "matter", "matters", "like", "want", "help", "mean", "means", "good",
))  # fmt: skip
_PLAIN_TALK = PLAIN_TALK - _CHARGED
_HELD = 0.75
"""The part of what a clause tells that must be in the words it is near to."""
_HOUR_OF_MORNING = re.compile(
    r"\b(?:one|two|three|four|five|six|[1-6]) in the morning\b", re.IGNORECASE
)
"""An hour that a child has named, said in full."""
_MORNING = frozenset((stem_word("morning"),))
_NONE: frozenset[str] = frozenset()
_MOST = 0.6
"""The part of a written clause that a trainee's own one must hold, to be the same."""


class CarefulWords(NamedTuple):
    """A trainee's words, clause by clause.

    `kinds`: of the careful clauses. `left`: the clauses that are not known to be careful.
    `unhelped`: those of `left` about the child, or in a sentence without help. `unsure`: a list
    finds words that help or hurt.
    """

    kinds: frozenset[ReplyKind]
    left: tuple[Clause, ...]
    unhelped: tuple[Clause, ...]
    unsure: bool


def find_help_in_clauses(
    text: str, pack_name: str = BASE, setting: ScenarioSetting | None = None
) -> CarefulWords:
    """Return which ways of helping the clauses of `text` are, and which are none of them."""
    colleagues = frozenset(pack_loader.load_pack(pack_name).words["colleagues"])
    here = f"{setting.child} {setting.speaks}".casefold().split() if setting else ()
    away = _list_names_of_absent_child(setting)
    kinds: set[ReplyKind] = set()
    left: list[Clause] = []
    helped: set[int] = set()
    for clause in cut_judged_clauses(text, frozenset(here), away):
        kind, unknown = _read_clause(clause.words, colleagues)
        if kind:
            kinds.add(kind)
            helped.add(clause.sentence)
        if unknown:
            left.append(clause._replace(words=unknown, weight=weigh_clause(unknown)))
    helped |= {one.sentence for one in left if has_helpful_way(one.written, pack_name)}
    unhelped = tuple(
        one
        for one in left
        if (one.sentence not in helped or _is_about_child(one, away))
        and not _says_little(one.words)
        and not has_helpful_way(one.written, pack_name)
    )
    unsure = has_words_of_unclear_effect(text, pack_name)
    return CarefulWords(frozenset(kinds), tuple(left), unhelped, unsure)


def refuses_secret(text: str, setting: ScenarioSetting | None = None) -> bool:
    """Whether a clause of `text` says that a secret cannot be kept, in one of the usual ways."""
    here = f"{setting.child} {setting.speaks}".casefold().split() if setting else ()
    clauses = [" ".join(one.words) for one in cut_judged_clauses(text, frozenset(here))]
    return any(way.fullmatch(clause) for clause in clauses for way in _REFUSALS)


def _list_names_of_absent_child(setting: ScenarioSetting | None) -> frozenset[str]:
    """Return the names of a child whom an adult speaks about; none where the child is there."""
    if setting is None or setting.speaker == "child":
        return frozenset()
    return frozenset(setting.child.casefold().split()) - set(setting.speaks.casefold().split())


def _is_about_child(clause: Clause, away: Collection[str]) -> bool:
    """Whether a clause speaks of the child or to them. `away`: the names of one who is not there.

    Then "you" is the adult, and "she" or "they" may be the child.
    """
    if not _OF_CHILD.isdisjoint(clause.words):
        return True
    written = {word.partition("'")[0] for word in list_folded_words(clause.written)}
    return bool(away) and not written.isdisjoint(_OF_ABSENT_CHILD.union(away))


def _says_little(words: Sequence[str]) -> bool:
    """Whether a clause is few plain words, none of which may blame, promise or press."""
    return len(words) <= _FEW and _PLAIN_TALK.issuperset(words)


def _read_clause(
    words: tuple[str, ...], colleagues: Collection[str]
) -> tuple[ReplyKind | None, tuple[str, ...]]:
    """Return the kind of a careful clause, and the words that are not known to be careful."""
    plain = " ".join("lead" if word in colleagues else word for word in words)
    for kind, way in CAREFUL_WAYS:
        if match := way.fullmatch(plain):
            return kind, tuple((match.groupdict().get("about") or "").split())
    return None, words


def only_repeats_lines(clause: Clause, lines: tuple[str, ...]) -> bool:
    """Whether a clause gives back what one of `lines` says, and nothing else."""
    if not clause.may_give_back:
        return False
    own, clauses = clause.weight, _weigh_lines(lines)
    if len(own.words) > 1 and not own.denials and not any(one.denials for one in clauses):
        return own.words <= _join_words(lines)
    return any(
        own.words <= said.words
        and own.denials == said.denials
        and (len(own.words) > 1 or own.denials or own.words == said.words)
        for said in clauses
        if own.words
    )


def mostly_repeats_lines(clause: Clause, lines: tuple[str, ...]) -> bool:
    """Whether most of what a clause tells is in `lines`, and it neither asks nor denies."""
    if not clause.may_give_back or not is_mostly_in_lines(clause, lines):
        return False
    return not clause.weight.denials or any(one.denials for one in _weigh_lines(lines))


def matches_written_reply(clause: Clause, replies: tuple[str, ...]) -> bool:
    """Whether a clause says what one of these replies says, with as many denials.

    "No" alone is one of theirs if one of them says that too.
    """
    own = clause.weight
    if not own.words:
        return bool(own.denials) and own in _weigh_lines(replies)
    return any(
        own.denials == said.denials
        and own.persons == said.persons
        and (len(own.words) > 1 or own.words == said.words)
        and len(own.words & said.words) >= _MOST * max(len(said.words), len(own.words))
        and own.words - said.words <= PLAIN_IN_CLAUSE
        for said in _weigh_lines(replies)
    )


def is_mostly_in_lines(clause: Clause, lines: tuple[str, ...]) -> bool:
    """Whether most of what a clause tells is in `lines`, and all of a clause that tells nothing."""
    own, said = clause.weight.words, _join_words(lines)
    telling = (
        own - _TELLS_NOTHING - (_MORNING if _HOUR_OF_MORNING.search(clause.written) else _NONE)
    )
    return own <= said or bool(telling and len(telling & said) >= _HELD * len(telling))


def is_in_reply(clause: Clause, reply: str) -> bool:
    """Whether all words of a clause are in a written reply, "him" as "he"."""
    return {_SUBJECTS.get(one, one) for one in clause.weight.words} <= _join_words((reply,))


def is_part_of_reply(clause: Clause, reply: str) -> bool:
    """Whether a clause has only words of a written reply, and its persons and denials."""
    written = _weigh_lines((reply,))
    persons = frozenset[str]().union(*(one.persons for one in written))
    same = clause.weight.denials == sum(one.denials for one in written)
    return same and clause.weight.persons == persons and is_in_reply(clause, reply)


@lru_cache(maxsize=2_000)
def _weigh_lines(lines: tuple[str, ...]) -> tuple[ClauseWeight, ...]:
    """Return the clauses of lines of a scenario. Never of a trainee: they are kept."""
    return tuple(clause.weight for line in lines for clause in cut_judged_clauses(line))


@lru_cache(maxsize=2_000)
def _join_words(lines: tuple[str, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(one.words for one in _weigh_lines(lines)))
