"""Walk a scenario: from a list of choices to the place where the conversation then stands.

Pure functions of a scenario and choices. Nothing is kept, drawn by lot or counted for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from content.scenarios.own_questions import find_asking_sentences
from content.scenarios.reply_moments import ReplyMoment
from content.scenarios.scenario import (
    Answer,
    Scenario,
    ScenarioEnding,
    ScenarioReply,
    ScenarioSetting,
    ScenarioTurn,
)


class NoSuchReplyError(LookupError):
    """A choice that the conversation does not offer where it stands: its words have changed."""


class ReplyChoice(NamedTuple):
    """One reply, by its key. `own`: what the trainee wrote instead, word for word, or empty."""

    reply: str
    own: str = ""


class GivenChoice(NamedTuple):
    """A reply as it was given in a turn. Feedback is the reply's, unless the words are `own`."""

    turn: ScenarioTurn
    reply: ScenarioReply
    own: str

    @property
    def words(self) -> str:
        """What was said to the child, word for word."""
        return self.own or self.reply.text

    @property
    def asked(self) -> str:
        """The question in it, word for word; empty if nothing was asked."""
        if self.own:
            return find_asking_sentences(self.own)
        return self.reply.text if self.reply.asks else ""


class TriedWords(NamedTuple):
    """Words of one's own that were said in a turn, and went the way of no written reply.

    `at`: how many replies came before.
    """

    at: int
    words: str

    @property
    def own(self) -> str:
        """These words, under the name that a given choice has for them."""
        return self.words

    @property
    def asked(self) -> str:
        """The question in it, word for word; empty if nothing was asked."""
        return find_asking_sentences(self.words)


class ToldFact(NamedTuple):
    """A fact as it was told: its key, the exact words, whether bent, and the turn."""

    fact: str
    words: str
    bent: bool
    turn: str


class ReplyOutcome(NamedTuple):
    """Where a reply leads: a turn or an ending, the promises that wait, and what came back."""

    turn: str
    ending: str
    promises: tuple[str, ...]
    came_back: str


