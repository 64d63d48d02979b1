import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from content import pack_loader, pack_text
from content.contacts.opening_hours import is_open
from content.content_error import ContentError
from content.pack_files import PACKS
from content.pack_loader import load_pack_from
from content.pack_settings import TimeLimit
from tests.unit.content.spoiled_pack import assert_said, spoil

DAY = date(2026, 11, 25)
AUTHORITIES = ("example_authority", "north_lincolnshire")
ENGLAND = "england/settings.toml"
SOON = "due_soon_days = 60"


def renewed(months: int) -> tuple[str, str]:
    return SOON, f"{SOON}\nrenew_after_months = {months}"


@pytest.mark.parametrize("name", pack_loader.list_pack_names())
def test_each_pack_loads_and_is_kept(name: str) -> None:
    assert pack_loader.load_pack(name).name == name
    assert pack_loader.load_pack(name) is pack_loader.load_pack(name)


def test_an_organisation_chooses_among_authorities_only() -> None:
    assert tuple(name for name, _ in pack_loader.list_pack_choices()) == AUTHORITIES


def test_the_areas_are_those_of_the_packs_with_another_area_last() -> None:
    assert [area.name for area in pack_loader.list_areas()] == [
        "Doncaster",
        "East Riding",
        "Hull",
        "Lincolnshire",
        "North East Lincolnshire",
        "North Lincolnshire",
        "Nottinghamshire",
        "Another council area",
    ]
    assert "example_authority" in [area.key for area in pack_loader.list_areas(fictional=True)]
    assert pack_loader.find_area("hull").pack == "hull"
    assert pack_loader.find_area("atlantis") == pack_loader.ELSEWHERE


def test_a_loaded_pack_cannot_be_changed() -> None:
    pack = pack_loader.load_pack("north_lincolnshire")
    with pytest.raises(AttributeError):
        pack.title = "Other"  # type: ignore[misc] # the fault under test
    with pytest.raises(TypeError):
        pack.contacts["spoc"] = pack.contacts["lado"]  # type: ignore[index] # the same


def test_an_extending_pack_keeps_the_bases_words_under_its_own_values() -> None:
    base, north, example = map(
        pack_loader.load_pack, ("england", "north_lincolnshire", "example_authority")
    )
    assert north.indicators == base.indicators
    assert north.settings.spoc == "North Lincolnshire single point of contact"
    assert north.settings.clocks == base.settings.clocks
    assert example.settings.clocks.written_confirmation == TimeLimit(working_days=2)
    assert example.settings.clocks.unread == base.settings.clocks.unread
    assert example.settings.delivery.written == ("portal", "post")
    bases = [one.token for one in example.settings.sharing.bases]
    assert bases == ["public_task", "legal_obligation"]  # its own list, in place of England's


def test_north_lincolnshires_written_confirmation_waits_for_a_person() -> None:
    north = pack_loader.load_pack("north_lincolnshire").settings
    assert north.clocks.written_confirmation is None
    assert north.delivery.written == ()
    assert north.csa_duty.status == "unknown"
    assert north.training.renew_after_months is None


def test_the_clocks_are_those_of_the_specification() -> None:
    clocks = pack_loader.load_pack("north_lincolnshire").settings.clocks
    assert clocks.told_lead.minutes == clocks.written_up.minutes == (60, 24 * 60)
    assert (clocks.unread.minutes, clocks.unread_danger.minutes) == ((60,), (15,))
    assert (clocks.unsigned.minutes, clocks.unsigned_danger.minutes) == ((60,), (15,))
    days = (clocks.acknowledgement, clocks.decision, clocks.lado, clocks.fgm)
    assert [clock.working_days for clock in days] == [1, 1, 1, 1]


