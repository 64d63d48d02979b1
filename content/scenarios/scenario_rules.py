"""Check what must hold in what a scenario says before anyone practises with it, and say the cure.

Each rule raises ContentError at the first breach. What follows from choices is proved by
`path_rules`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from content.content_error import ContentError
from content.pack import Pack
from content.pack_files import TomlEntry
from content.passage_rules import Rule, require_all_rules
from content.scenarios.path_claims import get_passage_text, list_passages
from content.scenarios.reply_claims import (
    ALWAYS_TRUE,
    LOOKS_BACK,
    read_reply_claims,
    read_shown_claims,
)
from content.scenarios.scenario import (
    ReplyClaim,
    Scenario,
    ScenarioReply,
    ScenarioTurn,
    ShownClaim,
)
from content.workbook import workbook_rules
from content.workbook.edition import Workbook

FEWEST_REPLIES, MOST_REPLIES = 2, 4
ADULT = 18
STEPS = tuple(f"disclosure/{step}" for step in ("receive", "react", "record", "support"))
MAX_LIKENESS = 0.6
"""Of the turns with replies of both sorts, how many may have the same sort in the same place."""
FEW_WORDS = 4
_FIELD = re.compile(r"[a-z_]+\.[a-z_]+")


@dataclass(frozen=True)
class ScenarioToCheck:
    """A scenario, the table it was read from, and what it leans on."""

    scenario: Scenario
    entry: TomlEntry
    book: Workbook
    pack: Pack

    def need(self, holds: bool, key: str, problem: str, cure: str) -> None:
        """Raise ContentError about `key` where `holds` is False."""
        if not holds:
            raise ContentError(self.entry.file, key, problem, cure)

    def require_all_rules(self, *rules: Rule) -> None:
        """Require each of these, in this order."""
        require_all_rules(self.need, *rules)

    def known(self, keys: Iterable[str], there: Collection[str], key: str, section: str) -> None:
        """Each of `keys` is in `there`, the keys of `section`."""
        for one in keys:
            self.need(one in there, key, f"{one!r} is not there", f"Name a key of [{section}]")

    def leads(self, addresses: tuple[str, ...], key: str) -> None:
        """There is at least one address, and each leads to a place in the workbook."""
        self.need(bool(addresses), key, "is empty", "Name a place in the workbook")
        for one in addresses:
            there = one in self.book.places
            self.need(there, key, f"{one!r} leads nowhere", "Name a chapter/part of the workbook")


def check_scenario(rules: ScenarioToCheck) -> None:
    """Raise ContentError at the first breach of a rule."""
    for address, passage in rules.scenario.passages():
        entry = TomlEntry(rules.entry.file, address, rules.entry.table)
        workbook_rules.check_passage_words(passage, rules.pack, entry)
    _check_setting(rules)
    for turn in rules.scenario.turns.values():
        _check_turn(rules, turn)
        for reply in turn.replies:
            _check_reply(rules, reply, f"turns.{turn.key}.replies.{reply.key}")
    _check_promise_patterns(rules)
    _check_endings_and_signs(rules)
    _check_claims(rules)
    _check_decisions(rules)
    _check_example_parts(rules)
    _check_order(rules)
    _check_steps(rules)


def _check_setting(rules: ScenarioToCheck) -> None:
    one = rules.scenario.setting
    rules.require_all_rules(
        (one.at.tzinfo is None, "setting.at", "has a zone", "Give London time without one"),
        (0 < one.age < ADULT, "setting.age", "is no child's", "Give it in years"),
    )
    for name in (one.child, one.speaks):
        rules.need(name in one.names, "setting.names", f"lack {name}", "List every name in it")
    rules.need(bool(one.body), "setting.body", "is empty", "Say where they are and why")


def _check_turn(rules: ScenarioToCheck, turn: ScenarioTurn) -> None:
    place = f"turns.{turn.key}"
    many = FEWEST_REPLIES <= len(turn.replies) <= MOST_REPLIES
    keys = [one.key for one in turn.replies]
    helps = any(one.helps for one in turn.replies)
    rules.require_all_rules(
        (bool(turn.does or turn.says), place, "shows nothing", "Write does or says"),
        (many, f"{place}.replies", "are too few or too many", "Write two to four"),
        (len(set(keys)) == len(keys), f"{place}.replies", "share a key", "Rename one"),
        (helps, f"{place}.replies", "leave the child no way on", "Add an open one"),
    )
    rules.known(turn.recalls, rules.scenario.promises, f"{place}.recalls", "promises")
    rules.known(turn.recalls.values(), rules.scenario.turns, f"{place}.recalls", "turns")
    said = "\n".join(turn.says)
    for key, bent in (*((k, False) for k in turn.tells), *((k, True) for k in turn.bends)):
        rules.known((key,), rules.scenario.facts, place, "facts")
        fact = rules.scenario.facts[key]
        words = fact.bent if bent else fact.words
        there = bool(words) and words in said
        rules.need(there, f"{place}.says", f"lacks the words of {key}", "Say them word for word")


def _check_reply(rules: ScenarioToCheck, one: ScenarioReply, place: str) -> None:
    scenario = rules.scenario
    goes = bool(one.next) != bool(one.ends)
    rules.need(goes, place, "leads to nothing, or to two things", "Give next or ends")
    rules.known([k for k in (one.next,) if k], scenario.turns, place, "turns")
    rules.known([k for k in (one.ends,) if k], scenario.endings, place, "endings")
    named = [k for k in (one.promises,) if k]
    rules.known(named, scenario.promises, place, "promises")
    rules.known(one.loses, scenario.facts, f"{place}.loses", "facts")
    promises = (one.kind == "promising") == bool(one.promises)
    silent = (one.kind == "silence") <= (not one.spoken)
    grave = not (one.grave and one.helps)
    rules.require_all_rules(
        (grave, f"{place}.grave", "is on a reply that helps", "Take it out"),
        (promises, f"{place}.promises", "goes with kind 'promising'", "Give both or none"),
        (silent, f"{place}.spoken", "is true for a silence", "Write spoken = false"),
    )
    for key in ("text", "why", "tip"):
        rules.need(bool(getattr(one, key).strip()), f"{place}.{key}", "is empty", "Write it")
    rules.leads(one.see, f"{place}.see")
    waits = not one.waits or any(one in turn.replies for turn in _list_recalling_turns(scenario))
    rules.need(waits, f"{place}.waits", "goes with recalls", "Take it out, or let its turn recall")
    there = not one.source or one.source in rules.pack.sources
    rules.need(there, f"{place}.source", "names no source", "Name a key of [sources]")


def _check_promise_patterns(rules: ScenarioToCheck) -> None:
    lists = [one.key for one in rules.pack.promises]
    for key, one in rules.scenario.promises.items():
        place = f"promises.{key}.made_by"
        rules.need(bool(one.made_by), place, "is empty", "Name a key of [promises] in the pack")
        rules.known(one.made_by, lists, place, "promises")
        rules.known(one.asked, rules.scenario.turns, f"promises.{key}.asked", "turns")
    rules.known(rules.scenario.stops, rules.scenario.turns, "scenario.stops", "turns")


def _list_recalling_turns(scenario: Scenario) -> Iterator[ScenarioTurn]:
    return (turn for turn in scenario.turns.values() if turn.recalls)


def _check_endings_and_signs(rules: ScenarioToCheck) -> None:
    scenario = rules.scenario
    rules.known((scenario.start,), scenario.turns, "scenario.start", "turns")
    for ending in scenario.endings.values():
        place = f"endings.{ending.key}"
        rules.need(bool(ending.body and ending.then), place, "says too little", "Write then")
        rules.leads(ending.see, f"{place}.see")
    signs = {one.key for one in rules.pack.indicators}
    for sign in scenario.noticed.values():
        place = f"noticed.{sign.key}"
        rules.need(sign.key in signs, place, "is not a sign of the pack", "Use the key of a sign")
        rules.need(bool(sign.how), f"{place}.how", "is empty", "Say what shows it")
        rules.leads(sign.see, f"{place}.see")
    for fact in scenario.facts.values():
        both = bool(fact.bent) == bool(fact.bent_why)
        rules.need(both, f"facts.{fact.key}.bent_why", "goes with bent", "Give both or none")


def _check_claims(rules: ScenarioToCheck) -> None:
    """The conditions of a passage name what is there."""
    scenario = rules.scenario
    replies = {f"{turn.key}.{one.key}" for turn in scenario.turns.values() for one in turn.replies}
    back = ((f"{LOOKS_BACK}.{one.key}", one) for one in read_reply_claims(rules.entry))
    shown = ((f"{ALWAYS_TRUE}.{one.key}", one) for one in read_shown_claims(rules.entry))
    for place, passage in (*list_passages(scenario), *back, *shown):
        rules.need(bool(get_passage_text(passage).strip()), place, "is empty", "Write its text")
        if isinstance(passage, str):
            continue
        if isinstance(passage, ReplyClaim):
            _check_reply_claim(rules, passage, place)
        if isinstance(passage, ShownClaim):
            _check_shown_claim(rules, passage, place)
        rules.known((*passage.reached, *passage.not_reached), scenario.turns, place, "turns")
        rules.known((*passage.told, *passage.untold), scenario.facts, place, "facts")
        rules.known((*passage.said, *passage.not_said), replies, place, "turns.<turn>.replies")


def _check_reply_claim(rules: ScenarioToCheck, claim: ReplyClaim, place: str) -> None:
    """It names a reply and quotes it or its feedback. A test proves it on every path there."""
    turn, _, key = claim.reply.partition(".")
    there = rules.scenario.turns.get(turn)
    reply = there.reply(key) if there else None
    rules.need(reply is not None, f"{place}.reply", f"{claim.reply!r} is not there", "Name a reply")
    if reply:
        said = any(claim.text in words for words in (reply.text, reply.why, reply.tip))
        rules.need(
            said, f"{place}.text", "is not in its words, why or tip", "Copy it word for word"
        )


def _check_shown_claim(rules: ScenarioToCheck, claim: ShownClaim, place: str) -> None:
    """It quotes one fact, promise or ending. A test proves it on every path that shows it."""
    scenario = rules.scenario
    fact = scenario.facts.get(claim.fact)
    promise = scenario.promises.get(claim.promise)
    ending = scenario.endings.get(claim.ending)
    words = [
        *((fact.what, fact.bent_why) if fact else ()),
        *((promise.what,) if promise else ()),
        *((ending.title, ending.own_title) if ending else ()),
    ]
    named = sum(bool(one) for one in (claim.fact, claim.promise, claim.ending))
    there = sum(one is not None for one in (fact, promise, ending))
    about = "is about nothing that is there, or about two things"
    said = any(claim.text in one for one in words)
    rules.require_all_rules(
        (named == there == 1, place, about, "Name one fact, promise or ending"),
        (said, f"{place}.text", "is not in its words", "Copy it word for word"),
    )


def _check_decisions(rules: ScenarioToCheck) -> None:
    for one in rules.scenario.decisions.values():
        place = f"decisions.{one.key}"
        rules.need(bool(one.guidance), f"{place}.guidance", "is empty", "Say what guidance says")
        rules.leads(one.see, f"{place}.see")
        shape = not one.field or _FIELD.fullmatch(one.field) is not None
        rules.need(shape, f"{place}.field", "is not a part.field", "Write it as in the record")
        for line in one.lines:
            _check_line(rules, line, f"{place}.lines")
    rules.need(bool(rules.scenario.decisions), "decisions", "are none", "Write [decisions.…]")


def _check_line(rules: ScenarioToCheck, line: str, place: str) -> None:
    there = line in workbook_rules.LINE_ROLES or f"contacts/{line}" in rules.book.places
    rules.need(there, place, f"{line!r} is not a line", "Name a role or a line of all England")


def _check_example_parts(rules: ScenarioToCheck) -> None:
    good = (str, date, datetime, time, list, dict)
    for number, part in enumerate(rules.scenario.model.parts, 1):
        place = f"model.parts.{number}"
        rules.need(bool(part.values), place, "holds nothing", "Give values")
        for field, value in part.values.items():
            shape = isinstance(value, good) and bool(value)
            rules.need(shape, f"{place}.{field}", "is no answer", "Write text, a day or tokens")
        if part.line:
            _check_line(rules, part.line, f"{place}.line")
    rules.need(bool(rules.scenario.model.notes), "model.notes", "are none", "Say why it is good")


def _check_order(rules: ScenarioToCheck) -> None:
    """Neither its place nor its length tells which reply helps."""
    every = [turn.replies for turn in rules.scenario.turns.values()]
    mixed = [replies for replies in every if len({one.helps for one in replies}) > 1]
    told = {
        "first": [replies[0].helps for replies in mixed],
        "last": [replies[-1].helps for replies in mixed],
        "longest": [max(replies, key=lambda one: len(one.text)).helps for replies in mixed],
    }
    for place, helps in told.items():
        often = max(sum(helps), len(helps) - sum(helps))
        fine = len(helps) < FEW_WORDS or often <= MAX_LIKENESS * len(helps)
        problem = f"the {place} reply tells too often what it is: {often} of {len(helps)}"
        rules.need(fine, "turns", problem, "Move or reword replies")


def _check_steps(rules: ScenarioToCheck) -> None:
    scenario = rules.scenario
    seen = {
        *(one for turn in scenario.turns.values() for reply in turn.replies for one in reply.see),
        *(one for ending in scenario.endings.values() for one in ending.see),
        *(one for decision in scenario.decisions.values() for one in decision.see),
    }
    for step in STEPS:
        rules.need(step in seen, "see", f"nothing leads to {step}", "Link it where it is practised")
