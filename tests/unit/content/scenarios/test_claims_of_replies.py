"""A reply and its feedback say nothing of what came before that is false on a path.

They are always shown. So a sentence that looks back, and a reply that says sorry for the one before
it, stand in `looks_back` with their conditions, and these hold on every path that comes to the
reply. Any other such sentence is about its own reply or turn, and is listed here with that reason.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from content.scenarios import scenario_files
from content.scenarios.path_claims import get_passage_text, list_passages
from content.scenarios.scenario import PathClaim, ReplyClaim, Scenario
from content.scenarios.scenario_paths import ConversationState, iter_path_ends
from tests.unit.content.scenarios.test_claims_on_every_path import SCENARIOS, each, holds, read_path

DENIES = re.compile(
    r"\b(?:you|we) (?:did not|have not|never|said no|asked no|gave no|made no|had no)\b"
    r"|\b(?:none|not one|nothing) (?:of|in) (?:what )?(?:you|your)\b|\bwent without\b",
    re.IGNORECASE,
)
"""Says that a trainee did not do something. Words of their own may have done it."""

LOOKS_BACK = re.compile(
    r"\bbefore (?:he|she) (?:has|had|said|spoke|told|asked|could)\b"
    r"|\b[Yy]ou (?:did not|have not|never) (?:ask|say|tell|promise|see)\b"
    r"|\b[Nn]ow (?:he|she) cannot\b|\b(?:he|she|you) had\b"
    r"|\b(?:he|she) has (?:just |not |never )*"
    r"(?:said|told|asked|been|named|let|come|stopped|gone)\b"
    r"|\b(?:already|until now|again|earlier|so far)\b|\bwent wrong\b|\btook (?:\w+ )?back\b"
    r"|\bput (?:\w+ )?right\b|\bturned round\b|\bstarted as\b|\bslowed down\b"
    r"|\bthat you (?:took|shut)\b|\bas well as [A-Z]|\bsecond (?:adult|promise)\b"
    r"|\b[Yy]ou stopped\b"
)
"""Words about what came before a reply, or did not."""

OWNS_UP = re.compile(
    r"\bI (?:pushed|went|got|put|used|spoke|came across|shouldn't have)\b"
    r"|\bI (?:was|wasn't|did|didn't|said)\b"
    r"|\bI(?:'ve not been|'m asking| asked) (?:too )?much\b|\b(?:unfair|badly)\b"
)
"""Words in which a worker says what they did wrong before this reply."""

PRAISES_TELLING = re.compile(
    r"\b(?:for|of|by) telling\b|\b(?:glad|good) (?:that )?(?:you|he|she) told\b|\btelling was\b"
    r"|\byou(?:'ve| have) told\b|\b[Gg]ood telling\b"
)
"""Thanks or praise for having told. It is true only where something was told freely."""

SENTENCE = re.compile(r"(?<=[.!?])\s+")

NOT_OF_THE_PATH = {
    "is about this reply and what it answers": (
        "You are already at work on it.",
        "You did not see the phones.",
        "Now you are talking about yourself, and it sounds as if you know already.",
        "You put that right first, and were honest straight after.",
        "It sounds as if she had brought it on herself.",
        "Now she hears that she has let you down.",
        "You put it right in front of her, and she knows what comes.",
        "Tonight it sounds as if she had let it slip.",
        "It is the most important thing that she has said, and you did not cover it with anything.",
        "He was going, and you threw in all that you had.",
        "He is free again.",
        "But he had stopped, and you asked him to answer for them.",
        "It is the rule, and it sounds as if he had done something wrong.",
        "A boy who has been called something can drop it again.",
        "Three words, and she is in charge of something again.",
        "A few words and a sigh, and he has done wrong again.",
    ),
    "says what may be, or what comes next": (
        "He may have paid already.",
        "Add when you will see him again.",
        "Ask before he goes: where will he be, who is with him, and when will you speak again?",
        "She will add to it, or put it right.",
        'Later, kindly: "If it happens again, ring 999 and say that she is missing."',
        'Tell me." is true, and opens it again.',
        "Anything more that she tells you, she may have to tell someone else again.",
        "Say when she will see you again.",
        "She may need to hear it again next week, and from Mr Okafor.",
        "In five minutes she may have gone up again.",
        "Saying it again in other words makes a new question.",
        "Say it again at the end.",
        "He may ask again and again.",
        "Record your question word for word, even if you wish that you had not asked it.",
        "Stop asking about people she has not named.",
        "If she gives Leah your love, Leah knows where she has been.",
    ),
    "is in the setting, or shown in the turn": (
        "But he has come a long way tonight, and he might not try again.",
        "She came with what she had seen, and might leave with your idea.",
        "She needed to hear it before she could say another word.",
        "It leaves the door open, and it puts everything off by a week again.",
    ),
}

NOT_OF_BEFORE = {
    "I get more than you think. I was 13 once, believe it or not.",
    "Oh, good. I'm glad you've made it up. I was worried there.",
    "What else did you think I was going to do?",
    "That's generous. Nobody ever bought me a phone when I was your age.",
}
"""Replies with such words that are about nothing before them on the path."""

CLAIMS = scenario_files.load_reply_claims()
PLACES = [
    (f"{scenario.key}.{turn.key}.{reply.key}", sentence)
    for scenario in SCENARIOS
    for turn in scenario.turns.values()
    for reply in turn.replies
    for text in (reply.why, reply.tip)
    for sentence in SENTENCE.split(text)
    if LOOKS_BACK.search(sentence) and not sentence.startswith('"')
]


class Arrival(NamedTuple):
    """One way of coming to a reply: the state before it was given."""

    reply: str
    before: ConversationState


def list_arrivals(scenario: Scenario, wanted: set[str]) -> Iterator[Arrival]:
    """Yield each way of coming to one of the replies `wanted`, once."""
    done: set[tuple[str, ...]] = set()
    for end in iter_path_ends(scenario):
        keys = tuple(f"{one.turn.key}.{one.reply.key}" for one in end.chosen)
        for at, key in enumerate(keys):
            if key in wanted and keys[: at + 1] not in done:
                done.add(keys[: at + 1])
                yield Arrival(key, cut_short(scenario, end, at))


def cut_short(scenario: Scenario, end: ConversationState, at: int) -> ConversationState:
    """Return a conversation as it was after `at` replies."""
    turns = {turn.key for turn in end.heard[: at + 1]}
    recalls = [turn.recalls for turn in scenario.turns.values()]
    return end._replace(
        heard=end.heard[: at + 1],
        chosen=end.chosen[:at],
        said=tuple(one for one in end.said if one.turn in turns),
        came_back=tuple(
            one for one in end.came_back if any(each.get(one) in turns for each in recalls)
        ),
    )


@each
def test_what_a_reply_says_of_before_is_true_on_every_path_to_it(scenario: Scenario) -> None:
    claims: dict[str, list[ReplyClaim]] = {}
    for claim in CLAIMS[scenario.key]:
        claims.setdefault(claim.reply, []).append(claim)
    seen = set()
    for arrival in list_arrivals(scenario, set(claims)):
        path = read_path(scenario, arrival.before)
        seen.add(arrival.reply)
        for claim in claims[arrival.reply]:
            assert holds(claim, path), (claim.text, list(path.given))
    assert seen == set(claims)


def test_a_reply_says_nothing_of_before_without_its_conditions() -> None:
    claimed = [
        (f"{scenario.key}.{claim.reply}", claim.text)
        for scenario in SCENARIOS
        for claim in CLAIMS[scenario.key]
    ]
    listed = {one for reasons in NOT_OF_THE_PATH.values() for one in reasons}
    for place, sentence in PLACES:
        has_claim = any(place == where and text in sentence for where, text in claimed)
        assert has_claim or sentence in listed, (place, sentence)
    assert listed <= {sentence for _, sentence in PLACES}, "listed, and not there any more"


def test_a_reply_owns_up_only_to_what_was_said() -> None:
    """ "I asked that badly" was offered to someone who had asked nothing."""
    claimed = {
        (f"{scenario.key}.{claim.reply}", claim.text)
        for scenario in SCENARIOS
        for claim in CLAIMS[scenario.key]
    }
    owning = {
        (f"{scenario.key}.{turn.key}.{reply.key}", reply.text)
        for scenario in SCENARIOS
        for turn in scenario.turns.values()
        for reply in turn.replies
        if OWNS_UP.search(reply.text)
    }
    bare = {
        words
        for place, words in owning
        if not any(place == where and text in words for where, text in claimed)
    }
    assert bare == NOT_OF_BEFORE


def test_a_reply_that_praises_telling_comes_after_something_was_told() -> None:
    """ "Thank you for telling me" was offered on 144 paths on which he had told nothing freely."""
    told = {
        f"{scenario.key}.{claim.reply}"
        for scenario in SCENARIOS
        for claim in CLAIMS[scenario.key]
        if claim.told
    }
    found = 0
    for scenario in SCENARIOS:
        for turn in scenario.turns.values():
            for reply in turn.replies:
                for text in (reply.text, reply.why):
                    if reply.helps and PRAISES_TELLING.search(text):
                        found += 1
                        assert f"{scenario.key}.{turn.key}.{reply.key}" in told, (turn.key, text)
    assert found >= 8


@pytest.mark.parametrize(
    "words",
    [
        "It is honest before he has told you anything.",
        "Now he cannot tell you.",
        "You did not ask one.",
        "Now she has let you down as well as Beth.",
    ],
)
def test_what_replies_used_to_say_of_before_would_be_noticed(words: str) -> None:
    assert LOOKS_BACK.search(words)
    assert words not in {one for reasons in NOT_OF_THE_PATH.values() for one in reasons}


def test_a_condition_of_a_reply_that_is_false_on_a_path_would_be_noticed() -> None:
    game = next(one for one in SCENARIOS if one.key == "game_and_pictures")
    bold = ReplyClaim(
        key="bold",
        reply="secret.cannot",
        text="It is honest before he has told you anything.",
        untold=("met_in_game",),
    )
    ways = [read_path(game, one.before) for one in list_arrivals(game, {bold.reply})]
    assert any(holds(bold, path) for path in ways)
    assert not all(holds(bold, path) for path in ways)


@each
def test_nothing_is_denied_where_own_words_may_have_done_it(scenario: Scenario) -> None:
    """“You did not say yes” stood after “No, I won't say a word”.

    A helpful reply has another text after own words in its turn. The reason of any other is about
    the reply alone, and a passage is shown only where no own words were used.
    """
    for turn in scenario.turns.values():
        for one in turn.replies:
            assert one.helps or not DENIES.search(one.why), (turn.key, one.key, one.why)
    for place, passage in list_passages(scenario):
        if found := DENIES.search(get_passage_text(passage)):
            assert isinstance(passage, PathClaim), (place, found[0])
            assert passage.never, (place, found[0])
