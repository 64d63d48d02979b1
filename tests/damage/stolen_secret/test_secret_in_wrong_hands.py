"""Someone writes to the database and has today's server secret: what falls, what still holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.damage.stolen_secret import attacks, passkey_attacks
from tests.damage.stolen_secret.attacks import Attack
from tests.support.club.office import Office

PAGE = Path(__file__).resolve().parents[3] / "docs" / "threat-model.md"
ATTACKS = (*attacks.ATTACKS, *passkey_attacks.ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_with_the_secret_just_this_falls(office: Office, attack: Attack):
    attack.show(office)


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_the_threat_model_says_the_same(attack: Attack):
    row = f"| {attack.tries} | {attack.falls} | {attack.holds} |"
    assert row in PAGE.read_text(encoding="utf-8")
