"""List what people would read as a council's own words, and is the words of the pack beneath.

A council in England may leave out what it has not said: the words of `england` are written for any
council there. Two things make them untrue. A pack gives part of a decision, and people read the
rest under its name. Or its council is in another nation, which has other law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from content.findings.pack_finding import PackFinding
from content.pack import NATIONS, Pack
from content.pack_files import RawSections
from content.pack_rules import list_pack_decisions
from content.pack_settings import DatedDecision

CLAIMS: Mapping[str, tuple[str, ...]] = {
    "csa_duty": ("status", "since"),
    "delivery": ("written", "portal"),
    "escalation": ("status",),
    "sharing": (),
    "training": ("renew_after_months",),
}
"""Values that say something for the council: its own words and their source belong to them."""
PROVENANCE = ("source", "reviewed_on", "review_by", "owner")
USED_OF_NEIGHBOURS = ("delivery",)
"""Decisions of a pack with lines only that anyone reads."""


def list_misleading_inherited_words(
    pack: Pack, base: Pack, raw: RawSections
) -> tuple[PackFinding, ...]:
    """Return each claim of `pack` under words of `base`, the pack beneath. `raw`: as read."""
    found = (*_list_borrowed_words(pack, base), *_list_part_decisions(pack, raw))
    return tuple({one.key: one for one in (*found, *_list_foreign_words(pack, base))}.values())


def _list_borrowed_words(pack: Pack, base: Pack) -> Iterator[PackFinding]:
    """Yield what a council says about the law or its board under the words of the pack beneath."""
    mine, beneath = pack.settings, base.settings
    months = mine.training.renew_after_months
    claims = (
        ("csa_duty", "status", mine.csa_duty, mine.csa_duty.status != beneath.csa_duty.status),
        ("training", "renew_after_months", mine.training, months is not None),
    )
    texts = (beneath.csa_duty.text, beneath.training.text)
    for (key, name, decided, claimed), text in zip(claims, texts, strict=True):
        if claimed and decided.text == text:
            yield _build_borrowed(pack, key, name, "text")


def _list_part_decisions(pack: Pack, raw: RawSections) -> Iterator[PackFinding]:
    """Yield what is not in a table of [settings] that says something for the council."""
    own = raw["settings"]["settings"].own or {}
    for key, names in CLAIMS.items():
        table = own.get(key)
        if not isinstance(table, Mapping):
            continue
        claim = next((name for name in names if table.get(name)), "")
        if not claim and "text" not in table:
            continue
        if not _is_written(table, "text"):
            yield _build_borrowed(pack, key, claim, "text")
        for name in PROVENANCE:
            if not _is_written(table, name):
                yield _build_borrowed(pack, key, "text" if "text" in table else claim, name)


def _is_written(table: Mapping[str, Any], name: str) -> bool:
    return bool(str(table.get(name, "")).strip())


def _build_borrowed(pack: Pack, key: str, claim: str, name: str) -> PackFinding:
    """Return that a decision has `claim`, and `name` from the pack beneath or not at all."""
    words = f"{claim} is given, and people still read the {name} of {pack.extends} next to it"
    if not claim or claim == name:
        words = f"there are no words in {name}, so people read none"
    elif name == "owner":
        words = f"{claim} is given, and no one is named who looks after it here"
    elif name in ("reviewed_on", "review_by"):
        words = f"{claim} is given, and its {name} is that of {pack.extends}"
    undo = f", or leave {claim} out" if claim and claim != name else ""
    return PackFinding(
        pack=pack.name,
        key=f"settings.{key}.{name}",
        problem="broken",
        words=words,
        cure=f"Add {name} to [settings.{key}]{undo}",
    )


def _list_foreign_words(pack: Pack, base: Pack) -> Iterator[PackFinding]:
    """Yield the words about another nation's law that a council's people would read as theirs."""
    if pack.nation is None or pack.nation != (base.nation or "england"):
        yield _build_nation(pack, base)
    if pack.nation is None or pack.nation == (base.nation or "england"):
        return
    beneath: dict[str, DatedDecision] = dict(list_pack_decisions(base))
    for key, decided in list_pack_decisions(pack):
        read = pack.kind != "contacts" or key in USED_OF_NEIGHBOURS
        for name in ("text", "source"):
            if read and getattr(decided, name) == getattr(beneath[key], name):
                yield _build_foreign(pack, base, key, name)


def _build_nation(pack: Pack, base: Pack) -> PackFinding:
    """Return that it is not said in which nation a council is, or that it is in another one."""
    found = PackFinding(
        pack=pack.name,
        key="pack.nation",
        problem="missing",
        words=f"it is not said which nation {pack.area.name or pack.title} is in. People read "
        f"the words of {pack.extends} wherever this pack has none",
        cure='Write nation = "england" under [pack], only if that is true',
        file=f"{pack.name}/pack.toml",
    )
    if pack.nation is None:
        return found
    there = NATIONS[pack.nation]
    return replace(
        found,
        problem="broken",
        words=f"steps, workbook, law and bank holidays are those of {base.name}, and this council "
        f"is in {there}",
        cure=f"Do not use this pack for real children. It needs a pack for {there} beneath it",
    )


def _build_foreign(pack: Pack, base: Pack, key: str, name: str) -> PackFinding:
    there = NATIONS[pack.nation or "england"]
    return PackFinding(
        pack=pack.name,
        key=f"settings.{key}.{name}",
        problem="broken",
        words=f"is that of {base.name}, and is not known to be true in {there}",
        cure=f"Add text, source, reviewed_on, review_by and owner to [settings.{key}]",
    )
