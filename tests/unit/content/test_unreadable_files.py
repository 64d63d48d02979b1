"""A file that cannot be read is a named fault of one pack, and stops no other."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.services.content import pack_preview
from content import pack_findings, pack_loader
from content.maintenance import pack_health
from tests.support.spoiled_packs import forget_packs, serve_copied_packs

OWN = "north_lincolnshire"


@pytest.fixture
def packs(tmp_path: Path) -> Iterator[Path]:
    with serve_copied_packs(tmp_path) as packs:
        yield packs


def put_folder(pack: Path) -> str:
    (pack / "x.toml").mkdir()
    return "x.toml"


def put_dangling_link(pack: Path) -> str:
    (pack / "x.toml").symlink_to(pack / "gone")
    return "x.toml"


def empty_head(pack: Path) -> str:
    (pack / "pack.toml").write_text("", encoding="utf-8")
    return "pack.toml"


def put_folder_for_head(pack: Path) -> str:
    (pack / "pack.toml").unlink()
    (pack / "pack.toml").mkdir()
    return "pack.toml"


def leave_out_head_section(pack: Path) -> str:
    (pack / "pack.toml").write_text('[settings]\nspoc = "x"\n', encoding="utf-8")
    return "pack.toml"


def save_in_windows_letters(pack: Path) -> str:
    (pack / "x.toml").write_bytes("# the council’s".encode("cp1252"))
    return "x.toml"


SPOILED = [
    *(put_folder, put_dangling_link, empty_head, put_folder_for_head),
    *(leave_out_head_section, save_in_windows_letters),
]


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda one: one.__name__)
def test_it_is_named_and_stops_no_other_pack(packs: Path, spoil: Callable[[Path], str]) -> None:
    file = f"{OWN}/{spoil(packs / OWN)}"
    forget_packs()
    pack_health.check_base_pack()
    assert [one.file for one in pack_health.list_all_faults()] == [file]
    assert "hull" in [pack.name for pack in pack_loader.list_usable_packs()]
    assert pack_loader.find_area("hull").pack == "hull"
    shown = {one.name: one.fault for one in pack_preview.list_packs()}
    assert file in shown[OWN]
    assert shown["hull"] == ""


def test_a_file_that_may_not_be_read_is_named(packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Path.read_text

    def refuse(path: Path, *rest: str, **more: str) -> str:
        if path.match(f"{OWN}/contacts.toml"):
            raise PermissionError(13, "Permission denied")
        return plain(path, *rest, **more)

    monkeypatch.setattr(Path, "read_text", refuse)
    assert [str(one) for one in pack_health.list_all_faults()] == [
        f"{OWN}/contacts.toml: the file: cannot be read (Permission denied). "
        "Remove it, or make it a file that the server can read."
    ]


@pytest.mark.parametrize("folder", ["", "workbook", "scenarios"])
def test_hidden_files_are_no_part_of_a_pack(packs: Path, folder: str) -> None:
    for name in (OWN, "england"):
        place = packs / name / folder
        place.mkdir(exist_ok=True)
        (place / ".#contacts.toml").symlink_to("someone@desk.1234")
        (place / ".contacts.toml").write_text("not TOML", encoding="utf-8")
    hidden = packs / ".old"
    hidden.mkdir()
    (hidden / "pack.toml").write_text("", encoding="utf-8")
    forget_packs()
    assert pack_health.list_all_faults() == ()
    assert ".old" not in pack_loader.list_pack_names()


def test_letters_that_are_not_utf_8_are_named_and_a_windows_mark_read(packs: Path) -> None:
    path = packs / OWN / "contacts.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8-sig")
    assert pack_health.list_all_faults() == ()
    path.write_text(text, encoding="utf-16")
    forget_packs()
    assert [(one.problem, one.cure) for one in pack_health.list_all_faults()] == [
        ("is not UTF-8", "Save the file as UTF-8")
    ]


def test_a_file_of_another_kind_is_listed_even_if_the_pack_does_not_load(packs: Path) -> None:
    (packs / OWN / "contacts.toml").rename(packs / OWN / "contacts.txt")
    (packs / OWN / ".contacts.txt").write_text("", encoding="utf-8")
    forget_packs()
    assert pack_health.find_pack_fault(OWN) is not None
    (found,) = pack_findings.list_unread_file_findings(OWN, packs)
    assert str(found) == (
        f"{OWN}: contacts.txt: not read: only files that end in .toml are read. "
        "Name it contacts.toml, or move it out of this folder."
    )
