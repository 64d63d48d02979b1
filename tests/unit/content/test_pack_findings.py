from datetime import date

import pytest
from msgspec.structs import replace

from content import pack_loader
from content.allowed_values import describe_allowed
from content.pack_files import PACKS
from content.pack_findings import list_own_findings, list_pack_findings
from content.pack_rules import list_pack_decisions
from content.pack_settings import PackSettings
from content.passages import Contact, PageText

TODAY = date(2026, 11, 24)
LATER = date(2028, 1, 1)


def listed(name: str, today: date = TODAY) -> set[tuple[str, str]]:
    return {
        (one.key, one.problem) for one in list_pack_findings(pack_loader.load_pack(name), today)
    }


def test_each_line_that_nobody_rang_is_listed_first() -> None:
    found = list_pack_findings(pack_loader.load_pack("north_lincolnshire"), TODAY)
    lines = [one for one in found if one.key.startswith("contacts.")]
    assert list(found[: len(lines)]) == lines
    assert ("contacts.spoc", "to confirm") in listed("north_lincolnshire")
    assert any("01724 296555" in one.words for one in lines)


def test_nobody_is_sent_to_test_call_999() -> None:
    for name in pack_loader.list_pack_names():
        assert not {"contacts.emergency", "contacts.police"} & {key for key, _ in listed(name)}


def test_what_the_council_has_not_confirmed_is_listed() -> None:
    assert ("settings.clocks.written_confirmation", "missing") in listed("north_lincolnshire")
    assert ("settings.clocks.written_confirmation", "missing") not in listed("example_authority")
    assert ("settings.csa_duty", "not known") in listed("north_lincolnshire")
    assert ("settings.training.renew_after_months", "missing") in listed("north_lincolnshire")
    assert ("settings.training.renew_after_months", "missing") not in listed("example_authority")


def test_missing_numbers_and_unknown_hours_are_listed() -> None:
    assert ("contacts.spoc", "missing") in listed("east_riding")
    assert ("contacts.freephone", "not known") in listed("north_lincolnshire")


@pytest.mark.parametrize("name", pack_loader.list_pack_names())
def test_nothing_is_stale_today_and_everything_is_one_day(name: str) -> None:
    assert not [key for key, problem in listed(name) if problem == "stale"]
    stale = [key for key, problem in listed(name, LATER) if problem == "stale"]
    pack = pack_loader.load_pack(name)
    assert len(stale) == sum(1 for _ in pack.passages()) + len(list_pack_decisions(pack))


def test_no_one_has_called_a_line_on_a_day_to_come() -> None:
    pack = pack_loader.load_pack("north_lincolnshire")
    spoc = replace(pack.contacts["spoc"], status="confirmed", checked_on=date(2026, 11, 25))
    pack = replace(pack, contacts={**pack.contacts, "spoc": spoc})
    wrong = [one for one in list_own_findings(pack, PACKS, TODAY) if one.problem == "broken"]
    assert [one.key for one in wrong] == ["contacts.spoc.checked_on"]
    before = list_own_findings(pack, PACKS, date(2026, 11, 23))
    assert {"contacts.lado.reviewed_on", "settings.delivery.reviewed_on"} <= {
        one.key for one in before if one.problem == "broken"
    }
    after = list_own_findings(pack, PACKS, date(2026, 11, 25))
    assert not [one for one in after if one.problem == "broken"]


def test_each_finding_says_what_to_do_and_where_to_read() -> None:
    for one in list_pack_findings(pack_loader.load_pack("north_lincolnshire"), LATER):
        assert one.words
        assert one.cure
    assert all(
        one.link
        for one in list_pack_findings(pack_loader.load_pack("hull"), TODAY)
        if one.key == "contacts.spoc"
    )


def test_a_finding_is_one_line_for_the_command_line() -> None:
    one = next(
        f
        for f in list_pack_findings(pack_loader.load_pack("hull"), TODAY)
        if f.key == "contacts.spoc"
    )
    assert str(one).startswith("hull: contacts.spoc: to confirm: Hull Early Help")
    assert "\n" not in str(one)


def test_what_a_place_may_have_is_listed_by_its_words() -> None:
    allowed = '"advice", "board", "day", "freephone", "lado", "out_of_hours"'
    assert describe_allowed(Contact, ".role") == f"Use one of: {allowed}"
    assert '"emergency"' in describe_allowed(Contact, ".role", local=False)
    assert describe_allowed(Contact, ".status") == 'Use one of: "confirmed", "to confirm"'
    passage = 'Use one of: "in force", "not in force", "unknown, check"'
    assert describe_allowed(PageText, ".status") == passage
    keys = describe_allowed(Contact, "").removeprefix("Use one of: ").split(", ")
    assert not {"key", "area", "published"} & set(keys)
    assert "published" in describe_allowed(Contact, "", local=False)
    clocks = describe_allowed(PackSettings, ".clocks.written_confirmation")
    assert clocks == "Use one of: minutes, working_days"
    assert describe_allowed(Contact, ".label") == ""


def test_a_national_number_that_is_not_the_one_on_its_page_is_broken() -> None:
    england = pack_loader.load_pack("england")
    for published in ("0808 800 5000", ""):
        line = replace(england.contacts["nspcc"], number="0808 800 5001", published=published)
        changed = replace(england, contacts={**england.contacts, "nspcc": line})
        (found,) = [one for one in list_pack_findings(changed, TODAY) if one.problem == "broken"]
        assert (found.key, found.link) == ("contacts.nspcc.published", "https://www.nspcc.org.uk/")
        assert "the number is '0808 800 5001'" in found.words
    assert "broken" not in {one.problem for one in list_pack_findings(england, TODAY)}


def without(*keys: str) -> list[str]:
    """List what is left to do about lines of a pack that lost these."""
    pack = pack_loader.load_pack("example_authority")
    left = {key: one for key, one in pack.contacts.items() if key not in keys}
    found = list_pack_findings(replace(pack, contacts=left), TODAY)
    return [str(one) for one in found if one.key == "contacts" and one.problem == "missing"]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("spoc", "children's services"),
        ("out_of_hours", "nights, weekends and bank holidays"),
        ("lado", "concerns about staff (LADO)"),
        ("board", "the safeguarding board"),
    ],
)
def test_each_line_that_is_gone_is_left_to_do(key: str, said: str) -> None:
    (found,) = without(key)
    assert f"contacts: missing: there is no line for {said}. Add one with role" in found


def test_a_pack_without_lines_has_each_of_them_to_do() -> None:
    assert len(without("spoc", "freephone", "out_of_hours", "lado", "board")) == 4
    assert without() == []


def test_a_line_that_always_answers_needs_no_night_line() -> None:
    pack = pack_loader.load_pack("example_authority")
    spoc = replace(pack.contacts["spoc"], hours="always")
    left = {**pack.contacts, "spoc": spoc}
    del left["out_of_hours"]
    found = list_pack_findings(replace(pack, contacts=left), TODAY)
    assert not [one for one in found if one.key == "contacts"]


def test_a_lado_without_a_number_is_left_to_do() -> None:
    pack = pack_loader.load_pack("example_authority")
    lado = replace(pack.contacts["lado"], number="")
    found = list_pack_findings(replace(pack, contacts={**pack.contacts, "lado": lado}), TODAY)
    assert ("contacts.lado", "missing") in {(one.key, one.problem) for one in found}
