"""Nothing that we say to a trainee calls the adult they talk with the child."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from content import pack_loader
from content.scenarios import scenario_files
from content.scenarios.own_replies import AIMS
from content.scenarios.reply_kinds import find_reaction, find_reply_kinds
from content.scenarios.reply_moments import ReplyMoment
from content.scenarios.scenario import Scenario

PACK = pack_loader.load_pack("england")
SCENARIOS = scenario_files.load_scenarios("north_lincolnshire")
ADULTS = [one for one in SCENARIOS if one.setting.speaker == "adult"]
NOT_A_CHILD = re.compile(r"\bthe child\b", re.IGNORECASE)
SAYS_CHILD = re.compile(r"\bchild\b", re.IGNORECASE)
NAMES = re.compile(r"{(\w*)}")
WAYS = [*PACK.questions, *PACK.replies]


def walk(content: Any) -> Iterator[str]:
    """Every text in what a file says."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        yield from (text for one in content.values() for text in walk(one))
    elif isinstance(content, list | tuple):
        yield from (text for one in content for text in walk(one))


def list_shown(scenario: Scenario) -> Iterator[str]:
    setting = scenario.setting
    yield from walk(msgspec.to_builtins(scenario))
    for way in WAYS:
        why = way.why_adult or way.why
        yield why.replace("{speaks}", setting.speaks).replace("{child}", setting.called)
        yield from way.instead
    for aim in AIMS.values():
        yield aim.help.replace("{speaks}", setting.speaks)
    for reaction in PACK.reactions:
        yield find_reaction([reaction.kind], setting.speaks)


def test_there_is_a_conversation_with_an_adult():
    assert [one.setting.speaks for one in ADULTS] == ["Denise"]


@pytest.mark.parametrize("scenario", ADULTS, ids=lambda one: one.key)
def test_nothing_shown_calls_an_adult_the_child(scenario: Scenario):
    found = [text for text in list_shown(scenario) if NOT_A_CHILD.search(text)]
    assert not found, found


def test_each_reason_that_speaks_of_a_child_has_words_for_an_adult():
    lacking = [way.key for way in WAYS if SAYS_CHILD.search(way.why) and not way.why_adult]
    odd = [way.key for way in WAYS if not set(NAMES.findall(way.why_adult)) <= {"speaks", "child"}]
    assert (lacking, odd) == ([], [])


def test_the_reasons_name_the_person_the_trainee_talks_with():
    words = "You are lying. Show me the messages."
    (adult,) = ADULTS
    doubt, looking = (
        one.why for one in find_reply_kinds(words, "england", ReplyMoment(adult.setting))
    )
    assert doubt.startswith("Denise may hear that you doubt them.")
    assert "Looking can harm Leah" in looking
    child = next(one for one in SCENARIOS if one not in ADULTS)
    moment = ReplyMoment(child.setting)
    assert find_reply_kinds(words, "england", moment) == find_reply_kinds(words, "england")
