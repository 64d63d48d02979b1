"""Review a practice conversation reply by reply, and what came of it for the child.

A pure function of the scenario and of where the conversation stands. A reply's kind is used, and is
never part of what is given out. Nothing is counted, and that nothing is found in somebody's own
words is never said to be good.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from app.domain.private_struct import PrivateStruct
from app.services.contacts import phone_numbers
from app.services.practice.own_words_credit import list_what_words_did, repeats_refusal
from app.services.practice.speaker_words import is_spoken
from content.passages import Source
from content.scenarios import reply_kinds
from content.scenarios.own_words_effect import (
    ShapingWords,
    find_harmful_turns,
    find_shaping_words,
    is_effect_unclear,
)
from content.scenarios.scenario import Scenario
from content.scenarios.scenario_paths import ConversationState, GivenChoice, ToldFact, TriedWords

LEADING_KIND = "leading"
MIXED_TURN = "You used your own words here too. So we can't say what this reply did on its own."
"""Instead of praise for a written reply that helps, where it was not all that was said."""
AFTER_HARM = (
    "Words that you chose or wrote before this may have been hard for {speaks} to hear. So we "
    "can't say how this reply was heard."
)
"""Instead of it, after own words in which a list found harm."""
ALSO_HARM = (
    "Other words that you chose or wrote in this turn may have been hard for {speaks} to hear too."
)
"""After what a written reply does that does not help."""
AFTER_OWN = (
    "That answered your own words. So we can't say what {speaks} would have said without them."
)
"""Instead of how bent words differ from what is true, where a trainee's own words led to them."""
OwnBefore = Literal["", "here", "harmful_here", "harmful"]
"""What own words came before a written reply: none, some in its turn, harmful ones in its turn, or
harmful ones in an earlier turn."""
INSTEAD_OF_PRAISE: Mapping[str, str] = {
    "here": MIXED_TURN,
    "harmful_here": AFTER_HARM,
    "harmful": AFTER_HARM,
}


class ReplyNote(msgspec.Struct, frozen=True):
    """What there is to say about some words. `instead`: what to try, or other ways to say it."""

    why: str
    instead: tuple[str, ...]
    see: tuple[str, ...] = ()
    source: Source | None = None


