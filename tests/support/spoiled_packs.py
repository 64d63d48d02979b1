"""Serve content packs from a copied folder whose files a test spoils.

Every process reads a pack once: what was read of ours is forgotten before and after.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.services.contacts import phone_numbers
from app.services.content import pack_content, workbook_content
from app.services.organisations import organisation_lookup
from content import pack_files, pack_loader, pack_text
from content.maintenance import pack_health
from content.scenarios import scenario_files
from content.workbook import workbook_loader, workbook_text

_CACHES = (
    pack_loader.load_pack,
    pack_loader.list_areas,
    pack_text.load_pack_text,
    pack_health.find_pack_fault,
    organisation_lookup.choose_pack_or_national,
    phone_numbers.load_pack,
    pack_content.list_sign_tokens,
    pack_content.load_pack_options,
    pack_content.load_option_labels,
    pack_content.load_labels_for_record,
    workbook_content._marks,
    workbook_loader._load_with_fault,
    workbook_text.load_workbook_text,
    scenario_files._load_with_fault,
    scenario_files._read_all_files,
)


@contextmanager
def serve_copied_packs(folder: Path) -> Iterator[Path]:
    """Read every pack from a copy in `folder`, which the test may spoil first."""
    packs = folder / "packs"
    shutil.copytree(pack_files.PACKS, packs)
    with pytest.MonkeyPatch.context() as patch:
        for module in (pack_files, pack_loader, workbook_loader, scenario_files):
            patch.setattr(module, "PACKS", packs)
        forget_packs()
        try:
            yield packs
        finally:
            patch.undo()
            forget_packs()


def forget_packs() -> None:
    """Forget every pack that this process read, so that the files are read anew."""
    for cached in _CACHES:
        cached.cache_clear()


def spoil_pack(packs: Path, file: str, old: str, new: str) -> None:
    """Write `new` for the first `old` in a file of the copied packs."""
    path = packs / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    forget_packs()
