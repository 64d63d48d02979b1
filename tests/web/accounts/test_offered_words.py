"""Wherever somebody sets a passphrase, four words are offered, and nothing stores them."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
import time_machine

from app.access.new_passphrase import BOTH_CHOSEN, NEW_WORDS, NOT_WRITTEN_DOWN
from app.models.tables import METADATA
from app.services.passphrase_rules import offered_words, word_files
from tests.support.club.club_setup import PASSPHRASE
from tests.support.web.checking_client import CheckingClient
from tests.support.web.setup_client import put_code, send_up_to
from tests.web.accounts.test_joining import BO, invite
from tests.web.accounts.test_recovery_card import make_card

PATHS = ("/join", "/sign-in/with-card", "/account/passphrase")


def read_offer(page: str) -> tuple[str, str]:
    """The words that a page offers, and its ticket."""
    words = re.search(r'id="offered-words">([a-z ]+)</p>', page)
    ticket = re.search(r'name="ticket" type="hidden" value="([^"]+)"', page)
    assert words is not None
    assert ticket is not None
    return words[1], ticket[1]


def choose_words(ticket: str, **more: str) -> dict[str, str]:
    """The fields of somebody who uses the words, without any script."""
    fields = {"passphrase_choice": "words", "ticket": ticket, "written_down": "y"}
    return fields | {"passphrase": "", "again": ""} | more


def text(answer) -> str:
    return html.unescape(answer.get_data(as_text=True))


def open_join(world) -> tuple[CheckingClient, str]:
    """A browser that has given an invite code, and the code."""
    code, browser = invite(world.client("jo")), world.client()
    assert browser.send("/join/code", {"code": code}, via="/join").status_code == 303
    return browser, code


@pytest.mark.parametrize("path", PATHS)
def test_each_opening_offers_other_words_and_only_the_page_shows_them(world, path):
    browser = world.client("sam") if "account" in path else open_join(world)[0]
    offers = [read_offer(text(answer := browser.get(path))) for _ in range(3)]
    assert len({words for words, _ in offers}) == 3
    assert answer.headers["Cache-Control"] == "no-store"
    for words, ticket in offers:
        assert len(words.split()) == offered_words.COUNT
        assert set(words.split()) <= set(word_files.load_generated_words())
        assert not any(word in ticket for word in words.split())
    assert text(answer).count(words) == 1, "where they are read, and in no field"
    choices = re.findall(r'<input[^>]*name="passphrase_choice"[^>]*>', text(answer))
    checked = [re.search(r'value="(\w+)"', one)[1] for one in choices if "checked" in one]
    assert (len(choices), checked) == (2, ["words"]), "the words are what is chosen at first"
    assert find_rows_with(world, [words for words, _ in offers]) == []


def find_rows_with(world, phrases: list[str]) -> list[str]:
    """Return the tables in which one of these texts lies in a row."""
    with world.engine.connect() as connection:
        return [
            table.name
            for table in METADATA.sorted_tables
            for row in connection.execute(table.select())
            if any(phrase in str(row) for phrase in phrases)
        ]


def test_the_words_stay_while_the_form_has_errors_then_open_the_account(world):
    browser, code = open_join(world)
    words, ticket = read_offer(text(browser.get("/join")))
    typed = {**BO, "code": code, "name": ""} | choose_words(ticket)
    for _ in range(2):
        again = text(browser.send("/join", typed))
        assert read_offer(again) == (words, ticket)
        assert "Type the passphrase again" not in again
        assert re.search(r'name="written_down"\s+type="checkbox" value="y" checked', again)
    assert browser.send("/join", typed | {"name": "Bo Reed"}).status_code == 303
    signed_in = world.client().send("/sign-in", {"email": "bo@example.org", "passphrase": words})
    assert signed_in.status_code == 303


def test_with_a_card_or_on_the_account_page_the_words_become_it(world):
    sam = world.client("sam")
    card, other = make_card(sam), world.client()
    words, ticket = read_offer(text(other.get("/sign-in/with-card")))
    typed = choose_words(ticket, email="sam@example.org", card=card)
    assert other.send("/sign-in/with-card", typed).status_code == 303
    words_now, ticket = read_offer(text(other.get("/account/passphrase")))
    typed = choose_words(ticket, now=words, passphrase=words_now, again=words_now)
    assert other.send("/account/passphrase", typed).status_code == 303, "filled in by a manager"
    last = {"email": "sam@example.org", "passphrase": words_now}
    assert world.client().send("/sign-in", last).status_code == 303


def test_the_first_lead_can_use_the_words_too(app, data):
    put_code(data)
    browser = CheckingClient(app)
    send_up_to(browser, "/set-up/head-or-chair")
    _, ticket = read_offer(text(browser.get("/set-up/passphrase")))
    assert browser.send("/set-up/passphrase", choose_words(ticket)).status_code == 303


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"written_down": ""}, NOT_WRITTEN_DOWN),
        ({"passphrase": PASSPHRASE, "again": PASSPHRASE}, BOTH_CHOSEN),
    ],
)
def test_words_that_nobody_wrote_down_or_two_passphrases_are_asked_about(world, changed, problem):
    browser = world.client("sam")
    words, ticket = read_offer(text(browser.get("/account/passphrase")))
    fields = choose_words(ticket, now=PASSPHRASE) | changed
    answer = browser.send("/account/passphrase", {n: v for n, v in fields.items() if v})
    assert answer.status_code == 422
    assert text(answer).count(problem) == 2, "above, and beside its box"
    assert read_offer(text(answer)) == (words, ticket)
    assert PASSPHRASE not in text(answer)


def test_a_ticket_of_another_browser_or_of_an_hour_ago_gives_new_words(world):
    sam, tess = world.client("sam"), world.client("tess")
    words, ticket = read_offer(text(sam.get("/account/passphrase")))
    fields = choose_words(ticket, now=PASSPHRASE)
    stamp, chance, proof = ticket.split(".")
    forged = f"{int(stamp) + 1}.{chance}.{proof}"
    refused = [tess.send("/account/passphrase", fields)]
    refused += [
        sam.send("/account/passphrase", fields | {"ticket": bad}) for bad in ("", "9.x", forged)
    ]
    for answer in refused:
        assert answer.status_code == 422
        assert NEW_WORDS in text(answer)
        assert read_offer(text(answer))[0] != words
    assert sam.send("/account/passphrase", fields).status_code == 303


def test_words_of_an_hour_ago_are_not_used(world):
    browser, _ = open_join(world)
    words, ticket = read_offer(text(browser.get("/join")))
    with time_machine.travel(offered_words.TICKET_LIFETIME + timedelta(minutes=1)):
        late = text(browser.send("/join", {**BO, "code": "x"} | choose_words(ticket)))
    assert NEW_WORDS in late
    assert read_offer(late)[0] != words
