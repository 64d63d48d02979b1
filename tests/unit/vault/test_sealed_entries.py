"""Entries, cards, grants, drafts and rescued pages open for whom they were meant, as written."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import SealedError
from app.vault import grants, sealed_cards, sealed_drafts, sealed_entries, sealed_late_pages
from app.vault.principals import Secret

SAM, LEADS, LEE, KIM = (Secret(bytes([n]) * 32) for n in (1, 2, 3, 4))
FILE = {"org": "o", "filekind": "concern", "file": "c-1", "number": 1}
CARD = {"org": "o", "team": "leads", "epoch": 1, "filekind": "concern", "file": "c-1"}
PAGE = {"org": "o", "user": "u-1", "draft": "d-1", "page": "said"}


def seal(plain: bytes, *recipients: Secret) -> sealed_entries.SealedEntry:
    publics = [recipient.public for recipient in recipients]
    return sealed_entries.seal_entry(plain, author=SAM, recipients=publics, **FILE)


@settings(max_examples=25)
@given(st.binary(max_size=20_000))
def test_every_recipient_reads_exactly_what_the_author_wrote(plain):
    sealed = seal(plain, SAM, LEADS)
    assert [fpr for fpr, _ in sealed.wraps] == [SAM.public.fingerprint, LEADS.public.fingerprint]
    for recipient, (_, wrap) in zip((SAM, LEADS), sealed.wraps, strict=True):
        opened = sealed_entries.open_entry(sealed.ciphertext, wrap, recipient=recipient, **FILE)
        assert opened == plain


def test_no_one_opens_an_entry_with_anothers_wrap_or_none():
    sealed = seal(b"x", LEADS)
    ((_, wrap),) = sealed.wraps
    for recipient, tried in [(KIM, wrap), (LEADS, b""), (SAM, wrap)]:
        with pytest.raises(SealedError):
            sealed_entries.open_entry(sealed.ciphertext, tried, recipient=recipient, **FILE)


def test_the_signature_names_the_author_and_nobody_else():
    sealed = seal(b"x", LEADS)
    assert sealed.author_fpr == SAM.public.fingerprint
    sealed_entries.verify_entry_signature(
        sealed.ciphertext, sealed.signature, author=SAM.public, **FILE
    )
    with pytest.raises(SealedError):
        sealed_entries.verify_entry_signature(
            sealed.ciphertext, sealed.signature, author=LEADS.public, **FILE
        )


def test_an_entry_planted_with_public_keys_opens_and_fails_its_check():
    planted = sealed_entries.seal_entry(b"lie", author=KIM, recipients=[LEADS.public], **FILE)
    opened = sealed_entries.open_entry(
        planted.ciphertext, planted.wraps[0][1], recipient=LEADS, **FILE
    )
    assert opened == b"lie"
    with pytest.raises(SealedError):
        sealed_entries.verify_entry_signature(
            planted.ciphertext, planted.signature, author=SAM.public, **FILE
        )


def test_wraps_and_contents_of_two_entries_cannot_be_mixed():
    one, two = seal(b"one", LEADS), seal(b"two", LEADS)
    for ciphertext, entry in [(one.ciphertext, two), (two.ciphertext, one)]:
        with pytest.raises(SealedError):
            sealed_entries.open_entry(ciphertext, entry.wraps[0][1], recipient=LEADS, **FILE)
        with pytest.raises(SealedError):
            sealed_entries.verify_entry_signature(
                ciphertext, entry.signature, author=SAM.public, **FILE
            )


def test_a_sealed_entry_cannot_be_changed_after_it_was_made():
    with pytest.raises(dataclasses.FrozenInstanceError):
        seal(b"x", LEADS).ciphertext = b""


def test_a_grant_gives_a_member_the_teams_principal():
    place = {"org": "o", "team": "leads", "epoch": 1, "team_fpr": LEADS.public.fingerprint}
    blob = grants.make_grant(LEADS.seed, member=LEE.public, **place)
    assert grants.open_grant(blob, member=LEE, **place).seed == LEADS.seed
    with pytest.raises(SealedError):
        grants.open_grant(blob, member=KIM, **place)


def test_a_grant_of_another_teams_seed_is_neither_made_nor_accepted():
    place = {"org": "o", "team": "leads", "epoch": 1, "team_fpr": LEADS.public.fingerprint}
    with pytest.raises(SealedError):
        grants.make_grant(KIM.seed, member=LEE.public, **place)
    context = grants.contexts.grant("o", "leads", 1, place["team_fpr"], LEE.public.fingerprint)
    for planted in (KIM.seed, b"", LEADS.seed + b"\0"):
        forged = LEE.public.seal(planted, context)
        with pytest.raises(SealedError):
            grants.open_grant(forged, member=LEE, **place)


def test_the_author_writes_revision_0_for_a_team_whose_key_they_lack():
    blob = sealed_cards.seal_first_card(b"card", reader=LEADS.public, **CARD)
    assert sealed_cards.open_card(blob, revision=0, holder=LEADS, **CARD) == b"card"
    with pytest.raises(SealedError):
        sealed_cards.open_card(blob, revision=0, holder=SAM, **CARD)


def test_the_team_writes_later_revisions_under_its_own_key():
    blob = sealed_cards.seal_card(b"card", revision=2, holder=LEADS, **CARD)
    assert sealed_cards.open_card(blob, revision=2, holder=LEADS, **CARD) == b"card"
    for revision, holder in [(1, LEADS), (3, LEADS), (0, LEADS), (2, SAM)]:
        with pytest.raises(SealedError):
            sealed_cards.open_card(blob, revision=revision, holder=holder, **CARD)


@pytest.mark.parametrize("revision", [0, -1])
def test_the_symmetric_key_never_writes_revision_0(revision):
    with pytest.raises(SealedError):
        sealed_cards.seal_card(b"card", revision=revision, holder=LEADS, **CARD)


def test_two_cards_of_a_few_words_have_one_length():
    lengths = {
        len(sealed_cards.seal_card(words, revision=1, holder=LEADS, **CARD))
        for words in (b"", b"x" * 900)
    }
    assert len(lengths) == 1


def test_a_draft_opens_for_its_owner_alone():
    blob = sealed_drafts.box_draft(SAM, b"half a sen", version=1, **PAGE)
    assert sealed_drafts.open_draft(SAM, blob, version=1, **PAGE) == b"half a sen"
    with pytest.raises(SealedError):
        sealed_drafts.open_draft(LEADS, blob, version=1, **PAGE)


def test_a_late_page_is_sealed_without_its_writers_seed_and_opens_with_it():
    blob = sealed_late_pages.seal_late_page(SAM.public, b"what I typed", **PAGE)
    assert sealed_late_pages.open_late_page(SAM, blob, **PAGE) == b"what I typed"
    with pytest.raises(SealedError):
        sealed_late_pages.open_late_page(LEADS, blob, **PAGE)
