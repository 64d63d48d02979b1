"""Load a pack: read its files, lay it over the pack it extends, check it, freeze it.

A pack that cannot be trusted does not load: the error names file, key and cure. Loaded
packs are kept; they never change while a process runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from content import pack_rules
from content.contacts.holiday_calendar import HolidayChange
from content.contacts.opening_hours import BankHolidays, invert_opening_hours
from content.content_error import ContentError
from content.council_forms import CouncilForm, WrongForm, attach_blank_pdf
from content.pack import Area, Nation, Pack, PackKind
from content.pack_faults.fault_lines import add_line_number_to_raised_error
from content.pack_files import (
    FORM_SECTION,
    PACKS,
    SECTIONS,
    WHOLE_SECTIONS,
    PackShape,
    RawSections,
    TomlEntry,
    convert_entry,
    is_hidden,
    read_pack,
    read_toml_sections,
)
from content.pack_settings import PackSettings
from content.passages import (
    BlankFormPart,
    ChildReaction,
    Contact,
    GuidanceStep,
    HelpfulReply,
    HintPhrase,
    Indicator,
    IndicatorGroup,
    LeadingQuestion,
    OwnPromise,
    PageText,
    Source,
    StepPrompt,
    UnhelpfulReply,
)

ELSEWHERE = Area(key="elsewhere", name="Another council area", pack="")


class _Head(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What pack.toml says of the pack itself."""

    title: str
    kind: PackKind
    extends: str = ""
    area: str = ""
    council: str = ""
    fictional: bool = False
    nation: Nation | None = None


def list_pack_names() -> tuple[str, ...]:
    """Return the names of all packs, in alphabetical order."""
    found = (path.parent for path in PACKS.glob("*/pack.toml"))
    return tuple(sorted(one.name for one in found if not is_hidden(one.relative_to(PACKS))))


def list_pack_choices() -> tuple[tuple[str, str], ...]:
    """Return (name, title) of each pack that an organisation can choose at set-up.

    One of a made-up council says so. Where two have one title, each has its name after it.
    """
    packs = [pack for pack in list_usable_packs() if pack.kind == "authority"]
    titles = Counter(pack.marked_title for pack in packs)
    return tuple(
        (name, title if titles[title] == 1 else f"{title} ({name})")
        for name, title in ((pack.name, pack.marked_title) for pack in packs)
    )


def list_usable_packs() -> tuple[Pack, ...]:
    """Return every pack that can be trusted, in the order of the alphabet."""
    found = []
    for name in list_pack_names():
        with suppress(ContentError):
            found.append(load_pack(name))
    return tuple(found)


@lru_cache(maxsize=32)
def load_pack(name: str) -> Pack:
    """Return the checked pack `name`. Raises ContentError when it cannot be trusted."""
    return load_pack_from(PACKS, name)


def load_pack_from(packs: Path, name: str) -> Pack:
    """Return the checked pack `name` of the folder `packs`, as `load` does for ours."""
    with add_line_number_to_raised_error(packs):
        return _load_pack(packs, name)


def _load_pack(packs: Path, name: str) -> Pack:
    raw = read_pack(name, packs)
    head = convert_entry(raw["pack"]["pack"], "pack", _Head)
    area = Area(key=head.area, name=head.council, pack=name, fictional=head.fictional)
    for entry in raw["contacts"].values():
        local = entry.file.startswith(f"{name}/")
        entry.table["area"] = area.key if local else entry.table.get("area", "")
    for entry in raw["sources"].values():
        entry.table["own"] = bool(head.extends) and entry.file.startswith(f"{name}/")
    pack = _freeze(raw, name, head, area)
    pack_rules.check_pack(pack, raw)
    contacts = _with_hours(pack.contacts)
    return replace(_add_forms(packs, pack, raw), contacts=contacts, nation=head.nation)


def _add_forms(packs: Path, pack: Pack, raw: RawSections) -> Pack:
    """Return the pack with its council's forms. One that is wrong stops nothing: it is named."""
    forms: dict[str, CouncilForm] = {}
    wrong: dict[str, WrongForm] = {}
    for key, entry in raw[FORM_SECTION].items():
        try:
            with add_line_number_to_raised_error(packs):
                forms[key] = _load_form(packs, pack, raw, entry)
        except ContentError as error:  # of one form
            title, version = (str(entry.table.get(one, "")) for one in ("title", "version"))
            wrong[key] = WrongForm(key=key, title=title, version=version, fault=error)
    return replace(pack, council_forms=MappingProxyType(forms), wrong_forms=MappingProxyType(wrong))


