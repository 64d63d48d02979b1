"""Say which packs can be used, and what is wrong with the others: one bad pack stops no other.

What lies in the base pack is under every other, so a fault there stops the start. This module
shows nothing to anyone: who is told is decided where pages are made.
"""

from __future__ import annotations

from functools import lru_cache

from content import pack_files, pack_loader
from content.content_error import ContentError
from content.pack import NATIONAL_PACK
from content.pack_faults.fault_lines import add_line_number_to_error
from content.scenarios import scenario_files
from content.workbook import workbook_loader


def check_base_pack() -> None:
    """Raise ContentError where the pack under all others cannot be trusted, or is not there."""
    pack_loader.load_pack(NATIONAL_PACK)
    workbook_loader.load_workbook(NATIONAL_PACK)
    scenario_files.load_scenarios(NATIONAL_PACK)


@lru_cache(maxsize=32)
def find_pack_fault(name: str) -> ContentError | None:
    """Return why no one can use the pack `name`, or None: its lines, its words or its workbook."""
    try:
        pack = pack_loader.load_pack(name)
        if pack.kind != "contacts":
            workbook_loader.load_workbook(name)
            scenario_files.load_scenarios(name)
    except ContentError as error:
        return error
    return None


def find_optional_part_fault(name: str) -> ContentError | None:
    """Return what is wrong with what a pack can do without: links, scenarios, a council's form.

    Its people then read those of the pack beneath, and send the summary.
    """
    pack = pack_loader.load_pack(name)
    form = next(iter(list_form_faults(name)), None)
    if pack.kind == "contacts":
        return form
    links = workbook_loader.find_link_fault(name) or scenario_files.find_scenario_fault(name)
    return links or form


def list_form_faults(name: str) -> tuple[ContentError, ...]:
    """Return why forms of a pack's council cannot be used: each is left out, and nothing else."""
    wrong = pack_loader.load_pack(name).wrong_forms.values()
    return tuple(one.fault for one in wrong if one.fault.file.startswith(f"{name}/"))


def find_name_clash(name: str) -> ContentError | None:
    """Return that another pack has the title or the council area of the pack `name`, or None.

    Both stay in use, since neither is known to be the wrong one: the numbers of each are its own.
    """
    mine = pack_loader.load_pack(name)
    for other in pack_loader.list_usable_packs():
        pairs = {"title": (mine.title, other.title), "council": (mine.area.name, other.area.name)}
        for key, (ours, theirs) in pairs.items():
            if other.name != name and ours and ours.casefold() == theirs.casefold():
                problem = f"'{ours}' is in {other.name}/pack.toml too"
                file, cure = f"{name}/pack.toml", f"Change {key} in one of the two files"
                found = ContentError(file, f"pack.{key}", problem, cure)
                return add_line_number_to_error(pack_files.PACKS, found)
    return None


def list_all_faults() -> tuple[ContentError, ...]:
    """Return everything that is wrong with any pack, each with file, key and cure."""
    names = pack_loader.list_pack_names()
    found = (
        find_pack_fault(name) or find_optional_part_fault(name) or find_name_clash(name)
        for name in names
    )
    return tuple(one for one in found if one is not None)
