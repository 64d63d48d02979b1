"""Say which turns of a conversation came after a trainee's own words that may have shaped them.

Pure. No one can say what own words do, but some of what is claimed of the child needs them clean.
"""

from __future__ import annotations

from collections.abc import Iterator

from content.scenarios import reply_kinds
from content.scenarios.own_questions import may_ask
from content.scenarios.scenario import ScenarioSetting
from content.scenarios.scenario_paths import ConversationState

LEADING = "leading"


def find_unclear_turns(state: ConversationState, pack_name: str) -> frozenset[str]:
    """Return the keys of turns where "in their own words" cannot be claimed of the child.

    Every later turn, after a leading question, one that the lists are not sure of, or words that
    are no longer kept. The next turn,
    after other words that a trainee wrote. None, where the lists find help in every part.
    """
    places = tuple(_list_places(state))
    every = {words for _, words in places}
    reach = {words: _find_reach(words, pack_name, state.setting) for words in every}
    shaped = (state.heard[at + 1 :][: reach[words]] for at, words in places)
    forgotten = (state.heard[at + 1 :] for at in state.forgotten)
    return frozenset(turn.key for turns in (*shaped, *forgotten) for turn in turns)


def _list_places(state: ConversationState) -> Iterator[tuple[int, str]]:
    """Yield all that a trainee wrote, each with how many replies came before it."""
    yield from ((one.at, one.words) for one in state.tried)
    yield from ((at, one.own) for at, one in enumerate(state.chosen) if one.own)


def _find_reach(words: str, pack_name: str, setting: ScenarioSetting | None) -> int | None:
    """Return how many of the next turns a trainee's words may shape; None for all."""
    kinds = {one.kind for one in reply_kinds.find_reply_kinds(words, pack_name)}
    if not kinds and reply_kinds.helps_in_every_part(words, pack_name, setting):
        return 0
    asks = may_ask(words) or reply_kinds.has_unsure_words(words, pack_name)
    return None if asks or LEADING in kinds else 1
