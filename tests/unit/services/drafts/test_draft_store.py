"""Drafts: sealed to their writer, versions side by side, logged once a sign-in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.times.answer_times import list_answer_times
from app.errors import NotFoundError, SealedError, StaleError
from app.models.audit_log import Leaf
from app.models.draft import Draft, DraftPage
from app.services.drafts import draft_encryption, draft_store
from app.services.drafts.draft_queries import AlreadySignedError
from content.london_time import LONDON

WORDS = {"child_words": ["  he said \n\tdon't tell  "]}


@pytest.fixture
def sam(world):
    return world.uow("sam")


def test_what_is_saved_comes_back_to_the_letter(sam):
    draft = draft_store.start_draft(sam)
    saved = draft_store.save_page(sam, draft, "account", WORDS, 0)
    assert saved.version == 1
    assert draft_store.load_own_draft(sam, draft).pages["account"] == WORDS


def test_a_page_lies_sealed_and_opens_to_its_writer_alone(world, sam):
    draft = draft_store.start_draft(sam)
    draft_store.save_page(sam, draft, "account", WORDS, 0)
    box = sam.session.scalars(select(DraftPage.box).where(DraftPage.draft_id == draft)).one()
    assert b"he said" not in box
    place = draft, "account", 1, box
    assert draft_encryption.decrypt_page(sam, *place) == WORDS
    with pytest.raises(SealedError):
        draft_encryption.decrypt_page(world.uow("jo"), *place)


def test_an_answer_that_came_late_has_the_time_it_came(sam):
    draft, came = draft_store.start_draft(sam), sam.clock() - timedelta(hours=17)
    draft_store.save_page(sam, draft, "now", {"danger_now": ["no"]}, 0, given_at=came)
    (found,) = list_answer_times(draft_store.load_own_draft(sam, draft).pages, ())
    assert found.at == came


def test_a_half_character_that_cannot_be_signed_is_still_kept(sam):
    draft = draft_store.start_draft(sam)
    draft_store.save_page(sam, draft, "account", {"seen": ["\ud800 and \x00"]}, 0)
    assert draft_store.load_own_draft(sam, draft).pages["account"]["seen"] == ["\ud800 and \x00"]


def test_a_page_saved_over_a_newer_one_is_kept_beside_it(sam):
    draft = draft_store.start_draft(sam)
    draft_store.save_page(sam, draft, "account", {"seen": ["first"]}, 0)
    with pytest.raises(StaleError):
        draft_store.save_page(sam, draft, "account", {"seen": ["second"]}, 0)
    assert draft_store.load_own_draft(sam, draft).pages["account"] == {"seen": ["first"]}
    aside = draft_store.load_conflicts(sam, draft, "account")
    assert [one.raw for one in aside] == [{"seen": ["second"]}]
    assert draft_store.load_own_draft(sam, draft).asides == 1
    draft_store.save_page(sam, draft, "account", {"seen": ["both"]}, 1, [aside[0].id])
    assert draft_store.load_own_draft(sam, draft).asides == 0


def test_the_same_words_sent_twice_are_no_conflict_and_one_aside(sam):
    draft = draft_store.start_draft(sam)
    draft_store.save_page(sam, draft, "account", WORDS, 0)
    assert draft_store.save_page(sam, draft, "account", WORDS, 0).version == 1
    for _ in range(2):
        with pytest.raises(StaleError):
            draft_store.save_page(sam, draft, "account", {"seen": ["x"]}, 0)
    assert len(draft_store.load_conflicts(sam, draft, "account")) == 1


def test_a_save_that_came_too_late_leaves_what_waits_beside_the_page(sam):
    draft = draft_store.start_draft(sam)
    draft_store.save_page(sam, draft, "account", {"seen": ["first"]}, 0)
    with pytest.raises(StaleError):
        draft_store.save_page(sam, draft, "account", {"seen": ["second"]}, 0)
    (shown,) = draft_store.load_conflicts(sam, draft, "account")
    draft_store.save_page(sam, draft, "account", {"seen": ["newer"]}, 1)
    with pytest.raises(StaleError):
        draft_store.save_page(sam, draft, "account", {"seen": ["too late"]}, 1, [shown.id])
    waiting = draft_store.load_conflicts(sam, draft, "account")
    assert [one.raw["seen"] for one in waiting] == [["second"], ["too late"]]


def test_an_aside_cannot_be_passed_off_as_the_page(sam, world):
    from app.models.draft import DraftPageConflict

    draft = draft_store.start_draft(sam)
    draft_store.save_page(sam, draft, "account", {"seen": ["first"]}, 0)
    with pytest.raises(StaleError):
        draft_store.save_page(sam, draft, "account", {"seen": ["second"]}, 0)
    with sam.keep() as session:
        aside = session.scalars(select(DraftPageConflict)).one()
        session.scalars(select(DraftPage)).one().box = aside.box
    pages = draft_store.load_own_draft(sam, draft).pages
    assert (pages["account"], pages.spoiled) == ({}, ("account",))


def test_somebody_elses_draft_is_absent(world, sam):
    draft = draft_store.start_draft(sam)
    draft_store.save_page(sam, draft, "account", WORDS, 0)
    other = world.uow("jo")
    for attempt in (
        lambda: draft_store.load_own_draft(other, draft),
        lambda: draft_store.save_page(other, draft, "account", WORDS, 1),
        lambda: draft_store.discard_draft(other, draft),
        lambda: draft_store.save_conflict(other, draft, "account", WORDS),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert draft_store.load_conflicts(other, draft, "account") == ()
    assert draft_store.load_own_draft(sam, draft).pages["account"] == WORDS


def test_opening_is_logged_once_a_sign_in(world, sam):
    from app.vault.session_tokens import hash_token

    draft = draft_store.start_draft(sam)
    rows = [hash_token(world.token("sam")), hash_token(world.token("sam"))]
    for row in (rows[0], rows[0], rows[1]):
        draft_store.load_own_draft(sam, draft, row)
    leaves = sam.session.scalars(select(Leaf.obj).where(Leaf.obj == f"draft/{draft}")).all()
    assert len(leaves) == 2


def test_danger_and_whom_it_is_about_decide_what_is_said_in_clear(world, sam):
    draft = draft_store.start_draft(sam)
    row = sam.session.get(Draft, draft)
    assert (row.urgent, row.told) == (True, "seniors")
    draft_store.save_page(
        sam, draft, "now", {"danger_now": ["unsure"], "about_our_team": ["no"]}, 0
    )
    sam.session.refresh(row)
    assert (row.urgent, row.told) == (True, "leads")
    draft_store.save_page(
        sam, draft, "now", {"danger_now": ["no"], "about_our_team": ["unsure"]}, 1
    )
    sam.session.refresh(row)
    assert (row.urgent, row.told) == (False, "seniors")


@pytest.mark.parametrize(
    ("page", "raw", "urgent"),
    [
        ("wishes", {"c1.safe_tonight": ["unsure"]}, True),
        ("wishes", {"c1.safe_tonight": ["yes"], "c2.safe_tonight": ["no"]}, True),
        ("wishes", {"c1.safe_tonight": ["yes"]}, False),
        ("now", {"danger_now": ["no"], "leaves_at": ["{soon}"]}, True),
        ("now", {"danger_now": ["no"], "leaves_at": ["when she wants"]}, True),
        ("now", {"danger_now": ["no"], "leaves_at": ["{late}"]}, False),
        ("now", {"danger_now": ["no"], "leaves_at": ["{soon}"], "child_is": ["not_known"]}, False),
    ],
)
def test_tonight_and_a_child_who_leaves_soon_make_a_draft_urgent(sam, page, raw, urgent):
    now = sam.clock().astimezone(LONDON)
    times = {"{soon}": f"{now + timedelta(minutes=70):%H:%M}"}
    times |= {"{late}": f"{now + timedelta(minutes=120):%H:%M}"}
    draft = draft_store.start_draft(sam)
    draft_store.save_page(sam, draft, "now", {"danger_now": ["no"]}, 0)
    typed = {name: [times.get(text, text) for text in texts] for name, texts in raw.items()}
    draft_store.save_page(sam, draft, page, typed, 1 if page == "now" else 0)
    assert sam.session.get(Draft, draft).urgent is urgent


def test_a_half_filled_first_page_tells_no_lead_yet(sam):
    draft = draft_store.start_draft(sam)
    draft_store.save_page(sam, draft, "now", {"danger_now": ["yes"]}, 0)
    assert sam.session.get(Draft, draft).told == "seniors"


def test_a_discarded_draft_is_gone_and_logged(sam):
    draft = draft_store.start_draft(sam)
    draft_store.save_page(sam, draft, "account", WORDS, 0)
    draft_store.discard_draft(sam, draft)
    with pytest.raises(NotFoundError):
        draft_store.load_own_draft(sam, draft)
    assert sam.session.scalars(select(DraftPage)).all() == []
    assert draft_store.list_own_drafts(sam) == ()
    assert sam.session.scalar(select(Leaf.obj).order_by(Leaf.i.desc()).limit(1)) == f"draft/{draft}"


def test_a_signed_draft_says_so(sam):
    draft = draft_store.start_draft(sam)
    with sam.keep() as session:
        session.get(Draft, draft).signed_at = sam.clock()
    with pytest.raises(AlreadySignedError):
        draft_store.load_own_draft(sam, draft)
    with pytest.raises(AlreadySignedError):
        draft_store.save_page(sam, draft, "account", WORDS, 0)


def test_more_of_a_record_that_is_not_mine_cannot_be_begun(world, sam):
    from uuid import uuid4

    with pytest.raises(NotFoundError):
        draft_store.start_draft(sam, uuid4())
