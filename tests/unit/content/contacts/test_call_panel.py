from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

import pytest
from msgspec.structs import replace

from content import pack_loader
from content.contacts.call_panel import CallPanel, arrange_call_panel, find_phone_line
from content.contacts.lead_lines import AnsweringHours, LeadToCall, OrganisationContacts
from content.contacts.number_findings import NOT_CHECKED, describe_last_check
from content.london_time import LONDON
from content.pack import Pack

NORTH = pack_loader.load_pack("north_lincolnshire")
JO = LeadToCall(name="Jo Smith, welfare officer", phone="07700 900123")
BY_NAME = OrganisationContacts(
    leads=[JO], answering=AnsweringHours(hours="Mon to Sun 00:00 to 24:00")
)
IN_HOURS = datetime(2026, 11, 26, 10, 0, tzinfo=LONDON)
SATURDAY = datetime(2026, 11, 28, 10, 0, tzinfo=LONDON)
NOT_ESTABLISHED = (
    "We do not have a number that we know works. Call 101, or 999 in an emergency. "
    "You can find the council on GOV.UK."
)


def numbers(panel: CallPanel) -> list[str]:
    return [line.number for line in panel.lines]


def test_in_hours_the_order_is_999_lead_open_line_then_the_rest() -> None:
    panel = arrange_call_panel(NORTH, "north_lincolnshire", IN_HOURS, BY_NAME)
    assert numbers(panel) == [
        "999",
        "07700 900123",
        "01724 296500",
        "101",
        "08081 689667",
        "01724 296555",
    ]
    assert [line.kind for line in panel.lines] == [
        "emergency",
        "lead",
        "open",
        "open",
        "unknown",
        "closed",
    ]
    assert panel.warning == ""
    assert (panel.lines[-1].when, panel.lines[-1].answerphone) == ("From today at 17:00.", True)


def test_out_of_hours_101_is_above_the_answerphone_and_a_warning_shows() -> None:
    panel = arrange_call_panel(NORTH, "", SATURDAY, BY_NAME)
    assert numbers(panel)[:4] == ["999", "07700 900123", "101", "01724 296555"]
    machine = panel.lines[3]
    assert machine.answerphone
    assert machine.kind != "open"
    assert machine.when == (
        "If you leave a message, call 101 as well. We do not know when anyone will hear it."
    )
    assert "999 or 101" in panel.warning


def test_a_team_that_answers_at_night_counts_as_open_and_needs_no_warning() -> None:
    panel = arrange_call_panel(NORTH, "lincolnshire", SATURDAY, BY_NAME)
    assert panel.area == "Lincolnshire"
    assert panel.lines[2].number == "01522 782333"
    assert panel.lines[2].kind == "open"
    assert panel.lines[2].when == "Open now, until Monday at 08:45"
    assert panel.warning == ""


def test_a_line_without_a_number_stands_last_of_its_area() -> None:
    first = next(one for one in NORTH.contacts.values() if one.role == "day" and one.area)
    bare = replace(first, number="")
    pack: Pack = replace(NORTH, contacts=MappingProxyType({**NORTH.contacts, first.key: bare}))
    for at in (IN_HOURS, SATURDAY):
        panel = arrange_call_panel(pack, "", at, BY_NAME)
        assert numbers(panel).index("") == len(panel.lines) - 1


def test_what_is_not_established_prints_the_fallback_and_no_number() -> None:
    panel = arrange_call_panel(NORTH, "north_east_lincolnshire", IN_HOURS, BY_NAME)
    rest = panel.lines[3:]
    assert [line.when for line in rest] == [NOT_ESTABLISHED, NOT_ESTABLISHED]
    assert {line.number for line in rest} == {""}
    assert "North East Lincolnshire" in rest[0].who


@pytest.mark.parametrize("area", ["elsewhere", "no-such-area", "Åland"])
def test_an_area_that_no_pack_knows_still_gives_a_panel(area: str) -> None:
    panel = arrange_call_panel(NORTH, area, IN_HOURS)
    assert numbers(panel) == ["999", "", "101", ""]
    assert panel.lines[-1].when == NOT_ESTABLISHED


