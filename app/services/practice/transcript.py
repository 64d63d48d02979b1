"""Review a practice conversation reply by reply, and what came of it for the child.

A pure function of the scenario and of where the conversation stands. A reply's kind is used, and is
never part of what is given out. Nothing is counted, and that nothing is found in somebody's own
words is never said to be good.
"""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from app.domain.private_struct import PrivateStruct
from app.services.contacts import phone_numbers
from content.passages import Source
from content.scenarios import reply_kinds
from content.scenarios.own_words_effect import find_unclear_turns
from content.scenarios.scenario import Scenario, ScenarioSetting
from content.scenarios.scenario_paths import ConversationState, GivenChoice, TriedWords

LEADING_KIND = "leading"
MIXED_TURN = "You used your own words here too. We can't say which of your words {speaks} answered."
"""Instead of praise for a written reply that helps, where it was not all that was said."""


class ReplyNote(msgspec.Struct, frozen=True):
    """What there is to say about some words. `instead`: what to try, or other ways to say it."""

    why: str
    instead: tuple[str, ...]
    see: tuple[str, ...] = ()
    source: Source | None = None


class GivenReply(PrivateStruct, frozen=True):
    """One reply, and what came before it. `own`: written by the trainee, to the letter.

    `unsure`: some words of the trainee's own could help or hurt.

    `does`, `says`, `then`: what the child did and said, after which the reply was given.
    """

    number: int
    does: str
    says: tuple[str, ...]
    then: str
    words: str
    own: bool
    spoken: bool
    notes: tuple[ReplyNote, ...]
    unsure: bool


class ConversationStep(NamedTuple):
    """A turn of the child, and what the trainee said next; None where nothing came yet.

    After words that went no written reply's way the child's reaction is a separate step: they
    wait if no harm was found in the words. `mixed`: the last step of a turn that had such words.
    """

    does: str
    says: tuple[str, ...]
    then: str
    said: GivenChoice | TriedWords | None
    mixed: bool = False


class LostFact(msgspec.Struct, frozen=True):
    """Something that the child did not get to say. `after`: the words that cost it.

    `what`: in short where it was bent. Else the words that were not heard, to the letter: the child
    may have said some of it in other words.
    `bent`: to the letter, as it was told instead; empty where it was not told. `why`: how it and
    what is so differ; empty after words of one's own.
    """

    fact: str
    what: str
    after: str
    bent: str = ""
    why: str = ""


class RecalledPromise(msgspec.Struct, frozen=True):
    """A promise to which the child came back. `promised`: the words; `says`: those of the child.

    `what`: empty where the words are the trainee's own, because no one can say what they promised.
    """

    what: str
    promised: str
    says: tuple[str, ...]


class AskedQuestion(PrivateStruct, frozen=True):
    """Something that was asked, to the letter. `leads`: why it can put an answer into a mouth."""

    words: str
    leads: tuple[ReplyNote, ...] = ()


class ConversationReview(msgspec.Struct, frozen=True):
    """The whole conversation, looked back on. `told`: facts as the child told them freely.

    `told_after`: facts told after words of the trainee's own that may have shaped them.
    """

    given: tuple[GivenReply, ...]
    told: tuple[str, ...]
    told_after: tuple[str, ...]
    untold: tuple[LostFact, ...]
    came_back: tuple[RecalledPromise, ...]
    asked: tuple[AskedQuestion, ...]


def review_conversation(
    scenario: Scenario, state: ConversationState, pack_name: str
) -> ConversationReview:
    """Look back on a conversation, as far as it has come."""
    steps = enumerate(list_conversation_steps(scenario, state, pack_name), 1)
    unclear = find_unclear_turns(state, pack_name)
    told = [one for one in state.said if not one.bent]
    return ConversationReview(
        given=tuple(
            _given(number, step, step.said, pack_name, scenario.setting)
            for number, step in steps
            if step.said
        ),
        told=tuple(one.words for one in told if one.turn not in unclear),
        told_after=tuple(one.words for one in told if one.turn in unclear),
        untold=_untold(scenario, state),
        came_back=tuple(_came_back(scenario, state, key) for key in dict.fromkeys(state.came_back)),
        asked=tuple(
            AskedQuestion(one.asked, _leads(one, pack_name, scenario.setting))
            for one in state.said_by_worker
            if one.asked
        ),
    )


