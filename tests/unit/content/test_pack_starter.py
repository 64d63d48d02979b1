"""A pack that was only started loads, has no number, and says what is left to do."""

from datetime import date
from pathlib import Path

import pytest

from content import pack_findings, pack_loader
from content.content_error import ContentError
from content.maintenance import pack_starter
from tests.support.spoiled_packs import serve_copied_packs

TODAY = date(2026, 11, 28)


def test_a_new_pack_loads_and_makes_no_number_up(tmp_path: Path) -> None:
    with serve_copied_packs(tmp_path) as packs:
        pack_starter.write_new_pack(packs, "riverdale", "Riverdale", TODAY)
        pack = pack_loader.load_pack("riverdale")
        assert pack.area.name == "Riverdale"
        head = (packs / "riverdale/pack.toml").read_text(encoding="utf-8")
        assert not pack.area.fictional
        lines = (packs / "riverdale/contacts.toml").read_text(encoding="utf-8")
        assert "# answerphone = true   # only if no person ever answers\n" in lines
        made_up = head.replace("\n# fictional = true\n", "\nfictional = true\n")
        (packs / "riverdale/pack.toml").write_text(made_up, encoding="utf-8")
        assert pack_loader.load_pack_from(packs, "riverdale").area.fictional
        assert {one.number for one in pack.contacts.values() if one.area} == {""}
        keys = {one.key for one in pack_findings.list_all_findings("riverdale", TODAY)}
    assert {"contacts.spoc", "contacts.out_of_hours", "settings.clocks.written_confirmation"} < keys
    assert not [key for key in keys if key.startswith("contacts.nspcc")]


@pytest.mark.parametrize(
    ("name", "area", "key"),
    [
        ("River Dale", "Riverdale", "the name"),
        ("../x", "Riverdale", "the name"),
        ("riverdale", 'River"dale', "the area"),
        ("riverdale", " ", "the area"),
        ("taken", "Taken", "the folder"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(
    tmp_path: Path, name: str, area: str, key: str
) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(ContentError) as caught:
        pack_starter.write_new_pack(tmp_path, name, area, TODAY)
    assert caught.value.key == key
    assert caught.value.cure
    assert [path.name for path in tmp_path.rglob("*")] == ["taken"]
