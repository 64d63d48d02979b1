"""No ending, sign or guidance says what did not happen: each path of each scenario is walked.

Conditions are read a second time here, from the path alone. Words that say what a trainee or a
child did are looked for in every passage: without a condition only what the setting says may stand,
and some claims have a meaning of their own that is looked for on each path where they are shown.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from unittest.mock import patch

import pytest

from content.leading_questions import has_leading_question
from content.scenarios import path_claims, reply_kinds, scenario_files
from content.scenarios.path_claims import get_passage_text, list_passages
from content.scenarios.scenario import (
    HELPFUL_KINDS,
    PathClaim,
    PathText,
    Scenario,
    ScenarioEnding,
    ScenarioTurn,
)
from content.scenarios.scenario_paths import (
    ConversationState,
    GivenChoice,
    ReplyChoice,
    iter_path_ends,
    replay_choices,
)
from tests.support.training.claim_patterns import (
    BRINGS_SOMETHING_IN,
    CLAIMS,
    CLOSED,
    LIFT,
    OF_THE_SETTING,
    OF_THE_TRAINEE,
    QUOTED,
    SENDS_AWAY,
    STAYS,
    WANTS_TO_STOP,
)

SCENARIOS = scenario_files.load_scenarios("north_lincolnshire")
each = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.key)


class Path(NamedTuple):
    """The facts of one path, found once, and in another way than the pages find them."""

    turns: frozenset[str]
    given: dict[str, str]
    free: frozenset[str]
    heard: str
    own: bool
    came_back: bool
    promised: bool
    stopped: tuple[bool, ...]
    all_facts: frozenset[str]
    named_time: bool
    agreed: bool
    unnamed: tuple[str, ...]
    shown: str

    @property
    def leads(self) -> bool:
        return "leading" in self.given.values()


def read_path(scenario: Scenario, state: ConversationState) -> Path:
    """`stopped`: whether each reply to somebody who wanted to stop helped; `agreed`: a question,
    of whatever kind its reply is, gave an answer to agree with."""
    return Path(
        turns=frozenset(turn.key for turn in state.heard),
        given={
            f"{one.turn.key}.{one.reply.key}": one.reply.kind for one in state.chosen if not one.own
        },
        free=frozenset(one.fact for one in state.said if not one.bent),
        heard="\n".join(state.lines),
        own=any(one.own for one in state.chosen),
        came_back=bool(state.came_back),
        promised=any(one.reply.promises for one in state.chosen),
        stopped=tuple(
            one.reply.kind in HELPFUL_KINDS for one in state.chosen if wants_to_stop(one.turn)
        ),
        all_facts=frozenset(scenario.facts),
        named_time=any(names_a_time(one.words) for one in state.chosen),
        agreed=any(gives_something_to_agree_with(one) for one in state.chosen),
        unnamed=list_unnamed(scenario, state),
        shown="\n".join(
            part for turn in state.heard for part in (turn.does, *turn.says, turn.then)
        ),
    )


def list_unnamed(scenario: Scenario, state: ConversationState) -> tuple[str, ...]:
    """Return the names of the scenario that stood nowhere on the page until this ending."""
    setting = scenario.setting
    shown = " ".join((
        scenario.title, scenario.summary, setting.place, *setting.body,
        *(part for turn in state.heard for part in (turn.does, *turn.says, turn.then)),
        *(one.words for one in state.chosen),
    ))  # fmt: skip
    return tuple(name for name in setting.names if " " not in name and name not in shown)


@lru_cache(maxsize=500)
def names_a_time(words: str) -> bool:
    return bool(re.search(r"\bI'll (?:ring|call) (?:you|her) (?:at|before)\b", words))


@lru_cache(maxsize=500)
def gives_an_answer(asked: str) -> bool:
    """Whether the lists find a leading question in it, but for one about a seat or a drink."""
    return has_leading_question(reply_kinds._leave_out_practical(asked, "england"))


def gives_something_to_agree_with(one: GivenChoice) -> bool:
    """Whether it asks in a way that a yes would do for, or takes something for granted.

    A closed question may still help: "Are you warm enough?"
    """
    closed = not one.reply.helps and bool(CLOSED.search(one.asked))
    brings = f"{one.turn.key}.{one.reply.key}" in BRINGS_SOMETHING_IN
    return closed or brings or gives_an_answer(one.asked)


def wants_to_stop(turn: ScenarioTurn) -> bool:
    return _wants_to_stop("\n".join((*turn.says, turn.does)))


@lru_cache(maxsize=500)
def _wants_to_stop(shown: str) -> bool:
    return bool(WANTS_TO_STOP.search(shown))


MEANINGS: dict[str, Callable[[Path], bool]] = {
    "None of your questions": lambda path: not path.leads and not path.agreed,
    "A question of yours had an answer": lambda path: path.leads,
    "and you stopped": lambda path: any(path.stopped),
    "and you asked again": lambda path: not all(path.stopped),
    "and you pressed": lambda path: not all(path.stopped),
    "and it went on": lambda path: not all(path.stopped),
    "You promised": lambda path: path.promised,
    "came back to it": lambda path: path.came_back,
    "told you": lambda path: bool(path.free),
    "did not tell you": lambda path: path.free != path.all_facts,
    "did not say": lambda path: path.free != path.all_facts,
    "when you said you would": lambda path: path.named_time,
    "has a picture": lambda path: "picture" in path.heard or "sent one back" in path.heard,
    "There is a picture": lambda path: "picture" in path.heard or "sent one back" in path.heard,
    "wants money": lambda path: "money" in path.heard or "fifty quid" in path.heard,
    "want money": lambda path: "money" in path.heard or "fifty quid" in path.heard,
    "They want it by midnight": lambda path: "by midnight" in path.heard,
    "someone drives him": lambda path: bool(re.search(r"driv|\bcar\b|five|Kez", path.shown)),
    "means to drive": lambda path: bool(LIFT.search(path.shown)),
}
"""Claims with a meaning of their own. The condition of a passage must imply it on every path."""

WORDS_OF_OURS = {"Boyfriend"}
"""Quoted as a word, and not as somebody's."""


