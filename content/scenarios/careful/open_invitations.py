"""Tell an open invitation from a demand that only starts like one.

Pure. "Tell me more" leaves it to the child what to say. "Tell me why you went" does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.patterns import cut_into_words
from content.scenarios.careful.worker_sentences import only_greets_or_invites
from content.scenarios.own_questions import cut_typed_sentences, find_asking_sentences
from content.scenarios.reply_kinds import find_ways_of_helping
from content.scenarios.reply_moments import ReplyMoment
from content.scenarios.typed_words import correct_typed_contractions

OPEN = "open"
"""The key of the open questions in replies.toml."""
_PRESSES = re.compile(
    r"\bwhy\b(?! do(?:n't|nt) (?:you|we)\b)|\b(?:gotta|must|or else|look at me)\b"
    r"|\b(?<!don't )(?<!not )(?<!do you )(?:have|need|got) to (?:tell|say|explain|describe)\b"
    r"|\bor (?:i|we) (?:can't|cannot|can not|won't|will not|couldn't|shan't)\b"
    r"|\b(?:otherwise|right now|straight away|this minute|exactly)\b"
)
"""It asks for a reason, or leaves the child no choice."""
_OF_A_DEED = re.compile(
    r"\bwhat (?:\w+ ){1,4}?(?:did|does|do|done|made|make|makes)\b"
    r"|\b(?:wrong|bed|body|clothes|naked|touch\w*)\b"
)
"""It asks what someone did, as if that were known."""
_WHAT_YOU_WANT = re.compile(r"\bwhat (?:do|would|did) you (?:want|like|mean|need|think)\b")
_ASKS_TO_TELL = re.compile(r"\b(?:tell|describe|explain|say|happen\w*|going on|on your mind)\b")
"""It asks for more. "Tea or squash?" does not."""
_ASKED_AS_TELL = (
    (re.compile(r"\b(?:explain|describe)(?: (?:to|for) me)? (?=what\b|how\b)"), "tell me "),
    (re.compile(r"\b(?:explain|describe) (?=(?:it|that|this)\b)"), "tell me about "),
    (re.compile(r"\b(it|that|this) (?:to|for) me\b"), r"\1"),
    (re.compile(r",\s+(?=(?:if you|when|in your|as much)\b)"), " "),
)
"""Other words for "tell me", as the ways of asking openly have it."""


def asks_openly(text: str, pack_name: str, moment: ReplyMoment) -> bool:
    """Whether `text` asks, and each sentence that asks openly only invites, with no pressure.

    Nothing invites a child who has said that they want to stop.
    """
    asked = list(_list_asked_openly(text, pack_name))
    return (
        bool(asked)
        and not moment.stops
        and not _PRESSES.search(_write_plainly(text))
        and all(_only_invites(one, moment) for one in asked)
    )


def presses_for_answer(text: str, pack_name: str, moment: ReplyMoment) -> bool:
    """Whether what starts as an open question presses, or asks about a deed or name not yet said.

    Or asks a child who has said that they want to stop.
    """
    asked = list(_list_asked_openly(text, pack_name))
    if moment.stops:
        return any(_ASKS_TO_TELL.search(_write_plainly(one)) for one in asked)
    pressed = bool(_PRESSES.search(_write_plainly(text)))
    return any(pressed or _asks_of_a_deed(one) for one in asked if not _only_invites(one, moment))


def _asks_of_a_deed(sentence: str) -> bool:
    return bool(_OF_A_DEED.search(_WHAT_YOU_WANT.sub(" ", _write_plainly(sentence))))


def _list_asked_openly(text: str, pack_name: str) -> Iterator[str]:
    """Yield the asking sentences that hold an open question."""
    for sentence in cut_typed_sentences(find_asking_sentences(text)):
        folded = cut_into_words(correct_typed_contractions(sentence)).folded
        if any(way.key == OPEN for way in find_ways_of_helping(folded, pack_name)):
            yield sentence


def _only_invites(sentence: str, moment: ReplyMoment) -> bool:
    """Whether a sentence invites, and names only what the child said or the trainee saw."""
    setting = moment.setting
    here = f"{setting.child} {setting.speaks}".casefold().split() if setting else ()
    plain = _write_plainly(sentence)
    for found, written in _ASKED_AS_TELL:
        plain = found.sub(written, plain)
    known = moment._replace(said=(*moment.said, *moment.shown))
    return only_greets_or_invites(plain, here, known)


def _write_plainly(text: str) -> str:
    return correct_typed_contractions(text.replace("’", "'")).casefold()
