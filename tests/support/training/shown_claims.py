"""Read what is said of a fact, a promise and an ending against the path that shows it."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from app.services.practice.transcript import ConversationReview
from content.scenarios import scenario_files
from content.scenarios.path_claims import PathFacts, is_claim_true
from content.scenarios.scenario import Scenario, ShownClaim
from content.scenarios.scenario_paths import ConversationState

SENTENCE = re.compile(r"(?<=[.!?])\s+")

YOUR_WORDS = re.compile(
    r'^"(?P<first>\w+)"(?: and "(?P<second>\w+)")? (?:was|were) your words?\b'
    r"|^(?P<idea>\w+) were your idea\b|^You named (?P<name>\w+) first\b"
)
"""Claims that a word was the trainee's: in the reply just before, and in no line before that."""

WOULD_TELL: Mapping[str, str] = {
    "blue_car.car": r"\bblue\b|\bshop\b",
    "blue_car.game": r"Mick's game",
    "boyfriend_in_year_11.password": r"password|every night|who I can sit with",
    "boyfriend_in_year_11.mates": r"nice to his mates|if I loved him",
    "carer_reports_changes.phones": r"new phones",
    "carer_reports_changes.car": r"white car",
    "changes_over_weeks.phone": r"answer it|on and on",
    "game_and_pictures.picture": r"sent one first|on and on",
    "game_and_pictures.threat": r"fifty|midnight|\blist\b",
    "moved_between_towns.kez": r"phone",
    "swimming_coach.leg": r"\bhand\b|\bstrain\b",
    "takes_it_back.angry": r"angry",
    "takes_it_back.took_back": r"not true|made it up",
}
"""For each fact that can be bent, words that would tell what the page says was not told."""


class ShownSentence(NamedTuple):
    """A sentence that a page shows. `about`: "fact", "promise" or "ending"; `key`: which."""

    about: str
    key: str
    text: str


@lru_cache(maxsize=16)
def index_claims(scenario_key: str) -> dict[ShownSentence, ShownClaim]:
    return {
        ShownSentence(about, key, one.text): one
        for one in scenario_files.load_shown_claims()[scenario_key]
        for about, key in (("fact", one.fact), ("promise", one.promise), ("ending", one.ending))
        if key
    }


def list_shown(state: ConversationState, said: ConversationReview) -> Iterator[ShownSentence]:
    """Yield each sentence about a fact, a promise or the ending that this path shows.

    The title after own words in the last turn too: each path can end in those.
    """
    for one in said.untold:
        if one.bent:
            for text in (one.what, *_cut(one.why)):
                yield ShownSentence("fact", one.fact, text)
    for key, back in zip(dict.fromkeys(state.came_back), said.came_back, strict=True):
        yield ShownSentence("promise", key, back.what)
    assert state.ending
    for title in (state.ending_title, state.ending.own_title):
        if title:
            yield ShownSentence("ending", state.ending.key, title)


@lru_cache(maxsize=200)
def _cut(text: str) -> tuple[str, ...]:
    return tuple(SENTENCE.split(text)) if text else ()


def find_false_sentence(
    scenario: Scenario, state: ConversationState, said: ConversationReview, path: PathFacts
) -> str:
    """Return what is wrong with one of the sentences shown on this path, or an empty string."""
    claims = index_claims(scenario.key)
    for shown in list_shown(state, said):
        claim = claims.get(shown)
        if claim is None:
            return f"{shown.key}: {shown.text!r} has no conditions"
        if not is_claim_true(claim, path):
            return f"{shown.key}: {shown.text!r} is not true on this path"
        if shown.about == "fact" and (fault := find_fault_of_words(scenario, state, shown)):
            return fault
    return ""


def find_fault_of_words(scenario: Scenario, state: ConversationState, shown: ShownSentence) -> str:
    """Return what was said otherwise than a sentence about a fact says, or an empty string."""
    if re.search(WOULD_TELL[f"{scenario.key}.{shown.key}"], "\n".join(state.lines)):
        return f"{shown.key}: {shown.text!r}, and it was told"
    yours = YOUR_WORDS.search(shown.text)
    if not yours:
        return ""
    turn = next(at for at, one in enumerate(state.heard) if shown.key in one.bends)
    asked = state.chosen[turn - 1].words
    before = "\n".join(line for one in state.heard[:turn] for line in one.says)
    for word in filter(None, yours.groups()):
        if not re.search(rf"\b{word}\b", asked, re.IGNORECASE):
            return f"{shown.key}: {word!r} was not in {asked!r}"
        if re.search(rf"\b{word}\b", before, re.IGNORECASE):
            return f"{shown.key}: {word!r} was said before"
    return ""
