"""The preview of a content pack shows all that people would read, and tells what is wrong."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from content import pack_loader
from tests.support.club.world import World
from tests.support.spoiled_packs import forget_packs, serve_copied_packs, spoil_pack
from tests.unit.content.guide_pack import NAME, write_guide_pack

OWN = "example_authority"
SECTIONS = [
    "Phone numbers",
    "What the council decides",
    "Links in the workbook",
    "Example Front Door: request for service",
    "Left to do",
]
DECIDED = [
    "Council",
    "Children’s services are called",
    "Sending a referral",
    "Ways to send it",
    "Link for a referral",
    "Days or hours to send it in writing",
    "Days or hours until the council decides",
    "If no one answers",
    "Duty to report child sexual abuse",
    "Legal bases for sharing a concern",
    "Training is renewed",
    "About renewing training",
    "Council referral form",
]
HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)
KEY = re.compile(r"<dt[^>]*>(.*?)</dt>", re.DOTALL)


@pytest.fixture
def packs(tmp_path: Path) -> Iterator[Path]:
    with serve_copied_packs(tmp_path) as folder:
        yield folder


def preview(world: World, name: str) -> str:
    return world.client("jo").get(f"/content-packs/{name}").get_data(as_text=True)


@pytest.fixture
def guide(packs: Path) -> None:
    """The pack of the guide, with a form of its council."""
    write_guide_pack(packs)
    for form in ("forms.toml", "front_door.pdf"):
        data = (packs / OWN / form).read_bytes().replace(b'"example"', b'"exampleton_council"')
        (packs / NAME / form).write_bytes(data)
    forget_packs()


@pytest.mark.usefixtures("guide")
def test_every_section_of_a_pack_has_its_heading_and_its_rows(world: World):
    page = strip_tokens(preview(world, NAME))
    assert HEADING.findall(page) == SECTIONS
    assert KEY.findall(page.partition(SECTIONS[1])[2])[: len(DECIDED)] == DECIDED


@pytest.mark.usefixtures("guide")
def test_all_that_a_pack_decides_is_shown(world: World):
    words = world.client("jo").page(f"/content-packs/{NAME}").text
    pack = pack_loader.load_pack(NAME)
    lines = [one for one in pack.contacts.values() if one.area]
    said = pack.settings
    for shown in (
        *(one.label for one in lines),
        *(one.number for one in lines),
        *(one.label for one in said.sharing.bases),
        *(said.delivery.text, said.escalation.text, said.csa_duty.text, said.training.text),
        "Exampleton (made up)",
        "2, not counting weekends and bank holidays",
        "Every 36 months",
        "Exampleton's guide to words",
        "Boxes that are filled in",
    ):
        assert shown in words, shown
    assert "Wrong in this pack" not in words


def test_a_fault_that_leaves_a_pack_in_use_is_told_first(world: World, packs: Path):
    spoil_pack(packs, f"{OWN}/pack.toml", 'source = "example"\n', "")
    words = world.client("jo").page(f"/content-packs/{OWN}").text
    wrong, numbers = words.index("Wrong in this pack"), words.index("Phone numbers", 200)
    place = words.index(f"{OWN}/pack.toml, line 15: settings.csa_duty.source")
    assert wrong < place < words.index("01632 960101")
    assert numbers
    assert "This pack cannot be used as it is." not in words
    assert "Nothing is left to do." not in words


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("pack.toml", 'first = "phone"', 'first = "email"', "pack.toml, line 25: settings."),
        ("contacts.toml", 'role = "day"', "", "contacts.toml, line"),
        ("pack.toml", "[settings]", "[settings", "pack.toml, line 10: this line"),
    ],
)
def test_a_broken_pack_is_told_with_file_and_line_and_breaks_no_other(
    world: World, packs: Path, file: str, old: str, new: str, fault: str
):
    others = [name for name in pack_loader.list_pack_names() if name != OWN]
    whole = {name: preview(world, name) for name in others}
    spoil_pack(packs, f"{OWN}/{file}", old, new)
    page = world.client("jo").page(f"/content-packs/{OWN}").text
    assert "This pack cannot be used as it is." in page
    assert f"{OWN}/{fault}" in page
    assert "What the council decides" not in page
    listed = world.client("jo").page("/content-packs").text
    assert listed.count("This pack cannot be used.") == 1
    assert f"{OWN}/{fault}" in listed
    assert {name: strip_tokens(preview(world, name)) for name in others} == {
        name: strip_tokens(page) for name, page in whole.items()
    }
    assert "01724 296500" in world.client().page("/numbers").text
    assert world.client("jo").get("/").status_code == 200


def strip_tokens(page: str) -> str:
    """Return the main part of a page, which has no token of a form."""
    return page.partition("<main")[2].partition("</main")[0]


def test_only_people_who_read_concerns_see_a_preview(world: World):
    for who in ("sam", "tess"):
        assert world.client(who).get(f"/content-packs/{OWN}").status_code in (403, 404)
    assert world.client().get(f"/content-packs/{OWN}").status_code == 302
