"""Load a pack: read its files, lay it over the pack it extends, check it, freeze it.

A pack that cannot be trusted does not load: the error names file, key and cure. Loaded
packs are kept; they never change while a process runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from content import pack_rules
from content.contacts.contact_hours import BankHolidays, outside
from content.contacts.holidays import Change
from content.council_forms import CouncilForm, with_its_pdf
from content.pack import Area, Kind, Pack
from content.pack_files import PACKS, Raw, Shape, read, typed
from content.pack_settings import Settings
from content.passages import (
    Contact,
    FormPart,
    Indicator,
    IndicatorGroup,
    Phrase,
    Prompt,
    Question,
    SaidReply,
    Source,
    Step,
    Text,
)

ELSEWHERE = Area(key="elsewhere", name="Another council area", pack="")


class _Head(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What pack.toml says of the pack itself."""

    title: str
    kind: Kind
    extends: str = ""
    area: str = ""
    council: str = ""
    fictional: bool = False


def names() -> tuple[str, ...]:
    """Return the names of all packs, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in PACKS.glob("*/pack.toml")))


def choices() -> tuple[tuple[str, str], ...]:
    """Return (name, title) of each pack that an organisation can choose at set-up."""
    packs = (load(name) for name in names())
    return tuple((pack.name, pack.title) for pack in packs if pack.kind == "authority")


@lru_cache(maxsize=32)
def load(name: str) -> Pack:
    """Return the checked pack `name`. Raises ContentError when it cannot be trusted."""
    return load_from(PACKS, name)


def load_from(packs: Path, name: str) -> Pack:
    """Return the checked pack `name` of the folder `packs`, as `load` does for ours."""
    raw = read(name, packs)
    head = typed(raw["pack"]["pack"], "pack", _Head)
    area = Area(key=head.area, name=head.council, pack=name, fictional=head.fictional)
    for entry in raw["contacts"].values():
        local = entry.file.startswith(f"{name}/")
        entry.table["area"] = area.key if local else entry.table.get("area", "")
    for key, entry in raw["council_forms"].items():
        entry.table.update(with_its_pdf(packs, entry.file, key, entry.table))
    pack = _freeze(raw, name, head, area)
    pack_rules.check(pack, raw)
    return replace(pack, contacts=_with_hours(pack.contacts))


@lru_cache(maxsize=2)
def areas(fictional: bool = False) -> tuple[Area, ...]:
    """Return every council area that a pack knows, by name, then `ELSEWHERE`.

    Fictional areas are for organisations whose own pack is fictional.
    """
    known = [load(name).area for name in names()]
    shown = [area for area in known if area.key and area.fictional <= fictional]
    return (*sorted(shown, key=lambda area: area.name), ELSEWHERE)


def area(key: str) -> Area:
    """Return the area with `key`; one that no pack knows is `ELSEWHERE`."""
    return next((known for known in areas(fictional=True) if known.key == key), ELSEWHERE)


def _freeze(raw: Raw, name: str, head: _Head, area: Area) -> Pack:
    words: dict[str, Any] = next((e.table for e in raw["words"].values()), {})
    settings = raw["settings"].get("settings")
    if settings is None:
        raise pack_rules.missing(name, "settings")
    return Pack(
        name=name,
        title=head.title,
        kind=head.kind,
        extends=head.extends,
        area=area,
        settings=typed(settings, "settings", Settings),
        sources=_map(raw, "sources", Source),
        contacts=_map(raw, "contacts", Contact),
        texts=_map(raw, "texts", Text),
        companion=_row(raw, "companion", Text),
        steps=_steps(raw),
        blank_form=_row(raw, "blank_form", FormPart),
        groups=_row(raw, "groups", IndicatorGroup),
        indicators=_row(raw, "indicators", Indicator),
        phrases=_row(raw, "phrases", Phrase),
        questions=_row(raw, "questions", Question),
        replies=_row(raw, "replies", SaidReply),
        words=MappingProxyType({key: tuple(value) for key, value in words.items()}),
        holidays=_row(raw, "holidays", Change),
        council_forms=_map(raw, "council_forms", CouncilForm),
    )


def _map(raw: Raw, section: str, shape: type[Shape]) -> Mapping[str, Shape]:
    return MappingProxyType({k: typed(e, section, shape) for k, e in raw[section].items()})


def _row(raw: Raw, section: str, shape: type[Shape]) -> tuple[Shape, ...]:
    return tuple(typed(entry, section, shape) for entry in raw[section].values())


def _steps(raw: Raw) -> tuple[Step, ...]:
    prompts = _row(raw, "prompts", Prompt)
    pack_rules.prompts_have_steps(raw)
    return tuple(
        replace(typed(entry, "steps", Step), prompts=tuple(p for p in prompts if p.step == key))
        for key, entry in raw["steps"].items()
    )


def _with_hours(contacts: Mapping[str, Contact]) -> Mapping[str, Contact]:
    """Give each line that answers outside another's hours the ranges that this means."""
    return MappingProxyType(
        {
            key: _answering_outside(one, contacts[one.outside]) if one.outside else one
            for key, one in contacts.items()
        }
    )


def _answering_outside(line: Contact, day: Contact) -> Contact:
    turned: dict[str, BankHolidays] = {"as usual": "as usual", "all day": "closed"}
    return replace(
        line,
        hours=outside(day.hours),
        bank_holidays=turned.get(day.bank_holidays, "all day"),
    )
