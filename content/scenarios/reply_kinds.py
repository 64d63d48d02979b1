"""Recognise what kind of reply a trainee's own words are: for practice, and never for a record.

Nothing is blocked, changed or counted. What is found comes with a reason, and with another way to
say it. That nothing is found says nothing about a reply.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Generic, NamedTuple, TypeVar

from msgspec.structs import replace

from content import leading_questions, pack_loader
from content.pack import Pack
from content.passages import (
    GraveHarm,
    HelpfulReply,
    LeadingQuestion,
    OwnPromise,
    Source,
    UnhelpfulReply,
)
from content.patterns import (
    QUESTION_STOP,
    SENTENCE_STOP,
    PatternFinder,
    WordLists,
    compile_patterns,
    cut_into_words,
)
from content.quotations import TextRanges
from content.scenarios.bare_promises import find_bare_promises, says_it_will_be_told
from content.scenarios.careful import promising_clauses as promising
from content.scenarios.offered_answers import offers_answer
from content.scenarios.own_questions import find_asking_sentences
from content.scenarios.reply_moments import (
    NOTHING_BEFORE,
    ReplyMoment,
    replace_names_in_past_questions,
    replace_names_with_pronouns,
)
from content.scenarios.scenario import ReplyKind, Scenario, ScenarioSetting
from content.scenarios.typed_words import (
    correct_typed_contractions,
    cut_into_parts,
    cut_into_sentences,
    write_clauses,
)

BASE = "england"
NOT_KNOWN = "We can’t say how {speaks} would take this."
"""After words in which no list finds harm. That a child waits would be a claim."""
ASKED_FOR = "secret"
"""The key of the reason for a promise that the child has just asked for."""
OFFERS_ANSWER = "offers_an_answer"
"""The key of the reason for a question that has its answer next to it."""
AFTER_STOP = ("You don't have to say any more.", "I'll tell you what happens next.")
"""Other words for a child who has said that they want to stop."""
SPARED_IF_TOLD = frozenset(("promising", "avoiding"))
"""Kinds of harm that a clause does not do in a reply that says who will be told."""
ASKING_KINDS: dict[str, ReplyKind] = {
    "leading": "leading",
    "tag": "leading",
    "why": "judging",
    "multiple": "investigating",
}

Way = TypeVar("Way", UnhelpfulReply, HelpfulReply, OwnPromise)

TURNING_WORDS = frozenset(("but", "though", "however", "if", "yet", "unless"))
"""After one of these, kind words may turn into a reproach or a bargain."""

SHORT_SENTENCE = 6
"""Words, its stop among them, that may stand without help next to a sentence that has it."""

SOMEONE_ELSE = frozenset((
    "he", "him", "his", "he's", "he'll", "he'd", "she", "her", "she's", "she'll", "she'd", "they",
    "them", "their", "they're", "they'll", "these", "those", "lads", "men", "people", "bloke",
))  # fmt: skip
"""Words for anyone but the two who talk. Kind words next to them may accuse, excuse or threaten."""


class HeardReply(NamedTuple):
    """One kind of reply that was found: why it matters, what to say instead, and who says so.

    `put_right`: what to do at once after such words, or empty. `grave`: as in UnhelpfulReply.
    """

    kind: ReplyKind
    why: str
    instead: tuple[str, ...]
    source: Source
    put_right: str = ""
    grave: GraveHarm = ""


def find_reply_kinds(
    text: str, pack_name: str = BASE, moment: ReplyMoment = NOTHING_BEFORE
) -> tuple[HeardReply, ...]:
    """Return the kinds found in `text`, each reason once: questions first, in text order.

    `moment`: of the conversation. Where an adult speaks, the reasons name that adult. A child who
    has just asked for a promise, or named an act, changes what is found.
    Give the kinds to `own_replies.list_nearest_replies`. Time grows with the length of `text`.
    """
    pack = pack_loader.load_pack(pack_name)
    plain = promising.clean_typed_words(text)
    asked = _find_ways_of_asking(plain, pack_name, moment.setting)
    leads = any(ASKING_KINDS[one.kind] == "leading" for one in asked)
    acts = () if leads else pack.words["act_any"]
    words = [*cut_into_words(plain).folded, SENTENCE_STOP]
    ways = {one.key: one for one, _, _ in _load_unhelpful_ways(pack_name).find(words)}
    ways |= {one.key: one for one in _find_in_clauses(text, pack_name, moment)}
    ways |= {one.key: one for one in _find_promises_in_clauses(text, pack_name)}
    keys = {ASKED_FOR} if find_bare_promises(text, moment) else set()
    keys |= {OFFERS_ANSWER} if offers_answer(plain, moment, acts) else set()
    keys |= moment.find_danger_of_sending(ways)
    ways |= {one.key: one for one in pack.replies if one.key in keys - ways.keys()}
    unsaid = () if leads else _find_unsaid_acts(words, pack_name, moment)
    kinds: list[tuple[ReplyKind, LeadingQuestion | UnhelpfulReply]] = [
        (ASKING_KINDS[one.kind], one) for one in asked
    ]
    kinds += [(one.kind, one) for one in (*unsaid, *ways.values())]
    return tuple(dict.fromkeys(_build_heard(kind, one, pack, moment) for kind, one in kinds))


def _build_heard(
    kind: ReplyKind, one: LeadingQuestion | UnhelpfulReply, pack: Pack, moment: ReplyMoment
) -> HeardReply:
    why, instead = _choose_why(one, moment.setting), choose_words_instead(one, moment)
    source = pack.source(one)
    if isinstance(one, LeadingQuestion):
        return HeardReply(kind, why, instead, source)
    return HeardReply(kind, why, instead, source, one.put_right, one.grave)


def _find_ways_of_asking(
    plain: str, pack_name: str, setting: ScenarioSetting | None
) -> tuple[LeadingQuestion, ...]:
    """Return the ways of asking in `plain`, each once: "Has Neil" asks as "Has he" does."""
    colleagues = pack_loader.load_pack(pack_name).words["colleagues"]
    texts = dict.fromkeys((plain, replace_names_in_past_questions(plain, setting, colleagues)))
    found = (
        leading_questions.find_leading_questions(_leave_out_practical(one, pack_name), pack_name)
        for one in texts
    )
    return tuple(dict.fromkeys(chain.from_iterable(found)))


def _find_unsaid_acts(
    words: Sequence[str], pack_name: str, moment: ReplyMoment
) -> tuple[UnhelpfulReply, ...]:
    """Return the ways that put an act to the child which the child has not said, each once."""
    acts = frozenset(pack_loader.load_pack(pack_name).words["acts"])
    named = list(replace_names_with_pronouns(words, moment.setting))
    found = {
        one.key: one
        for one, first, end in _load_unsaid_ways(pack_name).find(named, once=False)
        if not (here := acts.intersection(named[first:end])) or not moment.has_said(here)
    }
    return tuple(found.values())


def _find_in_clauses(text: str, pack_name: str, moment: ReplyMoment) -> list[UnhelpfulReply]:
    """Return the ways that are found in the clauses of `text`.

    What may be a promise is one where the child has just asked for it. Nothing is kept secret by
    a reply that says who will be told.
    """
    clauses = _cut_clauses(text, pack_name, moment.setting)
    found = [one for one, _, _ in _load_unhelpful_ways(pack_name, in_clauses=True).find(clauses)]
    if moment.promises:
        words = [*cut_into_words(correct_typed_contractions(text)).folded, SENTENCE_STOP]
        unsure = (
            *_load_unsure_ways(pack_name).find(words),
            *_load_unsure_ways(pack_name, in_clauses=True).find(clauses),
        )
        found += [one for one, _, _ in unsure if one.kind == "promising"]
    told = says_it_will_be_told(" ".join(clauses))
    return [one for one in found if not (told and one.kind in SPARED_IF_TOLD)]


def _find_promises_in_clauses(text: str, pack_name: str) -> list[UnhelpfulReply]:
    """Return the promises that a clause of `text` makes alone."""
    ways, clauses = _load_unhelpful_ways(pack_name), promising.list_promising_clauses(text)
    found = (one for clause in clauses for one, _, _ in ways.find(clause))
    return [one for one in found if one.kind == "promising"]


def _cut_clauses(text: str, pack_name: str, setting: ScenarioSetting | None) -> list[str]:
    """Return the folded words of `text` in clauses, each with a stop before and after it."""
    kept = pack_loader.load_pack(pack_name).words["colleagues"]
    written = write_clauses(promising.leave_out_gossip_openers(text))
    words = replace_names_with_pronouns(cut_into_words(written).folded, setting, kept)
    ends = (SENTENCE_STOP if one == QUESTION_STOP else one for one in words)
    return [SENTENCE_STOP, *ends, SENTENCE_STOP]


def choose_words_instead(
    one: LeadingQuestion | UnhelpfulReply, moment: ReplyMoment
) -> tuple[str, ...]:
    """Return what to say instead: nothing that asks, if the child has said that they want to stop.

    "Tell me what happened" presses a child who has just said "I don't want to talk about it".
    """
    if not moment.stops:
        return one.instead
    return tuple(line for line in one.instead if not find_asking_sentences(line)) or AFTER_STOP


def _choose_why(one: LeadingQuestion | UnhelpfulReply, setting: ScenarioSetting | None) -> str:
    """Return the reason, about the person that the trainee talks with."""
    if setting is None or setting.speaker == "child" or not one.why_adult:
        return one.why
    return one.why_adult.replace("{speaks}", setting.speaks).replace("{child}", setting.called)


def has_words_of_unclear_effect(text: str, pack_name: str = BASE) -> bool:
    """Whether `text` holds words that help or hurt, and no way that harms is found for them.

    A trainee is told to read it again, and never that it harms: good replies hold them too. A
    promise that a child may come back to counts, if nothing else is found to promise.
    """
    words = [*cut_into_words(promising.clean_typed_words(text)).folded, SENTENCE_STOP]
    clauses = _cut_clauses(text, pack_name, None)
    harmful = [way for way, _, _ in _load_unhelpful_ways(pack_name).find(words)]
    harmful += [way for way, _, _ in _load_unhelpful_ways(pack_name, in_clauses=True).find(clauses)]
    unsure = {way.key for way, _, _ in _load_unsure_ways(pack_name).find(words)}
    unsure |= {way.key for way, _, _ in _load_unsure_ways(pack_name, in_clauses=True).find(clauses)}
    if unsure - {way.key for way in harmful}:
        return True
    told = any(way.kind == "promising" for way in harmful)
    return not told and any(_load_promise_ways(pack_name).find(words))


def find_reaction(kinds: Collection[ReplyKind], speaks: str, pack_name: str = BASE) -> str:
    """Return what whoever speaks does after words of these kinds; empty if none of them harms.

    Of several kinds the one that stands first in the pack.
    """
    reactions = pack_loader.load_pack(pack_name).reactions
    does = next((one.does for one in reactions if one.kind in kinds), "")
    return f"{speaks} {does}" if does else ""


def describe_reaction(
    text: str, speaks: str, pack_name: str = BASE, moment: ReplyMoment = NOTHING_BEFORE
) -> str:
    """Return what the child or adult does after words that no written reply was close to.

    Where no list finds harm, that no one can say how they would take the words.
    """
    kinds = [one.kind for one in find_reply_kinds(text, pack_name, moment)]
    return find_reaction(kinds, speaks, pack_name) or NOT_KNOWN.format(speaks=speaks)


def find_helpful_kinds(text: str, pack_name: str = BASE) -> frozenset[ReplyKind]:
    """Return the kinds of help that are found in `text`; none where part of it may be no help.

    That is a sentence or question where no way of helping is found, a part that is about someone
    else, a word that turns kind words into a reproach or a bargain, or words that the lists are
    unsure about.
    """
    plain = correct_typed_contractions(text)
    words = cut_into_words(plain).folded
    if not TURNING_WORDS.isdisjoint(words) or _has_unhelped_part(plain, pack_name):
        return frozenset()
    clauses = _cut_clauses(text, pack_name, None)
    if any(_load_unsure_ways(pack_name).find([*words, SENTENCE_STOP])) or any(
        _load_unsure_ways(pack_name, in_clauses=True).find(clauses)
    ):
        return frozenset()
    kinds: set[ReplyKind] = set()
    for sentence in cut_into_sentences(words):
        found = [way for way, _, _ in _load_helpful_ways(pack_name).find(sentence)]
        if not found and (len(sentence) > SHORT_SENTENCE or QUESTION_STOP in sentence):
            return frozenset()
        kinds.update(way.kind for way in found if not way.neutral)
    return frozenset(kinds)


def _has_unhelped_part(plain: str, pack_name: str) -> bool:
    """Whether a part of a sentence is about someone else, and no way of helping is found in it."""
    return any(
        not SOMEONE_ELSE.isdisjoint(part) and not find_ways_of_helping(part, pack_name)
        for part in cut_into_parts(plain)
    )


def has_helpful_way(text: str, pack_name: str = BASE) -> bool:
    """Whether a way of helping is found in a clause, whatever else is in it."""
    words = cut_into_words(text).folded
    return any(not way.neutral for way in find_ways_of_helping(words, pack_name))


def find_ways_of_helping(words: list[str], pack_name: str = BASE) -> tuple[HelpfulReply, ...]:
    """Return the ways of helping that are found in folded words, each once."""
    return tuple(way for way, _, _ in _load_helpful_ways(pack_name).find(words))


def find_promises(
    scenario: Scenario, text: str, pack_name: str = BASE, moment: ReplyMoment = NOTHING_BEFORE
) -> frozenset[str]:
    """Return the keys of those promises of `scenario` that `text` makes.

    A promise to listen or to stay is none of them: a child would come back to words that were
    never said. "Yes" makes the promise that the child has just asked for.
    """
    words = [*cut_into_words(promising.clean_typed_words(text)).folded, SENTENCE_STOP]
    ways, clauses = _load_promise_ways(pack_name), promising.list_promising_clauses(text)
    made = {one.key for clause in (words, *clauses) for one, _, _ in ways.find(clause)}
    made |= {one.makes for one in _find_in_clauses(text, pack_name, moment) if one.makes}
    return frozenset(
        key for key, one in scenario.promises.items() if not made.isdisjoint(one.made_by)
    ) | find_bare_promises(text, moment)


def _leave_out_practical(text: str, pack_name: str) -> str:
    """Return `text` without what is asked about a drink, a seat or a note, or about the talk."""
    cut, left = cut_into_words(text), text
    found = _load_helpful_ways(pack_name).find(cut.folded, once=False)
    places = {(first, end) for way, first, end in found if way.practical}
    after = len(text)
    for first, end in sorted(places, reverse=True):
        left = left[: cut.starts[first]] + left[min(cut.ends[end - 1], after) :]
        after = cut.starts[first]
    return left


class _Ways(Generic[Way]):
    """Finds ways of replying in folded words, each once, but for what is spared."""

    def __init__(self, ways: tuple[Way, ...], words: WordLists) -> None:
        self._by_key: dict[str, Way] = {one.key: one for one in ways}
        self._finder = PatternFinder(
            (one.key, compile_patterns(one.patterns, words)) for one in ways
        )
        self._unless = {
            one.key: PatternFinder([(one.key, compile_patterns(one.unless, words))])
            for one in ways
            if one.unless
        }

    def find(self, words: list[str], *, once: bool = True) -> Iterator[tuple[Way, int, int]]:
        """Yield each way that is found, with the words where it begins and ends.

        `once`: only the first place of each way.
        """
        done: set[str] = set()
        spared: dict[str, TextRanges] = {}  # of the ways that were found: looking for all is slow
        for key, first, end in self._finder.find(words, done):
            if key in self._unless and key not in spared:
                found = self._unless[key].find(words)
                spared[key] = TextRanges((low, high) for _, low, high in found)
            if not (key in spared and spared[key].touch(first, end)):
                if once:
                    done.add(key)
                yield self._by_key[key], first, end


@lru_cache(maxsize=16)
def _load_unhelpful_ways(pack_name: str, *, in_clauses: bool = False) -> _Ways[UnhelpfulReply]:
    pack = pack_loader.load_pack(pack_name)
    ways = (one for one in pack.replies if not one.unsaid and one.in_clauses == in_clauses)
    return _Ways(tuple(ways), pack.words)


@lru_cache(maxsize=16)
def _load_unsaid_ways(pack_name: str) -> _Ways[UnhelpfulReply]:
    """Return the ways that name an act: what the child has said decides if they harm."""
    pack = pack_loader.load_pack(pack_name)
    return _Ways(tuple(one for one in pack.replies if one.unsaid), pack.words)


@lru_cache(maxsize=16)
def _load_unsure_ways(pack_name: str, *, in_clauses: bool = False) -> _Ways[UnhelpfulReply]:
    """Return what is found in good words more often than in harmful ones.

    It is called harmful only where it may be a promise that the child has just asked for.
    """
    pack = pack_loader.load_pack(pack_name)
    unsure = (one for one in pack.replies if one.unsure and one.in_clauses == in_clauses)
    return _Ways(tuple(replace(one, patterns=one.unsure) for one in unsure), pack.words)


@lru_cache(maxsize=16)
def _load_helpful_ways(pack_name: str) -> _Ways[HelpfulReply]:
    pack = pack_loader.load_pack(pack_name)
    return _Ways(pack.helps, pack.words)


@lru_cache(maxsize=16)
def _load_promise_ways(pack_name: str) -> _Ways[OwnPromise]:
    pack = pack_loader.load_pack(pack_name)
    return _Ways(pack.promises, pack.words)
