"""Say which turns of a conversation came after a trainee's own words that may have shaped them.

Pure. No one can say what own words do, but some of what is claimed of the child needs them clean.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from content import pack_loader
from content.patterns import list_folded_words
from content.scenarios import reply_kinds
from content.scenarios.careful.helpful_parts import helps_in_every_part
from content.scenarios.careful.worker_sentences import (
    asks_for_yes,
    is_of_worker,
    list_naming_words,
    only_echoes,
    only_greets_or_invites,
    only_waits,
)
from content.scenarios.own_questions import can_be_question, cut_typed_sentences
from content.scenarios.plain_talk import leave_out_worker_talk
from content.scenarios.reply_moments import ReplyMoment
from content.scenarios.scenario_paths import ConversationState
from content.scenarios.typed_words import correct_typed_contractions

LEADING = "leading"
_NAMING_LISTS = ("acts", "act_any", "body", "clothing", "pictures", "images", "crime")
"""Lists of words that name an act, a part of the body, or what was done with either."""
_OWNERS = frozenset(("his", "their"))
_DOT_OF_TITLE = re.compile(r"\b(mrs?|ms|miss)\.", re.IGNORECASE)
_OTHERS = frozenset((
    "he", "him", "his", "he's", "he'd", "she", "her", "hers", "she's", "she'd", "they", "them",
    "their", "they're", "someone", "somebody",
))  # fmt: skip


class ShapingWords(NamedTuple):
    """A trainee's own words that may have put words into the child's mouth.

    `words`: what the trainee wrote, or empty if it has been deleted. `leads`: whether a list finds
    an answer in them. Without one, an answer cannot be ruled out. `answered`: the key of the turn
    in which the child answers them. It is empty if a written reply followed in the same turn: then
    the child answers that one. `earlier`: other words before these in which a list finds an answer.
    """

    words: str
    leads: bool
    answered: str = ""
    earlier: tuple[str, ...] = ()


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
    earlier: tuple[str, ...] = ()
    for at, words, answered in _list_places(state):
        next_turns = state.heard[at + 1 :]
        lines = tuple(line for turn in next_turns for line in turn.says)
        reach, leads = (
            _find_reach(words, pack_name, state.find_moment(at), lines) if words else (None, False)
        )
        for turn in next_turns[:reach]:
            if leads or not (turn.key in found and found[turn.key].leads):
                found[turn.key] = ShapingWords(words, leads, answered, earlier)
        earlier = (*earlier, words) if leads else earlier
    return found


def count_replies_before_harm(state: ConversationState, pack_name: str) -> int | None:
    """Return how many replies came before the first own words in which harm is found, or None."""
    return min(find_harmful_turns(state, pack_name), default=None)


def find_harmful_turns(state: ConversationState, pack_name: str) -> frozenset[int]:
    """Return how many replies came before each turn in whose own words harm is found.

    Words that are said again in their turn are read once: they were tried, and then chosen.
    """
    said = dict.fromkeys((at, words) for at, words, _ in _list_places(state) if words)
    return frozenset(
        at
        for at, words in said
        if reply_kinds.find_reply_kinds(words, pack_name, state.find_moment(at))
    )


def is_effect_unclear(words: str, pack_name: str) -> bool:
    """Whether a page says of these words that they could help or hurt.

    Not next to the gravest harm: of asking for a picture it says that it is illegal.
    """
    if any(one.grave for one in reply_kinds.find_reply_kinds(words, pack_name)):
        return False
    return reply_kinds.has_words_of_unclear_effect(words, pack_name)


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


def _find_reach(
    words: str, pack_name: str, moment: ReplyMoment, next_lines: tuple[str, ...]
) -> tuple[int | None, bool]:
    """Return how many of the next turns words may shape, None for all; and whether they lead."""
    kinds = {one.kind for one in reply_kinds.find_reply_kinds(words, pack_name, moment)}
    if only_echoes(words, moment.said) or (not kinds and only_waits(words)):
        return 0, False
    if LEADING in kinds:
        return None, True
    unsure = reply_kinds.has_words_of_unclear_effect(words, pack_name)
    helps = helps_in_every_part(words, pack_name, moment)
    if (
        not kinds
        and not unsure
        and (helps or _brings_nothing_in(words, pack_name, moment, next_lines))
    ):
        return 0, False
    return (None if can_be_question(words) or unsure else 1), False


def _brings_nothing_in(
    words: str, pack_name: str, moment: ReplyMoment, next_lines: tuple[str, ...]
) -> bool:
    """Whether all words are the child's, or such as can name no person, act, place or thing.

    What the trainee saw is no answer in their words: "You've still got your coat on." Of someone
    else it may be one: he rubs his knee is seen, and that Neil had a hand on it is not. Nor is
    what a worker will do, in words that are in nothing the child says next.
    """
    lists = pack_loader.load_pack(pack_name).words
    colleagues = frozenset(lists["colleagues"])
    setting = moment.setting
    here = frozenset(setting.speaks.casefold().split() if setting else ())
    named = frozenset(list_folded_words(" ".join(setting.names)) if setting else ())
    others = (_OTHERS | named) - here - colleagues
    plain = _DOT_OF_TITLE.sub(r"\1", correct_typed_contractions(words))
    rest = leave_out_worker_talk(plain, colleagues)
    is_of_others = not others.isdisjoint(list_folded_words(rest))
    is_known = moment.has_said if is_of_others else moment.has_said_or_shown
    barred = frozenset(list_folded_words(" ".join(next_lines)))
    barred = barred.union(*(lists[key] for key in _NAMING_LISTS))
    for sentence in _list_telling_sentences(plain, here, moment):
        written = list_folded_words(leave_out_worker_talk(sentence, colleagues))
        left = [one for one in list_naming_words(written) if one not in here]
        unnamed = [one for one in left if one not in colleagues]
        of_worker = others.isdisjoint(written) and is_of_worker(sentence, unnamed, barred)
        things = [one for one in left if one not in _OWNERS] or left  # "his car" is what they said
        if asks_for_yes(sentence) or not (of_worker or is_known(things)):
            return False
    return True


def _list_telling_sentences(plain: str, here: frozenset[str], moment: ReplyMoment) -> list[str]:
    """Return the sentences that do more than greet, comfort or ask openly."""
    every = cut_typed_sentences(plain)
    return [one for one in every if not only_greets_or_invites(one, here, moment)]
