"""Choose what the first screen of the feedback shows: two moments that helped, one to try, words.

A pure function of the conversation and of what was written. Nothing is counted or judged. Words of
the trainee's own are never said to have helped: nobody can say what they would do.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from app.domain.practice.debrief_schema import DebriefSummary, QuotedMoment
from app.domain.practice.word_differences import TextPiece, compare_texts
from app.domain.private_struct import PrivateStruct
from app.services.practice.own_words_credit import list_what_own_words_did
from app.services.practice.speaker_words import SpeakerWords, join_trainee_words_to_adult
from content.scenarios import reply_kinds
from content.scenarios.own_words_effect import count_replies_before_harm
from content.scenarios.reply_moments import NOTHING_BEFORE, ReplyMoment
from content.scenarios.scenario import Scenario, ScenarioTurn
from content.scenarios.scenario_paths import ConversationState, GivenChoice

HELPED = 2
"""How many moments that helped are on the first screen."""
MOST_LINES = 4
"""Lines of a text that are on it; the rest is below."""
MOST_CHARACTERS = 240
"""Characters of one line."""
MOST_IN_ALL = 360
"""Characters of all the lines of a text: more of them would make a second side of paper."""
_WORST = (
    "sends_to_danger",
    "takes_pictures",
    "promising",
    "destroys_evidence",
    "leading",
    "judging",
    "investigating",
    "hurrying",
    "avoiding",
)
"""What words do, the worst first: which moment is one to try another way. Never shown or kept."""
_OWN_ANSWER = frozenset(_WORST[:4])
"""After these the list's own words are to try: a reply that fits the turn can miss the harm."""
_FINE = len(_WORST)

PieceLine = tuple[TextPiece, ...]


class _Given(NamedTuple):
    """A reply, the turn that came after it, and advice on the trainee's own words.

    `alone`: nothing else was said in its turn, so what is said of it is true of the turn.
    `clear`: in no own words up to here a list found harm. `moment`: where it was given.
    """

    choice: GivenChoice
    after: ScenarioTurn | None
    advice: tuple[reply_kinds.HeardReply, ...]
    alone: bool
    clear: bool
    moment: ReplyMoment

    @property
    def worst(self) -> int:
        """The place of its worst kind in _WORST; _FINE where nothing harms."""
        if not self.choice.own:
            return _rank(self.choice.reply.grave or self.choice.reply.kind)
        return min(map(_rank_harm, self.advice), default=_FINE)

    @property
    def costs(self) -> bool:
        """Whether something was not told, or told in the trainee's words, or a promise was made."""
        reply, after = self.choice.reply, self.after
        return bool((after and after.bends) or reply.loses or reply.promises)


class _ToTry(NamedTuple):
    """A moment to try another way, and its place among others. Never shown.

    What is worst comes first. Of what is as bad, own words do, then what cost the child something.
    """

    place: tuple[int, bool, bool]
    quote: Callable[[], QuotedMoment]


def _rank(name: str) -> int:
    return _WORST.index(name) if name in _WORST else _FINE


def _rank_harm(heard: reply_kinds.HeardReply) -> int:
    return _rank(heard.grave or heard.kind)


class WordsBeside(msgspec.Struct, frozen=True):
    """Lines of two texts in which they differ. `more`: not all of them are here.

    `compared`: False where the texts are too long to be compared. `reordered`: what both have is
    not in the same order.
    """

    said: tuple[PieceLine, ...]
    written: tuple[PieceLine, ...]
    more: bool
    compared: bool = True
    reordered: bool = False


class SummaryShown(PrivateStruct, frozen=True):
    """The first screen as a page shows it. `words`: None where the child's are not written."""

    summary: DebriefSummary
    words: WordsBeside | None