class ConversationState(NamedTuple):
    """A conversation after some choices. `turn` is None once it has come to its `ending`.

    `heard`: each turn so far, in order, with the words said in it. `said`: facts as told.
    `promises`: made and not yet come back; `came_back`: those the child named. `tried`: words that
    went no written reply's way, in order: the conversation stayed where it was. `setting`: the
    scenario's, for who the people in it are. `forgotten`: how many replies came before words that
    were tried and are no longer kept. `asks`, `stops`: turns in which the child asks for a promise,
    and in which they want to stop.
    """

    turn: ScenarioTurn | None
    ending: ScenarioEnding | None
    heard: tuple[ScenarioTurn, ...]
    said: tuple[ToldFact, ...]
    promises: tuple[str, ...]
    came_back: tuple[str, ...]
    chosen: tuple[GivenChoice, ...]
    tried: tuple[TriedWords, ...] = ()
    setting: ScenarioSetting | None = None
    forgotten: frozenset[int] = frozenset()
    asks: Mapping[str, tuple[tuple[str, tuple[Answer, ...]], ...]] = {}
    stops: frozenset[str] = frozenset()

    @property
    def interrupted(self) -> frozenset[int]:
        """How many replies came before each turn where words were tried."""
        return frozenset(one.at for one in self.tried) | self.forgotten

    @property
    def ending_title(self) -> str:
        """Return the title of its ending, or an empty string. After own words it may differ."""
        if self.ending is None:
            return ""
        last = len(self.chosen) - 1
        own = last in self.interrupted or bool(self.chosen and self.chosen[last].own)
        return (self.ending.own_title if own else "") or self.ending.title

    @property
    def said_by_worker(self) -> tuple[tuple[int, GivenChoice | TriedWords], ...]:
        """Everything the trainee said or did, in order, with how many replies came before it."""
        every: list[tuple[int, GivenChoice | TriedWords]] = []
        for at in range(len(self.chosen) + 1):
            every += [(at, one) for one in self.tried if one.at == at]
            every += [(at, one) for one in self.chosen[at : at + 1]]
        return tuple(every)

    def find_moment(self, at: int) -> ReplyMoment:
        """Return what came before a reply after `at` replies.

        A child who wants to stop still does in the next turns, until they tell something.
        """
        heard = self.heard[: at + 1]
        since = next((len(heard) - n for n, one in enumerate(reversed(heard), 1) if one.tells), 0)
        free = [one for one in heard if not one.bends]
        return ReplyMoment(
            self.setting,
            tuple(line for one in free for line in one.says),
            self.asks.get(heard[-1].key, ()) if heard else (),
            any(one.key in self.stops for one in heard[since:]),
            tuple(line for one in free for line in (one.does, one.then) if line),
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """Every line that was said so far by the child, or by whoever speaks, word for word."""
        return tuple(line for turn in self.heard for line in turn.says)

    @property
    def asked(self) -> tuple[str, ...]:
        """Every question so far, word for word."""
        return tuple(one.asked for _, one in self.said_by_worker if one.asked)

    @property
    def lost(self) -> tuple[str, ...]:
        """Keys of facts that a reply has cost so far, or words of one's own that went its way."""
        return tuple(dict.fromkeys(fact for one in self.chosen for fact in one.reply.loses))


def replay_choices(scenario: Scenario, choices: Iterable[ReplyChoice]) -> ConversationState:
    """Return the state after `choices`. Raises NoSuchReplyError for one that is not offered."""
    state = start_conversation(scenario)
    for choice in choices:
        state = apply_choice(scenario, state, choice)
    return state


def start_conversation(scenario: Scenario) -> ConversationState:
    """Return the state before anything was chosen."""
    asks: dict[str, tuple[tuple[str, tuple[Answer, ...]], ...]] = {}
    for key, promise in scenario.promises.items():
        for turn, answers in promise.asked.items():
            asks[turn] = (*asks.get(turn, ()), (key, answers))
    nothing = ConversationState(None, None, (), (), (), (), (), setting=scenario.setting)
    begun = nothing._replace(asks=asks, stops=frozenset(scenario.stops))
    return _enter_turn(scenario, scenario.start, begun)


def apply_choice(
    scenario: Scenario, state: ConversationState, choice: ReplyChoice
) -> ConversationState:
    """Return the state after one more choice. Raises NoSuchReplyError: it is not offered."""
    turn = state.turn
    reply = turn.reply(choice.reply) if turn else None
    if turn is None or reply is None:
        raise NoSuchReplyError(f"{scenario.key}: {choice.reply}")
    went = follow_reply(turn, reply, state.promises)
    after = state._replace(
        promises=went.promises,
        came_back=(*state.came_back, went.came_back) if went.came_back else state.came_back,
        chosen=(*state.chosen, GivenChoice(turn, reply, choice.own)),
    )
    if went.ending:
        return after._replace(turn=None, ending=scenario.endings[went.ending])
    return _enter_turn(scenario, went.turn, after)


def follow_reply(
    turn: ScenarioTurn, reply: ScenarioReply, promises: tuple[str, ...]
) -> ReplyOutcome:
    """Return where `reply` leads while `promises` wait. The child names one promise at a time."""
    waiting = promises
    if reply.promises and reply.promises not in waiting:
        waiting = (*waiting, reply.promises)
    named = "" if reply.waits else next((one for one in waiting if one in turn.recalls), "")
    if named:
        left = tuple(one for one in waiting if one != named)
        return ReplyOutcome(turn.recalls[named], "", left, named)
    return ReplyOutcome(reply.next, reply.ends, waiting, "")


def iter_path_ends(scenario: Scenario) -> Iterator[ConversationState]:
    """Yield the last state of every path, once for each list of choices. Needs paths that all end.

    The time that it takes grows with the number of paths, which `count_paths` finds beforehand.
    """
    waiting = [start_conversation(scenario)]
    while waiting:
        state = waiting.pop()
        if state.turn is None or not state.turn.replies:
            yield state
            continue
        for reply in reversed(state.turn.replies):
            waiting.append(apply_choice(scenario, state, ReplyChoice(reply.key)))


def find_path_faults(scenario: Scenario) -> set[tuple[str, str]]:
    """Return (turn, what is wrong) of paths that end nowhere, leave words out or say them twice.

    For `content check`: loading has proved the same from the turns, in another way. Paths that come
    to the same turn, with the same facts told and promises waiting, go on alike: they are played on
    from there once.
    """
    found: set[tuple[str, str]] = set()
    known: set[tuple[str, tuple[str, ...], tuple[str, ...]]] = set()
    waiting = [start_conversation(scenario)]
    while waiting:
        state = waiting.pop()
        for one in state.chosen[-1:]:
            if not (one.reply.why and one.reply.tip and one.reply.see):
                found.add((one.turn.key, f"{one.reply.key} has no feedback with a source"))
        if state.turn is None or not state.turn.replies:
            last = state.chosen[-1].turn.key if state.chosen else scenario.start
            found.update((last, problem) for problem in _find_end_faults(state))
            continue
        place = (state.turn.key, state.promises, tuple(sorted(one.fact for one in state.said)))
        if place not in known:
            known.add(place)
            choices = (ReplyChoice(reply.key) for reply in state.turn.replies)
            waiting += [apply_choice(scenario, state, choice) for choice in choices]
    return found


def _find_end_faults(state: ConversationState) -> Iterator[str]:
    """Yield what is wrong with where a path ends."""
    if state.ending is None:
        yield "a path stops here, and there is no ending"
    for promise in state.promises:
        yield f"a path ends while the promise {promise} waits"
    facts = [one.fact for one in state.said]
    if len(facts) != len(set(facts)):
        yield "a path ends here that tells something twice"


def _enter_turn(scenario: Scenario, key: str, state: ConversationState) -> ConversationState:
    turn = scenario.turns[key]
    told = [ToldFact(fact, scenario.facts[fact].words, False, key) for fact in turn.tells]
    bent = [ToldFact(fact, scenario.facts[fact].bent, True, key) for fact in turn.bends]
    return state._replace(turn=turn, heard=(*state.heard, turn), said=(*state.said, *told, *bent))
