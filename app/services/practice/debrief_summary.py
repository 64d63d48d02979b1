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
from app.services.practice.speaker_words import SpeakerWords
from content.scenarios import reply_kinds
from content.scenarios.scenario import HELPFUL_KINDS, Scenario, ScenarioTurn
from content.scenarios.scenario_paths import ConversationState, GivenChoice

HELPED = 2
"""How many moments that helped are on the first screen."""
MOST_LINES = 4
"""Lines of a text that are on it; the rest is below."""
MOST_CHARACTERS = 240
"""Characters of one line."""
MOST_IN_ALL = 360
"""Characters of all the lines of a text: more of them would make a second side of paper."""
_HARMFUL, _COSTLY, _UNHELPFUL, _FINE = range(4)

PieceLine = tuple[TextPiece, ...]


class _Given(NamedTuple):
    """A reply, the turn that came after it, and advice on the trainee's own words.

    `alone`: nothing else was said in its turn, so what is said of it is true of the turn.
    """

    choice: GivenChoice
    after: ScenarioTurn | None
    advice: tuple[reply_kinds.HeardReply, ...]
    alone: bool

    @property
    def weight(self) -> int:
        """The place of a reply when one to try another way is chosen: 0 comes first. Never shown.

        Own words with harm in them come first, or the screen would say nothing about them.
        """
        reply, after = self.choice.reply, self.after
        if self.choice.own:
            return _HARMFUL if self.advice else _FINE
        if reply.helps:
            return _FINE
        bends = bool(after and after.bends)
        return _COSTLY if bends or reply.loses or reply.promises else _UNHELPFUL


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
    find_advice = partial(reply_kinds.find_reply_kinds, pack_name=pack, setting=scenario.setting)
    given = [
        _Given(one, after, find_advice(one.own) if one.own else (), at not in state.interrupted)
        for at, (one, after) in enumerate(zip(state.chosen, (*state.heard[1:], None), strict=False))
    ]
    helped = _choose_helped(given)
    to_try = next(_quote_tried(state, find_advice), None) or _choose_to_try(given)
    return DebriefSummary(
        helped=tuple(_quote(one) for one in helped),
        to_try=to_try,
        own=any(one.choice.own for one in given) or bool(state.interrupted),
        said="\n".join(state.lines),
        written=words.text,
        recorded=recorded,
        another=msgspec.UNSET if to_try else _choose_another(given, helped),
        misplaced=words.misplaced or msgspec.UNSET,
    )


def show_summary(summary: DebriefSummary) -> SummaryShown:
    """Return a summary with the lines in which what was said and what was written differ."""
    if not summary.written.strip():
        return SummaryShown(summary, None)
    both = compare_texts(summary.said, summary.written)
    said, written = (_list_differing(pieces) for pieces in (both.said, both.written))
    shown = [tuple(_choose_lines(lines)) for lines in (said, written)]
    more = [*shown[0], *shown[1]] != [*said, *written]
    beside = WordsBeside(shown[0], shown[1], more, both.compared, both.reordered)
    return SummaryShown(summary, beside)


def _choose_helped(given: Sequence[_Given]) -> tuple[_Given, ...]:
    """Return replies that help, first those after which something was told, of two kinds."""
    helps = [one for one in given if one.alone and one.choice.reply.helps and not one.choice.own]
    ranked = sorted(helps, key=lambda one: not (one.after and one.after.tells))
    other = [one for one in ranked if one.choice.reply.kind != ranked[0].choice.reply.kind]
    chosen = [*ranked[:1], *(other or ranked[1:])][:HELPED]
    return tuple(one for one in given if one in chosen)


def _choose_to_try(given: Sequence[_Given]) -> QuotedMoment | None:
    """Return the reply that cost most; None where no reply did."""
    ranked = sorted(given, key=lambda one: one.weight)
    if ranked and ranked[0].weight != _FINE:
        return _quote(ranked[0])
    return None


def _choose_another(
    given: Sequence[_Given], helped: Sequence[_Given]
) -> QuotedMoment | msgspec.UnsetType:
    """Return a reply that helped, and another of its turn that helps: if it can, of its kind.

    Nothing that was said next is with it, or it would read as a result of the reply.
    """
    rest = [one for one in given if one not in helped]
    found = [
        (one, other)
        for one in (*reversed(rest), *helped)
        if one.alone and one.choice.reply.spoken and not one.choice.own
        for other in one.choice.turn.replies
        if other.helps and other.spoken and other.key != one.choice.reply.key
    ]
    if not found:
        return msgspec.UNSET
    one, other = min(found, key=lambda both: both[0].choice.reply.kind != both[1].kind)
    return msgspec.structs.replace(_quote(one), then=(), instead=f"“{other.text}”")


def _quote(one: _Given) -> QuotedMoment:
    choice, advice = one.choice, one.advice
    own = bool(choice.own)
    harm = next((each for each in advice if each.kind not in HELPFUL_KINDS), None)
    instead = _suggest_reply(choice.turn) if harm else ""
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


def _quote_tried(
    state: ConversationState, find_advice: Callable[[str], Sequence[reply_kinds.HeardReply]]
) -> Iterator[QuotedMoment]:
    """Yield words that harmed and went no written reply's way: they come before anything else.

    No one judged the words where no harm was found, so they are nothing to try another way.
    """
    for one in state.tried:
        harm = next(iter(find_advice(one.words)), None)
        if harm:
            turn = state.heard[one.at]
            yield QuotedMoment(
                says=turn.says,
                does=turn.does,
                reply=one.words,
                own=True,
                spoken=True,
                then=(),
                why=harm.why,
                instead=_suggest_reply(turn),
            )


def _suggest_reply(turn: ScenarioTurn) -> str:
    """Return a reply of the turn that helps.

    What the lists say instead fits their pattern, and seldom the moment: "Describe who was there."
    """
    reply = next(one for one in turn.replies if one.helps)
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
