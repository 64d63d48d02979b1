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

NSPCC = "https://www.nspcc.org.uk/keeping-children-safe/reporting-abuse/report/"
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
        assert (found.key, found.link) == ("contacts.nspcc.published", NSPCC)
        assert "the number is '0808 800 5001'" in found.words
    assert "broken" not in {one.problem for one in list_pack_findings(england, TODAY)}


def test_each_national_line_says_who_published_it_where_and_when() -> None:
    england = pack_loader.load_pack("england")
    assert len(england.contacts) == 10
    bare = []
    for key, line in england.contacts.items():
        source = england.source(line)
        named = source is not None and source.publisher and source.link.startswith("https://")
        if not (named and line.reviewed_on < line.review_by):
            bare.append(key)
    assert not bare


def test_each_national_number_that_no_one_called_is_listed_under_england() -> None:
    england = pack_loader.load_pack("england")
    waiting = {key for key, problem in listed("england") if problem == "to confirm"}
    lines = ("nspcc", "whistleblowing", "childline", "modern_slavery")
    assert waiting == {f"contacts.{key}" for key in lines}
    own = list_own_findings(pack_loader.load_pack("north_lincolnshire"), PACKS, TODAY)
    assert not waiting & {one.key for one in own}
    called = replace(england.contacts["nspcc"], status="confirmed", checked_on=TODAY)
    left = replace(england, contacts={**england.contacts, "nspcc": called})
    assert "contacts.nspcc" not in {one.key for one in list_pack_findings(left, TODAY)}


def test_a_claim_under_the_words_of_england_is_broken() -> None:
    example, england = map(pack_loader.load_pack, ("example_authority", "england"))
    assert "broken" not in {one.problem for one in list_own_findings(example, PACKS, TODAY)}
    for key in ("csa_duty", "training"):
        text = getattr(england.settings, key).text
        said = replace(getattr(example.settings, key), text=text)
        pack = replace(example, settings=replace(example.settings, **{key: said}))
        wrong = [one for one in list_own_findings(pack, PACKS, TODAY) if one.problem == "broken"]
        assert [one.key for one in wrong] == [f"settings.{key}.text"]
        assert "people still read the text of england" in wrong[0].words


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


def gaps_of(key: str, *, fictional: bool = True, **changed: object) -> list[tuple[str, str, str]]:
    """List what is left to do about one line of the made-up council after this change."""
    pack = pack_loader.load_pack("example_authority")
    lines = {**pack.contacts, key: replace(pack.contacts[key], **changed)}
    pack = replace(pack, contacts=lines, area=replace(pack.area, fictional=fictional))
    found = list_own_findings(pack, PACKS, TODAY)
    return [
        (one.key, one.problem, one.words)
        for one in found
        if one.key.startswith(f"contacts.{key}") and one.problem != "to confirm"
    ]


def test_a_board_that_no_record_can_be_sent_to_is_left_to_do() -> None:
    assert gaps_of("board", email="", address="1 Example Street") == []
    ((key, problem, words),) = gaps_of("board", email="", address="")
    assert (key, problem) == ("contacts.board", "missing")
    assert "no email and no address" in words
    ((key, problem, words),) = gaps_of("board", case_data=True)
    assert (key, problem) == ("contacts.board.case_data", "missing")
    assert "only where case_data = false" in words


def test_what_a_line_has_in_vain_is_listed() -> None:
    ((key, problem, words),) = gaps_of("board", number="01632 960109")
    assert (key, problem) == ("contacts.board.number", "not read")
    assert "shown nowhere" in words
    ((key, problem, _),) = gaps_of("spoc", email="frontdoor@example.org")
    assert (key, problem) == ("contacts.spoc.email", "not read")
    assert gaps_of("lado", email="lado@example.org") == []
    ((key, problem, _),) = gaps_of("spoc", web="https://example.org/front-door")
    assert (key, problem) == ("contacts.spoc.web", "not read")


@pytest.mark.parametrize(
    ("number", "drama"),
    [
        ("01632 960000", True),
        ("01632 960999", True),
        ("01632 961000", False),
        ("07700 900104", True),
        ("07700 901000", False),
        ("020 7946 0999", True),
        ("020 7946 1000", False),
        ("0113 496 0000", True),
        ("0112 496 0000", False),
        ("0161 496 0123", True),
        ("0171 496 0123", False),
        ("0191 498 0123", True),
        ("0191 496 0123", False),
        ("028 9649 6123", True),
        ("029 2018 0123", True),
        ("0808 157 0123", True),
        ("03069 990123", True),
        ("01724 296500", False),
    ],
)
def test_a_number_for_drama_is_broken_in_a_real_council(number: str, drama: bool) -> None:
    assert gaps_of("lado", number=number) == []
    found = [(key, problem) for key, problem, _ in gaps_of("lado", fictional=False, number=number)]
    assert found == ([("contacts.lado.number", "broken")] if drama else [])