def summarise_practice(
    scenario: Scenario,
    state: ConversationState,
    pack: str,
    words: SpeakerWords,
    recorded: bool,
) -> DebriefSummary:
    """Return the first screen of the feedback. `words`: the record of those that were said."""
    first_harm, given = count_replies_before_harm(state, pack), list[_Given]()
    for at, (one, after) in enumerate(zip(state.chosen, (*state.heard[1:], None), strict=False)):
        moment = state.find_moment(at) if one.own else NOTHING_BEFORE
        advice = reply_kinds.find_reply_kinds(one.own, pack, moment) if one.own else ()
        clear = first_harm is None or at < first_harm
        given.append(_Given(one, after, advice, at not in state.interrupted, clear, moment))
    every = (*_list_tried(state, pack), *_list_given(given))
    to_try = min(every, key=lambda one: one.place).quote() if every else None
    helped, another = _choose_moments(given, with_another=to_try is None)
    return DebriefSummary(
        helped=tuple(_quote_moment(one) for one in helped),
        to_try=to_try,
        own=any(one.choice.own for one in given) or bool(state.interrupted),
        said="\n".join(state.lines),
        written=words.text,
        recorded=recorded,
        another=another,
        misplaced=words.misplaced or msgspec.UNSET,
        own_harm=first_harm is not None or msgspec.UNSET,
        spoken=join_trainee_words_to_adult(scenario, state) or msgspec.UNSET,
        own_did=list_what_own_words_did(state, pack) or msgspec.UNSET,
    )


def add_word_differences(summary: DebriefSummary) -> SummaryShown:
    """Return a summary with the lines in which what was said and what was written differ."""
    if not summary.written.strip():
        return SummaryShown(summary, None)
    both = compare_texts(summary.said, summary.written, summary.spoken or "")
    said, written = (_list_differing(pieces) for pieces in (both.said, both.written))
    shown = [tuple(_choose_lines(lines)) for lines in (said, written)]
    more = [*shown[0], *shown[1]] != [*said, *written]
    beside = WordsBeside(shown[0], shown[1], more, both.compared, both.reordered)
    return SummaryShown(summary, beside)


def _choose_moments(
    given: Sequence[_Given], with_another: bool
) -> tuple[tuple[_Given, ...], QuotedMoment | msgspec.UnsetType]:
    """Return the moments that helped, and if it is wanted one with a second reply that helps.

    Where only a moment that helped has a second one, a moment that helped too takes its place.
    """
    helped = _choose_helped(given)
    if not with_another:
        return helped, msgspec.UNSET
    if another := _choose_another(given, helped):
        return helped, another
    for one in reversed(helped):
        rest, other = [each for each in given if each is not one], _choose_another((one,), ())
        if other and len(instead := _choose_helped(rest)) == len(helped):
            return instead, other
    return helped, msgspec.UNSET


def _choose_helped(given: Sequence[_Given]) -> tuple[_Given, ...]:
    """Return replies that help, first those after which something was told, of two kinds.

    None after own words that were found to harm: no one knows how it was heard.
    """
    helps = [
        one
        for one in given
        if one.alone and one.clear and one.choice.reply.helps and not one.choice.own
    ]
    ranked = sorted(helps, key=lambda one: not (one.after and one.after.tells))
    other = [one for one in ranked if one.choice.reply.kind != ranked[0].choice.reply.kind]
    chosen = [*ranked[:1], *(other or ranked[1:])][:HELPED]
    return tuple(one for one in given if one in chosen)


def _list_given(given: Sequence[_Given]) -> Iterator[_ToTry]:
    """Yield the replies that did not help, and own words in which harm was found."""
    for one in given:
        if one.worst != _FINE:
            own = bool(one.choice.own)
            yield _ToTry((one.worst, not own, not one.costs), partial(_quote_moment, one))


def _choose_another(
    given: Sequence[_Given], helped: Sequence[_Given]
) -> QuotedMoment | msgspec.UnsetType:
    """Return a reply that helped with another that helps in its turn, of the same kind if it can.

    None of `helped`: those moments are on the page already. Nothing that was said next is with it,
    or it would read as a result of the reply.
    """
    found = [
        (one, other)
        for one in reversed(given)
        if one not in helped and one.alone and one.choice.reply.spoken and not one.choice.own
        for other in one.choice.turn.replies
        if other.helps and other.spoken and other.key != one.choice.reply.key
    ]
    if not found:
        return msgspec.UNSET
    one, other = min(found, key=lambda both: both[0].choice.reply.kind != both[1].kind)
    return msgspec.structs.replace(_quote_moment(one), then=(), instead=f"“{other.text}”")


