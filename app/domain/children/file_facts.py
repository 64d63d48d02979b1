"""Facts that leads write into a child's file: family, home, plans, people working with the child.

Each is a signed entry. A newer one about the same person or plan stands in front; the older ones
stay and can be read. Nothing here is taken from a concern, and nothing goes back into one. Pure.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import SignedEntry


class Fact(SignedEntry, frozen=True, kw_only=True):
    """The parts of every fact. `about`: the number of the entry that first wrote of it, or 0.

    `once`: the id of the form that it was signed with. Days are ISO days, or "".
    """

    once: str
    about: int = 0


class FamilyFact(Fact, tag="family", frozen=True, kw_only=True):
    """One person of the child's family or home, and what they know.

    `setting`: the school or club of a child of the family. `setting_told`: what the safeguarding
    lead there was told. Both are absent in entries of before they were asked.
    """

    name: str
    relation: str = ""
    responsibility: str = ""
    lives_with: str = ""
    collects: str = ""
    knows: str = ""
    knows_what: str = ""
    review_on: str = ""
    phone: str = ""
    calling: str = ""
    child_file: str = ""
    setting: str | msgspec.UnsetType = msgspec.UNSET
    setting_told: str | msgspec.UnsetType = msgspec.UNSET
    gone: str = ""


class HomeFact(Fact, tag="home", frozen=True, kw_only=True):
    """The home of the child."""

    where: str
    note: str = ""


class PlanFact(Fact, tag="plan", frozen=True, kw_only=True):
    """A plan for the child, with its start, its end and whose it is."""

    plan: str
    other: str = ""
    start: str = ""
    end: str = ""
    authority: str = ""
    review_on: str = ""


class WorkerFact(Fact, tag="worker", frozen=True, kw_only=True):
    """Someone who works with the child."""

    name: str
    role: str
    other: str = ""
    organisation: str = ""
    phone: str = ""
    calling: str = ""
    gone: str = ""


AnyFact = FamilyFact | HomeFact | PlanFact | WorkerFact


class Topic(StrEnum):
    """The subjects of facts. The values stand in addresses, and are the tags of the entries."""

    FAMILY = "family"
    HOME = "home"
    PLAN = "plan"
    WORKER = "worker"


FACT_TYPES: Mapping[Topic, type[AnyFact]] = {
    Topic.FAMILY: FamilyFact,
    Topic.HOME: HomeFact,
    Topic.PLAN: PlanFact,
    Topic.WORKER: WorkerFact,
}
_BASE = frozenset(Fact.__struct_fields__)


class StandingFact(PrivateStruct, frozen=True):
    """The newest entry about one thing, by its number; `root`: the first; `earlier`: newest first.

    `number` says which entry it is, `topic` what kind of thing it is about.
    """

    topic: Topic
    root: int
    number: int
    said: AnyFact
    earlier: tuple[tuple[int, AnyFact], ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether a lead wrote that it no longer holds, or an end."""
        return bool(getattr(self.said, "gone", "") or getattr(self.said, "end", ""))


def get_topic(said: AnyFact) -> Topic:
    """Return what a fact is about."""
    return Topic(str(said.__struct_config__.tag))


def read_fact_answers(said: AnyFact) -> dict[str, str]:
    """Return the answers of a fact by the names of its fields; "" where no one was asked."""
    names = (name for name in said.__struct_fields__ if name not in _BASE)
    answers = {name: getattr(said, name) for name in names}
    return {name: "" if text is msgspec.UNSET else text for name, text in answers.items()}


def list_newest_facts(entries: Iterable[tuple[int, object]]) -> tuple[StandingFact, ...]:
    """Return what stands of each thing, in the order in which it was first written.

    If `about` names an entry of another topic, the entry starts its own chain.
    """
    chains: dict[tuple[Topic, int], list[tuple[int, AnyFact]]] = {}
    for number, said in entries:
        if isinstance(said, AnyFact):
            topic = get_topic(said)
            root = said.about if (topic, said.about) in chains else number
            chains.setdefault((topic, root), []).append((number, said))
    return tuple(
        StandingFact(topic, root, *chain[-1], earlier=tuple(reversed(chain[:-1])))
        for (topic, root), chain in chains.items()
    )


def make_fact(topic: Topic, values: Mapping[str, str], base: Mapping[str, object]) -> AnyFact:
    """Return the entry of these answers. Raises msgspec.ValidationError for others."""
    kind = FACT_TYPES[topic]
    known = {name: values[name] for name in kind.__struct_fields__ if name in values}
    return msgspec.convert({**known, "kind": topic.value, **base}, kind)
