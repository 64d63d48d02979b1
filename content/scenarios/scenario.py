"""Shapes of a practice scenario: a made-up child, a conversation, and an example record.

Shapes only: `scenario_files` reads them, `scenario_rules` proves them, `scenario_paths` walks them.
Nothing here has points, a level or a right answer: a reply has a kind, a reason and something to
try, and what the child says next follows from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Literal

import msgspec
from msgspec import Struct

from content.london_time import ZONE
from content.passages import GraveHarm, Passage

ReplyKind = Literal[
    "open",
    "reflecting",
    "accepting",
    "explaining",
    "supporting",
    "silence",
    "leading",
    "judging",
    "promising",
    "investigating",
    "hurrying",
    "avoiding",
]
HELPFUL_KINDS: frozenset[ReplyKind] = frozenset(
    ("open", "reflecting", "accepting", "explaining", "supporting", "silence")
)
"""Kinds after which a child can go on. For the order of replies and for words of one's own."""
Answer = Literal["yes", "ok", "no", "wont"]
"""An answer that makes the promise a child asks for: "no" to "You'll tell, won't you?"."""
StepName = Literal["receive", "react", "record", "support"]
RecordValue = Any
"""An answer of a record: text or a token, a day, a moment in London, tokens, or an unknown."""


class ScenarioSetting(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who, where and when. `at`: London time without a zone, so that the number to ring is known.

    `speaker`: who says the words of the turns, the child or an adult who reports about the child.
    `speaks`: that person's name. `names`: every name that may be used in the record. `lead_title`:
    what this setting calls its lead, whatever the trainee's own organisation does.
    """

    child: str
    age: int
    you: str
    place: str
    at: datetime
    body: tuple[str, ...]
    names: tuple[str, ...]
    speaks: str
    lead_title: str
    speaker: Literal["child", "adult"] = "child"

    @property
    def called(self) -> str:
        """The child's name, as people say it."""
        return self.child.split()[0]


class ScenarioFact(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that can be told. `what`: said plainly, for the page after the conversation.

    `words`: word for word, as told freely. `bent`: word for word, as told when words were put
    into the child's mouth; empty where this cannot happen. `bent_why`: how the two differ.
    """

    key: str
    what: str
    words: str
    bent: str = ""
    bent_why: str = ""


class PathClaim(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A passage that is true on some paths, and the conditions under which it is shown.

    All conditions that are given must be true:
    `reached`: one of these turns was reached.
    `not_reached`: none of these turns was.
    `told`: the child told each of these facts in their own words.
    `untold`: at least one of these facts was not told so.
    `gave`: a written reply of one of these kinds was given.
    `never`: no reply of these kinds was, and no own words: no one can say what those were.
    `said`: one of these replies ("turn.reply") was given as written. One that helps counts only
    without other words in its turn.
    `not_said`: none of these replies was.
    `came_back`: true: a written promise came back; false: none did.
    `freely`: true: no own words can have shaped the facts `told` or the turn `reached`; false:
    some may have.
    """

    text: str
    reached: tuple[str, ...] = ()
    not_reached: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    gave: tuple[ReplyKind, ...] = ()
    never: tuple[ReplyKind, ...] = ()
    said: tuple[str, ...] = ()
    not_said: tuple[str, ...] = ()
    came_back: bool | None = None
    freely: bool | None = None


PathText = str | PathClaim
"""A passage that is true on every path, or one with its conditions."""


class ReplyClaim(PathClaim, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A passage in the feedback on a reply that says something of what came before the reply.

    It is always shown, so its conditions hold on every path that comes to `reply`, "turn.reply".
    `text`: its words in `why` or `tip`.
    """

    key: str
    reply: str


class ShownClaim(PathClaim, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A sentence about a fact, promise or ending that is shown each time this comes up.

    So its conditions hold on every path that shows it. `fact`, `promise`, `ending`: the key of the
    one that it is about. `text`: its words there, in `what`, `bent_why`, `title` or `own_title`.
    """

    key: str
    fact: str = ""
    promise: str = ""
    ending: str = ""


class ScenarioPromise(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that a worker may promise and cannot keep. `what`: said plainly.

    `made_by`: keys of [promises] in the pack. Words of one's own made it only if one is found, or
    if they answer a child who asks for it. `asked`: the turns in which the child asks, each with
    the answers that make the promise.
    """

    key: str
    what: str
    made_by: tuple[str, ...] = ("secrecy",)
    asked: Mapping[str, tuple[Answer, ...]] = {}


class ScenarioReply(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a worker may say next, or do where it is not `spoken`.

    It leads to the turn `next` or to the ending `ends`.
    `asks`: whether it belongs under "what you asked, exactly".
    `grave`: what makes it one of the worst, whatever its kind; empty for most.
    `why`: its effect on a child. `tip`: another reply to try.
    `see`: addresses in the workbook. `source`: a key of the pack, if the workbook is not enough.
    `loses`: facts that the child will now not tell in their own words.
    `promises`: a promise that it makes.
    `waits`: whether a promise that its turn `recalls` comes back later, after its own next turn.
    """

    key: str
    text: str
    kind: ReplyKind
    why: str
    tip: str
    see: tuple[str, ...]
    source: str = ""
    next: str = ""
    ends: str = ""
    loses: tuple[str, ...] = ()
    promises: str = ""
    asks: bool = False
    spoken: bool = True
    waits: bool = False
    grave: GraveHarm = ""

    @property
    def helps(self) -> bool:
        """Whether a child can go on after it. Never shown, never counted for a person."""
        return self.kind in HELPFUL_KINDS


class ScenarioTurn(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the child does and says: `does`, then `says` word for word, then `then`.

    A turn with an empty `says` is a silence.
    `tells`: facts in their own words. `bends`: facts as bent.
    `step`: the step of the workbook that it practises.
    `recalls`: for each promise, the turn where the child comes back to it. That turn comes next
    if that promise waits, unless the reply has `waits`.
    """

    key: str
    step: StepName
    does: str = ""
    says: tuple[str, ...] = ()
    then: str = ""
    tells: tuple[str, ...] = ()
    bends: tuple[str, ...] = ()
    recalls: Mapping[str, str] = {}
    replies: tuple[ScenarioReply, ...] = ()

    def reply(self, key: str) -> ScenarioReply | None:
        """Return the reply with `key`, or None."""
        return next((one for one in self.replies if one.key == key), None)


class ScenarioEnding(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A place for a conversation to end. `then`: what happens next, one thing a line.

    `title` is true on every path that leads here.
    `own_title`: the title after a trainee's own words in the last turn. It says where the child
    is, and not that the worker stays. Empty if `title` says no more than that.
    """

    key: str
    title: str
    own_title: str = ""
    body: tuple[PathText, ...]
    then: tuple[PathText, ...]
    see: tuple[str, ...]


class NoticedSign(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A sign of the pack that can be noticed. `key`: that of the sign. `how`: what shows it.

    It is there on a path that shows any of `how`.
    """

    key: str
    how: tuple[PathText, ...]
    see: tuple[str, ...]


class ScenarioDecision(Passage, frozen=True, kw_only=True):
    """Something to decide, and what guidance says. `lines`: roles or keys of lines to ring.

    `field`: "part.field" of the record in which a worker says it, or empty.
    """

    question: str
    guidance: tuple[PathText, ...]
    see: tuple[str, ...]
    lines: tuple[str, ...] = ()
    field: str = ""


class ExamplePart(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Answers of one part of a model record: its page, the item of a group, values by field.

    `line`: in a call, the role of the line rung; the authority's pack has its number.
    """

    page: str
    values: Mapping[str, RecordValue]
    item: str = ""
    line: str = ""


class ExampleRecord(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A good record of one conversation. `choices`: the replies in it. `notes`: why it is good."""

    choices: tuple[str, ...]
    notes: tuple[str, ...]
    parts: tuple[ExamplePart, ...]

    def value(self, page: str, field: str) -> RecordValue | None:
        """Return the first answer to one question of a page, or None."""
        found = (one.values.get(field) for one in self.parts if one.page == page)
        return next((value for value in found if value is not None), None)


class Scenario(Passage, frozen=True, kw_only=True):
    """One conversation to practise. `content_note`: what to know before; `minutes`: how long.

    `start`: the first turn. `stops`: turns in which the child says or shows that they want to stop.
    Everything else by key, in the order of the file.
    """

    title: str
    summary: str
    content_note: str
    minutes: int
    start: str
    stops: tuple[str, ...] = ()
    setting: ScenarioSetting
    facts: Mapping[str, ScenarioFact]
    promises: Mapping[str, ScenarioPromise]
    turns: Mapping[str, ScenarioTurn]
    endings: Mapping[str, ScenarioEnding]
    noticed: Mapping[str, NoticedSign]
    decisions: Mapping[str, ScenarioDecision]
    model: ExampleRecord

    @property
    def mark(self) -> str:
        """Sixteen hex digits that change when anything said in the conversation changes.

        Take it before names are filled in. Choices that were kept with another mark may no longer
        be offered, or may have other words.
        """
        said = [list(one.values()) for one in (self.facts, self.turns, self.endings)]
        return hashlib.sha256(msgspec.json.encode((self.start, said))).hexdigest()[:16]

    def passages(self) -> Iterator[tuple[str, Passage]]:
        """Yield (address, passage) for everything that carries a source and a review date."""
        yield f"scenarios/{self.key}", self
        for one in self.decisions.values():
            yield f"scenarios/{self.key}/{one.key}", one


def convert_to_stored_answer(value: RecordValue) -> Any:
    """Return an answer as a record stores it (docs/record-schema.md, "How an answer is stored")."""
    if isinstance(value, datetime):
        return {"date": f"{value:%Y-%m-%d}", "time": f"{value:%H:%M}", "zone": ZONE}
    if isinstance(value, date):
        return {"date": value.isoformat(), "time": None, "zone": ZONE}
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
