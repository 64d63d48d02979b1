"""Say which turns of a conversation came after a trainee's own words that may have shaped them.

Pure. No one can say what own words do, but some of what is claimed of the child needs them clean.
"""

from __future__ import annotations

from typing import NamedTuple

from content import pack_loader
from content.patterns import list_folded_words
from content.scenarios import reply_kinds
from content.scenarios.careful.helpful_parts import helps_in_every_part
from content.scenarios.own_questions import can_be_question, has_closed_question
from content.scenarios.plain_talk import OF_THE_TALK, PLAIN_TALK, leave_out_worker_talk
from content.scenarios.reply_moments import ReplyMoment
from content.scenarios.scenario_paths import ConversationState
from content.scenarios.typed_words import correct_typed_contractions

LEADING = "leading"


class ShapingWords(NamedTuple):
    """A trainee's own words that may have put words into the child's mouth.

    `words`: what the trainee wrote, or empty if it has been deleted. `leads`: whether a list finds
    an answer in them. Without one, an answer cannot be ruled out. `answered`: the key of the turn
    in which the child answers them. It is empty if a written reply followed in the same turn: then
    the child answers that one.
    """

    words: str
    leads: bool
    answered: str = ""


def find_unclear_turns(state: ConversationState, pack_name: str) -> frozenset[str]:
    """Return the keys of turns where "in their own words" cannot be claimed of the child.

    Every later turn, after words that lead, that the lists are not sure of, or that are no longer
    kept, and after a question. The next turn, after other words that a trainee wrote. None, where
    the lists find help in every part, or where the words bring nothing in that the child has not
    said.
    """
    return frozenset(find_shaping_words(state, pack_name))


def find_shaping_words(state: ConversationState, pack_name: str) -> dict[str, ShapingWords]:
    """Return each unclear turn with the words that made it so: those that lead, or the last."""
    found: dict[str, ShapingWords] = {}
    for at, words, answered in _list_places(state):
        reach, leads = (
            _find_reach(words, pack_name, state.find_moment(at)) if words else (None, False)
        )
        for turn in state.heard[at + 1 :][:reach]:
            if leads or not (turn.key in found and found[turn.key].leads):
                found[turn.key] = ShapingWords(words, leads, answered)
    return found


def count_replies_before_harm(state: ConversationState, pack_name: str) -> int | None:
    """Return how many replies came before the first own words in which harm is found, or None."""
    return min(find_harmful_turns(state, pack_name), default=None)


def find_harmful_turns(state: ConversationState, pack_name: str) -> frozenset[int]:
    """Return how many replies came before each turn in whose own words harm is found."""
    return frozenset(
        at
        for at, words, _ in _list_places(state)
        if words and reply_kinds.find_reply_kinds(words, pack_name, state.find_moment(at))
    )


def _list_places(state: ConversationState) -> list[tuple[int, str, str]]:
    """Return all that a trainee wrote, in order.

    Each with how many replies came before it and the key of the turn that answers it, if one does.
    """
    places = [(one.at, one.words, "") for one in state.tried]
    for at, one in enumerate(state.chosen):
        if one.own:
            answered = next((turn.key for turn in state.heard[at + 1 : at + 2]), "")
            places.append((at, one.own, answered))
    return sorted([*places, *((at, "", "") for at in state.forgotten)], key=lambda one: one[0])


def _find_reach(words: str, pack_name: str, moment: ReplyMoment) -> tuple[int | None, bool]:
    """Return how many of the next turns words may shape, None for all; and whether they lead."""
    kinds = {one.kind for one in reply_kinds.find_reply_kinds(words, pack_name, moment)}
    if LEADING in kinds:
        return None, True
    unsure = reply_kinds.has_words_of_unclear_effect(words, pack_name)
    helps = helps_in_every_part(words, pack_name, moment)
    if not kinds and not unsure and (helps or _brings_nothing_in(words, pack_name, moment)):
        return 0, False
    return (None if can_be_question(words) or unsure else 1), False


def _brings_nothing_in(words: str, pack_name: str, moment: ReplyMoment) -> bool:
    """Whether all words are the child's, or such as can name no person, act, place or thing."""
    if has_closed_question(words):
        return False
    colleagues = pack_loader.load_pack(pack_name).words["colleagues"]
    written = list_folded_words(
        leave_out_worker_talk(correct_typed_contractions(words), colleagues)
    )
    here = moment.setting.speaks.casefold().split() if moment.setting else []
    plain = PLAIN_TALK | OF_THE_TALK
    return moment.has_said(one for one in written if one not in plain and one not in here)
