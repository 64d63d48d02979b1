"""A new passphrase is judged once somebody proved who they are; until it is good, nothing is spent.

Judging costs a core: whoever has no card and no code must not be able to ask for it.
"""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from sqlalchemy import select, update

from app.models.member import Throttle
from app.services.auth.throttle import PASSPHRASE_CHOICES, TRIES_FOR_ACCOUNT
from app.services.passphrase_rules import passphrase_judge
from tests.support.club.club_setup import PASSPHRASE
from tests.support.web.checking_client import CheckingClient, Page
from tests.support.web.setup_client import put_code, send_step, send_up_to
from tests.web.accounts.test_joining import NEW as NEW_MEMBER
from tests.web.accounts.test_joining import invite, join
from tests.web.accounts.test_recovery_card import NEW, come_in, make_card

WEAK = "passwordpassword"


@pytest.fixture
def judged(monkeypatch) -> list[str]:
    """Every passphrase that was looked at; it is judged all the same."""
    seen: list[str] = []
    real = passphrase_judge.find_passphrase_weakness
    monkeypatch.setattr(
        passphrase_judge,
        "find_passphrase_weakness",
        lambda text, about: (seen.append(text), real(text, about))[1],
    )
    return seen


def words(answer) -> str:
    return Page(answer.get_data(as_text=True)).text


def test_a_stranger_without_a_card_has_nothing_judged_and_is_counted(world, judged):
    browser = world.client()
    for number in range(TRIES_FOR_ACCOUNT):
        answer = come_in(browser, "A" * 26, new=WEAK if number % 2 else NEW)
        assert (answer.status_code, "do not match" in words(answer)) == (422, True)
        assert "easy to guess" not in words(answer)
    assert come_in(browser, "A" * 26, new=WEAK).status_code == 429
    assert judged == []


def test_a_right_card_with_a_weak_passphrase_stays_good_and_typed(world, judged):
    card = make_card(world.client("sam"))
    browser = world.client()
    answer = come_in(browser, card, new=WEAK)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "easy to guess" in words(answer)
    assert card in page
    assert "sam@example.org" in page
    assert WEAK not in page
    assert judged == [WEAK]
    old = {"email": "sam@example.org", "passphrase": PASSPHRASE}
    assert world.client().send("/sign-in", old).status_code == 303, "nothing was changed"
    assert come_in(browser, card).status_code == 303


def test_a_weak_passphrase_is_judged_in_a_slot_or_not_at_all(world, judged):
    card, house = make_card(world.client("sam")), world.app.extensions["heard"]
    with ExitStack() as full:
        for _ in range(house.slots._count):
            full.enter_context(house.slots.hold(0.0))
        answer = come_in(world.client(), card, new=WEAK)
    assert answer.status_code == 503
    assert card in answer.get_data(as_text=True)
    assert judged == []


def test_a_wrong_code_has_nothing_judged_and_a_right_one_is_not_spent(world, judged):
    code, browser = invite(world.client("jo")), world.client()
    wrong = join(browser, "aaaa-bbbb-ccc", passphrase=WEAK, again=WEAK)
    assert "That code cannot be used" in words(wrong)
    assert judged == []
    weak = join(browser, code, passphrase=WEAK, again=WEAK)
    page = weak.get_data(as_text=True)
    assert weak.status_code == 422
    assert "easy to guess" in words(weak)
    for typed in (code, "Bo Reed", "Coach", "07700 900777"):
        assert typed in page
    assert WEAK not in page
    own = join(browser, code, passphrase=NEW_MEMBER["email"], again=NEW_MEMBER["email"])
    assert "easy to guess" in words(own), "nor one's own address"
    assert join(browser, code).status_code == 303


