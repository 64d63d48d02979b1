"""Pair the words that two texts have in common: what was said, and what was written of it. Pure.

Sentences that both have come first, wherever they are. Of the rest as many words as can be are
paired, in the same order, and words that were moved within their sentence. A short answer is the
same only next to the line that it followed: "No." to one question is not "No." to another.
"""

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

from app.domain.practice.compared_words import ComparedText

_LEAST = 3
"""Fewer words than these are no clause that could be known again."""
Pairs = dict[int, int]
"""Places of written words, and of the words said that they are."""


def pair_words(
    said: ComparedText, written: ComparedText, also: ComparedText
) -> tuple[Pairs, set[int]]:
    """Return the pairs, and the places of other written words that `also` has as they are."""
    pairs: Pairs = {}
    _pair_sentences(pairs, said, written)
    known = _find_known_passages(written, also) - pairs.keys()
    short = [one for one in written.sentences if written.is_short_answer(one)]
    _pair_rest(pairs, said, written, known | {place for one in short for place in one})
    _pair_short_answers(pairs, said, written, known)
    _pair_moved(pairs, said, written, known)
    left = [at for at in range(len(written.words)) if at not in pairs and at not in known]
    return pairs, known | _find_known_runs(written, also, left)


def list_unbroken_runs(places: Sequence[int]) -> Iterator[range]:
    """Yield each run of places that follow each other."""
    start = 0
    for at, place in enumerate(places):
        if at + 1 == len(places) or places[at + 1] != place + 1:
            yield range(places[start], place + 1)
            start = at + 1


def _pair_sentences(pairs: Pairs, said: ComparedText, written: ComparedText) -> None:
    """Pair sentences, also with their clauses in another order, or joined by a comma."""
    whole = [one for one in said.sentences if not said.is_short_answer(one)]
    joined = [one for one in written.clauses if len(one) >= _LEAST]
    taken = set[int]()
    ways: tuple[tuple[Sequence[Sequence[int]], Sequence[Sequence[int]]], ...] = (
        (whole, [one for one in written.sentences if not written.is_short_answer(one)]),
        (list(_order_clauses(said)), list(_order_clauses(written))),
        (whole, joined),
    )
    for ours, theirs in ways:
        free = defaultdict[tuple[str, ...], deque[Sequence[int]]](deque)
        for places in ours:
            if taken.isdisjoint(places):
                free[said.get_keys(places)].append(places)
        for places in theirs:
            same = free.get(written.get_keys(places))
            if same and pairs.keys().isdisjoint(places):
                pairs.update(zip(places, same[0], strict=True))
                taken.update(same.popleft())


def _order_clauses(text: ComparedText) -> Iterator[list[int]]:
    """Yield the places of each sentence of several clauses, with these in order of their words."""
    clauses = deque(text.clauses)
    for sentence in text.sentences:
        within = list[range]()
        while clauses and clauses[0].stop <= sentence.stop:
            within.append(clauses.popleft())
        if len(within) > 1:
            yield [place for one in sorted(within, key=text.get_keys) for place in one]


def _find_known_passages(written: ComparedText, also: ComparedText) -> set[int]:
    """Return the places of sentences and clauses that another text has whole."""
    known = {also.get_keys(one) for one in (*also.sentences, *also.clauses)}
    return {
        place
        for passages, least in ((written.sentences, 1), (written.clauses, _LEAST))
        for one in passages
        if len(one) >= least and written.get_keys(one) in known
        for place in one
    }


def _find_known_runs(written: ComparedText, also: ComparedText, left: Sequence[int]) -> set[int]:
    """Return the places of runs in `left` of some length that another text has as they are."""
    keys = f" {' '.join(one.key for one in also.words)} "
    return {
        place
        for one in list_unbroken_runs(left)
        if len(one) >= _LEAST and f" {' '.join(written.get_keys(one))} " in keys
        for place in one
    }


def _pair_rest(pairs: Pairs, said: ComparedText, written: ComparedText, known: set[int]) -> None:
    """Pair as many words as can be in order, outside the sentences that both have."""
    from rapidfuzz.distance import LCSseq  # five megabytes that no other page needs

    taken = set(pairs.values())
    left = [at for at in range(len(said.words)) if at not in taken]
    right = [at for at in range(len(written.words)) if at not in pairs and at not in known]
    ours, theirs = said.get_keys(left), written.get_keys(right)
    numbers = {key: number for number, key in enumerate(dict.fromkeys((*ours, *theirs)))}
    for op in LCSseq.opcodes([numbers[one] for one in ours], [numbers[one] for one in theirs]):
        if op.tag == "equal":
            for step in range(op.src_end - op.src_start):
                pairs[right[op.dest_start + step]] = left[op.src_start + step]


def _pair_short_answers(
    pairs: Pairs, said: ComparedText, written: ComparedText, known: set[int]
) -> None:
    """Pair a short answer in the line of what was written before it, or in the line after that.

    Where nothing is before it: in the line of what is written after it, or in the one before that.
    """
    taken = set(pairs.values())
    free = defaultdict[tuple[int, str], deque[int]](deque)
    for place, word in enumerate(said.words):
        if place not in taken:
            free[word.line, word.key].append(place)
    first = min(pairs, default=None)
    near = 0 if first is None else said.words[pairs[first]].line - 1
    for sentence in written.sentences:
        if written.is_short_answer(sentence) and known.isdisjoint(sentence):
            for place in sentence:
                key = written.words[place].key
                found = free[near, key] or free[near + 1, key]
                if found:
                    pairs[place] = found.popleft()
        paired = [pairs[place] for place in sentence if place in pairs]
        near = said.words[paired[-1]].line if paired else near


def _pair_moved(pairs: Pairs, said: ComparedText, written: ComparedText, known: set[int]) -> None:
    """Pair words that were moved within a sentence, where all else in it is the same.

    Two that changed places are not paired: "Mick hit Neil" is not "Neil hit Mick".
    """
    taken = set(pairs.values())
    starts = [one.start for one in said.sentences]
    for sentence in written.sentences:
        paired = [pairs[place] for place in sentence if place in pairs]
        runs = list(list_unbroken_runs([place for place in sentence if place not in pairs]))
        if not (paired and len(runs) == 1 and len(runs[0]) > 1 and known.isdisjoint(sentence)):
            continue
        other = said.sentences[bisect_right(starts, paired[0]) - 1]
        if len(other) != len(sentence) or any(place not in other for place in paired):
            continue
        left = [place for place in other if place not in taken]
        if len(list(list_unbroken_runs(left))) == 1 and said.get_keys(left) == written.get_keys(
            runs[0]
        ):
            pairs.update(zip(runs[0], left, strict=True))
