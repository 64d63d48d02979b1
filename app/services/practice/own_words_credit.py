"""Say what a trainee did in their own words: only what the words themselves show, and no praise.

Only words without harm: those the trainee called close to a written reply that helps, those that
no written reply was close to, and those which refuse a secret that was asked for. No one can say if
the child heard help in them.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from content.patterns import cut_into_words
from content.scenarios import reply_kinds
from content.scenarios.careful.careful_words import refuses_secret
from content.scenarios.careful.open_invitations import OPEN, asks_openly
from content.scenarios.own_words_effect import find_harmful_turns
from content.scenarios.reply_moments import NOTHING_BEFORE, ReplyMoment
from content.scenarios.scenario import ScenarioReply
from content.scenarios.scenario_paths import ConversationState
from content.scenarios.typed_words import correct_typed_contractions

MOST = 3
DID: Mapping[str, str] = MappingProxyType(
    {
        "thanks": "said thank you or that it was good to be told",
        "believe": "told them that they were believed",
        "no_blame": "told them that they were not to blame",
        "no_trouble": "told them that they were not in trouble",
        "no_secret": "were open about who needs to know, or what no one can promise",
        OPEN: "asked an open question",
        "time": "gave them time",
        "listening": "offered to listen",
        "sympathy": "showed that you felt for them",
    }
)
"""What each way of helping in replies.toml shows, by its key there."""
ASKED_NOTHING = "asked nothing"
_TELLING = (
    r"(?:tell|told|say|said|saying|com(?:e|ing)|came|talk|speak|spoke|shar(?:e|ing)|call|ring|show"
    r"|let(?:ting)? (?:me|us|someone) know|report|bring|brought)"
)
_NEEDED: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "thanks": re.compile(
            r"\b(?:thanks?|thankyou|glad|pleased)\b"
            rf"|\b(?:courage|guts|bottle|brave|right)\b[^.!?\n]*\b{_TELLING}"
        ),
        "time": re.compile(
            r"\b(?:your time|all the time|rush|hurry|pressure|ready)\b|\byour own (?:\w+ )?time\b"
            r"|\b(?:don't|do not) (?:\w+ ){0,2}(?:have|need) to\b"
            r"|\b(?:can|'ll|happy to) (?:\w+ ){0,3}(?:wait|sit|stay)\b"
        ),
        "listening": re.compile(
            r"\blisten|\bi(?:'ve| have|'ll| will)(?: got| have)? (?:\w+ )?time\b"
        ),
        "sympathy": re.compile(
            r"(?:^|[.!?\n]\s*)(?:(?:oh|aw|okay|ok),? )?(?:"
            r"(?:i'm |i am )?(?:so |really |very )*sorry"
            r" (?:(?:that |this |it |all this )(?:has |has all |all |is )?happen(?:ed|ing)"
            r"|(?:that )?you(?:'re| are|'ve been| have been| went|'ve had to go| had to go)"
            r" (?:going )?through (?:that|this|it|all that|all this))(?: to you)?"
            r"|(?:that|it|this) (?:sounds|must be|must have been|must feel) (?:so |really |very )*"
            r"(?:hard|frightening|scary|tough|horrible|difficult|heavy|upsetting)(?: for you)?"
            r")[^\S\n]*(?:[.!?\n]|$)"
        ),
    }
)
"""A way is credited only with one of these: "in your own words" gives a child no time.

Sympathy must be a whole sentence: "that must be hard, making all this up" shows none."""
_SHOULD_HAVE = re.compile(
    r"\byou(?:'ve|'d)?(?: (?:just|only|really|all|do|still))*"
    r" (?:(?:need|have|have got|got) to(?! (?:know|hear|worry|remember|understand)\b)"
    r"|must|should|shouldn't|ought|could(?:'ve| have|n't))\b"
    r"|\b(?:careful|next time|in future|lesson|sensible|smarter|wiser|common sense)\b"
)
_TAKEN_BACK: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "thanks": re.compile(
            r"\b(?:for once|at last|finally|eventually|about time|sh+)\b|\bwe won't tell\b"
            r"|\b(?:when|until|till|unless|once) you(?:'ve)? (?:tell|told|talk|say|said|answer)"
            rf"|\bright(?: thing)?(?: by| in)? (?!thing\b|{_TELLING})\w+ing\b"
        ),
        "no_secret": re.compile(
            r"\b(?:nobody|no one|careful|carefully|between us|watch what|mind what)\b"
        ),
        "no_blame": _SHOULD_HAVE,
        "no_trouble": _SHOULD_HAVE,
        "time": re.compile(
            r"\b(?:\d+|one|two|three|four|five|ten|fifteen|twenty|thirty|few|couple of)"
            r" (?:more )?(?:minutes?|mins?|seconds?|secs?)\b"
            r"|\b(?:half an hour|half past|be quick|quickly|hurry up|run out|running out|crack on"
            r"|get on with it|chop chop)\b"
        ),
        "listening": re.compile(r"(?:\bnot|n't|\bnever) (?:\w+ )?listen"),
    }
)
"""With one of these a way is not credited: "take your time, we've got five minutes"."""


def list_what_own_words_did(state: ConversationState, pack_name: str) -> tuple[str, ...]:
    """Return at most MOST things that the trainee did in own words; none after harm in any."""
    if find_harmful_turns(state, pack_name):
        return ()
    return tuple(dict.fromkeys(_list_every(state, pack_name)))[:MOST]


def _list_every(state: ConversationState, pack_name: str) -> Iterator[str]:
    own = [(at, one) for at, one in enumerate(state.chosen) if one.own and one.reply.helps]
    said = (*((at, one.own) for at, one in own), *((one.at, one.words) for one in state.tried))
    keys = {"no_secret"} if has_refused_secret(state) else set()
    for at, words in said:
        keys |= _find_keys(words, pack_name, state.find_moment(at))
    yield from (did for key, did in DID.items() if key in keys)
    asked = (*(one.asked for _, one in own), *(one.asked for one in state.tried))
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


def list_what_words_did(
    words: str, pack_name: str, moment: ReplyMoment = NOTHING_BEFORE
) -> tuple[str, ...]:
    """Return what the trainee did with these words; none where they may hold more than help.

    Give it no words in which a list finds harm. `moment`: what came before them.
    """
    keys = _find_keys(words, pack_name, moment)
    return tuple(did for key, did in DID.items() if key in keys)


def _find_keys(words: str, pack_name: str, moment: ReplyMoment) -> set[str]:
    """Return the keys of the ways of helping in some words; none where part may be no help."""
    if not reply_kinds.find_helpful_kinds(words, pack_name):
        return set()
    plain = correct_typed_contractions(words.replace("’", "'")).casefold()
    ways = reply_kinds.find_ways_of_helping(cut_into_words(plain).folded, pack_name)
    keys = {way.key for way in ways if _is_shown(way.key, plain)}
    return keys if asks_openly(words, pack_name, moment) else keys - {OPEN}


def _is_shown(key: str, plain: str) -> bool:
    """Whether plain words show a way of helping that was found in them, and do not undo it."""
    needed, taken_back = _NEEDED.get(key), _TAKEN_BACK.get(key)
    return not (needed and not needed.search(plain)) and not (
        taken_back and taken_back.search(plain)
    )
