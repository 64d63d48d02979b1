"""Say what a trainee did in their own words: only what the words themselves show, and no praise.

Only words without harm: those the trainee called close to a written reply that helps, those that
no written reply was close to, and those which refuse a secret that was asked for. No one can say if
the child heard help in them.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from content.passages import HelpfulReply
from content.patterns import cut_into_words
from content.scenarios import reply_kinds
from content.scenarios.careful.careful_words import refuses_secret
from content.scenarios.own_questions import find_asking_sentences
from content.scenarios.own_words_effect import find_harmful_turns
from content.scenarios.scenario import ScenarioReply
from content.scenarios.scenario_paths import ConversationState

MOST = 3
OPEN = "open"
DID: Mapping[str, str] = MappingProxyType(
    {
        "thanks": "said thank you or that it was good to be told",
        "believe": "told them that they were believed",
        "no_blame": "told them that they were not to blame",
        "no_secret": "said what no one can promise or who needs to know",
        OPEN: "asked an open question",
        "time": "gave them time",
        "listening": "offered to listen",
    }
)
"""What each way of helping in replies.toml shows, by its key there."""
ASKED_NOTHING = "asked nothing"


def list_what_own_words_did(state: ConversationState, pack_name: str) -> tuple[str, ...]:
    """Return at most MOST things that the trainee did in own words; none after harm in any."""
    if find_harmful_turns(state, pack_name):
        return ()
    return tuple(dict.fromkeys(_list_every(state, pack_name)))[:MOST]


def _list_every(state: ConversationState, pack_name: str) -> Iterator[str]:
    own = [one for one in state.chosen if one.own and one.reply.helps]
    said = (*(one.own for one in own), *(one.words for one in state.tried))
    keys = {"no_secret"} if has_refused_secret(state) else set()
    keys |= {key for words in said for key in _find_keys(words, pack_name)}
    yield from (did for key, did in DID.items() if key in keys)
    asked = (*(one.asked for one in own), *(one.asked for one in state.tried))
    if own and not any(asked):
        yield ASKED_NOTHING


def has_refused_secret(state: ConversationState, at: int | None = None) -> bool:
    """Whether own words refuse a secret that was asked for: after `at` replies, or anywhere.

    A written reply may have followed them: the refusal was said all the same.
    """
    return any(
        refuses_secret(one.own, state.setting)
        for place, one in state.said_by_worker
        if one.own and at in (None, place) and state.find_moment(place).promises
    )


def repeats_refusal(state: ConversationState, at: int, reply: ScenarioReply) -> bool:
    """Whether a written reply refuses the secret that own words before it have refused.

    A tip to refuse it early comes too late then.
    """
    return has_refused_secret(state, at) and refuses_secret(reply.text, state.setting)


def list_what_words_did(words: str, pack_name: str) -> tuple[str, ...]:
    """Return what the trainee did with these words; none where they may hold more than help.

    Give it no words in which a list finds harm.
    """
    keys = _find_keys(words, pack_name)
    return tuple(did for key, did in DID.items() if key in keys)


def _find_keys(words: str, pack_name: str) -> set[str]:
    """Return the keys of the ways of helping in some words; none where part may be no help."""
    if not reply_kinds.find_helpful_kinds(words, pack_name):
        return set()
    return {way.key for way in _find_ways(words, pack_name)}


def _find_ways(words: str, pack_name: str) -> Iterator[HelpfulReply]:
    """Yield the ways of helping in some words. Only a sentence that asks is an open question."""
    asked = cut_into_words(find_asking_sentences(words)).folded
    asking = reply_kinds.find_ways_of_helping(asked, pack_name)
    for way in reply_kinds.find_ways_of_helping(cut_into_words(words).folded, pack_name):
        if way.key != OPEN or way in asking:
            yield way