def list_conversation_steps(
    scenario: Scenario, state: ConversationState, pack_name: str
) -> Iterator[ConversationStep]:
    """Yield each step of a conversation in order, as far as it has come."""
    speaks = scenario.setting.speaks
    for at, turn in enumerate(state.heard):
        does, says, then = turn.does, turn.says, turn.then
        for tried in (one for one in state.tried if one.at == at):
            yield ConversationStep(does, says, then, tried)
            does = reply_kinds.describe_reaction(tried.words, speaks, pack_name)
            says, then = (), ""
        given = next(iter(state.chosen[at : at + 1]), None)
        yield ConversationStep(does, says, then, given, at in state.interrupted)


def is_spoken(one: GivenChoice | TriedWords) -> bool:
    """Whether it was said, and not done."""
    return isinstance(one, TriedWords) or bool(one.own) or one.reply.spoken


def _given(
    number: int,
    step: ConversationStep,
    one: GivenChoice | TriedWords,
    pack_name: str,
    setting: ScenarioSetting,
) -> GivenReply:
    return GivenReply(
        number,
        step.does,
        step.says,
        step.then,
        one.words,
        bool(one.own),
        is_spoken(one),
        _notes(one, pack_name, setting, step.mixed),
        bool(one.own) and reply_kinds.has_unsure_words(one.own, pack_name),
    )


def explain_reply(one: GivenChoice, speaks: str, mixed: bool) -> str:
    """Return what a written reply does. `mixed`: other words were said in its turn."""
    unsure = mixed and one.reply.helps
    return MIXED_TURN.format(speaks=speaks) if unsure else one.reply.why


def _notes(
    one: GivenChoice | TriedWords, pack_name: str, setting: ScenarioSetting, mixed: bool = False
) -> tuple[ReplyNote, ...]:
    """What the scenario says of its own reply, or what is heard in words of one's own."""
    if isinstance(one, TriedWords) or one.own:
        return tuple(
            ReplyNote(found.why, found.instead, (), found.source)
            for found in reply_kinds.find_reply_kinds(one.own, pack_name, setting)
        )
    source = (
        phone_numbers.load_pack(pack_name).sources[one.reply.source] if one.reply.source else None
    )
    why = explain_reply(one, setting.speaks, mixed)
    return (ReplyNote(why, (one.reply.tip,), one.reply.see, source),)


def _leads(
    one: GivenChoice | TriedWords, pack_name: str, setting: ScenarioSetting
) -> tuple[ReplyNote, ...]:
    if isinstance(one, GivenChoice) and not one.own:
        return _notes(one, pack_name, setting) if one.reply.kind == LEADING_KIND else ()
    return tuple(
        ReplyNote(found.why, found.instead, (), found.source)
        for found in reply_kinds.find_reply_kinds(one.own, pack_name, setting)
        if found.kind == LEADING_KIND
    )


def _untold(scenario: Scenario, state: ConversationState) -> tuple[LostFact, ...]:
    """What was bent as it was told, and what was lost, in the order of the conversation."""
    bent = {one.fact: one for one in state.said if one.bent}
    found = []
    for key in dict.fromkeys((*state.lost, *bent)):
        fact, told = scenario.facts[key], bent.get(key)
        if told is None:
            found.append(LostFact(key, f"“{fact.words}”", _cost(state, key)))
            continue
        turns = [one.key for one in state.heard]
        after = state.chosen[turns.index(told.turn) - 1]
        why = "" if after.own else fact.bent_why  # it is about the written reply's words
        found.append(LostFact(key, fact.what, after.words, told.words, why))
    return tuple(found)


def _cost(state: ConversationState, fact: str) -> str:
    """The words after which a fact was not told any more."""
    return next(one.words for one in state.chosen if fact in one.reply.loses)


def _came_back(scenario: Scenario, state: ConversationState, promise: str) -> RecalledPromise:
    promised = next(one for one in state.chosen if one.reply.promises == promise)
    back = {turn.recalls[promise] for turn in state.heard if promise in turn.recalls}
    says = next((turn.says for turn in state.heard if turn.key in back), ())
    what = "" if promised.own else scenario.promises[promise].what
    return RecalledPromise(what, promised.words, says)