@pytest.mark.parametrize("name", pack_loader.list_pack_names())
@pytest.mark.parametrize("at", [IN_HOURS, SATURDAY, datetime(2027, 10, 31, 1, 30, tzinfo=LONDON)])
def test_each_area_is_led_by_999_and_an_answerphone_is_never_open(name: str, at: datetime) -> None:
    for area in ("", *(area.key for area in pack_loader.list_areas(fictional=True))):
        panel = arrange_call_panel(pack_loader.load_pack(name), area, at)
        assert panel.lines[0].number == "999"
        assert "101" in numbers(panel)
        assert all(line.kind != "open" for line in panel.lines if line.answerphone)
        assert all(line.tel == line.number.replace(" ", "") for line in panel.lines)
        assert "18000" in panel.access


def test_a_pack_that_lost_its_words_still_gives_a_panel() -> None:
    bare: Pack = replace(NORTH, texts=MappingProxyType({}), contacts=MappingProxyType({}))
    panel = arrange_call_panel(bare, "", IN_HOURS, BY_NAME)
    assert panel.lines[0].who == "Jo Smith, welfare officer"
    assert panel.lines[-1].when == NOT_ESTABLISHED


def test_a_line_that_nobody_rang_says_so() -> None:
    assert arrange_call_panel(NORTH, "", IN_HOURS).lines[1].checked == NOT_CHECKED


def test_an_unchecked_line_says_so_but_never_999_or_101() -> None:
    later = arrange_call_panel(NORTH, "", datetime(2027, 6, 1, 10, 0, tzinfo=LONDON))
    old = "This may be out of date: last checked on 24 November 2026"
    assert {line.checked for line in later.lines if line.kind != "lead"} == {
        "",
        f"No one has called this number yet. {old}",
    }
    assert {line.number for line in later.lines if not line.checked} == {"999", "", "101"}
    assert later.old == f"{old}."
    assert arrange_call_panel(NORTH, "", IN_HOURS).old == ""


@dataclass
class Case:
    today: date
    said: str


@pytest.mark.parametrize(
    "case",
    [
        Case(date(2027, 3, 4), "Last checked 3 March 2027"),
        Case(date(2027, 9, 3), "Last checked 3 March 2027"),
        Case(date(2027, 9, 4), "This may be out of date: last checked on 3 March 2027"),
    ],
)
def test_a_checked_line_says_when_and_an_old_check_says_that_it_is_old(case: Case) -> None:
    rung = replace(
        NORTH.contacts["spoc"],
        status="confirmed",
        checked_on=date(2027, 3, 3),
        reviewed_on=date(2027, 3, 3),
        review_by=date(2027, 9, 3),
    )
    assert describe_last_check(rung, case.today) == case.said


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("lado", "01724 298293"),
        ("nspcc", "0808 800 5000"),
        ("whistleblowing", "0800 028 0285"),
        ("childline", "0800 1111"),
        ("report_remove", ""),
    ],
)
def test_other_lines_are_looked_up_by_key_and_never_shown_as_open(key: str, number: str) -> None:
    line = find_phone_line(NORTH, key, IN_HOURS)
    assert line.number == number
    assert line.kind == "unknown"


def test_a_local_line_is_that_of_the_area_and_its_absence_is_said() -> None:
    example = find_phone_line(NORTH, "lado", IN_HOURS, "example_authority")
    assert example.number == "07700 900104"
    hull = find_phone_line(NORTH, "lado", IN_HOURS, "hull")
    assert (hull.who, hull.number, hull.when) == ("LADO: Hull", "", NOT_ESTABLISHED)


def test_the_board_is_never_among_the_lines_to_ring() -> None:
    for area in pack_loader.list_areas(fictional=True):
        panel = arrange_call_panel(NORTH, area.key, IN_HOURS)
        assert not any("Board" in line.who for line in panel.lines)


def test_the_fictional_authority_is_content_too() -> None:
    example = pack_loader.load_pack("example_authority")
    panel = arrange_call_panel(example, "", datetime(2026, 11, 24, 12, 45, tzinfo=LONDON))
    assert [(line.number, line.kind) for line in panel.lines[1:]] == [
        ("01632 960102", "open"),
        ("", "lead"),
        ("101", "open"),
        ("01632 960101", "closed"),
        ("01632 960103", "closed"),
    ]
