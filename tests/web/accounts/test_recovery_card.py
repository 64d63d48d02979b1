"""A lost passphrase loses nothing: the recovery card, and the rest of one's own account."""

from __future__ import annotations

import re

from sqlalchemy import insert, select

from app.models.member import Lock, Member
from app.services.auth import recovery_card_proof, recovery_cards
from app.services.integrity import integrity_check
from tests.support.club.club_setup import PASSPHRASE
from tests.support.web.checking_client import Page, mask_offered_words

NEW = "velvet tractor sunday lemon"


def make_card(browser) -> str:
    assert browser.send("/account/recovery-card").location == "/account/recovery-card"
    page = browser.get("/account/recovery-card").get_data(as_text=True)
    return re.search(r"((?:[A-Z2-7]{4} ){6}[A-Z2-7]{2})<", page)[1]


def come_in(browser, card: str, email: str = "sam@example.org", new: str = NEW):
    return browser.send(
        "/sign-in/with-card", {"email": email, "card": card, "passphrase": new, "again": new}
    )


def test_the_card_sets_a_new_passphrase_and_ends_every_other_sign_in(world):
    browser, other = world.client("sam"), world.client("sam")
    card = make_card(browser)
    visitor = world.client()
    assert come_in(visitor, card.lower().replace(" ", "")).location == "/account/passphrase/changed"
    assert visitor.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    fresh = world.client()
    old = {"email": "sam@example.org", "passphrase": PASSPHRASE}
    assert fresh.send("/sign-in", old).status_code == 422
    assert fresh.send("/sign-in", old | {"passphrase": NEW}).status_code == 303
    assert world.uow("sam").keys.own.public.fingerprint  # the same seed, as certified


def test_a_card_is_shown_until_it_is_on_paper_and_kept_nowhere(world):
    browser = world.client("sam")
    card = make_card(browser)
    assert card in browser.page("/account/recovery-card").text
    browser.send("/account/recovery-card/kept", via="/account")
    assert card not in browser.get("/account/recovery-card").get_data(as_text=True)
    assert "will stop working" in browser.page("/account/recovery-card").text


def test_a_newer_card_makes_the_older_one_useless(world):
    browser = world.client("sam")
    first = make_card(browser)
    browser.send("/account/recovery-card/kept", via="/account")
    second = make_card(browser)
    assert come_in(world.client(), first).status_code == 422
    assert come_in(world.client(), second).status_code == 303


def test_wrong_cards_and_unknown_people_get_one_slow_answer(world):
    card, browser = make_card(world.client("sam")), world.client()
    seen = set()
    for email, typed in (
        ("sam@example.org", "A" * 26),
        ("sam@example.org", "not a card"),
        ("nobody@example.org", card),
        ("pat@example.org", card),
    ):
        answer = come_in(browser, typed, email)
        assert answer.status_code == 422
        page = Page(answer.get_data(as_text=True)).text
        seen.add(mask_offered_words(page))
    assert len(seen) == 1
    for _ in range(6):
        come_in(browser, "A" * 26)
    assert come_in(browser, card).status_code == 429


def test_leads_without_a_card_are_reminded_until_they_have_one(world):
    lead = world.client("jo")
    assert "Make your recovery card" in lead.page("/").text
    make_card(lead)
    assert "Make your recovery card" not in lead.page("/").text


def test_changing_the_passphrase_asks_for_the_present_one(world):
    browser, other = world.client("sam"), world.client("sam")
    fields = {"now": "wrong wrong wrong", "passphrase": NEW, "again": NEW}
    assert browser.send("/account/passphrase", fields).status_code == 422
    before = world.session().scalars(select(Lock.blob)).all()
    done = browser.send("/account/passphrase", fields | {"now": PASSPHRASE})
    assert done.location == "/account/passphrase/changed"
    assert browser.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert set(before) != set(world.session().scalars(select(Lock.blob)).all())
    fresh = world.client()
    assert (
        fresh.send("/sign-in", {"email": "sam@example.org", "passphrase": NEW}).status_code == 303
    )


