"""Words that a council never said are named as a fault, and its pack stays in use."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from content import pack_findings, pack_loader
from content.findings.pack_finding import PackFinding
from content.maintenance import pack_starter
from content.scenarios import scenario_files
from tests.support.spoiled_packs import serve_copied_packs, spoil_pack
from tests.unit.content.guide_pack import NAME, write_guide_pack

TABLE = Path(__file__).with_name("pack_claims.toml")
CLAIMS = tomllib.loads(TABLE.read_text(encoding="utf-8"))["claim"]
TODAY = date(2026, 11, 30)
DELIVERY = '[settings.delivery]\nfirst = "phone"\n'


@pytest.fixture
def packs(tmp_path: Path) -> Iterator[Path]:
    """Every pack and that of the guide, to be changed."""
    with serve_copied_packs(tmp_path) as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(scenario_files, "load_scenarios", lambda _: ())  # each path would be walked
        write_guide_pack(folder)
        yield folder


def list_broken(name: str = NAME) -> list[PackFinding]:
    found = pack_findings.list_all_findings(name, TODAY)
    return [one for one in found if one.problem == "broken"]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda one: one["new"].split("\n")[0][:40])
def test_a_claim_is_named_with_its_line_and_how_to_mend_it(packs: Path, claim) -> None:
    path = packs / NAME / claim["file"]
    path.touch()
    spoil_pack(packs, f"{NAME}/{claim['file']}", claim["old"], claim["new"])
    assert [str(one) for one in list_broken()] == claim["says"]


@pytest.mark.parametrize("name", [*pack_loader.list_pack_names(), NAME])
def test_no_pack_of_ours_and_none_by_the_guide_claims_too_much(packs: Path, name: str) -> None:
    assert list_broken(name) == []


def test_a_council_in_england_may_leave_out_what_it_has_not_said(packs: Path) -> None:
    path = packs / NAME / "pack.toml"
    head, _, rest = path.read_text(encoding="utf-8").partition("[settings.delivery]")
    tail = rest.partition("[settings.clocks]")[2]
    path.write_text(f"{head}[settings.clocks]{tail}", encoding="utf-8")
    assert list_broken() == []
    spoil_pack(packs, f"{NAME}/pack.toml", "[settings.clocks]", f"{DELIVERY}\n[settings.clocks]")
    assert list_broken() == []  # calling first is what England says too


def test_each_word_of_england_is_named_for_a_council_elsewhere(packs: Path) -> None:
    spoil_pack(packs, f"{NAME}/pack.toml", 'nation = "england"', 'nation = "wales"')
    found = {one.key: one for one in list_broken()}
    kept = ("csa_duty", "escalation", "sharing")
    assert set(found) == {
        "pack.nation",
        *(f"settings.{key}.{name}" for key in kept for name in ("text", "source")),
    }
    assert all(one.place.startswith(f"{NAME}/pack.toml, line ") for one in found.values())
    assert found["pack.nation"].line == 8
    assert "this council is in Wales" in found["pack.nation"].words
    words = str(found["settings.escalation.text"])
    assert "is that of england, and is not known to be true in Wales" in words
    assert "Add text, source, reviewed_on, review_by and owner to [settings.escalation]." in words


def test_a_neighbour_elsewhere_needs_its_own_way_to_send_a_referral(packs: Path) -> None:
    spoil_pack(packs, "hull/pack.toml", 'nation = "england"', 'nation = "scotland"')
    keys = {one.key for one in list_broken("hull")}
    assert keys == {"pack.nation", "settings.delivery.text", "settings.delivery.source"}


def test_a_nation_that_no_one_gave_is_left_to_do_and_is_no_fault(packs: Path) -> None:
    spoil_pack(packs, f"{NAME}/pack.toml", 'nation = "england"\n', "")
    (found,) = [
        one for one in pack_findings.list_all_findings(NAME, TODAY) if one.key == "pack.nation"
    ]
    assert (found.problem, found.file, found.line) == ("missing", f"{NAME}/pack.toml", 1)
    assert list_broken() == []
    pack_starter.write_new_pack(packs, "riverdale", "Riverdale", TODAY)
    keys = {one.key for one in pack_findings.list_all_findings("riverdale", TODAY)}
    assert "pack.nation" in keys
    assert list_broken("riverdale") == []
    spoil_pack(packs, "riverdale/pack.toml", "# nation =", "nation =")
    assert list_broken("riverdale") == []


def test_a_day_to_come_in_the_words_of_all_packs_is_named_once(packs: Path) -> None:
    spoil_pack(
        packs, "england/settings.toml", "reviewed_on = 2026-11-24", "reviewed_on = 2027-01-24"
    )
    (found,) = list_broken("england")
    assert found.place == "england/settings.toml, line 13"
    assert list_broken() == []