def _quote_moment(one: _Given) -> QuotedMoment:
    """Return a moment with what to try there; own words have the reason of their worst kind."""
    choice, advice = one.choice, one.advice
    own = bool(choice.own)
    harm = min(advice, key=_rank_harm, default=None)
    instead = _suggest_reply(choice.turn, one.moment, harm) if harm else ""
    return QuotedMoment(
        says=choice.turn.says,
        does=choice.turn.does,
        reply=choice.words,
        own=own,
        spoken=own or choice.reply.spoken,
        then=one.after.says if one.after else (),
        why=(harm.why if harm else "") if own else choice.reply.why,
        instead=instead if own else choice.reply.tip,
    )


def _list_tried(state: ConversationState, pack: str) -> Iterator[_ToTry]:
    """Yield words that harmed and went no written reply's way.

    No one judged the words where no harm was found, so they are nothing to try another way.
    """
    for one in state.tried:
        turn, moment = state.heard[one.at], state.find_moment(one.at)
        advice = reply_kinds.find_reply_kinds(one.words, pack, moment)
        harm = min(advice, key=_rank_harm, default=None)
        if harm:
            quote = partial(
                QuotedMoment,
                says=turn.says,
                does=turn.does,
                reply=one.words,
                own=True,
                spoken=True,
                then=(),
                why=harm.why,
                instead=_suggest_reply(turn, moment, harm),
            )
            yield _ToTry((_rank_harm(harm), False, True), quote)


def _suggest_reply(turn: ScenarioTurn, moment: ReplyMoment, harm: reply_kinds.HeardReply) -> str:
    """Return a reply of the turn that helps: one that asks nothing, if the child wants to stop.

    The other words that a list offers fit its pattern, and seldom the moment. Only a promise and
    the gravest harm need them: "I'm in no rush" takes no promise back.
    """
    if (harm.grave or harm.kind) in _OWN_ANSWER:
        return f"“{harm.instead[0]}”"
    helps = [one for one in turn.replies if one.helps]
    reply = min(helps, key=lambda one: moment.stops and (one.asks or one.kind == "open"))
    return f"“{reply.text}”" if reply.spoken else reply.text


def _list_differing(pieces: Sequence[TextPiece]) -> tuple[PieceLine, ...]:
    lines = tuple(_cut_into_lines(pieces))
    return tuple(line for line in lines if any(one.only and one.text.strip() for one in line))


def _cut_into_lines(pieces: Sequence[TextPiece]) -> Iterator[PieceLine]:
    line: list[TextPiece] = []
    for piece in pieces:
        first, *others = piece.text.split("\n")
        line.append(TextPiece(first, piece.only))
        for text in others:
            yield tuple(one for one in line if one.text)
            line = [TextPiece(text, piece.only)]
    yield tuple(one for one in line if one.text)


def _choose_lines(lines: Sequence[PieceLine]) -> Iterator[PieceLine]:
    """Yield the first lines, cut short, as many as leave room for the rest of the page."""
    left = MOST_IN_ALL
    for line in lines[:MOST_LINES]:
        if left <= 0:
            return
        yield _cut_short(line, min(left, MOST_CHARACTERS))
        left -= min(sum(len(piece.text) for piece in line), MOST_CHARACTERS)


def _cut_short(line: PieceLine, most: int) -> PieceLine:
    left, short = most, list[TextPiece]()
    for piece in line:
        if left <= 0:
            break
        text = piece.text if len(piece.text) <= left else f"{piece.text[:left].rstrip()}…"
        short.append(TextPiece(text, piece.only))
        left -= len(piece.text)
    return tuple(short)