def test_ones_details_change_and_ones_roles_stay(world):
    lead = world.client("jo")
    fields = {"name": "Jo Smith", "job_title": "Head", "phone": "07700 900999"}
    assert lead.send("/account/details", fields | {"phone": "x"}).status_code == 422
    where = lead.send("/account/details", fields).location
    assert "Details saved Other people now see these details." in lead.page(where).text
    assert "Details saved" not in lead.page("/account").text
    assert lead.send("/account/details", fields | {"phone": "01652 000"}).status_code == 422
    worker = world.client("sam")
    assert worker.send("/account/details", fields | {"name": "Sam Lee-Fox"}).status_code == 303
    assert "Sam Lee-Fox" in worker.page("/account").text
    assert world.session().get(Member, world.people["jo"].id).phone == "07700 900999"
    fresh = world.client()
    fresh.send("/sign-in", {"email": "jo@example.org", "passphrase": PASSPHRASE})
    assert fresh.get("/members").status_code == 200  # the certificate is still the newest word


def test_a_colleague_renamed_is_said_to_be_saved(world):
    lead, deputy = world.client("jo"), world.people["deputy"].id
    where = lead.send(f"/members/{deputy}/name", {"name": "Dele Grant"}).location
    assert "Grant" not in where
    page = lead.page(where)
    assert (page.headings, "The name is confirmed" in page.text) == (["Dele Grant"], True)
    assert "The name is confirmed" not in lead.page(where.partition("?")[0]).text


def test_the_card_says_where_it_is_used_and_frightens_nobody(world):
    sam = world.client("sam")
    make_card(sam)
    text = sam.page("/account/recovery-card").text
    assert "http://localhost/sign-in/with-card" in text
    assert "Heard forgets these letters" in text
    assert "gone for good" not in text


def change(browser, group: str | None = None, now: str = PASSPHRASE, new: str = NEW):
    fields = {"now": now, "passphrase": new, "again": new}
    return browser.send("/account/passphrase", fields | ({"card_group": group} if group else {}))


def test_a_new_passphrase_ends_the_card_and_says_so(world):
    browser = world.client("sam")
    card = make_card(browser)
    assert "To keep the card, type how it starts" in browser.page("/account/passphrase").text
    assert change(browser).location == "/account/passphrase/changed?card=ended"
    told = browser.page("/account/passphrase/changed?card=ended").text
    assert "Your recovery card no longer works" in told
    assert "You have no recovery card" in browser.page("/account").text
    assert card not in browser.get("/account/recovery-card").get_data(as_text=True)
    assert come_in(world.client(), card, new="another lemon orbit meadow").status_code == 422


def test_the_first_group_of_the_card_keeps_it(world):
    browser = world.client("sam")
    card = make_card(browser)
    wrong = change(browser, "AAAA" if card[:4] != "AAAA" else "BBBB")
    assert wrong.status_code == 422
    assert recovery_card_proof.WRONG_GROUP in Page(wrong.get_data(as_text=True)).text
    assert change(browser, card).status_code == 422, "all of it is not its first group"
    assert change(browser, f" {card[:4].lower()} ").location == "/account/passphrase/changed"
    assert "still works" in browser.page("/account/passphrase/changed").text
    visitor, third = world.client(), "another lemon orbit meadow"
    assert come_in(visitor, card, new=third).status_code == 303
    assert change(visitor, card[:4], third).location == "/account/passphrase/changed"


def test_a_card_that_ended_is_gone_even_when_its_row_is_back(world):
    browser, mine = world.client("sam"), (Lock.user_id == world.people["sam"].id)
    card = make_card(browser)
    with world.session() as session:
        row = session.scalars(select(Lock).where(mine, Lock.kind == "card")).one()
        kept = {c.key: getattr(row, c.key) for c in Lock.__table__.columns if c.key != "id"}
    assert change(browser).status_code == 303
    world.change(insert(Lock).values(**kept))
    assert come_in(world.client(), card, new="another lemon orbit meadow").status_code == 500
    differences = integrity_check.find_all_differences(world.uow("jo"))
    assert differences == (
        f"The stored copy of lock/{world.people['sam'].id}/card is not what the log saw.",
    )


def test_a_card_from_before_there_was_a_proof_ends(world, monkeypatch):
    browser = world.client("sam")
    with monkeypatch.context() as patch:
        patch.setattr(recovery_cards, "hash_first_card_group", lambda *_: None)
        make_card(browser)
    page = browser.page("/account/passphrase").text
    assert "This ends your recovery card" in page
    assert "First 4 characters" not in page
    assert change(browser).location == "/account/passphrase/changed?card=ended"
