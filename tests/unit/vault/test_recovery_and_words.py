"""What is written on paper or said aloud comes back, however it is typed, and nothing else does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import SealedError
from app.vault import recovery, spoken_words

SEED = bytes(range(32))
SHEET = recovery.encode_recovery_sheet(SEED)


@given(st.binary(min_size=32, max_size=32))
def test_a_sheet_reads_back_to_its_seed(seed):
    assert recovery.decode_recovery_sheet(recovery.encode_recovery_sheet(seed)) == seed


@given(st.binary(min_size=16, max_size=16))
def test_a_card_reads_back(card):
    assert recovery.decode_recovery_card(recovery.encode_recovery_card(card)) == card


def test_a_sheet_is_fourteen_groups_of_four_and_a_card_26_characters():
    assert re.fullmatch(r"([A-Z2-7]{4} ){13}[A-Z2-7]{4}", SHEET)
    card = recovery.encode_recovery_card(recovery.make_card_bytes())
    assert re.fullmatch(r"([A-Z2-7]{4} ){6}[A-Z2-7]{2}", card)
    assert recovery.make_card_bytes() != recovery.make_card_bytes()


def test_hurried_typing_is_forgiven():
    # This seed's sheet holds the three letters that are misread as digits.
    seed = next(
        candidate
        for candidate in (bytes([n]) * 31 + bytes([7]) for n in range(256))
        if set("OIB") <= set(recovery.encode_recovery_sheet(candidate))
    )
    printed = recovery.encode_recovery_sheet(seed)
    for typed in (
        printed.lower(),
        printed.replace(" ", ""),
        printed.replace(" ", " - "),
        f"\n  {printed}\t",
        printed.replace(" ", "\N{EN DASH}"),
        printed.replace("O", "0").replace("I", "1").replace("B", "8"),
    ):
        assert recovery.decode_recovery_sheet(typed) == seed
        assert recovery.split_groups(typed) == tuple(printed.split())


def test_one_wrong_character_anywhere_on_a_sheet_is_noticed():
    letters = SHEET.replace(" ", "")
    for at, letter in enumerate(letters):
        wrong = letters[:at] + ("A" if letter != "A" else "C") + letters[at + 1 :]
        with pytest.raises(SealedError):
            recovery.decode_recovery_sheet(wrong)


def test_two_groups_that_changed_places_are_noticed():
    groups = SHEET.split()
    for at in range(13):
        order = groups[:at] + [groups[at + 1], groups[at]] + groups[at + 2 :]
        with pytest.raises(SealedError):
            recovery.decode_recovery_sheet(" ".join(order))


@pytest.mark.parametrize(
    "typed", ["", "A", SHEET[:-1], SHEET + "A", SHEET[:-5], "9" * 56, "é" * 56, "=" * 56]
)
def test_text_that_is_no_sheet_is_refused(typed):
    with pytest.raises(SealedError):
        recovery.decode_recovery_sheet(typed)


@pytest.mark.parametrize("typed", ["", "A" * 25, "A" * 27, "A" * 25 + "B", "9" * 26, SHEET])
def test_text_that_is_no_card_is_refused(typed):
    with pytest.raises(SealedError):
        recovery.decode_recovery_card(typed)


@pytest.mark.parametrize("write", [recovery.encode_recovery_sheet, recovery.encode_recovery_card])
def test_only_whole_secrets_are_written_on_paper(write):
    with pytest.raises(SealedError):
        write(bytes(20))


def test_six_words_depend_on_the_member_and_on_both_teams_in_their_places():
    member, leads, seniors = (bytes([n]) * 32 for n in (1, 2, 3))
    said = {
        spoken_words.derive_six_words(*three)
        for three in [
            (member, leads, seniors),
            (leads, member, seniors),
            (member, seniors, leads),
            (bytes(32), leads, seniors),
            (member, bytes(32), seniors),
            (member, leads, bytes(32)),
        ]
    }
    assert len(said) == 6
    assert all(len(six) == 6 for six in said)
    assert spoken_words.derive_six_words(member, leads, seniors) in said


def test_a_spoken_passphrase_is_five_plain_words_by_chance():
    spoken = {spoken_words.pick_spoken_passphrase() for _ in range(20)}
    assert len(spoken) == 20
    assert all(re.fullmatch(r"([a-z]{3,8} ){4}[a-z]{3,8}", said) for said in spoken)
    assert len(spoken_words.pick_spoken_passphrase(7).split()) == 7


def test_nobody_is_asked_to_say_a_word_that_could_hurt():
    assert len(set(spoken_words._words())) > 1980
    assert {"victim", "abuse", "secret", "naked", "weapon"}.isdisjoint(spoken_words._words())


def test_no_two_words_begin_alike():
    assert len({word[:4] for word in spoken_words._words()}) == len(spoken_words._words())
