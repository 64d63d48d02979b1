"""Judge whether all of a trainee's own words help, and bring in nothing new to the child.

Pure. "That must have felt scary" helps. "... when he undressed you" tells the child what happened.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import dropwhile

from content.passages import HelpfulReply
from content.patterns import QUESTION_STOP, SENTENCE_STOP
from content.scenarios.plain_talk import OF_THE_TALK, PLAIN_TALK
from content.scenarios.reply_kinds import (
    SOMEONE_ELSE,
    find_helpful_kinds,
    find_ways_of_helping,
)
from content.scenarios.reply_moments import ReplyMoment, stem_word
from content.scenarios.typed_words import correct_typed_contractions, cut_into_parts

_EMPTY_WORDS = frozenset((
    "okay", "ok", "so", "well", "right", "sure", "hey", "hi", "hello", "now", "oh", "and",
    "alright", "thanks", "please",
))  # fmt: skip
"""Words that say nothing alone, before or after kind ones."""
_CONTRACTED_END = re.compile(r"'(?:s|re|m|ve|d|ll)$")
_WORDS_OF_PATTERN = re.compile(r"[^\W\d_]+(?:'[^\W_]+)*")
_OF_FEELINGS = frozenset((
    "scared", "frightened", "afraid", "worried", "upset", "sad", "angry", "tired", "shaken",
    "anxious", "nervous", "lonely", "confused", "unhappy", "feeling", "felt", "hard", "tough",
    "difficult", "scary", "frightening", "horrible", "heavy", "confusing", "upsetting", "awful",
    "courage", "own", "carry", "mate", "love", "makes", "course", "tonight", "home", "safer",
    "get", "getting", "gets", "care", "private", "person",
))  # fmt: skip
"""What a worker may say of how it is to tell. It names no person, act, place or thing."""
_STARTS_DETAIL = SOMEONE_ELSE | frozenset((
    "when", "while", "after", "before", "because", "since", "where", "about", "for",
))  # fmt: skip
"""After one of these a clause can say what happened, or name what it is about."""
_PLAIN = frozenset(
    stem_word(word) for word in PLAIN_TALK | OF_THE_TALK | _OF_FEELINGS | _EMPTY_WORDS
)


def helps_in_every_part(text: str, pack_name: str, moment: ReplyMoment) -> bool:
    """Whether `find_helpful_kinds` finds help in `text`, and each part of it helps or says nothing.

    A part that names someone does not help, but for the child and the one who speaks: in
    "It was Neil, tell me what he did" the trainee gives the answer. Nor does one with a detail that
    the child has not said.
    """
    setting = moment.setting
    here = frozenset(f"{setting.child} {setting.speaks}".casefold().split() if setting else ())
    others = frozenset(" ".join(setting.names).casefold().split() if setting else ()) - here
    empty = here | _EMPTY_WORDS | {SENTENCE_STOP, QUESTION_STOP}
    return bool(find_helpful_kinds(text, pack_name)) and all(
        empty.issuperset(part)
        or (
            others.isdisjoint(_CONTRACTED_END.sub("", word) for word in part)
            and (ways := find_ways_of_helping(part, pack_name))
            and _adds_nothing(part, ways, empty, moment)
        )
        for part in cut_into_parts(correct_typed_contractions(text))
    )


def _adds_nothing(
    part: Sequence[str], ways: Sequence[HelpfulReply], here: Collection[str], moment: ReplyMoment
) -> bool:
    """Whether each word that may be a detail is plain, of a way that helps, or the child's own."""
    known = _PLAIN.union(here, *(_list_own_words(way) for way in ways))
    gives_back = any(way.kind == "reflecting" for way in ways)
    told = part if gives_back else list(dropwhile(lambda word: word not in _STARTS_DETAIL, part))
    return all(
        not known.isdisjoint((word, stem_word(word))) or moment.has_said((word,))
        for word in (_CONTRACTED_END.sub("", one) for one in told)
    )


@lru_cache(maxsize=256)
def _list_own_words(way: HelpfulReply) -> frozenset[str]:
    """Return the words of the patterns of a way, which is a content of the pack."""
    return frozenset(word for one in way.patterns for word in _WORDS_OF_PATTERN.findall(one))