def _load_form(packs: Path, pack: Pack, raw: RawSections, entry: TomlEntry) -> CouncilForm:
    if entry.fault is not None:
        raise entry.fault
    blank = attach_blank_pdf(packs, entry.file, entry.key, entry.table)
    form = convert_entry(entry._replace(table=blank), FORM_SECTION, CouncilForm)
    pack_rules.check_pack_passage(pack, FORM_SECTION, form, raw)
    return form


@lru_cache(maxsize=2)
def list_areas(fictional: bool = False) -> tuple[Area, ...]:
    """Return every council area that a pack knows, by name, then `ELSEWHERE`.

    An area whose pack cannot be trusted has no pack: its name is known and its lines are not.

    Fictional areas are for organisations whose own pack is fictional.
    """
    known = [_find_area_of(name) for name in list_pack_names()]
    shown = [area for area in known if area.key and area.fictional <= fictional]
    return (*sorted(shown, key=lambda area: area.name), ELSEWHERE)


def _find_area_of(name: str) -> Area:
    """Return the area of a pack. One that cannot be trusted gives its name, and no lines."""
    try:
        return load_pack(name).area
    except ContentError:
        with suppress(ContentError):
            file = f"{name}/pack.toml"
            tables = read_toml_sections(PACKS / file, file, (*SECTIONS, *WHOLE_SECTIONS))
            head = convert_entry(TomlEntry(file, "pack", tables.get("pack", {})), "pack", _Head)
            return Area(key=head.area, name=head.council, pack="", fictional=head.fictional)
    return Area(key="", name="", pack="")


def find_area(key: str) -> Area:
    """Return the area with `key`; one that no pack knows is `ELSEWHERE`."""
    return next((known for known in list_areas(fictional=True) if known.key == key), ELSEWHERE)


def _freeze(raw: RawSections, name: str, head: _Head, area: Area) -> Pack:
    settings = raw["settings"].get("settings")
    if settings is None:
        raise pack_rules.build_missing_section_error(name, "settings")
    return Pack(
        name=name,
        title=head.title,
        kind=head.kind,
        extends=head.extends,
        area=area,
        settings=convert_entry(settings, "settings", PackSettings),
        sources=_map(raw, "sources", Source),
        contacts=_map(raw, "contacts", Contact),
        texts=_map(raw, "texts", PageText),
        companion=_row(raw, "companion", PageText),
        steps=_steps(raw),
        blank_form=_row(raw, "blank_form", BlankFormPart),
        groups=_row(raw, "groups", IndicatorGroup),
        indicators=_row(raw, "indicators", Indicator),
        phrases=_row(raw, "phrases", HintPhrase),
        questions=_row(raw, "questions", LeadingQuestion),
        replies=_row(raw, "replies", UnhelpfulReply),
        helps=_row(raw, "helps", HelpfulReply),
        promises=_row(raw, "promises", OwnPromise),
        reactions=_row(raw, "reactions", ChildReaction),
        words=_read_word_lists(raw),
        holidays=_row(raw, "holidays", HolidayChange),
        council_forms=MappingProxyType({}),  # read last: no form takes a line away
        wrong_forms=MappingProxyType({}),
    )


def _read_word_lists(raw: RawSections) -> Mapping[str, tuple[str, ...]]:
    words: dict[str, Any] = next((e.table for e in raw["words"].values()), {})
    return MappingProxyType({key: tuple(value) for key, value in words.items()})


def _map(raw: RawSections, section: str, shape: type[PackShape]) -> Mapping[str, PackShape]:
    return MappingProxyType({k: convert_entry(e, section, shape) for k, e in raw[section].items()})


def _row(raw: RawSections, section: str, shape: type[PackShape]) -> tuple[PackShape, ...]:
    return tuple(convert_entry(entry, section, shape) for entry in raw[section].values())


def _steps(raw: RawSections) -> tuple[GuidanceStep, ...]:
    prompts = _row(raw, "prompts", StepPrompt)
    pack_rules.check_prompt_steps_exist(raw)
    return tuple(
        replace(
            convert_entry(entry, "steps", GuidanceStep),
            prompts=tuple(p for p in prompts if p.step == key),
        )
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
        hours=invert_opening_hours(day.hours),
        bank_holidays=turned.get(day.bank_holidays, "all day"),
    )
