"""The words of the organisation's own lines, in its hours and outside of them.

Their order at each hour is held by tests/unit/services/contacts/test_who_to_call.py.
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from content import pack_loader
from content.contacts.call_panel import CallPanel, arrange_call_panel
from content.contacts.lead_lines import AnsweringHours, LeadToCall, OrganisationContacts
from content.london_time import LONDON

NORTH = pack_loader.load_pack("north_lincolnshire")
WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=LONDON)
NIGHT = datetime(2026, 11, 25, 23, 55, tzinfo=LONDON)
JO = LeadToCall(name="Jo Smith, welfare officer", phone="07700 900123")
BY_NAME = OrganisationContacts(leads=[JO], title="welfare officer")
BOARD = OrganisationContacts(switchboard="01632 960000", title="welfare officer")
EVENINGS = AnsweringHours(hours="Wed 18:30 to 20:00", closed="Closed now", opens="today at 18:30")
NO_ANSWER = "No answer? Call the next number now"
DAYS = AnsweringHours(hours="Mon to Fri 09:00 to 17:00")
COUNCIL = "01724 296500"


def at_hours(
    told: OrganisationContacts, answering: AnsweringHours, at: datetime = WEDNESDAY
) -> CallPanel:
    return arrange_call_panel(NORTH, "", at, replace(told, answering=answering))


def numbers(panel: CallPanel) -> list[str]:
    return [line.number for line in panel.lines]


def test_in_hours_the_lead_is_first_after_999_and_is_not_waited_for() -> None:
    line = at_hours(BY_NAME, AnsweringHours(hours="Mon to Fri 09:00 to 17:00")).lines[1]
    assert (line.kind, line.who) == ("lead", "Jo Smith, welfare officer")
    assert (line.when, line.tel) == (NO_ANSWER, "07700900123")


def test_signed_out_shows_a_title_a_switchboard_and_its_hours() -> None:
    line = at_hours(BOARD, DAYS).lines[1]
    assert (line.who, line.number) == ("Your welfare officer", "01632 960000")
    assert line.when == f"Answered Mon to Fri 09:00 to 17:00. {NO_ANSWER}"


def test_unknown_hours_are_below_an_open_line_and_claim_nothing() -> None:
    panel = at_hours(BOARD, AnsweringHours())
    assert numbers(panel)[:4] == ["999", COUNCIL, "01632 960000", "101"]
    assert panel.lines[2].when == NO_ANSWER


def test_a_lead_without_a_switchboard_is_no_number_and_says_which_to_use() -> None:
    line = at_hours(replace(BOARD, switchboard=""), DAYS).lines[1]
    assert (line.number, line.tel) == ("", "")
    assert line.when == f"Use the number you have for them. {NO_ANSWER}"
    line = at_hours(replace(BOARD, switchboard=""), EVENINGS).lines[3]
    assert line.when == "Use the number you have for them. Closed now, opens today at 18:30"


def test_a_closed_line_says_when_it_opens_and_names_no_other_line() -> None:
    board = at_hours(BOARD, EVENINGS).lines[3]
    assert (board.kind, board.when) == ("away", "Closed now, opens today at 18:30")
    lead = at_hours(BY_NAME, EVENINGS, NIGHT).lines[3]  # below the line for this hour
    assert (lead.kind, lead.who) == ("away", "Jo Smith, welfare officer")
    assert lead.when == "Closed now, opens today at 18:30. They might not answer"


def test_where_nobody_knows_when_it_opens_next_the_hours_are_said() -> None:
    panel = at_hours(BOARD, replace(EVENINGS, closed="Closed today", opens=""))
    assert panel.lines[3].when == "Closed today. Answered Wed 18:30 to 20:00"


def test_a_lead_who_is_away_stands_below_101_and_says_until_when() -> None:
    away = replace(JO, name="Dele Okoro, welfare officer", away="Away until 30 November")
    panel = at_hours(replace(BY_NAME, leads=[JO, away]), DAYS)
    assert [line.who for line in panel.lines if line.kind == "lead"] == [JO.name]
    line = next(line for line in panel.lines if line.kind == "away")
    assert line.when == "Away until 30 November"
    assert panel.lines.index(line) > numbers(panel).index("101")


def test_the_only_lead_is_told_that_it_is_them_and_who_to_call() -> None:
    told = replace(BY_NAME, leads=[replace(JO, reader=True)])
    for answering in (DAYS, EVENINGS):
        line = next(line for line in at_hours(told, answering).lines if line.who[:3] == "You")
        assert (line.who, line.number) == ("You are the welfare officer on duty", "")
        assert line.when == "No one else is on duty. Call children's services or 101"
        assert line.caution == ""


def test_above_the_first_lead_stands_that_the_worry_may_be_about_them() -> None:
    second = replace(JO, name="Dele Okoro, welfare officer")
    for told in (replace(BY_NAME, leads=[JO, second]), BOARD):
        own = [line for line in at_hours(told, DAYS).lines if line.kind == "lead"]
        assert own[0].caution.startswith(
            "Is it about your welfare officer or someone close to them?"
        )
        assert [line.caution for line in own[1:]] == [""] * (len(own) - 1)


def test_with_danger_101_stands_above_a_lead_whose_hours_are_not_known() -> None:
    panel = arrange_call_panel(NORTH, "", NIGHT, BY_NAME, danger=True)
    assert numbers(panel)[:3] == ["999", "101", "07700 900123"]


def test_a_wrong_number_gives_way_to_the_main_one_then_the_council() -> None:
    jo = replace(JO, phone="", phone_note="was changed outside Heard")
    told = replace(BY_NAME, leads=[jo], switchboard="01632 960000")
    line = at_hours(told, DAYS).lines[1]
    assert (line.who, line.tel) == ("Jo Smith, welfare officer", "01632960000")
    said = "This is the main number. Ask for them. Their own number was changed outside Heard"
    assert line.when == said
    line = at_hours(replace(told, switchboard="", switchboard_note=jo.phone_note), DAYS).lines[1]
    assert (line.number, line.tel) == ("", "")
    said = "Call children’s services or 101. This number was changed outside Heard"
    assert line.when == said


def test_a_wrong_main_number_is_no_number_even_if_passed_on() -> None:
    line = at_hours(replace(BOARD, switchboard_note="cannot be checked now"), DAYS).lines[1]
    assert (line.number, line.tel) == ("", "")
    assert line.when.startswith("Call children’s services or 101. This number cannot be checked")