def holds(claim: PathClaim, path: Path) -> bool:
    """Whether all conditions hold, in another way than the page."""
    return (
        (not claim.reached or any(key in path.turns for key in claim.reached))
        and not any(key in path.turns for key in claim.not_reached)
        and all(key in path.free for key in claim.told)
        and (not claim.untold or any(key not in path.free for key in claim.untold))
        and (not claim.gave or any(kind in claim.gave for kind in path.given.values()))
        and not (claim.never and (path.own or any(k in claim.never for k in path.given.values())))
        and (not claim.said or any(key in path.given for key in claim.said))
        and not any(key in path.given for key in claim.not_said)
        and claim.came_back in (None, path.came_back)
        and claim.freely is not False  # each reply on these paths is a written one
    )


@lru_cache(maxsize=1_000)
def list_claims(passage: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the quotations of a passage, and its claims with a meaning of their own."""
    quotes = tuple(words for words in QUOTED.findall(passage) if words not in WORDS_OF_OURS)
    return quotes, tuple(phrase for phrase in MEANINGS if phrase in passage)


def find_fault(passage: str, path: Path) -> str:
    """Return the claim of a passage that is false on this path, or an empty string."""
    if unknown := [name for name in path.unnamed if re.search(rf"\b{name}\b", passage)]:
        return f"names {unknown}, whom no one has named"
    quotes, phrases = list_claims(passage)
    for words in quotes:
        if words not in path.heard:
            return f"quotes {words!r}, which was not said"
    for phrase in phrases:
        if not MEANINGS[phrase](path):
            return f"says {phrase!r}, and it did not happen"
    return ""


def list_possible(scenario: Scenario, ending: ScenarioEnding) -> tuple[tuple[PathText, ...], ...]:
    """The passages that could stand on a page after this ending, list by list."""
    return (
        ending.body,
        ending.then,
        *(one.how for one in scenario.noticed.values()),
        *(one.guidance for one in scenario.decisions.values()),
    )


class Walk:
    """The results of one walk over every path of a scenario, for several tests."""

    def __init__(self, scenario: Scenario) -> None:
        self.shown: set[str] = set()
        self.other_texts: list[object] = []
        self.faults: list[object] = []
        self.skipped: list[object] = []
        self.bodies: dict[bool, set[tuple[str, ...]]] = {True: set(), False: set()}
        self.promised = 0
        self.of_own_words: set[str] = set()
        self.ways: dict[tuple[tuple[str, ...], str, bool], ConversationState] = {}
        self._walk_every_path(scenario)
        self._look_at_own_words(scenario)

    def _walk_every_path(self, scenario: Scenario) -> None:
        possible = {key: list_possible(scenario, one) for key, one in scenario.endings.items()}
        for state in iter_path_ends(scenario):
            assert state.ending is not None
            path = read_path(scenario, state)
            self._look_at_passages(possible[state.ending.key], state, path)
            self._look_at_promises(state)
            # Where every reply is one's own, all paths of a way are the same.
            turns = tuple(turn.key for turn in state.heard)
            self.ways.setdefault((turns, state.ending.key, bool(state.came_back)), state)
            helps = {one.reply.helps for one in state.chosen}
            ending = path_claims.describe_ending(state) if len(helps) == 1 else None
            if ending:
                self.bodies[helps.pop()].add(ending.body)

    def _look_at_passages(
        self, possible: tuple[tuple[PathText, ...], ...], state: ConversationState, path: Path
    ) -> None:
        facts = path_claims.find_path_facts(state)
        for passages in possible:
            there = path_claims.select_true_passages(passages, facts)
            wanted = [one for one in passages if isinstance(one, str) or holds(one, path)]
            if there != tuple(get_passage_text(one) for one in wanted):
                self.other_texts.append((there, list(path.given)))
            for text in there:
                if fault := find_fault(text, path):
                    self.faults.append((text, fault, list(path.given)))
            self.shown.update(there)

    def _look_at_own_words(self, scenario: Scenario) -> None:
        """Find what is said of a trainee whose words may have shaped all that follows, or nothing.

        A condition looks for both or for neither, so of any words between them no more is said.
        """
        possible = {key: list_possible(scenario, one) for key, one in scenario.endings.items()}
        shown: set[str] = set()
        for unclear in (frozenset[str](), frozenset(scenario.turns)):
            with patch.object(path_claims, "find_unclear_turns", return_value=unclear):
                for (_, ending, _), state in self.ways.items():
                    own = tuple(one._replace(own="Mine.") for one in state.chosen)
                    facts = path_claims.find_path_facts(state._replace(chosen=own))
                    every = chain(*possible[ending])
                    shown.update(path_claims.select_true_passages(every, facts))
        self.of_own_words.update(filter(OF_THE_TRAINEE.search, shown))

    def _look_at_promises(self, state: ConversationState) -> None:
        self.promised += bool(state.came_back)
        for one, after in zip(state.chosen, state.heard[1:], strict=False):
            if not one.reply.helps and one.reply.next and after.key != one.reply.next:
                self.skipped.append((one.turn.key, one.reply.key))


@lru_cache(maxsize=8)
def walk(key: str) -> Walk:
    return Walk(next(one for one in SCENARIOS if one.key == key))


@each
def test_every_passage_is_true_on_every_path_that_shows_it(scenario: Scenario) -> None:
    found = walk(scenario.key)
    assert not found.other_texts, found.other_texts[0]
    assert not found.faults, found.faults[0]
    every = {
        get_passage_text(passage)
        for _, passage in list_passages(scenario)
        if not (isinstance(passage, PathClaim) and passage.freely is False)
    }
    assert every == found.shown, f"never shown: {every - found.shown}"


@each
def test_nothing_is_claimed_without_a_condition(scenario: Scenario) -> None:
    for place, passage in list_passages(scenario):
        if isinstance(passage, str):
            claims = CLAIMS.search(passage)
            assert not claims or passage in OF_THE_SETTING, (place, passage)
            assert not QUOTED.search(passage.replace("“Boyfriend”", "")), (place, passage)


@each
def test_of_ones_own_words_nothing_is_claimed(scenario: Scenario) -> None:
    """No one can say whether words of one's own led, or helped."""
    first = next(iter_path_ends(scenario))
    choices = [ReplyChoice(one.reply.key, "Words of my own.") for one in first.chosen]
    path = path_claims.find_path_facts(replay_choices(scenario, choices))
    for _, passage in list_passages(scenario):
        if isinstance(passage, PathClaim) and (passage.gave or passage.never or passage.said):
            assert not path_claims.is_claim_true(passage, path), passage.text


@each
def test_no_ending_says_what_own_words_promised_or_asked(scenario: Scenario) -> None:
    """On each path, with words of one's own instead of every reply."""
    found = walk(scenario.key)
    assert not found.of_own_words, found.of_own_words
    assert found.promised


@each
def test_careless_and_careful_people_read_different_endings(scenario: Scenario) -> None:
    bodies = walk(scenario.key).bodies
    assert bodies[True]
    assert bodies[False]
    assert bodies[True].isdisjoint(bodies[False])


@each
def test_no_title_keeps_a_child_there_who_was_sent_away(scenario: Scenario) -> None:
    for turn in scenario.turns.values():
        for one in turn.replies:
            if one.ends and STAYS.search(scenario.endings[one.ends].title):
                assert not SENDS_AWAY.search(one.text), (turn.key, one.key)
    titles = [one.title for one in scenario.endings.values()]
    assert any(STAYS.search(title) for title in titles), titles


@each
def test_harmful_advice_has_its_consequence_before_a_promise_returns(
    scenario: Scenario,
) -> None:
    found = walk(scenario.key)
    assert not found.skipped, found.skipped[0]
    assert found.promised


@pytest.mark.parametrize(
    "words",
    [
        "You have heard enough, and you asked for no more than you needed.",
        "The conversation ends here. She came, and you heard her.",
        "Write it down within the hour, in Denise's words. Ring her when you said you would.",
        "You could not hold her, and you did not let it rest.",
        "You heard something about a man whom you know, and you went on listening.",
        "Few words were said. They are enough.",
        "He has gone, and you know enough to act.",
        "What Denise saw is enough to ring on.",
    ],
)
def test_what_endings_used_to_say_would_be_noticed(words: str) -> None:
    assert CLAIMS.search(words)
    assert words not in OF_THE_SETTING


@pytest.mark.parametrize(
    "asked",
    [
        "It could be that, couldn't it? They do check for strain.",
        "You rang the police, I hope? A child of 14?",
        "Kieran, mate, I'm locking up in ten minutes. You all right?",
        "And do you write back?",
        "Have you got somewhere to be?",
    ],
)
def test_a_question_that_waits_for_a_yes_would_be_noticed(asked: str) -> None:
    assert CLOSED.search(asked)
    assert not CLOSED.search("What happened then? Tell me about Saturday.")
    assert not CLOSED.search("And where does she say they've come from?")


def test_a_condition_that_is_too_wide_would_be_noticed() -> None:
    scenario = next(one for one in SCENARIOS if one.key == "boyfriend_in_year_11")
    quoting = "She said: “It's at Dec's garage, Fridays after school.”"
    bold = "None of your questions gave her an answer to agree with."
    ends = list(iter_path_ends(scenario))
    paths = [read_path(scenario, state) for state in ends]
    assert all(find_fault(quoting, path) for path in paths)
    assert any(find_fault(bold, path) for path in paths)
    wide = PathClaim(text=bold, told=("garage",))
    assert any(find_fault(bold, path) for path in paths if holds(wide, path))