@pytest.mark.parametrize("name", pack_loader.list_pack_names())
def test_every_passage_says_where_it_comes_from_and_until_when(name: str) -> None:
    pack = pack_loader.load_pack(name)
    for section, passage in pack.passages():
        where = f"{section}.{passage.key}"
        assert pack.source(passage).publisher, where
        assert passage.owner, where
        assert passage.reviewed_on < passage.review_by, where
        assert passage.status != "in force" or passage.since is not None, where


def test_filling_names_the_lead_and_the_council_and_nothing_else() -> None:
    north = pack_loader.load_pack("north_lincolnshire")
    caution = north.filled(north.texts["lead-about-them"], "welfare officer").body[0]
    assert "Is it about your welfare officer or someone close to them?" in caution
    assert north.fill("{spoc}, {other}", "x") == f"{north.settings.spoc}, {{other}}"


@pytest.mark.parametrize("name", AUTHORITIES)
def test_no_passage_names_one_council_as_a_child_may_live_in_another(name: str) -> None:
    pack = pack_loader.load_pack(name)
    own = {pack.settings.spoc, pack.settings.council, pack.area.name}
    texts = pack_text.fill_pack_text(pack, "welfare officer", DAY).texts
    words = {
        key: " ".join((text.heading, text.say, *text.body, *text.points))
        for key, text in texts.items()
    }
    assert {key for key, said in words.items() if any(one in said for one in own)} == set()
    assert "ask children's services or the police first" in words["family"]


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    for name in ("england", *AUTHORITIES):
        shutil.copytree(PACKS / name, tmp_path / name)
    return tmp_path


LOCAL = "north_lincolnshire/contacts.toml"
HEAD = "north_lincolnshire/pack.toml"


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        (LOCAL, 'role = "lado"', 'rule = "lado"', "contacts.lado"),
        (LOCAL, 'role = "lado"', 'role = "lodo"', "contacts.lado"),
        (LOCAL, 'source = "nl_lado"', 'source = "gone"', "contacts.lado.source"),
        (LOCAL, '"Fri 09:00-16:30"', '"Fri 9:00-16:30"', "contacts.spoc.hours"),
        (LOCAL, 'outside = "spoc"', 'outside = "freefone"', "contacts.out_of_hours.outside"),
        (LOCAL, "01724 298293", "01724-298293", "contacts.lado.number"),
        (LOCAL, 'status = "to confirm"', 'status = "confirmed"', ".status"),
        (LOCAL, "review_by = 2027-02-24", "review_by = 2026-02-24", ".review_by"),
        (LOCAL, "review_by = 2027-02-24", 'review_by = "soon"', "contacts.spoc"),
        (LOCAL, "[contacts.board]", "[contacts.lado]", "this line"),
        (LOCAL, "[contacts.board]", "[lines.board]", "lines"),
        ("england/steps.toml", 'step = "support"', 'step = "rest"', "prompts.time_and_place.step"),
        ("england/steps.toml", '"receive/1"', '"receive/9"', "prompts.listen.workbook"),
        ("england/steps.toml", "{lead_title}", "{led_title}", "prompts.tell_lead.text"),
        ("england/steps.toml", "since = 2026-11-24", "", ".since"),
        ("england/indicators-a.toml", 'group = "A"', 'group = "F"', "indicators.unexplained"),
        ("england/indicators-a.toml", 'changed_source = "risk_tools"', "", ".changed_source"),
        ("england/language.toml", '"sexually active"', '"sexually (active"', ".patterns"),
        ("england/language.toml", "put/puts/putting {self}", "put {selves}", ".patterns"),
        ("england/language.toml", '"non-recent abuse"', '"old events"', ".alternatives"),
        ("england/language.toml", 'applies_to = ["seen"]', 'applies_to = ["sean"]', ".applies_to"),
        ("england/settings.toml", 'banner = "OFFICIAL-SENSITIVE"', "", "settings"),
        ("england/settings.toml", 'status = "unknown"', 'status = "in_force"', "csa_duty.since"),
        ("england/settings.toml", '"vital_interests"', '"consent"', "sharing.bases"),
        ("england/settings.toml", "A legal duty to", "The family agreed to", "sharing.bases"),
        ("england/settings.toml", '"vital_interests"', '"public_task"', "sharing.bases"),
        ("england/settings.toml", '"vital_interests"', '"Vital!"', "sharing.bases"),
        (ENGLAND, SOON, "due_soon_days = 0", "training.due_soon"),
        (ENGLAND, *renewed(0), "training.renew_after"),
        (ENGLAND, *renewed(121), "training.renew_after"),
        (ENGLAND, *renewed(2), "training.due_soon_days"),
        ("england/settings.toml", "lado = {", "lodo = {", "settings"),
        ("england/holidays.toml", 'source = "bank_holidays"', 'source = "x"', ".source"),
        ("england/pack.toml", 'kind = "base"', 'kind = "base"\nextends = "england"', ".extends"),
        ("north_lincolnshire/pack.toml", 'extends = "england"', 'extends = "wales"', "pack"),
        ("north_lincolnshire/pack.toml", 'extends = "england"', "", "settings"),
        (HEAD, 'area = "north_lincolnshire"', 'area = "hull"', "pack.area"),
        (HEAD, 'area = "north_lincolnshire"', 'area = "North Lincolnshire"', "pack.area"),
        (HEAD, 'area = "north_lincolnshire"', "", "pack.area"),
        (HEAD, 'council = "North Lincolnshire"', "", "pack.council"),
        (HEAD, 'first = "phone"', 'first = "phone"\nportal = "http://example.org"', ".portal"),
        (HEAD, 'first = "phone"', 'first = "phone"\nportal = "https://"', ".portal"),
        (LOCAL, 'link = "https://www.northlincscmars', 'link = "www.northlincscmars', ".link"),
        (ENGLAND, "working_days = 1", "working_days = -1", "clocks."),
        (ENGLAND, "minutes = [60", "minutes = [0", "clocks."),
    ],
)
def test_a_wrong_pack_does_not_load_and_says_where(
    packs: Path, file: str, old: str, new: str, key: str
) -> None:
    error = spoil(load_pack_from, packs, file, old, new)
    assert_said(error, key)
    assert error.file.split("/")[0] in ("england", "north_lincolnshire", "wales")


