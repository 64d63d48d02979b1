"""Nobody whom a writer has ticked learns that a record was begun and not signed."""

from datetime import timedelta

import pytest

from app.errors import StaleError
from app.services.concern_lists.inbox import load_inbox
from app.services.drafts import draft_store
from tests.support.club.office import Office

NOT_ABOUT_US = {"danger_now": ["no"], "about_our_team": ["no"]}
ABOUT_US = {"danger_now": ["yes"], "about_our_team": ["yes"]}


@pytest.fixture
def draft(office: Office):
    """Begun by Sam, and said to be about nobody who works here."""
    begun = draft_store.start_draft(office.at("sam"))
    draft_store.save_page(office.at("sam"), begun, "now", NOT_ABOUT_US, 0)
    return begun


def tick(office: Office, draft, *who: str) -> None:
    ticked = {"not_for": [str(office.id(key)) for key in who] or ["none"]}
    draft_store.save_page(office.at("sam"), draft, "sign", ticked, 0)


def who_is_told(office: Office) -> set[str]:
    """Whose list speaks of a record that was begun two hours ago."""
    office.now += timedelta(hours=2)
    found = {
        one for one in ("jo", "deputy", "senior") if load_inbox(office.at(one)).begun_not_signed
    }
    office.now -= timedelta(hours=2)
    return found


def test_leads_are_told_while_nobody_is_ticked(office, draft):
    assert who_is_told(office) == {"jo", "deputy"}
    tick(office, draft)
    assert who_is_told(office) == {"jo", "deputy"}


@pytest.mark.parametrize("who", ["jo", "deputy"])
def test_a_lead_who_was_ticked_is_not_told_nor_are_the_other_leads(office, draft, who):
    tick(office, draft, who)
    assert who_is_told(office) == {"senior"}


def test_where_lead_and_senior_are_ticked_its_writer_alone_knows(office, draft):
    tick(office, draft, "jo", "senior")
    assert who_is_told(office) == set()


def test_a_senior_who_was_ticked_takes_nothing_from_the_leads(office, draft):
    tick(office, draft, "senior")
    assert who_is_told(office) == {"jo", "deputy"}


def test_the_tick_holds_when_the_first_page_is_saved_once_more(office, draft):
    tick(office, draft, "jo")
    draft_store.save_page(office.at("sam"), draft, "now", NOT_ABOUT_US | {"where_now": ["home"]}, 1)
    assert who_is_told(office) == {"senior"}
    tick(office, draft)
    assert who_is_told(office) == {"jo", "deputy"}


def test_of_two_texts_of_the_first_page_the_more_careful_one_counts(office, draft):
    draft_store.save_page(office.at("sam"), draft, "now", ABOUT_US, 1)
    with pytest.raises(StaleError):  # another tab, still open from before
        draft_store.save_page(
            office.at("sam"), draft, "now", NOT_ABOUT_US | {"where_now": ["home"]}, 1
        )
    assert who_is_told(office) == {"senior"}
    older = draft_store.load_conflicts(office.at("sam"), draft, "now")[0]
    draft_store.swap_with_conflict(office.at("sam"), draft, "now", older.id)
    assert who_is_told(office) == {"senior"}
    about_us = draft_store.load_conflicts(office.at("sam"), draft, "now")[0]
    text = draft_store.load_own_draft(office.at("sam"), draft).pages["now"]
    draft_store.save_page(office.at("sam"), draft, "now", text, 3, [about_us.id])
    assert who_is_told(office) == {"jo", "deputy"}
