"""The page after signing, for every state that its words depend on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from msgspec.structs import replace

from app.review.signed_words import (
    EVIDENCE,
    UnreadFacts,
    advise_call_while_unread,
    find_open_outside_line,
    name_people,
    word_police_step,
)
from content.contacts.phone_lines import PhoneLine

NOW = datetime(2026, 11, 28, 22, 40, tzinfo=UTC)  # a Saturday night
POLICE = PhoneLine(kind="open", who="Police", number="101", key="police")
NIGHT_TEAM = PhoneLine(kind="open", who="Night team", number="01632 960103")
MONDAY = date(2026, 11, 30)
WAITS = (timedelta(-1), timedelta(0), timedelta(minutes=15), timedelta(hours=2), timedelta(days=2))


@pytest.mark.parametrize("called", [True, False])
@pytest.mark.parametrize("danger", ["yes", "unsure", "", "no"])
def test_unless_danger_is_ruled_out_999_is_said_before_101(danger: str, called: bool) -> None:
    step = word_police_step(danger, called=called)
    where_999, where_101 = step.text.find("999"), step.text.find("101")
    assert where_999 >= 0
    if danger == "no":
        assert 0 <= where_101 < where_999
    else:
        assert where_101 == -1 or where_999 < where_101
    assert step.first is (danger == "yes")
    assert (step.title == "You called the police") is called


def test_in_danger_the_title_is_the_number_until_they_were_called() -> None:
    assert word_police_step("yes", called=False).title == "Call 999 now"
    assert "101" not in word_police_step("yes", called=False).text


def test_evidence_is_spoken_of_only_where_a_tick_asks_for_it() -> None:
    assert EVIDENCE not in word_police_step("unsure", called=False).text
    assert EVIDENCE in word_police_step("unsure", called=False, evidence=True).text


@pytest.mark.parametrize("wait", WAITS)
def test_in_danger_or_after_no_answer_nobody_waits_until_it_is_opened(wait: timedelta) -> None:
    facts = UnreadFacts(people="Ash Grant", call_by=NOW + wait, now=NOW, next_line=NIGHT_TEAM)
    in_danger = advise_call_while_unread(replace(facts, danger=True))
    assert in_danger == ("Do not wait for anyone to open it. If you have not called 999, call now.")
    tried = advise_call_while_unread(replace(facts, no_answer=True))
    assert tried.startswith("Do not wait for anyone to open it. Call children’s services.")
    assert "Ash Grant" not in tried


def word(wait: timedelta, line: PhoneLine | None = NIGHT_TEAM, lado: date | None = None) -> str:
    facts = UnreadFacts(
        people="Ash Grant", call_by=NOW + wait, now=NOW, next_line=line, lado_by=lado
    )
    return advise_call_while_unread(facts)


@pytest.mark.parametrize(("wait", "line"), list(product(WAITS, (NIGHT_TEAM, None))))
def test_about_staff_nobody_waits_for_anyone_to_open_it(
    wait: timedelta, line: PhoneLine | None
) -> None:
    assert word(wait, line, MONDAY) == (
        "Do not wait for anyone to open it. Call Ash Grant now. If you cannot reach them, call "
        "the LADO yourself."
    )


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(-1), "Do not wait for anyone to open it. Call Ash Grant now."),
        (timedelta(0), "Do not wait for anyone to open it. Call Ash Grant now."),
        (timedelta(minutes=15), "If no one has opened it by 22:55, call Ash Grant."),
        (timedelta(hours=1), "If no one has opened it by 23:40, call Ash Grant."),
        (timedelta(hours=2), "If no one has opened it by 00:40 tomorrow, call Ash Grant."),
        (timedelta(days=2), "It might not be read before 22:40 on Monday."),
    ],
)
def test_it_says_by_when_and_who_to_call_now(wait: timedelta, words: str) -> None:
    assert word(wait).startswith(words)
    # What is open now may be closed by then: the police are not.
    later = timedelta(0) < wait < timedelta(days=1)
    assert ("Call 101, or 999 in an emergency" if later else "Night team on 01632 960103") in word(
        wait
    )
    assert (
        word(wait, None) == f"{words} No answer? Call 101, or 999 in an emergency."
        if later
        else words
    )


def test_a_time_days_off_never_says_to_wait_for_it() -> None:
    assert "If it cannot wait until then, call the police on 101 now." in word(
        timedelta(days=2), POLICE
    )


def test_the_next_line_is_open_and_outside_the_organisation() -> None:
    emergency = PhoneLine(kind="emergency", who="999", number="999")
    lead = PhoneLine(kind="lead", who="Jo", number="07700 900123")
    closed = PhoneLine(kind="closed", who="Front door", number="01632 960101")
    assert find_open_outside_line((emergency, lead, closed, NIGHT_TEAM, POLICE)) is NIGHT_TEAM
    assert find_open_outside_line((emergency, lead, closed)) is None


def test_people_are_named_where_the_concern_went_past_the_leads() -> None:
    assert name_people(["Ash Grant", "Pat Lee"], "lead") == "Ash Grant or Pat Lee"
    assert name_people([], "welfare officer") == "your welfare officer"