def test_when_many_join_at_once_one_retypes_only_the_passphrase(world):
    code, house = invite(world.client("jo")), world.app.extensions["heard"]
    browser = world.client()
    with ExitStack() as full:
        for _ in range(house.slots._count):
            full.enter_context(house.slots.hold(0.0))
        busy = join(browser, code)
    page = busy.get_data(as_text=True)
    assert busy.status_code == 503
    assert "Enter the passphrase again and press the button" in words(busy)
    for typed in (code, "Bo Reed", "Coach", "07700 900777"):
        assert typed in page
    assert PASSPHRASE not in page
    assert join(browser, code).status_code == 303


def test_without_the_present_passphrase_nothing_is_judged(world, judged):
    browser = world.client("sam")
    fields = {"now": "wrong wrong wrong", "passphrase": WEAK, "again": WEAK}
    wrong = browser.send("/account/passphrase", fields)
    assert "not your current passphrase" in words(wrong)
    assert judged == []
    weak = browser.send("/account/passphrase", fields | {"now": PASSPHRASE})
    assert "easy to guess" in words(weak)
    assert judged == [WEAK]


def test_the_passphrase_one_has_already_is_refused_and_nothing_ends(world):
    card, other = make_card(world.client("sam")), world.client("sam")
    fields = {"now": PASSPHRASE, "passphrase": PASSPHRASE, "again": PASSPHRASE}
    same = world.client("sam").send("/account/passphrase", fields)
    assert same.status_code == 422
    assert "This is the passphrase you have already. Choose a different one." in words(same)
    history = other.page("/account/notices").text
    assert "A recovery card was made" in history, "the other session goes on"
    assert "Your passphrase was changed" not in history
    assert come_in(world.client(), card).status_code == 303, "the card works still"


@pytest.fixture
def visitor(app, data):
    """A browser at a server that nobody has set up."""
    put_code(data)
    return CheckingClient(app)


def test_without_the_set_up_code_nothing_is_judged(visitor, judged):
    path, weak = "/set-up/passphrase", {"passphrase": WEAK, "again": WEAK}
    assert visitor.send(path, weak, via="/set-up").location == "/set-up/check-your-answers"
    assert judged == []
    answer = send_up_to(visitor, path, **weak)
    assert "easy to guess" in words(answer)
    assert WEAK not in answer.get_data(as_text=True)
    assert send_step(visitor, path).status_code == 303


def test_choosing_badly_again_and_again_waits_and_shuts_nobody_out(world):
    browser = world.client("sam")
    fields = {"now": PASSPHRASE, "passphrase": "short", "again": "short"}
    assert browser.send("/account/passphrase", fields).status_code == 422
    assert world.session().scalars(select(Throttle.tries).where(Throttle.tries > 0)).all() == [1]
    all_but_two = PASSPHRASE_CHOICES - 2  # each asks for the passphrase anew, and that takes long
    world.change(update(Throttle).where(Throttle.tries > 0).values(tries=1 + all_but_two))
    assert browser.send("/account/passphrase", fields).status_code == 422
    fine = fields | {"passphrase": NEW, "again": NEW}
    assert browser.send("/account/passphrase", fine).status_code == 429
    old = {"email": "sam@example.org", "passphrase": PASSPHRASE}
    assert world.client().send("/sign-in", old).status_code == 303


def test_own_name_and_job_are_known_to_a_guesser_at_every_door(world):
    weak = "sam lee youth worker"
    sam = world.client("sam")
    card = make_card(sam)
    assert "easy to guess" in words(come_in(world.client(), card, new=weak))
    typed = {"now": PASSPHRASE, "passphrase": weak, "again": weak}
    assert "easy to guess" in words(sam.send("/account/passphrase", typed))
    code = invite(world.client("jo"))
    weak = "bo reed coach riverside"
    answer = join(world.client(), code, passphrase=weak, again=weak)
    assert "easy to guess" in words(answer)


def test_the_first_lead_may_not_choose_their_own_name_and_job(app, data):
    put_code(data)
    weak = "jo smith club manager"
    answer = send_up_to(CheckingClient(app), "/set-up/passphrase", passphrase=weak, again=weak)
    assert (answer.status_code, "easy to guess" in words(answer)) == (422, True)