class GivenReply(PrivateStruct, frozen=True):
    """One reply, and what came before it. `own`: written by the trainee, word for word.

    `unsure`: some words of the trainee's own could help or hurt. `did`: what the trainee did with
    own words. `after_own`: a written reply, chosen after own words in the same turn.

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
    did: tuple[str, ...] = ()
    after_own: bool = False


class ConversationStep(NamedTuple):
    """A turn of the child, and what the trainee said next; None where nothing came yet.

    After words that went no written reply's way a separate step follows: the child's reaction, or
    that no one can say how they would take the words if no harm was found in them. `at`: how many
    replies came before. `before`: what own words came before a written reply.
    """

    at: int
    does: str
    says: tuple[str, ...]
    then: str
    said: GivenChoice | TriedWords | None
    before: OwnBefore = ""


class LostFact(msgspec.Struct, frozen=True):
    """Something that the child did not get to say. `after`: the words that cost it.

    `what`: the fact in short if it was bent. If not, the exact words that were not heard; the child
    may have said some of it in other words.
    `bent`: the exact words that were said instead, or empty if none were. They may hold none of
    the fact.
    `why`: how these differ from what is true. After a trainee's own words: that they led to it.
    """

    fact: str
    what: str
    after: str
    bent: str = ""
    why: str = ""


class RecalledPromise(msgspec.Struct, frozen=True):
    """A promise to which the child came back. `promised`: the words; `says`: those of the child.

    `what`: empty where the words are the trainee's own, because no one can say what they promised.
    `also`: own words before that, in which a list finds the same promise.
    """

    what: str
    promised: str
    says: tuple[str, ...]
    also: tuple[str, ...] = ()


class LeadingWords(PrivateStruct, frozen=True):
    """What was said, word for word, and why it can put an answer into a mouth.

    Only what was asked, if all that leads is in it; else all that was said.
    """

    words: str
    leads: tuple[ReplyNote, ...]


class ToldAfter(PrivateStruct, frozen=True):
    """Facts told after some words of the trainee's own. `leads`: a list finds an answer in those.

    Else it cannot be excluded. `after`: empty where the words are no longer kept. `told`: in the
    answer to those words; `later`: after that. `earlier`: words before those that lead as well.
    """

    after: str
    leads: bool
    told: tuple[str, ...]
    later: tuple[str, ...]
    earlier: tuple[str, ...] = ()


class ConversationReview(msgspec.Struct, frozen=True):
    """The whole conversation, looked back on. `told`: facts as the child told them freely.

    `told_after`: facts told after words of the trainee's own that may have shaped them, with those.
    `told_later`: all of those that answered no such words at once, in the order they were told.
    `led`: words that can lead.
    """

    given: tuple[GivenReply, ...]
    told: tuple[str, ...]
    told_after: tuple[ToldAfter, ...]
    told_later: tuple[str, ...]
    untold: tuple[LostFact, ...]
    came_back: tuple[RecalledPromise, ...]
    asked: tuple[str, ...]
    led: tuple[LeadingWords, ...]


def review_conversation(
    scenario: Scenario, state: ConversationState, pack_name: str
) -> ConversationReview:
    """Look back on a conversation, as far as it has come."""
    steps = enumerate(list_conversation_steps(scenario, state, pack_name), 1)
    unclear = find_shaping_words(state, pack_name)
    told = [one for one in state.said if not one.bent]
    return ConversationReview(
        given=tuple(
            _build_given_reply(number, step, step.said, pack_name, state)
            for number, step in steps
            if step.said
        ),
        told=tuple(one.words for one in told if one.turn not in unclear),
        told_after=_list_told_after(told, unclear),
        told_later=tuple(
            one.words
            for one in told
            if one.turn in unclear and one.turn != unclear[one.turn].answered
        ),
        untold=_list_untold_facts(scenario, state),
        came_back=tuple(
            _find_recalled_promise(scenario, state, key, pack_name)
            for key in dict.fromkeys(state.came_back)
        ),
        asked=state.asked,
        led=tuple(_list_led(state, pack_name)),
    )


def _list_told_after(
    told: Sequence[ToldFact], unclear: Mapping[str, ShapingWords]
) -> tuple[ToldAfter, ...]:
    """Return facts by the own words before them, in the order in which they were told."""
    after: dict[ShapingWords, list[ToldFact]] = {}
    for one in told:
        if one.turn in unclear:
            after.setdefault(unclear[one.turn], []).append(one)
    return tuple(
        ToldAfter(
            words.words,
            words.leads,
            tuple(one.words for one in facts if one.turn == words.answered),
            tuple(one.words for one in facts if one.turn != words.answered),
            words.earlier,
        )
        for words, facts in after.items()
    )


def _list_led(state: ConversationState, pack_name: str) -> Iterator[LeadingWords]:
    """Yield the words that can lead, in order: questions, and statements of the trainee's own."""
    for at, one in state.said_by_worker:
        if notes := _list_leading_notes(one, pack_name, state, at):
            yield LeadingWords(_find_leading_part(one, notes, pack_name, state, at), notes)


def _find_leading_part(
    one: GivenChoice | TriedWords,
    notes: tuple[ReplyNote, ...],
    pack_name: str,
    state: ConversationState,
    at: int,
) -> str:
    """Return only what was asked if all of `notes` are about it; else all that was said."""
    if one.asked in ("", one.words):
        return one.words
    found = reply_kinds.find_reply_kinds(one.asked, pack_name, state.find_moment(at))
    asks = {each.why for each in notes} <= {each.why for each in found}
    return one.asked if asks else one.words


def list_conversation_steps(
    scenario: Scenario, state: ConversationState, pack_name: str
) -> Iterator[ConversationStep]:
    """Yield each step of a conversation in order, as far as it has come."""
    speaks = scenario.setting.speaks
    harmed = find_harmful_turns(state, pack_name)
    for at, turn in enumerate(state.heard):
        does, says, then = turn.does, turn.says, turn.then
        for tried in (one for one in state.tried if one.at == at):
            yield ConversationStep(at, does, says, then, tried)
            moment = state.find_moment(at)
            does = reply_kinds.describe_reaction(tried.words, speaks, pack_name, moment)
            says, then = (), ""
        given = next(iter(state.chosen[at : at + 1]), None)
        before = classify_own_words_before(state, at, harmed)
        yield ConversationStep(at, does, says, then, given, before)