def test_a_pack_beneath_that_is_not_there_is_named_where_it_is_written(packs: Path) -> None:
    error = spoil(load_pack_from, packs, HEAD, 'extends = "england"', 'extends = "wales"')
    assert (error.file, error.key) == (HEAD, "pack.extends")
    assert "'wales'" in error.problem


def test_a_key_given_twice_in_one_pack_is_refused(packs: Path) -> None:
    twin = packs / "north_lincolnshire" / "more.toml"
    shutil.copy(packs / LOCAL, twin)
    with pytest.raises(ContentError, match="also in north_lincolnshire/contacts.toml"):
        load_pack_from(packs, "north_lincolnshire")


def test_a_confirmed_line_loads_with_its_date(packs: Path) -> None:
    path = packs / LOCAL
    text = path.read_text(encoding="utf-8").replace(
        'outside = "spoc"', 'outside = "spoc"\nstatus = "confirmed"\nchecked_on = 2026-12-01'
    )
    path.write_text(text, encoding="utf-8")
    line = load_pack_from(packs, "north_lincolnshire").contacts["out_of_hours"]
    assert line.checked_on == date(2026, 12, 1)


def test_a_new_authority_is_a_folder_and_no_code(packs: Path) -> None:
    shutil.copytree(packs / "example_authority", packs / "newtown")
    head = packs / "newtown" / "pack.toml"
    text = head.read_text(encoding="utf-8")
    head.write_text(text.replace('area = "example_authority"', 'area = "newtown"'), "utf-8")
    newtown = load_pack_from(packs, "newtown")
    assert newtown.contacts["spoc"].area == "newtown"
    assert is_open(newtown.contacts["freephone"], datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
