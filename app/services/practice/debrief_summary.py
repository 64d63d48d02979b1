"""Choose what the first screen of the feedback shows: two moments that helped, one to try, words.

A pure function of the conversation and of what was written. Nothing is counted or judged. Words of
the trainee's own are never said to have helped: nobody can say what they would do.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from app.domain.practice.debrief_schema import DebriefSummary, QuotedMoment
from app.domain.practice.word_differences import TextPiece, compare_texts
from app.domain.private_struct import PrivateStruct
from app.domain.record.form_data import FormData, get_text
from app.services.practice.record_comparison import find_speaker_words_field
from content.scenarios import reply_kinds
from content.scenarios.scenario import HELPFUL_KINDS, Scenario, ScenarioTurn
from content.scenarios.scenario_paths import ConversationState, GivenChoice, TriedWords

HELPED = 2
"""How many moments that helped are on the first screen."""
MOST_LINES = 4
"""Lines of a text that are on it; the rest is below."""
MOST_CHARACTERS = 240
_COSTLY, _UNHELPFUL, _FINE = range(3)

PieceLine = tuple[TextPiece, ...]


class _Given(NamedTuple):
    """A reply, the turn that came after it, and advice on words of one's own."""

    choice: GivenChoice
    after: ScenarioTurn | None
    advice: tuple[reply_kinds.HeardReply, ...]

    @property
    def weight(self) -> int:
        """How much a reply cost: to choose the one to try, and never shown."""
        reply, after = self.choice.reply, self.after
        if self.choice.own:
            return _COSTLY if self.advice else _FINE
        if reply.helps:
            return _FINE
        bends = bool(after and after.bends)
        return _COSTLY if bends or reply.loses or reply.promises else _UNHELPFUL


class WordsBeside(msgspec.Struct, frozen=True):
    """Lines of two texts in which they differ. `more`: not all of them are here.

    `compared`: False where the texts are too long to be compared.
    """

    said: tuple[PieceLine, ...]
    written: tuple[PieceLine, ...]
    more: bool
    compared: bool = True


class SummaryShown(PrivateStruct, frozen=True):
    """The first screen as a page shows it. `words`: None where the child's are not written."""

    summary: DebriefSummary
    words: WordsBeside | None


def summarise_practice(
    scenario: Scenario, state: ConversationState, pack: str, account: FormData, recorded: bool
) -> DebriefSummary:
    """Return the first screen of the feedback. `account`: that page of the record, as typed."""
    given = [
        _Given(one, after, reply_kinds.find_reply_kinds(one.own, pack) if one.own else ())
        for one, after in zip(state.chosen, (*state.heard[1:], None), strict=False)
    ]
    helped = _choose_helped(given)
    tried = next((_quote_tried(one, state, pack) for one in state.tried), None)
    return DebriefSummary(
        helped=tuple(_quote(one) for one in helped),
        to_try=tried or _choose_to_try(given, helped),
        own=any(one.choice.own for one in given) or tried is not None,
        said="\n".join(state.lines),
        written=get_text(account, find_speaker_words_field(scenario)),
        recorded=recorded,
    )


def show_summary(summary: DebriefSummary) -> SummaryShown:
    """Return a summary with the lines in which what was said and what was written differ."""
    if not summary.written.strip():
        return SummaryShown(summary, None)
    both = compare_texts(summary.said, summary.written)
    said, written = (_list_differing(pieces) for pieces in (both.said, both.written))
    shown = [tuple(_cut_short(line) for line in lines[:MOST_LINES]) for lines in (said, written)]
    more = [*shown[0], *shown[1]] != [*said, *written]
    return SummaryShown(summary, WordsBeside(shown[0], shown[1], more, both.compared))


def _choose_helped(given: Sequence[_Given]) -> tuple[_Given, ...]:
    """Return replies that help, first those after which something was told, of two kinds."""
    helps = [one for one in given if one.choice.reply.helps and not one.choice.own]
    ranked = sorted(helps, key=lambda one: not (one.after and one.after.tells))
    other = [one for one in ranked if one.choice.reply.kind != ranked[0].choice.reply.kind]
    chosen = [*ranked[:1], *(other or ranked[1:])][:HELPED]
    return tuple(one for one in given if one in chosen)


def _choose_to_try(given: Sequence[_Given], helped: Sequence[_Given]) -> QuotedMoment | None:
    """Return the reply that cost most, or one that helped and could be followed up."""
    rest = [one for one in given if one not in helped]
    ranked = sorted(rest, key=lambda one: one.weight)
    if ranked and ranked[0].weight != _FINE:
        return _quote(ranked[0])
    written = [one for one in (*reversed(rest), *helped) if not one.choice.own]
    return _quote(written[0]) if written else None


def _quote(one: _Given) -> QuotedMoment:
    choice, advice = one.choice, one.advice
    own = bool(choice.own)
    harm = next((each for each in advice if each.kind not in HELPFUL_KINDS), None)
    return QuotedMoment(
        says=choice.turn.says,
        does=choice.turn.does,
        reply=choice.words,
        own=own,
        spoken=own or choice.reply.spoken,
        then=one.after.says if one.after else (),
        why=(harm.why if harm else "") if own else choice.reply.why,
        instead=(" ".join(harm.instead[:1]) if harm else "") if own else choice.reply.tip,
    )


def _quote_tried(one: TriedWords, state: ConversationState, pack: str) -> QuotedMoment:
    """Quote words that harmed and went no written reply's way: they come before anything else."""
    turn = state.heard[one.at]
    harm = next(iter(reply_kinds.find_reply_kinds(one.words, pack)), None)
    return QuotedMoment(
        says=turn.says,
        does=turn.does,
        reply=one.words,
        own=True,
        spoken=True,
        then=(),
        why=harm.why if harm else "",
        instead=" ".join(harm.instead[:1]) if harm else "",
    )


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


def _cut_short(line: PieceLine) -> PieceLine:
    left, short = MOST_CHARACTERS, list[TextPiece]()
    for piece in line:
        if left <= 0:
            break
        text = piece.text if len(piece.text) <= left else f"{piece.text[:left].rstrip()}…"
        short.append(TextPiece(text, piece.only))
        left -= len(piece.text)
    return tuple(short)