def _build_given_reply(
    number: int,
    step: ConversationStep,
    one: GivenChoice | TriedWords,
    pack_name: str,
    state: ConversationState,
) -> GivenReply:
    notes = _list_notes(one, pack_name, state, step.at, step.before)
    unsure = bool(one.own) and is_effect_unclear(one.own, pack_name)
    credited = one.own and not (notes or unsure)
    return GivenReply(
        number,
        step.does,
        step.says,
        step.then,
        one.words,
        bool(one.own),
        is_spoken(one),
        notes,
        unsure,
        list_what_words_did(one.own, pack_name, state.find_moment(step.at)) if credited else (),
        step.before in ("here", "harmful_here"),
    )


def classify_own_words_before(
    state: ConversationState, at: int, harmed: frozenset[int]
) -> OwnBefore:
    """Return what own words came before the written reply after `at` replies.

    `harmed`: from `find_harmful_turns`.
    """
    if at in state.interrupted:
        return "harmful_here" if at in harmed else "here"
    return "harmful" if any(one < at for one in harmed) else ""


def explain_written_reply(one: GivenChoice, speaks: str, before: OwnBefore) -> str:
    """Return what a written reply does: no praise of it where own words may have undone it.

    A reply that does not help does not hide that own words in its turn harmed as well.
    """
    if before and one.reply.helps:
        return INSTEAD_OF_PRAISE[before].format(speaks=speaks)
    also = f" {ALSO_HARM.format(speaks=speaks)}" if before == "harmful_here" else ""
    return f"{one.reply.why}{also}"


def _list_notes(
    one: GivenChoice | TriedWords,
    pack_name: str,
    state: ConversationState,
    at: int,
    before: OwnBefore = "",
) -> tuple[ReplyNote, ...]:
    """Return what the scenario says about its reply, or what is found in a trainee's own words."""
    if isinstance(one, TriedWords) or one.own:
        return tuple(
            ReplyNote(found.why, found.instead, (), found.source)
            for found in reply_kinds.find_reply_kinds(one.own, pack_name, state.find_moment(at))
        )
    source = (
        phone_numbers.load_pack(pack_name).sources[one.reply.source] if one.reply.source else None
    )
    why = explain_written_reply(one, state.setting.speaks if state.setting else "", before)
    tip = () if repeats_refusal(state, at, one.reply) else (one.reply.tip,)
    return (ReplyNote(why, tip, one.reply.see, source),)


def _list_leading_notes(
    one: GivenChoice | TriedWords, pack_name: str, state: ConversationState, at: int
) -> tuple[ReplyNote, ...]:
    if isinstance(one, GivenChoice) and not one.own:
        return _list_notes(one, pack_name, state, at) if one.reply.kind == LEADING_KIND else ()
    return tuple(
        ReplyNote(found.why, found.instead, (), found.source)
        for found in reply_kinds.find_reply_kinds(one.own, pack_name, state.find_moment(at))
        if found.kind == LEADING_KIND
    )


def _list_untold_facts(scenario: Scenario, state: ConversationState) -> tuple[LostFact, ...]:
    """Return the facts that were lost, and those that were bent as they were told."""
    bent = {one.fact: one for one in state.said if one.bent}
    found = []
    for key in dict.fromkeys((*state.lost, *bent)):
        fact, told = scenario.facts[key], bent.get(key)
        if told is None:
            found.append(LostFact(key, f"“{fact.words}”", _find_costly_words(state, key)))
            continue
        turns = [one.key for one in state.heard]
        after = state.chosen[turns.index(told.turn) - 1]
        speaks = scenario.setting.speaks
        why = AFTER_OWN.format(speaks=speaks) if after.own else fact.bent_why
        found.append(LostFact(key, fact.what, after.words, told.words, why))
    return tuple(found)


def _find_costly_words(state: ConversationState, fact: str) -> str:
    """Return the words that kept a fact from being told."""
    return next(one.words for one in state.chosen if fact in one.reply.loses)


def _find_recalled_promise(
    scenario: Scenario, state: ConversationState, promise: str, pack_name: str
) -> RecalledPromise:
    promised = next(one for one in state.chosen if one.reply.promises == promise)
    back = {turn.recalls[promise] for turn in state.heard if promise in turn.recalls}
    at = next((at for at, turn in enumerate(state.heard) if turn.key in back), None)
    says = () if at is None else state.heard[at].says
    what = "" if promised.own else scenario.promises[promise].what
    also = tuple(
        one.own
        for place, one in state.said_by_worker
        if one.own
        and one != promised
        and (at is None or place < at)
        and promise
        in reply_kinds.find_promises(scenario, one.own, pack_name, state.find_moment(place))
    )
    return RecalledPromise(what, promised.words, says, tuple(dict.fromkeys(also)))
