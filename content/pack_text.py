"""Fill the texts of a pack for one organisation and day: names put in, old texts marked.

Kept once for a pack, a lead's title and a day, so that no page fills the same words again. What is
past its review date is shown with a sentence that says so, never left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from content import pack_loader
from content.pack import Pack
from content.pack_settings import CsaDuty, DatedDecision
from content.passages import (
    BlankFormPart,
    Dated,
    GuidanceStep,
    PageText,
    describe_outdated_passages,
)

CSA_DUTY_STATUS = {
    "unknown": "Child sexual abuse: a new duty that might not have started",
    "not_in_force": "Child sexual abuse: a new duty, not started yet",
    "in_force": "Child sexual abuse: your duty to report",
}

OWN_STEPS = "{council} may have its own steps for this. They are not known here: ask for them."
RENEWAL_NOT_CONFIRMED = "How often this training is renewed has not been confirmed here."


class FilledText(Struct, frozen=True, kw_only=True):
    """A text, filled. `old` is the sentence to print with it; empty while it is in date."""

    key: str
    heading: str = ""
    say: str = ""
    body: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    old: str = ""

    @property
    def line(self) -> str:
        """Its paragraphs as one, for a place that has room for no more."""
        return " ".join(self.body)


class StepWords(Struct, frozen=True, kw_only=True):
    """A step of the workbook: its name, its heading, and (what to do, how) of each prompt.

    `third` is the heading for a reader who is not the worker.
    """

    title: str
    heading: str
    third: str
    prompts: tuple[tuple[str, str], ...]


class PackText(Struct, frozen=True, kw_only=True):
    """What a pack says on a day, and to people with this title for their leads.

    `fresh`: nothing of it is past its review date, so nobody needs to look.
    """

    pack: Pack
    day: date
    texts: Mapping[str, FilledText]
    companion: tuple[FilledText, ...]
    steps: Mapping[str, StepWords]
    blank_form: tuple[BlankFormPart, ...]
    csa_duty: FilledText
    delivery: FilledText
    escalation: FilledText
    sharing: FilledText
    training: FilledText
    fresh: bool

    def guidance(self, page: str, field: str = "") -> FilledText | None:
        """Return the words beside a page of the record, or beside one of its questions or lists."""
        return self.texts.get(f"{page}-{field}" if field else page)

    def old(self, passages: Iterable[Dated]) -> str:
        """Return the one sentence for a page that shows all of these; empty where none is old."""
        return "" if self.fresh else describe_outdated_passages(passages, self.day)

    def old_of(self, *keys: str) -> str:
        """Return that sentence for a page with these texts."""
        return self.old(self.pack.texts[key] for key in keys)

    def old_here(self, *keys: str) -> str:
        """Return that sentence for a page with these texts and all of the steps."""
        prompts = [prompt for step in self.pack.steps for prompt in step.prompts]
        return self.old([*(self.pack.texts[key] for key in keys), *self.pack.steps, *prompts])

    def old_beside(self, keys: Iterable[str], step: str = "", signs: str = "") -> str:
        """Return that sentence for a page of questions: its guidance, its step's and its signs'."""
        if self.fresh:
            return ""
        found: list[Dated] = [self.pack.texts[key] for key in keys if key in self.pack.texts]
        for one in (one for one in self.pack.steps if one.key == step):
            found += [one, *one.prompts]
        found += [one for one in self.pack.groups if one.group == signs]
        found += [one for one in self.pack.indicators if one.group == signs]
        return self.old(found)


@lru_cache(maxsize=32)
def load_pack_text(pack_name: str, lead_title: str, day: date) -> PackText:
    """Return what the pack says on `day`, a day in London. Raises ContentError as `load` does."""
    return fill_pack_text(pack_loader.load_pack(pack_name), lead_title, day)


def fill_pack_text(pack: Pack, lead_title: str, day: date) -> PackText:
    """Return what `pack` says on `day`, as `said` does."""

    def words(text: PageText) -> FilledText:
        full = pack.filled(text, lead_title)
        return FilledText(
            key=text.key,
            heading=full.heading,
            say=full.say,
            body=full.body,
            points=full.points,
            old=describe_outdated_passages([text], day),
        )

    return PackText(
        pack=pack,
        day=day,
        texts=MappingProxyType({key: words(text) for key, text in pack.texts.items()}),
        companion=tuple(words(text) for text in pack.companion),
        steps=MappingProxyType({step.key: _step(pack, step, lead_title) for step in pack.steps}),
        blank_form=tuple(_part(pack, part, lead_title) for part in pack.blank_form),
        csa_duty=_decided(pack, pack.settings.csa_duty, lead_title, day),
        delivery=_decided(pack, pack.settings.delivery, lead_title, day),
        escalation=_escalation(pack, lead_title, day),
        sharing=_decided(pack, pack.settings.sharing, lead_title, day),
        training=_training(pack, lead_title, day),
        fresh=not any(one.stale(day) for _, one in pack.passages()),
    )


def _step(pack: Pack, step: GuidanceStep, lead_title: str) -> StepWords:
    prompts = (
        (pack.fill(p.label, lead_title), pack.fill(p.more, lead_title)) for p in step.prompts
    )
    third = step.third or step.heading
    return StepWords(title=step.title, heading=step.heading, third=third, prompts=tuple(prompts))


def _part(pack: Pack, part: BlankFormPart, lead_title: str) -> BlankFormPart:
    return replace(
        part,
        heading=pack.fill(part.heading, lead_title),
        hint=pack.fill(part.hint, lead_title),
        lines=tuple((pack.fill(label, lead_title), count) for label, count in part.lines),
    )


def _escalation(pack: Pack, lead_title: str, day: date) -> FilledText:
    """Return the authority's own steps, or that they are not known here, then general ones."""
    found = _decided(pack, pack.settings.escalation, lead_title, day)
    if pack.settings.escalation.status == "known":
        return found
    council = pack.settings.council
    said = OWN_STEPS.format(council=council[:1].upper() + council[1:])
    return replace(found, body=(said, *found.body))


def _training(pack: Pack, lead_title: str, day: date) -> FilledText:
    """Return how often training is renewed, or first that nobody has confirmed it."""
    found = _decided(pack, pack.settings.training, lead_title, day)
    if pack.settings.training.renew_after_months is not None:
        return found
    return replace(found, body=(RENEWAL_NOT_CONFIRMED, *found.body))


def _decided(pack: Pack, what: DatedDecision, lead_title: str, day: date) -> FilledText:
    status = what.status if isinstance(what, CsaDuty) else ""
    text = pack.fill(what.text, lead_title)
    return FilledText(
        key=what.source,
        heading=CSA_DUTY_STATUS.get(status, ""),
        body=(text,),
        old=describe_outdated_passages([what], day),
    )
